// Candidates are seen by personnel and the hiring manager, in no list, count, search, event, timeline, audit or file of anybody else.

import JSON
import Kernel
import TestSupport
import Testing

struct CandidateSightTests {
    private let team: TeamWorld
    private let plan: Int64
    private let candidate: Int64
    private var world: World { team.world }

    init() throws {
        team = try TeamWorld()
        plan = try team.approvedPlan()
        let personal = #","email":"zhao@secret.example","phone":"13900007777","resume":"Sold tea","notes":"Sister of Li""#
        candidate = try team.candidate(for: plan, "Zhao Secret", personal)
        try team.take("screen", "candidates", candidate, by: "hr", #"{"score":77,"comment":"Remarkable"}"#)
        let file = Array("%PDF-1.7\nSecret life\n".utf8)
        _ = try world.created(world.upload("hr", "/v1/candidates/\(candidate)/attachments?name=zhao-secret.pdf", file))
        #expect(try world.get("hr", "/v1/candidates?name=Zhao%20Secret", fields: [("Accept", "text/csv")]).status == 200)
    }

    private static let seers: Set = ["hr", "hr2", "manager"]
    private static let words = ["Secret", "secret", "13900007777", "Sold tea", "Sister", "Remarkable"]

    private func holds(_ reply: Reply) -> Bool { Self.words.contains { reply.answer.text.contains($0) } }

    @Test func `records, lists, counts and files are theirs alone`() throws {
        for name in TeamWorld.everybody {
            let isSeer = Self.seers.contains(name)
            let leads = ["lead", "boss"].contains(name)
            let read = try world.get(name, "/v1/candidates/\(candidate)")
            #expect(read.status == (isSeer ? 200 : leads ? 404 : 403), "\(name)")
            for form in ["application/json", "text/csv", "application/x-ndjson"] {
                let list = try world.get(name, "/v1/candidates", fields: [("Accept", form)])
                #expect(list.status == (isSeer || leads ? 200 : 403), "\(name) \(form)")
                #expect(holds(list) == isSeer, "\(name) \(form)")
            }
            let count = try world.get(name, "/v1/candidates?count=true")
            #expect(count.integer("total") == (isSeer ? 1 : leads ? 0 : nil), "\(name)")
            for path in ["/v1/candidates/\(candidate)/timeline", "/v1/candidates/\(candidate)/attachments"] {
                let reply = try world.get(name, path)
                #expect((reply.status == 200) == isSeer && holds(reply) == isSeer, "\(name) \(path): \(reply.answer.text)")
            }
            let files = try world.get(name, "/v1/attachments")
            #expect(holds(files) == isSeer, "\(name)")
        }
    }

    @Test func `events and searches say nothing to others`() throws {
        for name in TeamWorld.everybody {
            var after: Int64 = 0
            var found = false
            while true {
                let reply = try world.get(name, "/v1/events?limit=200&after=\(after)")
                found = found || reply.array("items").contains { $0.object?["source"]?.string == "/v1/candidates" }
                #expect(!holds(reply), "\(name)")
                guard let next = reply.integer("next_after"), next > after else { break }
                after = next
            }
            #expect(found == Self.seers.contains(name), "\(name)")
            #expect(try !holds(world.get(name, "/v1/search?q=Secret")), "\(name)")
        }
    }

    @Test func `whoever reads the audit learns that something was done, and not what`() throws {
        for name in ["auditor", "executive", "admin"] {
            for path in ["/v1/audit?limit=200", "/v1/audit?entity=candidate&limit=200", "/v1/audit?entity=attachment"] {
                let reply = try world.get(name, path)
                #expect(reply.status == 200 && !holds(reply), "\(name) \(path)")
            }
            let told = try world.get(name, "/v1/audit?entity=candidate&entity_id=\(candidate)").array("items").compactMap(\.object)
            #expect(told.compactMap { $0["action"]?.string } == ["screen", "created"])
            #expect(told.allSatisfy { $0["created"] == nil && $0["changed"] == nil && $0["form"] == nil }, "\(told)")
        }
        let timeline = try world.get("manager", "/v1/candidates/\(candidate)/timeline")
        #expect(holds(timeline))
    }

    @Test func `an executive who leads sales sees no more in the audit than among the candidates`() throws {
        try world.hire("director", [.executive, .salesManager])
        #expect(try world.get("director", "/v1/candidates/\(candidate)").status == 404)
        #expect(try !holds(world.get("director", "/v1/audit?limit=200")))
        try world.hire("chief", [.executive, .hr])
        #expect(try holds(world.get("chief", "/v1/audit?limit=200")))
    }

    @Test func `nothing is written about candidates where others read it`() throws {
        let body = "{\"entity\":\"candidate\",\"entity_id\":\(candidate),\"kind\":\"call\",\"summary\":\"Spoke with Zhao Secret\"}"
        #expect(try world.post("hr", "/v1/activities", body).status == 422)
    }

    @Test func `filters by a name give nothing away`() throws {
        for name in ["boss", "lead"] {
            #expect(try world.get(name, "/v1/candidates?name.contains=Secret&count=true").integer("total") == 0)
            #expect(try world.get(name, "/v1/recruitment-plans/\(plan)?expand=candidates").status >= 400)
        }
        for name in TeamWorld.everybody where !Self.seers.contains(name) {
            for (method, path, body) in [
                ("PATCH", "/v1/candidates/\(candidate)", "{}"), ("DELETE", "/v1/candidates/\(candidate)", nil),
                ("POST", "/v1/candidates/\(candidate)/restore", "{}"),
                ("POST", "/v1/candidates/batch", "{\"items\":[{\"id\":\(candidate)}]}"),
            ] {
                let reply = try world.send(name, method, path, body)
                #expect([403, 404, 422].contains(reply.status) && !holds(reply), "\(name) \(method) \(path): \(reply.answer.text)")
            }
        }
    }

    @Test func `a plan that is handed over takes its candidates along`() throws {
        try team.must(
            world.post("admin", "/v1/users/\(team.id("manager"))/hand-over", "{\"to_id\":\(team.id("boss"))}"))
        #expect(try world.get("boss", "/v1/candidates/\(candidate)").status == 200)
        #expect(try world.get("manager", "/v1/candidates/\(candidate)").status == 404)
        #expect(try world.get("boss", "/v1/recruitment-plans/\(plan)").integer("owner_id") == team.id("boss"))
    }
}
