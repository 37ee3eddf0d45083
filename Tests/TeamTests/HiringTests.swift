// Hiring: within the head count, by the hiring manager, with user and training in one transaction (P3.1.2, P3.1.3).

import JSON
import Kernel
import TestSupport
import Testing

struct HiringTests {
    private let team: TeamWorld
    private var world: World { team.world }

    init() throws { team = try TeamWorld() }

    private func hire(_ id: Int64, by name: String = "manager", _ body: String? = nil) throws -> Reply {
        try world.post(name, "/v1/candidates/\(id)/hire", body ?? team.hiring())
    }

    @Test func `a hire makes the user with department, role, place and position, and a training of each topic`() throws {
        let plan = try team.approvedPlan(2, by: "manager", ",\"role\":\"sales_rep\"")
        let id = try team.offered(for: plan, "Zhao Min", #","email":"Zhao.Min@example.com","phone":"138 0000 1234""#)
        let candidate = try team.must(hire(id))
        #expect(candidate.string("status") == "hired" && candidate.string("starts_on") == "2026-12-01")
        let user = try world.get("hr", "/v1/users/\(candidate.integer("hired_user_id") ?? 0)?expand=department")
        #expect(user.string("username") == "zhao.min" && user.string("display_name") == "Zhao Min")
        #expect(user.array("roles").compactMap(\.string) == ["sales_rep"])
        #expect(user.integer("manager_id") == team.id("manager") && user.string("department/code") == "sales")
        #expect(user.string("position") == "Sales representative" && user.string("hired_on") == "2026-12-01")
        #expect(user.string("email") == "Zhao.Min@example.com")
        let lessons = try world.get("hr", "/v1/enrolments?user_id=\(user.id)&sort=id").array("items").compactMap(\.object)
        #expect(lessons.compactMap { $0["topic"]?.string } == ["company", "product", "selling", "culture"])
        #expect(lessons.allSatisfy { $0["due_on"]?.string == "2026-12-31" && $0["status"]?.string == "open" })
        let audit = try world.get("auditor", "/v1/audit?entity=user&entity_id=\(user.id)").array("items").compactMap(\.object)
        #expect(audit.last?["action"]?.string == "created" && audit.last?["user_id"]?.number?.int64 == team.id("manager"))
        #expect(try world.get("manager", "/v1/recruitment-plans/\(plan)").integer("hired") == 1)
    }

    @Test func `training is due as many days after the first day as the company has set`() throws {
        try team.must(world.patch("admin", "/v1/settings/team", #"{"onboarding_days":0}"#))
        let user = try team.hired(for: team.approvedPlan()).integer("hired_user_id") ?? 0
        let days = try world.get("hr", "/v1/enrolments?user_id=\(user)").array("items").compactMap { $0.object?["due_on"]?.string }
        #expect(days == Array(repeating: "2026-12-01", count: 4))
    }

    @Test func `the last hire fills the plan, and nobody more is offered or hired`() throws {
        let plan = try team.approvedPlan(1)
        let second = try team.offered(for: plan, "Second")
        let third = try team.candidate(for: plan, "Third")
        for step in ["screen", "interview", "test"] { try team.take(step, "candidates", third, by: "hr", #"{"score":80}"#) }
        _ = try team.hired(for: plan, "First")
        #expect(try world.get("manager", "/v1/recruitment-plans/\(plan)").string("status") == "filled")
        let refused = try hire(second)
        #expect(refused.status == 409 && refused.code == "head_count_reached" && refused.string("clause") == "P3.1.1")
        #expect(try world.post("hr", "/v1/candidates/\(third)/offer").code == "head_count_reached")
        #expect(try world.post("hr", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"Li\",\"channel\":\"online\"}").status == 409)
        #expect(try world.post("manager", "/v1/recruitment-plans/\(plan)/close", #"{"reason":"x"}"#).status == 409)
    }

    @Test func `of many who are hired at once, no more than the head count are`() throws {
        let plan = try team.approvedPlan(2)
        let offered = try (1...6).map { try team.offered(for: plan, "Candidate \($0)") }
        let before = try team.users()
        let requests = offered.map {
            Race.Request(token: world.person("manager").token, method: "POST", path: "/v1/candidates/\($0)/hire", body: team.hiring())
        }
        let replies = try Race.run(requests, port: world.server.port)
        #expect(replies.count { $0.status == 200 } == 2)
        #expect(replies.count { $0.code == "head_count_reached" } == 4)
        #expect(try team.users() == before + 2)
        #expect(try world.get("manager", "/v1/recruitment-plans/\(plan)").integer("hired") == 2)
        #expect(try world.get("hr", "/v1/enrolments?count=true").integer("total") == 8)
    }

    @Test func `one candidate is hired once, also by two at once`() throws {
        let id = try team.offered(for: team.approvedPlan(5))
        let before = try team.users()
        let request = Race.Request(
            token: world.person("manager").token, method: "POST", path: "/v1/candidates/\(id)/hire", body: team.hiring())
        let replies = try Race.run([request, request, request], port: world.server.port)
        #expect(replies.map(\.status).sorted() == [200, 409, 409])
        #expect(try team.users() == before + 1)
    }

    @Test func `what fails leaves nothing behind`() throws {
        let id = try team.offered(for: team.approvedPlan())
        let culture = try world.get("admin", "/v1/courses?topic=culture").array("items").first?.object?["id"]?.number?.int64 ?? 0
        try team.must(world.patch("manager", "/v1/courses/\(culture)", #"{"active":false}"#))
        let before = try team.users()
        let refused = try hire(id)
        #expect(refused.code == "topic_without_course" && refused.string("detail")?.contains("culture") == true)
        #expect(try team.users() == before)
        #expect(try world.get("hr", "/v1/candidates/\(id)").string("status") == "offered")
        #expect(try world.get("hr", "/v1/enrolments?count=true").integer("total") == 0)
        try team.must(world.post("hr", "/v1/courses", #"{"name":"Values","topic":"culture"}"#))
        #expect(try hire(id).status == 200)
        let trial = try team.offered(for: team.approvedPlan(), "Trial")
        #expect(try world.post("manager", "/v1/candidates/\(trial)/hire?dry_run=true", team.hiring()).status == 200)
        #expect(try team.users() == before + 1)
    }

    @Test func `after its period nobody is hired for a plan`() throws {
        let plan = try team.approvedPlan()
        let id = try team.offered(for: plan)
        try team.move(to: "2027-10-31 23:00")
        #expect(try world.post("manager", "/v1/candidates/\(id)/hire?dry_run=true", team.hiring()).status == 200)
        try team.move(to: "2027-11-01 00:30")
        #expect(try hire(id).code == "plan_period_over")
        #expect(try world.post("hr", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"Li\",\"channel\":\"online\"}").status == 409)
        #expect(try world.post("hr", "/v1/candidates/\(id)/reject", #"{"reason":"Too late"}"#).status == 200)
    }

    @Test func `without offer nobody is hired`() throws {
        let id = try team.candidate(for: team.approvedPlan())
        for step in ["screen", "interview", "test"] {
            #expect(try hire(id).status == 409)
            try team.take(step, "candidates", id, by: "hr", #"{"score":80}"#)
        }
        #expect(try hire(id).code == "wrong_state")
    }

    @Test func `nobody hires himself, nor whom he stands in for`() throws {
        try team.must(world.patch("admin", "/v1/users/\(team.id("manager"))", #"{"email":"wang@example.com","phone":"+86 138-0000-9999"}"#))
        let plan = try team.approvedPlan(3)
        let same = try team.offered(for: plan, "W", #","email":"WANG@example.com""#)
        #expect(try hire(same).code == "own_candidacy")
        let phone = try team.offered(for: plan, "W", #","phone":"+8613800009999""#)
        #expect(try hire(phone).code == "own_candidacy")
        // With or without the code of the country it is the same telephone; another one is another.
        for number in ["138 0000 9999", "0086 138 0000 9999"] {
            #expect(try hire(team.offered(for: plan, "W", ",\"phone\":\"\(number)\"")).code == "own_candidacy", "\(number)")
        }
        let other = try team.offered(for: plan, "O", #","phone":"138 0000 9998""#)
        #expect(try world.post("manager", "/v1/candidates/\(other)/hire?dry_run=true", team.hiring()).status == 200)
        try team.must(world.patch("admin", "/v1/users/\(team.id("boss"))", #"{"email":"boss@example.com"}"#))
        let delegates = try team.offered(for: plan, "B", #","email":"boss@example.com""#)
        try world.standIn("boss", for: "manager")
        #expect(try hire(delegates, by: "boss").code == "own_candidacy")
    }

    @Test func `who wrote the candidate down does not hire, and no key does`() throws {
        try world.hire("both", [.hr, .salesManager])
        let plan = try team.approvedPlan(2, by: "both")
        let own = try world.created(world.post("both", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"A\",\"channel\":\"referral\"}"))
        for step in ["screen", "interview", "test"] { try team.take(step, "candidates", own, by: "hr", #"{"score":80}"#) }
        try team.take("offer", "candidates", own, by: "hr")
        #expect(try hire(own, by: "both", team.hiring(under: "both")).code == "own_paper")
        let other = try team.offered(for: plan)
        #expect(try hire(other, by: "both", team.hiring(under: "both")).status == 200)
        let key = try team.must(world.post("admin", "/v1/api-keys", "{\"name\":\"k\",\"user_id\":\(team.id("manager"))}"))
        world.admit("manager-key", id: team.id("manager"), token: key.string("key") ?? "")
        #expect(try hire(team.offered(for: team.approvedPlan()), by: "manager-key").code == "decided_by_people")
    }

    @Test func `whoever is hired works below the hiring manager`() throws {
        let plan = try team.approvedPlan(5)
        for name in ["boss", "executive", "stranger"] {
            let reply = try hire(team.offered(for: plan, name), team.hiring(under: name))
            #expect(reply.faults == ["/manager_id: manager_outside_team"], "\(name)")
        }
        #expect(try hire(team.offered(for: plan), team.hiring(under: "lead")).status == 200)
        try team.must(world.patch("admin", "/v1/users/\(team.id("lead"))", #"{"active":false}"#))
        #expect(try hire(team.offered(for: plan), team.hiring(under: "lead")).faults == ["/manager_id: person_unfit"])
        let missing = try hire(team.offered(for: plan), "{}")
        #expect(Set(missing.faults) == ["/starts_on: required", "/position: required", "/manager_id: required"])
    }

    @Test func `user names are free ones`() throws {
        let plan = try team.approvedPlan(5)
        let taken = try team.offered(for: plan)
        #expect(try hire(taken, team.hiring(under: "manager", #","username":"REP""#)).faults == ["/username: username_taken"])
        #expect(try hire(taken, team.hiring(under: "manager", #","username":"Zhao""#)).status == 200)
        let second = try hire(team.offered(for: plan, "Z", #","email":"zhao@example.com""#))
        #expect(try world.get("hr", "/v1/users/\(second.integer("hired_user_id") ?? 0)").string("username") == "zhao-2")
        let third = try hire(team.offered(for: plan, "Y"))
        #expect(try world.get("hr", "/v1/users/\(third.integer("hired_user_id") ?? 0)").string("username")?.hasPrefix("ca-") == true)
    }

    @Test func `the delegate of the hiring manager hires in his place, another manager never`() throws {
        let id = try team.offered(for: team.approvedPlan())
        #expect(try hire(id, by: "boss").status == 404)
        #expect(try hire(id, by: "lead").status == 404)
        try world.standIn("boss", for: "manager")
        let reply = try hire(id, by: "boss")
        #expect(reply.status == 200, "\(reply.answer.text)")
        let last = try world.get("manager", "/v1/candidates/\(id)/timeline").array("items").first?.object
        #expect(last?["on_behalf_of_id"]?.number?.int64 == team.id("manager"))
    }
}
