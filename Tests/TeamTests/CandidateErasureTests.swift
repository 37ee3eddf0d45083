// Candidates' personal data: erased on request and when the time that the company has set is over; the audit's chain stays whole.

import JSON
import Kernel
import TestSupport
import Testing

struct CandidateErasureTests {
    private let team: TeamWorld
    private let plan: Int64
    private let traces: Traces
    private var world: World { team.world }

    private static let personal = #","email":"zhao@secret.example","phone":"13900007777","resume":"Sold tea in Fuzhou""#
    private static let words = ["Zhao Secret", "zhao@secret.example", "13900007777", "Sold tea in Fuzhou", "Remarkable", "Too expensive"]

    init() throws {
        team = try TeamWorld()
        plan = try team.approvedPlan()
        traces = Traces(world: team.world)
    }

    private func rejected() throws -> Int64 {
        let id = try team.candidate(for: plan, "Zhao Secret", Self.personal)
        try team.take("screen", "candidates", id, by: "hr", #"{"score":77,"comment":"Remarkable"}"#)
        try team.take("reject", "candidates", id, by: "manager", #"{"reason":"Too expensive"}"#)
        return id
    }

    private func attach(to id: Int64) throws {
        let path = "/v1/candidates/\(id)/attachments?name=Zhao%20Secret.pdf"
        _ = try world.created(world.upload("hr", path, Array("%PDF-1.7\nlife\n".utf8)))
    }

    @Test func `personnel erases whoever asks for it, everywhere`() throws {
        let id = try rejected()
        try attach(to: id)
        #expect(try !traces.places(of: Self.words).isEmpty)
        let reply = try team.must(world.post("hr", "/v1/candidates/\(id)/erase", #"{"reason":"requested"}"#))
        #expect(reply["email"].isNull && reply["screening_score"].isNull && reply.string("status") == "rejected")
        #expect(try traces.places(of: Self.words) == [])
        #expect(Set(try traces.verify()) == ["candidate.erase:requested"])
        #expect(try world.post("hr", "/v1/candidates/\(id)/erase", #"{"reason":"requested"}"#).code == "erased")
        #expect(try world.post("hr", "/v1/candidates/\(id)/restore").code == "erased")
    }

    @Test func `the job erases who was decided on so many months ago, and nobody else`() throws {
        let old = try rejected()
        try attach(to: old)
        let open = try team.candidate(for: plan, "Still Applying")
        try team.move(to: "2027-06-01 09:00")
        let young = try team.candidate(for: plan, "Young One")
        try team.take("withdraw", "candidates", young, by: "hr")
        // Twelve months after 24 November are over on the 25th.
        try team.pass(to: "2027-11-24 09:00", "erase-candidates")
        #expect(try !traces.places(of: ["Zhao Secret"]).isEmpty)
        try team.pass(to: "2027-11-25 09:00", "erase-candidates")
        #expect(try traces.places(of: Self.words) == [])
        #expect(try world.get("hr", "/v1/candidates/\(old)").string("erased_at") != nil)
        #expect(try world.get("hr", "/v1/candidates/\(young)").string("name") == "Young One")
        #expect(try world.get("hr", "/v1/candidates/\(open)").string("name") == "Still Applying")
        #expect(Set(try traces.verify()) == ["team.candidates_kept_months:12"])
    }

    @Test func `the time is the company's to set, and who is left over from an ended plan goes as well`() throws {
        try team.must(world.patch("admin", "/v1/settings/team", #"{"candidates_kept_months":1}"#))
        #expect(try world.patch("admin", "/v1/settings/team", #"{"candidates_kept_months":0}"#).status == 422)
        #expect(try world.patch("hr", "/v1/settings/team", #"{"candidates_kept_months":120}"#).status == 403)
        let left = try team.candidate(for: plan, "Left Over")
        let away = try team.candidate(for: plan, "Put Away")
        try team.must(world.send("hr", "DELETE", "/v1/candidates/\(away)"))
        try team.take("close", "recruitment-plans", plan, by: "manager", #"{"reason":"No need"}"#)
        try team.pass(to: "2026-12-24 09:00", "erase-candidates")
        #expect(try !traces.places(of: ["Left Over"]).isEmpty)
        try team.pass(to: "2026-12-25 09:00", "erase-candidates")
        #expect(try traces.places(of: ["Left Over", "Put Away"]) == [])
        #expect(try world.get("hr", "/v1/candidates/\(left)").string("status") == "applied")
    }

    @Test func `who is left over from a plan whose period ended is erased as well, though nobody closed it`() throws {
        let left = try team.candidate(for: plan, "Left Over")
        // The period ends on 31 October 2027.
        try team.pass(to: "2028-10-31 09:00", "erase-candidates")
        #expect(try world.get("hr", "/v1/candidates/\(left)").string("name") == "Left Over")
        try team.pass(to: "2028-11-01 09:00", "erase-candidates")
        #expect(try traces.places(of: ["Left Over"]) == [])
        #expect(try world.get("hr", "/v1/candidates/\(left)").string("erased_at") != nil)
    }

    @Test func `whom the job erased nobody fills with personal data again`() throws {
        let id = try team.candidate(for: plan, "Zhao Secret", Self.personal + #","external_id":"hr-7""#)
        try team.take("withdraw", "candidates", id, by: "hr")
        try team.pass(to: "2027-11-25 09:00", "erase-candidates")
        let path = "/v1/candidates/\(id)"
        #expect(try world.get("hr", path).string("archived_at") != nil)
        #expect(try world.patch("hr", path, #"{"name":"Zhao Secret"}"#).code == "archived")
        #expect(try world.post("hr", path + "/restore").code == "erased")
        let entry = "{\"plan_id\":\(plan),\"name\":\"Zhao Secret\",\"channel\":\"campus\"}"
        #expect(try world.send("hr", "PUT", "/v1/candidates/by-external-id/hr-7", entry).status == 409)
        #expect(try world.upload("hr", path + "/attachments?name=cv.pdf", Array("%PDF-1.7\nlife\n".utf8)).code == "archived")
        #expect(try traces.places(of: Self.words) == [])
    }

    @Test func `who was hired is erased as a candidate and stays as a user`() throws {
        let hired = try team.hired(for: plan, "Zhao Secret", Self.personal)
        let user = hired.integer("hired_user_id") ?? 0
        try team.pass(to: "2027-11-25 09:00", "erase-candidates")
        let candidate = try world.get("hr", "/v1/candidates/\(hired.id)")
        #expect(candidate.string("name") == "erased" && candidate["test_score"].isNull && candidate.string("status") == "hired")
        #expect(try world.get("hr", "/v1/users/\(user)").string("display_name") == "Zhao Secret")
        #expect(try traces.places(of: ["Sold tea in Fuzhou"]) == [])
        #expect(try world.get("manager", "/v1/recruitment-plans/\(plan)").integer("hired") == 1)
        _ = try traces.verify()
    }
}
