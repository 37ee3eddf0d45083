// The steps of a risk: the matrix, who takes which step from which state, and the ways round (P4.1.2).

import JSON
import Kernel
import TestSupport
import Testing

struct RiskStepTests {
    private let risks: RiskWorld
    private var world: World { risks.world }

    init() throws { risks = try RiskWorld() }

    /// By likelihood, then impact from 1 to 5.
    private static let matrix = ["LLLLL", "LLMMM", "LMMMH", "LMMHH", "LMHHH"]

    @Test func `level follows from likelihood and impact by the matrix of five by five`() throws {
        let id = try risks.risk()
        let words: [Character: String] = ["L": "low", "M": "medium", "H": "high"]
        for (likelihood, row) in Self.matrix.enumerated() {
            for (impact, level) in row.enumerated() {
                let form = "{\"likelihood\":\(likelihood + 1),\"impact\":\(impact + 1)}"
                let reply = try world.post("rep", "/v1/risks/\(id)/assess?dry_run=true", form)
                #expect(reply.string("level") == words[level], "\(likelihood + 1) × \(impact + 1)")
                #expect(reply.integer("score") == Int64((likelihood + 1) * (impact + 1)))
            }
        }
        for form in [#"{"likelihood":0,"impact":3}"#, #"{"likelihood":3,"impact":6}"#, #"{"likelihood":3}"#] {
            #expect(try world.post("rep", "/v1/risks/\(id)/assess", form).status == 422, "\(form)")
        }
    }

    @Test func `what is assessed first is the inherent risk, with a response it is what is left`() throws {
        let id = try risks.risk()
        try risks.assess(id, 4, 4)
        try risks.take("respond", "risks/\(id)", by: "rep", risks.response())
        let after = try risks.assess(id, 2, 3)
        #expect(after.string("inherent_level") == "high" && after.string("residual_level") == "medium" && after.string("level") == "medium")
        #expect(after.integer("score") == 6 && after.string("status") == "assessed" && after.integer("assessed_by_id") == risks.id("rep"))
        #expect(after["high_without_response"].bool == false)
        // Opened again, it is assessed from the beginning.
        try risks.take("close", "risks/\(id)", by: "rep", #"{"result":"Bought"}"#)
        let again = try risks.take("reopen", "risks/\(id)", by: "manager", #"{"reason":"Frost again"}"#)
        #expect(again.string("status") == "identified" && again.string("level") == nil && again.string("response") == nil)
        #expect(again.string("closed_at") == nil && again.string("reopen_reason") == "Frost again")
        let inherent = try risks.assess(id, 5, 5)
        #expect(inherent.string("inherent_level") == "high" && inherent.string("residual_level") == nil)
    }

    private static let forms: [(step: String, from: Set<String>)] = [
        ("assess", ["identified", "assessed", "responding"]), ("respond", ["assessed"]), ("accept", ["assessed"]),
        ("close", ["assessed", "responding", "accepted"]), ("reopen", ["closed"]),
    ]

    private func form(_ step: String) -> String {
        switch step {
        case "assess": #"{"likelihood":2,"impact":3}"#
        case "respond": risks.response()
        case "close": #"{"result":"Bought"}"#
        default: #"{"reason":"So it is"}"#
        }
    }

    @Test func `each step leads from its states alone`() throws {
        let id = try risks.risk()
        let way: [(state: String, step: String)] = [
            ("identified", "assess"), ("assessed", "respond"), ("responding", "assess"), ("assessed", "accept"), ("accepted", "close"),
            ("closed", "reopen"),
        ]
        for (state, next) in way {
            for (step, from) in Self.forms {
                let reply = try world.post("manager", "/v1/risks/\(id)/\(step)?dry_run=true", form(step))
                #expect(reply.status == (from.contains(state) ? 200 : 409), "\(step) from \(state): \(reply.answer.text)")
            }
            try risks.take(next, "risks/\(id)", by: "manager", form(next))
        }
    }

    @Test func `owner and sales managers who see it take its steps, whoever else sees it takes none`() throws {
        let id = try risks.risk()
        func holders(_ step: String) throws -> Set<String> {
            Set(
                try RiskWorld.everybody.filter { name in
                    let reply = try world.post(name, "/v1/risks/\(id)/\(step)?dry_run=true", form(step))
                    #expect([200, 403, 404].contains(reply.status), "\(name) \(step): \(reply.answer.text)")
                    return reply.status == 200
                })
        }
        #expect(try holders("assess") == ["rep", "manager"])
        try risks.assess(id, 2, 3)
        #expect(try holders("respond") == ["rep", "manager"])
        #expect(try holders("close") == ["rep", "manager"])
        #expect(try holders("accept") == ["manager", "executive"])
        try risks.assess(id, 3, 5)
        #expect(try holders("accept") == ["executive"])
        let refused = try world.post("manager", "/v1/risks/\(id)/accept", form("accept"))
        #expect(refused.status == 403 && refused.string("clause") == "P4.1.2", "\(refused.answer.text)")
        try risks.take("close", "risks/\(id)", by: "rep", form("close"))
        #expect(try holders("reopen") == ["rep", "manager"])
    }

    @Test func `no key accepts, and nobody accepts his or her own in another's place`() throws {
        let id = try risks.risk()
        try risks.assess(id, 2, 3)
        let key = try risks.must(
            world.post("admin", "/v1/api-keys", "{\"name\":\"k\",\"user_id\":\(risks.id("manager"))}")
        )
        world.admit("robot", id: risks.id("manager"), token: key.string("key") ?? "")
        #expect(try world.post("robot", "/v1/risks/\(id)/assess?dry_run=true", form("assess")).status == 200)
        #expect(try world.post("robot", "/v1/risks/\(id)/accept", form("accept")).code == "decided_by_people")
        try world.standIn("rep", for: "manager")
        #expect(try world.post("rep", "/v1/risks/\(id)/accept", form("accept")).code == "own_risk")
        #expect(try world.post("manager", "/v1/risks/\(id)/accept?dry_run=true", form("accept")).status == 200)
    }

    @Test func `no body sets what steps and the server set, alone, in a batch, or at the entry`() throws {
        let id = try risks.risk()
        try risks.assess(id, 5, 5)
        for field in [
            #""level":"low""#, #""inherent_level":"low""#, #""inherent_impact":1"#, #""status":"closed""#, #""response":"Done""#,
            #""review_on":"2026-12-01""#, #""high_without_response":false"#, #""score":1"#, #""system_cause":"credit_expired""#,
            #""review_overdue":false"#, #""residual_impact":1"#, #""given_by_id":1"#,
        ] {
            #expect(try world.patch("rep", "/v1/risks/\(id)", "{\(field)}").status == 422, "\(field)")
            #expect(try world.post("rep", "/v1/risks/batch", "{\"items\":[{\"id\":\(id),\(field)}]}").status == 422, "\(field)")
            #expect(try world.post("manager", "/v1/risks", risks.body("," + field)).status == 422, "\(field)")
        }
        for field in [#""measure":1"#, #""evidence":"x""#] {
            #expect(try world.patch("manager", "/v1/risks/\(id)", "{\(field)}").status == 422, "\(field)")
        }
        #expect(try risks.risk(id).string("level") == "high")
        // Nobody puts one away.
        for name in RiskWorld.everybody { #expect(try world.send(name, "DELETE", "/v1/risks/\(id)").status != 200, "\(name)") }
    }

    @Test func `a review lies ahead and not too far, and only who leads gives a risk to another`() throws {
        let id = try risks.risk()
        try risks.assess(id, 2, 3)
        for day in ["2026-11-24", "2026-11-01", "2027-02-23", "2099-01-01"] {
            let reply = try world.post("rep", "/v1/risks/\(id)/respond", risks.response(on: day))
            #expect(reply.faults == ["/review_on: review_day"], "\(day)")
        }
        #expect(try world.post("rep", "/v1/risks/\(id)/respond?dry_run=true", risks.response(on: "2027-02-22")).status == 200)
        let given = try world.post("rep", "/v1/risks/\(id)/respond", risks.response(owner: "stranger"))
        #expect(given.faults == ["/owner_id: owner_outside_team"])
        #expect(try world.patch("rep", "/v1/risks/\(id)", "{\"owner_id\":\(risks.id("rep2"))}").faults == ["/owner_id: owner_outside_team"])
        try risks.take("respond", "risks/\(id)", by: "manager", risks.response(owner: "finance"))
        #expect(try risks.risk(id, by: "finance").status == 200 && risks.risk(id, by: "rep").status == 404)
        #expect(try risks.risk(id, by: "manager").integer("given_by_id") == risks.id("manager"))
        #expect(try world.post("finance", "/v1/risks/\(id)/assess?dry_run=true", form("assess")).status == 200)
        try risks.must(world.patch("admin", "/v1/users/\(risks.id("rep2"))", #"{"active":false}"#))
        try risks.assess(id, 2, 3, by: "finance")
        let gone = try world.post("manager", "/v1/risks/\(id)/respond", risks.response(owner: "rep2"))
        #expect(gone.faults == ["/owner_id: person_unfit"])
    }
}
