// No opportunity goes on without an evaluation of what is recorded about it (P2.2, P2.3.1): the ways round it.

import JSON
import Kernel
import SQLite
import TestSupport
import Testing

struct EvaluationTests {
    private let desk: OpportunityDesk
    private var world: World { desk.world }

    init() throws { desk = try OpportunityDesk() }

    private func standing(_ id: Int64) throws -> String {
        let record = try desk.opportunity(id, by: "auditor")
        return [record.string("status"), record.string("grade")].compactMap { $0 }.joined(separator: " ")
    }

    // MARK: What it rests on

    @Test func `an evaluation needs a need, and a competitor or the word that there is none`() throws {
        let id = try world.created(desk.enter())
        let first = try desk.take("evaluate", id)
        #expect(first.status == 409 && first.code == "needs_missing")
        #expect(first.string("detail")?.contains("P2.2.1") == true)
        #expect(try world.patch("rep", "/v1/opportunities/\(id)", "{\"needs\":[\(OpportunityDesk.need)]}").status == 200)
        let second = try desk.take("evaluate", id)
        #expect(second.status == 409 && second.code == "competition_missing")
        #expect(second.string("detail")?.contains("P2.2.2") == true)
        #expect(try world.patch("rep", "/v1/opportunities/\(id)", #"{"no_competition":true}"#).status == 200)
        #expect(try desk.must("evaluate", id).string("grade") == "high")
    }

    @Test func `nobody is in the deal, or somebody is`() throws {
        let more = ",\"no_competition\":true,\"competition\":[\(desk.rival)]"
        #expect(try desk.enter(by: "rep", more).faults == ["/no_competition: competition_contradicted"])
        let twice = ",\"competition\":[\(desk.rival),\(desk.rival)]"
        #expect(try desk.enter(by: "rep", twice).faults == ["/competition/1/competitor_id: competitor_twice"])
        let id = try desk.analysed()
        #expect(
            try world.patch("rep", "/v1/opportunities/\(id)", #"{"no_competition":true}"#).faults == [
                "/no_competition: competition_contradicted"
            ])
    }

    @Test(arguments: [
        (5, 3, "high"), (3, 5, "high"), (5, 5, "high"), (4, 3, "medium"), (2, 4, "medium"), (1, 5, "low"), (2, 3, "low"), (1, 1, "low"),
    ])
    func `the grade is feasibility by value`(_ feasibility: Int, _ value: Int, _ grade: String) throws {
        #expect(try standing(desk.evaluated(feasibility: feasibility, value: value)) == "evaluated \(grade)")
    }

    @Test(arguments: [
        (#"{"feasibility":6,"value":3,"worthwhile":true}"#, ["/feasibility: out_of_range"]),
        (#"{"feasibility":0,"value":3,"worthwhile":true}"#, ["/feasibility: out_of_range"]),
        (#"{"value":3}"#, ["/feasibility: required", "/worthwhile: required"]),
        (#"{"feasibility":3,"value":3,"worthwhile":true,"grade":"high"}"#, ["/grade: unknown_field"]),
    ])
    func `scores go from 1 to 5, and nobody names the grade`(_ form: String, _ faults: [String]) throws {
        #expect(try desk.take("evaluate", desk.analysed(), form).faults == faults)
    }

    @Test func `from which score on it is high or medium is set, and a grade stays as it was given`() throws {
        let before = try desk.evaluated(feasibility: 3, value: 3)
        #expect(try world.patch("admin", "/v1/settings/crm", #"{"grade_high_from":9,"grade_medium_from":4}"#).status == 200)
        #expect(try standing(before) == "evaluated medium")
        let explained = try world.get("rep", "/v1/opportunities/\(before)/explain")
        #expect(explained.string("items/0/code") == "graded_before")
        #expect(explained.integer("items/0/facts/score") == 9)
        #expect(try standing(desk.evaluated(feasibility: 3, value: 3)) == "evaluated high")
        for body in [#"{"grade_medium_from":9}"#, #"{"grade_high_from":4}"#] {
            #expect(try world.patch("admin", "/v1/settings/crm", body).faults == ["/grade_medium_from: grade_thresholds"])
        }
    }

    @Test func `a grade is explained, and so is that there is none`() throws {
        let id = try desk.analysed()
        let path = "/v1/opportunities/\(id)/explain"
        #expect(try world.get("rep", path).string("items/0/code") == "not_evaluated")
        #expect(try world.get("rep", path).integer("items/0/facts/needs") == 1)
        try desk.must("evaluate", id)
        let explained = try world.get("rep", path, fields: [("Accept-Language", "zh-CN")])
        #expect(explained.string("items/0/code") == "graded_high")
        #expect(explained.string("items/0/text") == "可行性 4 × 价值 4 = 16：高。")
    }

    // MARK: No proposal without one

    @Test func `a low grade, or one that is none, gets no proposal`() throws {
        let low = try desk.evaluated(feasibility: 1, value: 5)
        let refused = try desk.take("start-proposal", low)
        #expect(refused.status == 409 && refused.code == "grade_too_low")
        #expect(refused.string("detail")?.contains("P2.3.1") == true)
        let chinese = try world.post("rep", "/v1/opportunities/\(low)/start-proposal", "{}", fields: [("Accept-Language", "zh-CN")])
        #expect(chinese.string("detail")?.contains("P2.3.1") == true)
        let none = try desk.evaluated()
        try desk.must("evaluate", none, #"{"feasibility":5,"value":5,"worthwhile":false}"#)
        let second = try desk.take("start-proposal", none)
        #expect(second.status == 409 && second.code == "not_worthwhile")
        #expect(second.string("detail")?.contains("P2.2.3") == true)
        for step in ["negotiate", "win"] { #expect(try desk.take(step, low).code == "wrong_state", "\(step)") }
        // Evaluated anew it may go on.
        try desk.must("evaluate", low)
        #expect(try desk.must("start-proposal", low).string("status") == "proposal")
    }

    @Test func `a blocked customer gets no proposal`() throws {
        let id = try desk.evaluated()
        try desk.change("UPDATE customers SET status = 'blocked' WHERE id = ?", [.integer(desk.customer)])
        #expect(try desk.take("start-proposal", id).code == "customer_not_open")
    }

    @Test func `nothing that only an evaluation gives is entered or changed by hand, by whichever way`() throws {
        let id = try desk.analysed()
        #expect(try world.patch("rep", "/v1/opportunities/\(id)", #"{"external_id":"E1"}"#).status == 200)
        let computed = [
            #""status":"evaluated""#, #""grade":"high""#, #""feasibility":5"#, #""value":5"#, #""worthwhile":true"#,
            #""evaluated_at":"2026-11-24T01:00:00Z""#, #""stages":[{"stage":"won"}]"#, #""lost_to_id":null"#, #""closed_at":null"#,
        ]
        for name in ["rep", "manager", "admin", "key"] {
            for member in computed {
                let pointer = "/" + (member.split(separator: "\"").first ?? "") + ": read_only_field"
                let owner = ["admin", "key"].contains(name) ? ",\"owner_id\":\(world.person("rep").id)" : ""
                let made = try world.post(name, "/v1/opportunities", desk.body("," + member + owner))
                #expect(made.faults == [pointer], "\(name) creates with \(member)")
                #expect(try world.patch(name, "/v1/opportunities/\(id)", "{\(member)}").faults == [pointer], "\(name) changes \(member)")
                let put = try world.send(name, "PUT", "/v1/opportunities/by-external-id/E1", "{\(member)}")
                #expect(put.faults == [pointer], "\(name) puts \(member)")
                let fresh = try world.send(name, "PUT", "/v1/opportunities/by-external-id/E2", desk.body("," + member + owner))
                #expect(fresh.faults == [pointer], "\(name) puts anew \(member)")
                for mode in ["atomic", "independent"] {
                    let batch = try world.post(name, "/v1/opportunities/batch?mode=\(mode)", "{\"items\":[{\"id\":\(id),\(member)}]}")
                    #expect(batch.answer.text.contains("read_only_field"), "\(name) \(mode) \(member): \(batch.answer.text)")
                }
            }
        }
        #expect(try standing(id) == "needs_analysis")
        #expect(try world.get("auditor", "/v1/opportunities?count=true").integer("total") == 1)
    }

    // MARK: Nothing behind an evaluation

    /// Changes of what an evaluation rests on.
    private var changes: [String] {
        [
            #"{"needs":[]}"#, #"{"needs":[{"dimension":"price","urgency":1,"importance":1}]}"#,
            "{\"needs\":[\(OpportunityDesk.need),{\"dimension\":\"service\",\"urgency\":5,\"importance\":5}]}",
            "{\"competition\":[{\"competitor_id\":\(desk.competitor)}]}", #"{"competition":[],"no_competition":true}"#,
        ]
    }

    private func takenBack(_ id: Int64, _ comment: String) throws {
        let record = try desk.opportunity(id, by: "auditor")
        #expect(record.string("status") == "needs_analysis", "\(comment)")
        for name in ["grade", "feasibility", "value", "worthwhile", "evaluated_at"] { #expect(record[name].isNull, "\(comment): \(name)") }
        #expect(record.array("stages").last?.object?["stage"]?.string == "needs_analysis", "\(comment)")
        #expect(record.string("probability") == "0.1", "\(comment)")
        #expect(try desk.take("start-proposal", id).code == "wrong_state", "\(comment)")
    }

    @Test(arguments: [Stage.evaluated, .proposal, .negotiation])
    func `whoever changes what it rests on takes it back, in every stage and by every way`(_ stage: Stage) throws {
        for (number, change) in changes.enumerated() {
            for (name, way) in [("rep", "PATCH"), ("manager", "batch"), ("key", "PUT"), ("admin", "PATCH")] {
                let id = stage == .evaluated ? try desk.evaluated() : try desk.inProposal()
                if stage == .negotiation { try desk.put(id, into: "negotiation") }
                let key = "\(stage)-\(number)-\(way)-\(name)"
                #expect(try world.patch("rep", "/v1/opportunities/\(id)", "{\"external_id\":\"\(key)\"}").status == 200)
                #expect(try standing(id) == stage.rawValue + " high")
                let reply =
                    switch way {
                    case "batch": try world.post(name, "/v1/opportunities/batch", "{\"items\":[{\"id\":\(id)," + change.dropFirst() + "]}")
                    case "PUT": try world.send(name, way, "/v1/opportunities/by-external-id/\(key)", change)
                    default: try world.patch(name, "/v1/opportunities/\(id)", change)
                    }
                #expect(reply.status == 200, "\(way) \(change): \(reply.answer.text)")
                try takenBack(id, "\(name) \(way) \(change)")
            }
        }
    }

    @Test func `one line changed by its id is a change like any other`() throws {
        let id = try desk.evaluated()
        let need = try #require(try desk.opportunity(id).integer("needs/0/id"))
        let reply = try world.patch("rep", "/v1/opportunities/\(id)", "{\"needs\":[{\"id\":\(need),\"urgency\":5}]}")
        #expect(reply.string("status") == "needs_analysis")
        try takenBack(id, "by id")
    }

    @Test func `what changes nothing of it, or is only tried, leaves it standing`() throws {
        let id = try desk.evaluated()
        let path = "/v1/opportunities/\(id)"
        for body in [
            #"{"name":"Other","amount":"5.00","description":"More","expected_close_on":"2027-01-01","probability":"0.3"}"#,
            "{\"needs\":[\(OpportunityDesk.need)],\"competition\":[\(desk.rival)]}", #"{"no_competition":false}"#,
        ] {
            #expect(try world.patch("rep", path, body).string("status") == "evaluated", "\(body)")
        }
        #expect(try world.patch("rep", path + "?dry_run=true", #"{"needs":[]}"#).string("status") == "needs_analysis")
        #expect(try standing(id) == "evaluated high")
        #expect(try desk.take("evaluate", id, #"{"feasibility":1,"value":1,"worthwhile":true}"#, dryRun: true).string("grade") == "low")
        #expect(try standing(id) == "evaluated high")
        #expect(try world.send("manager", "DELETE", path).status == 200)
        #expect(try world.post("manager", path + "/restore").string("status") == "evaluated")
    }

    @Test func `one that comes back from a loss is evaluated again`() throws {
        let id = try desk.inProposal()
        try desk.must("lose", id, by: "manager", "{\"reason\":\"Too dear\",\"category\":\"price\",\"competitor_id\":\(desk.competitor)}")
        let lost = try desk.opportunity(id)
        #expect(lost.integer("lost_to_id") == desk.competitor)
        #expect(lost.string("loss_reason") == "Too dear" && lost.string("loss_category") == "price")
        #expect(lost.string("probability") == "0" && lost.string("closed_at") == "2026-11-24T01:00:00.000Z")
        #expect(try world.patch("rep", "/v1/opportunities/\(id)", #"{"needs":[]}"#).code == "not_editable")
        #expect(try desk.take("reopen", id, by: "manager", "{}").faults == ["/reason: required"])
        try desk.must("reopen", id, by: "manager")
        try takenBack(id, "reopened")
        let back = try desk.opportunity(id)
        for name in ["loss_reason", "loss_category", "lost_to_id", "closed_at"] { #expect(back[name].isNull, "\(name)") }
        #expect(
            back.array("stages").map { $0.object?["reason"]?.string } == [nil, nil, nil, "Too dear", "They called"])
    }

    @Test(arguments: [
        (#"{"reason":"x"}"#, ["/competitor_id: competitor_or_none"]),
        (#"{"reason":"x","no_competitor":false}"#, ["/competitor_id: competitor_or_none"]),
        (#"{"reason":"x","no_competitor":true,"competitor_id":1}"#, ["/competitor_id: competitor_or_none"]),
        (#"{"reason":"x","competitor_id":999}"#, ["/competitor_id: unknown_reference"]),
        (#"{"no_competitor":true}"#, ["/reason: required"]),
    ])
    func `a loss says why, and to whom or to nobody`(_ form: String, _ faults: [String]) throws {
        #expect(try desk.take("lose", desk.analysed(), form).faults == faults)
    }
}
