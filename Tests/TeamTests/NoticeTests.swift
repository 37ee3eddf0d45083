// Notices: whom they reach, who has read them, and what others learn of them (P3.3.1).

import JSON
import Kernel
import TestSupport
import Testing

struct NoticeTests {
    private let team: TeamWorld
    private var world: World { team.world }

    init() throws { team = try TeamWorld() }

    private func draft(_ audience: String, by name: String = "manager") throws -> Int64 {
        try world.created(world.post(name, "/v1/notices", "{\"title\":\"Prices\",\"body\":\"From Monday on\",\(audience)}"))
    }

    private func published(_ audience: String, by name: String = "manager") throws -> Int64 {
        let id = try draft(audience, by: name)
        try team.take("publish", "notices", id, by: name)
        return id
    }

    private func path(_ id: Int64) -> String { "/v1/notices/\(id)" }

    private func names(_ reply: Reply) -> Set<String> {
        let ids = Set(reply.array("items").compactMap { $0.object?["user_id"]?.number?.int64 })
        return Set(TeamWorld.everybody.filter { ids.contains(team.id($0)) })
    }

    private func unread(_ notice: Int64, by name: String = "manager") throws -> Set<String> {
        try names(world.get(name, "/v1/notice-receipts?notice_id=\(notice)&acknowledged_at.null=true&limit=200"))
    }

    private var people: String { "\"people\":[{\"user_id\":\(team.id("finance"))},{\"user_id\":\(team.id("rep"))}]" }

    @Test func `it reaches departments, roles and people, each once, who work here, and not its author`() throws {
        try team.must(world.patch("admin", "/v1/users/\(team.id("legal"))", #"{"department_id":9}"#))
        try team.must(world.patch("admin", "/v1/users/\(team.id("rep2"))", #"{"active":false}"#))
        let audience = "\"roles\":[\"sales_rep\",\"sales_manager\"],\"departments\":[{\"department_id\":9}],\(people)"
        let id = try published(audience)
        #expect(try unread(id) == ["rep", "stranger", "lead", "boss", "legal", "finance"])
        #expect(try world.get("manager", path(id)).integer("addressed") == 6)
        let all = try published("\"everyone\":true", by: "executive")
        #expect(try unread(all, by: "executive") == Set(TeamWorld.everybody).subtracting(["executive", "rep2", "key"]))
    }

    @Test func `drafts are their author's, published ones are seen by whom they reach, whoever comes later does not get old ones`() throws {
        let id = try draft(people)
        let before: Set = ["manager", "executive", "auditor", "admin"]
        for name in TeamWorld.everybody {
            #expect(try world.get(name, path(id)).status == (before.contains(name) ? 200 : 404), "\(name)")
        }
        try team.take("publish", "notices", id, by: "manager")
        let seers = before.union(["finance", "rep"])
        for name in TeamWorld.everybody {
            #expect(try world.get(name, path(id)).status == (seers.contains(name) ? 200 : 404), "\(name)")
            let heard = try team.events("publish", of: "notice", by: name)
            #expect(heard.count == (seers.contains(name) ? 1 : 0), "\(name)")
        }
        #expect(try world.patch("manager", path(id), #"{"body":"Other"}"#).code == "not_editable")
        #expect(try world.send("admin", "DELETE", path(id)).code == "not_editable")
    }

    @Test func `each of those addressed says once that he or she has read it, for nobody else`() throws {
        let id = try published(people)
        for name in ["manager", "executive", "auditor", "admin"] {
            #expect(try world.post(name, path(id) + "/acknowledge").code == "not_addressed", "\(name)")
        }
        #expect(try world.post("legal", path(id) + "/acknowledge").status == 404)
        try world.standIn("finance2", for: "finance")
        #expect(try world.get("finance2", path(id)).status == 200)
        #expect(try world.post("finance2", path(id) + "/acknowledge").code == "not_addressed")
        let key = try team.must(world.post("admin", "/v1/api-keys", "{\"name\":\"k\",\"user_id\":\(team.id("finance"))}"))
        world.admit("finance-key", id: team.id("finance"), token: key.string("key") ?? "")
        #expect(try world.post("finance-key", path(id) + "/acknowledge").code == "not_addressed")
        #expect(try unread(id) == ["rep", "finance"])
        let reply = try team.take("acknowledge", "notices", id, by: "finance")
        #expect(reply.integer("acknowledged") == 1)
        #expect(try world.post("finance", path(id) + "/acknowledge").code == "acknowledged_already")
        #expect(try unread(id) == ["rep"])
        let request = Race.Request(token: world.person("rep").token, method: "POST", path: path(id) + "/acknowledge", body: "{}")
        #expect(try Race.run([request, request, request], port: world.server.port).map(\.status).sorted() == [200, 409, 409])
        #expect(try world.get("manager", path(id)).integer("acknowledged") == 2)
    }

    @Test func `who has read it is seen by its author and who sees everything, of oneself by everybody`() throws {
        let id = try published(people)
        for name in TeamWorld.everybody {
            let seen = try names(world.get(name, "/v1/notice-receipts?notice_id=\(id)"))
            switch name {
            case "manager", "executive", "auditor", "admin": #expect(seen == ["rep", "finance"], "\(name)")
            case "rep", "finance": #expect(seen == [name], "\(name)")
            default: #expect(seen.isEmpty, "\(name)")
            }
        }
    }

    @Test func `published by its author, retracted by the author or an administrator with a reason`() throws {
        let id = try draft(people)
        for name in TeamWorld.everybody where name != "manager" {
            #expect([403, 404].contains(try world.post(name, path(id) + "/publish").status), "\(name)")
        }
        try team.take("publish", "notices", id, by: "manager")
        for name in TeamWorld.everybody {
            let reply = try world.post(name, path(id) + "/retract?dry_run=true", #"{"reason":"Wrong day"}"#)
            #expect(["manager", "admin"].contains(name) ? reply.status == 200 : [403, 404].contains(reply.status), "\(name)")
        }
        #expect(try world.post("manager", path(id) + "/retract").faults == ["/reason: required"])
        try team.take("retract", "notices", id, by: "admin", #"{"reason":"Wrong day"}"#)
        #expect(try world.get("rep", path(id)).string("retract_reason") == "Wrong day")
        #expect(try world.post("rep", path(id) + "/acknowledge").status == 409)
        #expect(try world.post("manager", path(id) + "/publish").status == 409)
    }

    @Test func `a notice is for somebody, and comes from who has entered it`() throws {
        #expect(try world.post("manager", "/v1/notices", #"{"title":"X","body":"Y"}"#).faults == ["/everyone: audience_empty"])
        let own = try draft("\"people\":[{\"user_id\":\(team.id("manager"))}]")
        #expect(try world.post("manager", path(own) + "/publish").code == "nobody_addressed")
        let forged = "{\"title\":\"X\",\"body\":\"Y\",\"everyone\":true,\"author_id\":\(team.id("executive"))}"
        #expect(try world.post("manager", "/v1/notices", forged).faults == ["/author_id: read_only_field"])
        for name in ["rep", "hr", "finance", "key"] {
            #expect(try world.post(name, "/v1/notices", #"{"title":"X","body":"Y","everyone":true}"#).status == 403, "\(name)")
        }
        #expect(try world.post("manager", "/v1/notice-receipts", "{}").status == 405)
    }
}
