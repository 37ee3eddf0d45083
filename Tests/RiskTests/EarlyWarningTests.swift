// Early warning: rules with thresholds, alerts once while they are crossed, and what a rule would have done (P4.2.1).

import JSON
import Kernel
import TestSupport
import Testing

struct EarlyWarningTests {
    private let risks: RiskWorld
    private var world: World { risks.world }

    init() throws { risks = try RiskWorld() }

    private func rule(_ indicator: String, _ threshold: String, by name: String = "executive", _ more: String = "") throws -> Int64 {
        let body = "{\"name\":\"\(indicator)\",\"indicator\":\"\(indicator)\",\"threshold\":\"\(threshold)\",\"active\":true\(more)}"
        return try world.created(world.post(name, "/v1/early-warning-rules", body))
    }

    private func alerts(_ filter: String = "") throws -> [Int64] {
        try risks.ids(world.get("auditor", "/v1/alerts?sort=id&limit=200\(filter)"))
    }

    private func judge() throws { try world.server.runJob("early-warnings") }

    /// The value of a day by a trial.
    private func value(_ rule: Int64, on day: String) throws -> String? {
        try risks.must(world.get("executive", "/v1/early-warning-rules/\(rule)/dry-run?from=\(day)&to=\(day)")).string("items/0/value")
    }

    @Test func `raised once while it is beyond, cleared by itself when it is back, raised anew after that`() throws {
        let id = try rule("new_leads", "1", #","window_days":1"#)
        try risks.lead("One")
        try risks.lead("Two")
        try judge()
        #expect(try alerts() == [], "yesterday had none")
        try risks.move(to: "2026-11-25 00:10")
        try judge()
        try judge()
        let first = try #require(alerts().first)
        #expect(try alerts() == [first])
        let alert = try world.get("executive", "/v1/alerts/\(first)")
        #expect(alert.string("value") == "2.00" && alert.string("raised_for") == "2026-11-24" && alert.integer("rule_id") == id)
        let told = try risks.events("raised", of: "alert")
        #expect(told.count == 1 && risks.concerned(told[0]) == [risks.id("executive")])
        try risks.move(to: "2026-11-26 00:10")
        try judge()
        #expect(try world.get("executive", "/v1/alerts/\(first)").string("status") == "cleared")
        #expect(try world.get("executive", "/v1/alerts/\(first)").string("back_on") == "2026-11-25")
        for name in ["Three", "Four"] { try risks.lead(name) }
        try risks.move(to: "2026-11-27 00:10")
        try judge()
        #expect(try alerts().count == 2)
    }

    @Test func `acknowledged or dismissed by the rule's owner or a sales manager, and not raised again at once`() throws {
        let id = try rule("new_leads", "0", by: "manager", #","window_days":30"#)
        try risks.lead("One")
        try risks.move(to: "2026-11-25 00:10")
        try judge()
        let alert = try #require(alerts().first)
        for name in RiskWorld.everybody {
            let sees = ["manager", "executive", "auditor", "admin"].contains(name)
            #expect(try world.get(name, "/v1/alerts/\(alert)").status == (sees ? 200 : 404), "\(name)")
            let reply = try world.post(name, "/v1/alerts/\(alert)/dismiss?dry_run=true", #"{"reason":"Known"}"#)
            #expect((reply.status == 200) == (name == "manager"), "\(name)")
            #expect(try world.patch(name, "/v1/alerts/\(alert)", #"{"status":"cleared"}"#).status == 405, "\(name)")
            #expect(try world.post(name, "/v1/alerts/\(alert)/clear").status != 200, "\(name)")
        }
        #expect(try risks.take("acknowledge", "alerts/\(alert)", by: "manager").integer("acknowledged_by_id") == risks.id("manager"))
        #expect(try world.post("manager", "/v1/alerts/\(alert)/acknowledge").status == 409)
        try risks.take("dismiss", "alerts/\(alert)", by: "manager", #"{"reason":"Known"}"#)
        try judge()
        #expect(try alerts() == [alert])
        // As much beyond again as it was: told anew.
        try risks.lead("Two")
        try risks.move(to: "2026-11-26 00:10")
        try judge()
        #expect(try alerts("&rule_id=\(id)").count == 2)
    }

    @Test func `switched off it raises nothing, and clears what it has raised`() throws {
        let id = try rule("new_leads", "0", #","window_days":1"#)
        try risks.lead("One")
        try risks.move(to: "2026-11-25 00:10")
        try risks.must(world.patch("executive", "/v1/early-warning-rules/\(id)", #"{"active":false}"#))
        try judge()
        #expect(try alerts() == [])
        try risks.must(world.patch("executive", "/v1/early-warning-rules/\(id)", #"{"active":true}"#))
        try judge()
        try risks.must(world.patch("executive", "/v1/early-warning-rules/\(id)", #"{"active":false}"#))
        try risks.move(to: "2026-11-26 00:10")
        try judge()
        #expect(try alerts("&status=cleared").count == 1)
    }

    @Test func `a rule is made milder in the open, and one with alerts is switched off, not put away`() throws {
        let id = try rule("new_leads", "0", #","window_days":30"#)
        try risks.lead("One")
        try risks.pass(to: "2026-11-25 00:10")
        let alert = try #require(alerts().first)
        #expect(try risks.raised("indicator_over_threshold").string("status") == "identified")
        #expect(try world.send("executive", "DELETE", "/v1/early-warning-rules/\(id)").code == "still_referred")
        try risks.must(world.patch("executive", "/v1/early-warning-rules/\(id)", #"{"threshold":"1"}"#))
        try risks.run()
        #expect(try world.get("auditor", "/v1/alerts/\(alert)").string("status") == "cleared")
        // What was raised keeps the threshold of then; who changed it stands in the trail.
        #expect(try world.get("auditor", "/v1/alerts/\(alert)").string("threshold") == "0.00")
        let trail = try world.get("auditor", "/v1/audit?entity=early_warning_rule&entity_id=\(id)").array("items")
        #expect(trail.first?.object?["action"]?.string == "updated")
        #expect(try risks.raised("indicator_over_threshold").string("status") == "closed")
    }

    @Test func `a dismissed alert takes its risk along in the open, but no high one`() throws {
        let low = try rule("new_leads", "0", by: "manager", #","window_days":30"#)
        let high = try rule("new_leads", "0", #","window_days":2"#)
        try risks.lead("One")
        try risks.pass(to: "2026-11-25 00:10")
        func risk(_ rule: Int64) throws -> Reply {
            let alert = try #require(alerts("&rule_id=\(rule)").first)
            return try risks.risk(#require(risks.risks("&entity=alert&entity_id=\(alert)").first))
        }
        try risks.assess(risk(high).id, 5, 5, by: "executive")
        for (rule, name) in [(low, "manager"), (high, "executive")] {
            let alert = try #require(alerts("&rule_id=\(rule)").first)
            try risks.take("dismiss", "alerts/\(alert)", by: name, #"{"reason":"The fair was moved"}"#)
        }
        try risks.run()
        try risks.run()
        let closed = try risk(low)
        #expect(closed.string("status") == "closed" && closed["cause_gone_at"].isNull)
        #expect(closed.string("result")?.contains("The fair was moved") == true)
        let told = try risks.events("closed_while_cause_lasts")
        #expect(told.count == 1 && risks.concerned(told[0]) == [risks.id("manager"), risks.id("executive")])
        #expect(try risk(high).string("status") == "assessed")
        // It ends when the figure is back.
        try risks.pass(to: "2026-11-28 00:10")
        #expect(try risk(high).string("status") == "closed" && risk(high).string("cause_gone_at") != nil)
        try risks.pass(to: "2026-12-28 00:10")
        #expect(try risk(low).string("cause_gone_at") != nil)
    }

    @Test func `a rule that raises no risks any more closes its risk in the open`() throws {
        let id = try rule("new_leads", "0", #","window_days":30"#)
        try risks.lead("One")
        try risks.pass(to: "2026-11-25 00:10")
        try risks.must(world.patch("executive", "/v1/early-warning-rules/\(id)", #"{"raises_risk":false}"#))
        try risks.run()
        let closed = try risks.raised("indicator_over_threshold")
        #expect(closed.string("status") == "closed" && closed["cause_gone_at"].isNull)
        #expect(try risks.events("closed_while_cause_lasts").count == 1)
        let quiet = try rule("complaints", "1", #","direction":"below","raises_risk":false"#)
        try risks.run()
        #expect(try alerts("&rule_id=\(quiet)").count == 1 && risks.risks("&status.not=closed") == [])
    }

    @Test func `where nothing can be said an alert stays as it is`() throws {
        let id = try rule("pipeline_value", "1")
        let body = "{\"customer_id\":\(risks.desk.customer),\"name\":\"Tea\",\"amount\":\"5000.00\"}"
        _ = try world.created(world.post("rep", "/v1/opportunities", body))
        try world.server.runJob("forecast-snapshots")
        try risks.move(to: "2026-11-25 00:10")
        try judge()
        let alert = try #require(alerts("&rule_id=\(id)").first)
        // Of that day no forecast was kept.
        try risks.move(to: "2026-11-26 00:10")
        try judge()
        #expect(try world.get("executive", "/v1/alerts/\(alert)").string("status") == "raised")
        let trial = try world.get("executive", "/v1/early-warning-rules/\(id)/dry-run?from=2026-11-23&to=2026-11-25").array("items")
        #expect(trial.map { $0.object?["beyond"]?.bool } == [false, true, true])
    }

    @Test func `a dry run says of each day what the job then does, and raises nothing`() throws {
        let id = try rule("new_leads", "2", #","window_days":2"#)
        try risks.must(world.patch("executive", "/v1/early-warning-rules/\(id)", #"{"active":false}"#))
        let second = try rule("new_leads", "2", #","window_days":2"#)
        var raised: [String] = []
        var cleared: [String] = []
        for (day, leads) in [(24, 1), (25, 2), (26, 0), (27, 0), (28, 3), (29, 1), (30, 0)] {
            for number in 0..<leads { try risks.lead("Lead \(day) \(number)") }
            let next = day == 30 ? "2026-12-01" : "2026-11-\(day + 1)"
            let before = try alerts("&rule_id=\(second)")
            try risks.move(to: "\(next) 00:10")
            try judge()
            if try alerts("&rule_id=\(second)").count > before.count { raised.append("2026-11-\(day)") }
            cleared += try risks.ids(world.get("auditor", "/v1/alerts?back_on=2026-11-\(day)")).map { _ in "2026-11-\(day)" }
        }
        #expect(raised == ["2026-11-25", "2026-11-28"] && cleared == ["2026-11-26", "2026-11-30"])
        let trial = try world.get("executive", "/v1/early-warning-rules/\(id)/dry-run?from=2026-11-20&to=2026-11-30")
        let days = trial.array("items").compactMap(\.object)
        func which(_ word: String) -> [String] { days.filter { $0[word]?.bool == true }.compactMap { $0["on"]?.string } }
        #expect(which("raised") == raised && which("cleared") == cleared && trial.integer("alerts") == 2)
        #expect(days.compactMap { $0["value"]?.string }.suffix(7) == ["1.00", "3.00", "2.00", "0.00", "3.00", "4.00", "1.00"])
        #expect(try alerts("&rule_id=\(id)") == [])
        for query in ["from=2026-12-01", "to=2026-12-01", "from=2025-01-01", "from=2026-11-30&to=2026-11-29", "from=x", "day=1"] {
            #expect(try world.get("executive", "/v1/early-warning-rules/\(id)/dry-run?\(query)").status == 400, "\(query)")
        }
    }

    @Test func `a rule looks at what its owner answers for`() throws {
        let all = try rule("new_leads", "100", #","window_days":1"#)
        let team = try rule("new_leads", "100", by: "manager", #","window_days":1"#)
        let other = try rule("new_leads", "100", by: "boss", #","window_days":1"#)
        try risks.lead("One")
        _ = try world.created(world.post("stranger", "/v1/leads", #"{"company":"Two","channel":"exhibition"}"#))
        try risks.move(to: "2026-11-25 00:10")
        #expect(try value(all, on: "2026-11-24") == "2.00")
        #expect(try value(team, on: "2026-11-24") == "1.00" && value(other, on: "2026-11-24") == "0.00")
        // Nobody tries the rule of another team, or gives his or her own a wider view.
        #expect(try world.get("boss", "/v1/early-warning-rules/\(team)/dry-run").status == 404)
        #expect(try world.get("rep", "/v1/early-warning-rules/\(team)/dry-run").status == 403)
        let given = try world.patch("manager", "/v1/early-warning-rules/\(team)", "{\"owner_id\":\(risks.id("executive"))}")
        #expect(given.faults == ["/owner_id: owner_outside_team"])
    }

    @Test func `a threshold suits its indicator, and what is watched stays what it was`() throws {
        func entered(_ indicator: String, _ threshold: String, _ more: String = "") throws -> Reply {
            try world.post(
                "manager", "/v1/early-warning-rules",
                "{\"name\":\"R\",\"indicator\":\"\(indicator)\",\"threshold\":\"\(threshold)\"\(more)}")
        }
        for (indicator, threshold) in [("win_rate", "1.1"), ("new_leads", "-1"), ("satisfaction", "0.5"), ("satisfaction", "5.1")] {
            #expect(try entered(indicator, threshold).faults == ["/threshold: threshold_unfit"], "\(indicator)")
        }
        let competitor = try risks.competitor()
        #expect(try entered("win_rate_against", "0.5").faults == ["/competitor_id: indicator_competitor"])
        #expect(try entered("win_rate", "0.5", ",\"competitor_id\":\(competitor)").faults == ["/competitor_id: indicator_competitor"])
        let made = try entered("win_rate_against", "0.5", ",\"competitor_id\":\(competitor)")
        #expect(made.status == 201 && made.string("unit") == "share" && made["active"].bool == false)
        for change in [#"{"indicator":"win_rate"}"#, #"{"direction":"below"}"#, #"{"unit":"count"}"#] {
            #expect(try world.patch("manager", "/v1/early-warning-rules/\(made.id)", change).status == 422, "\(change)")
        }
        #expect(try entered("new_leads", "1", ",\"owner_id\":\(risks.id("rep"))").faults == ["/owner_id: not_an_owner"])
    }
}
