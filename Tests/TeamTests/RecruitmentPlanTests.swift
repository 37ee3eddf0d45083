// Plans of posts: made by sales, decided by an executive, never by their authors (P3.1.1).

import JSON
import Kernel
import TestSupport
import Testing

struct RecruitmentPlanTests {
    private let team: TeamWorld
    private var world: World { team.world }

    init() throws { team = try TeamWorld() }

    private func path(_ id: Int64) -> String { "/v1/recruitment-plans/\(id)" }

    private static let takers: [String: (from: String, by: Set<String>, form: String)] = [
        "submit": ("draft", ["manager"], "{}"), "approve": ("submitted", ["executive"], "{}"),
        "reject": ("submitted", ["executive"], #"{"reason":"Too many"}"#), "close": ("approved", ["manager"], #"{"reason":"No need"}"#),
    ]

    @Test(arguments: ["draft", "submitted", "approved", "closed"])
    func `each step is taken by those who may, from the states from which it leads`(_ state: String) throws {
        let id = try team.plan()
        if state != "draft" { try team.take("submit", "recruitment-plans", id, by: "manager") }
        if ["approved", "closed"].contains(state) { try team.take("approve", "recruitment-plans", id, by: "executive") }
        if state == "closed" { try team.take("close", "recruitment-plans", id, by: "manager", #"{"reason":"No need"}"#) }
        for (step, row) in Self.takers {
            for name in TeamWorld.everybody {
                let reply = try world.post(name, path(id) + "/\(step)?dry_run=true", row.form)
                if row.by.contains(name) {
                    #expect(reply.status == (row.from == state ? 200 : 409), "\(name) \(step) \(state): \(reply.answer.text)")
                } else {
                    #expect(
                        [403, 404, 409].contains(reply.status) && (row.from != state || reply.status != 409), "\(name) \(step) \(state)")
                }
            }
        }
        #expect(try world.get("hr", path(id)).string("status") == state)
    }

    @Test func `a manager above submits and closes too, and nobody outside of the line`() throws {
        let id = try team.plan(by: "lead")
        #expect(try world.post("boss", path(id) + "/submit").status == 404)
        #expect(try world.post("manager", path(id) + "/submit").status == 200)
    }

    @Test func `who wrote a plan does not approve it, be it an executive, and personnel never does`() throws {
        try world.hire("director", [.executive, .salesManager])
        let id = try team.plan(by: "director")
        try team.take("submit", "recruitment-plans", id, by: "director")
        #expect(try world.post("director", path(id) + "/approve").code == "own_paper")
        #expect(try world.post("hr", path(id) + "/approve").status == 403)
        #expect(try world.post("executive", path(id) + "/approve").status == 200)
        // An executive who has changed a draft is an author as well.
        let other = try team.plan()
        #expect(try world.patch("executive", path(other), #"{"head_count":50}"#).status == 403)
        #expect(try world.patch("admin", path(other), #"{"head_count":50}"#).status == 200)
    }

    @Test func `the delegate of the author does not approve, and no key does`() throws {
        let id = try team.plan()
        try team.take("submit", "recruitment-plans", id, by: "manager")
        try world.hire("director", [.executive])
        try world.standIn("director", for: "manager")
        #expect(try world.post("director", path(id) + "/approve").code == "own_paper")
        let key = try team.must(world.post("admin", "/v1/api-keys", "{\"name\":\"k\",\"user_id\":\(team.id("executive"))}"))
        world.admit("boss-key", id: team.id("executive"), token: key.string("key") ?? "")
        #expect(try world.post("boss-key", path(id) + "/approve").code == "decided_by_people")
    }

    @Test func `what is approved stays as it is`() throws {
        let id = try team.approvedPlan()
        for name in ["manager", "admin"] {
            #expect(try world.patch(name, path(id), #"{"head_count":50}"#).code == "not_editable", "\(name)")
            #expect(try world.send(name, "DELETE", path(id)).code == "not_editable", "\(name)")
        }
        let batch = try world.post("manager", "/v1/recruitment-plans/batch", "{\"items\":[{\"id\":\(id),\"head_count\":50}]}")
        #expect(batch.status == 422 || batch.status == 409)
        #expect(try world.get("manager", path(id)).integer("head_count") == 2)
        for body in [#"{"hired":0}"#, #"{"status":"approved"}"#, #"{"approved_at":null}"#] {
            #expect(try world.patch("manager", path(team.plan()), body).faults.first?.hasSuffix("read_only_field") == true, "\(body)")
        }
        #expect(try world.post("manager", "/v1/imports/recruitment-plans", "position\nRep\n").status == 405)
    }

    @Test func `all faults of a plan are told at once`() throws {
        let body = #"{"position":"Rep","head_count":1,"starts_on":"2026-11-01","ends_on":"2026-10-01","role":"admin"}"#
        let reply = try world.post("manager", "/v1/recruitment-plans", body)
        #expect(Set(reply.faults) == ["/ends_on: period_ends_first", "/role: role_not_recruited"])
        for role in ["executive", "auditor", "integration"] {
            #expect(try world.post("manager", "/v1/recruitment-plans", body.replacing("\"admin\"", with: "\"\(role)\"")).status == 422)
        }
    }

    @Test func `a rejected plan is a draft again with its reason, and one that is over is not approved`() throws {
        let id = try team.plan()
        try team.take("submit", "recruitment-plans", id, by: "manager")
        try team.take("reject", "recruitment-plans", id, by: "executive", #"{"reason":"One is enough"}"#)
        let plan = try world.get("manager", path(id))
        #expect(plan.string("status") == "draft" && plan.string("reject_reason") == "One is enough")
        try team.must(world.patch("manager", path(id), #"{"head_count":1}"#))
        try team.take("submit", "recruitment-plans", id, by: "manager")
        try team.move(to: "2027-11-01 09:00")
        let reply = try world.post("executive", path(id) + "/approve")
        #expect(reply.code == "plan_over" && reply.string("clause") == "P3.1.1")
    }
}
