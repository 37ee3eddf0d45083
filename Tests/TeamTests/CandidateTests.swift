// Candidates, step by step (P3.1.2).

import JSON
import Kernel
import TestSupport
import Testing

struct CandidateTests {
    private let team: TeamWorld
    private let plan: Int64
    private var world: World { team.world }

    init() throws {
        team = try TeamWorld()
        plan = try team.approvedPlan()
    }

    private func path(_ id: Int64) -> String { "/v1/candidates/\(id)" }

    private static let hr: Set = ["hr", "hr2"]
    private static let both: Set = ["hr", "hr2", "manager"]

    /// By hand from states.md: from which states, by whom.
    private static let rows: [String: (from: Set<String>, by: Set<String>)] = [
        "screen": (["applied"], both), "interview": (["applied", "screened"], both), "test": (["screened", "interviewed"], both),
        "offer": (["interviewed", "tested"], hr), "hire": (["offered"], ["manager"]),
        "reject": (["applied", "screened", "interviewed", "tested", "offered"], both),
        "withdraw": (["applied", "screened", "interviewed", "tested", "offered"], hr),
    ]

    private func form(_ step: String) -> String {
        switch step {
        case "hire": team.hiring()
        case "withdraw": "{}"
        case "reject": #"{"reason":"Others were better"}"#
        case "offer": #"{"reason":"Known from before"}"#
        default: #"{"score":80,"reason":"Known from before"}"#
        }
    }

    private func candidate(in state: String) throws -> Int64 {
        let id = try team.candidate(for: plan)
        let way: [String: [String]] = [
            "applied": [], "screened": ["screen"], "interviewed": ["screen", "interview"], "tested": ["screen", "interview", "test"],
            "offered": ["screen", "interview", "test", "offer"], "hired": ["screen", "interview", "test", "offer", "hire"],
            "rejected": ["reject"], "withdrawn": ["withdraw"],
        ]
        for step in way[state] ?? [] { try team.take(step, "candidates", id, by: step == "hire" ? "manager" : "hr", form(step)) }
        return id
    }

    @Test(arguments: ["applied", "screened", "interviewed", "tested", "offered", "hired", "rejected", "withdrawn"])
    func `each step is taken by those who may, from the states from which it leads`(_ state: String) throws {
        let id = try candidate(in: state)
        for (step, row) in Self.rows {
            for name in TeamWorld.everybody {
                let reply = try world.post(name, path(id) + "/\(step)?dry_run=true", form(step))
                if row.by.contains(name) {
                    #expect(reply.status == (row.from.contains(state) ? 200 : 409), "\(name) \(step) \(state): \(reply.answer.text)")
                } else {
                    // Whoever does not see candidates is not told of their states either.
                    let seen = Self.both.contains(name)
                    #expect((seen ? [403, 409] : [403, 404]).contains(reply.status), "\(name) \(step) \(state): \(reply.status)")
                    #expect(!(seen && row.from.contains(state) && reply.status == 409), "\(name) \(step) \(state)")
                }
            }
        }
        #expect(try world.get("hr", path(id)).string("status") == state)
    }

    @Test func `a step that is passed over needs a reason, and the reasons stay`() throws {
        let id = try team.candidate(for: plan)
        #expect(try world.post("hr", path(id) + "/offer").status == 409)
        let refused = try world.post("hr", path(id) + "/interview", #"{"score":70}"#)
        #expect(refused.faults == ["/reason: step_passed_over"])
        #expect(refused.string("clause") == "P3.1.2")
        try team.take("interview", "candidates", id, by: "manager", #"{"score":70,"comment":"Good","reason":"Has worked here"}"#)
        #expect(try world.post("hr", path(id) + "/offer").faults == ["/reason: step_passed_over"])
        let offered = try team.take("offer", "candidates", id, by: "hr", #"{"reason":"No time"}"#)
        #expect(offered.string("passed_over_reason") == "screened: Has worked here\ntested: No time")
        #expect(offered.integer("interview_score") == 70 && offered.string("interview_comment") == "Good")
        let other = try team.candidate(for: plan)
        try team.take("screen", "candidates", other, by: "hr", #"{"score":100}"#)
        #expect(try world.post("hr", path(other) + "/test", #"{"score":50}"#).faults == ["/reason: step_passed_over"])
        #expect(try world.post("hr", path(other) + "/test", #"{"score":101,"reason":"x"}"#).status == 422)
    }

    @Test func `one applies for an approved plan alone, and cannot be moved to another`() throws {
        let draft = try team.plan()
        let body = "{\"plan_id\":\(draft),\"name\":\"Li\",\"channel\":\"online\"}"
        #expect(try world.post("hr", "/v1/candidates", body).code == "plan_not_open")
        try team.take("submit", "recruitment-plans", draft, by: "manager")
        #expect(try world.post("hr", "/v1/candidates", body).code == "plan_not_open")
        let id = try team.candidate(for: plan)
        for change in [
            "{\"plan_id\":\(draft)}", "{\"hiring_manager_id\":\(team.id("boss"))}", #"{"status":"offered"}"#, #"{"test_score":100}"#,
        ] {
            #expect(try world.patch("hr", path(id), change).faults.first?.hasSuffix("read_only_field") == true, "\(change)")
        }
        try team.take("close", "recruitment-plans", plan, by: "manager", #"{"reason":"No need"}"#)
        #expect(try world.post("hr", path(id) + "/screen", #"{"score":1}"#).code == "plan_not_open")
        #expect(try world.post("hr", path(id) + "/reject", #"{"reason":"Closed"}"#).status == 200)
    }

    @Test func `what was decided stays, and only what is open is put away`() throws {
        let id = try candidate(in: "hired")
        #expect(try world.patch("hr", path(id), #"{"name":"Other"}"#).code == "not_editable")
        #expect(try world.send("hr", "DELETE", path(id)).code == "not_editable")
        let open = try candidate(in: "applied")
        try team.must(world.send("hr", "DELETE", path(open)))
        #expect(try world.post("hr", path(open) + "/screen", #"{"score":1}"#).code == "archived")
        try team.must(world.post("hr", path(open) + "/restore"))
        #expect(try world.post("hr", path(open) + "/screen", #"{"score":1}"#).status == 200)
    }

    @Test func `no import and no foreign key brings candidates in`() throws {
        #expect(try world.post("hr", "/v1/imports/candidates", "name\nLi\n", fields: [("Content-Type", "text/csv")]).status == 405)
        #expect(try world.post("key", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"Li\",\"channel\":\"online\"}").status == 403)
        let put = try world.send(
            "hr", "PUT", "/v1/candidates/by-external-id/ATS-1",
            "{\"plan_id\":\(plan),\"name\":\"Li\",\"channel\":\"online\",\"status\":\"offered\"}")
        #expect(put.faults == ["/status: read_only_field"])
    }
}
