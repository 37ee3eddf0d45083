// Tasks: given with an owner and a day, reminded of, found late, done by their owners (P3.3.1).

import JSON
import Kernel
import TestSupport
import Testing

struct ActionItemTests {
    private let team: TeamWorld
    private var world: World { team.world }

    init() throws { team = try TeamWorld() }

    private func item(by name: String = "rep", to owner: String = "finance", due: String = "2026-11-30", _ more: String = "") throws
        -> Int64
    {
        let body = "{\"title\":\"Send figures\",\"owner_id\":\(team.id(owner)),\"due_on\":\"\(due)\"\(more)}"
        return try world.created(world.post(name, "/v1/action-items", body))
    }

    private func path(_ id: Int64) -> String { "/v1/action-items/\(id)" }

    private func overdue() throws -> [Int64] { try team.ids(world.get("auditor", "/v1/action-items?overdue=true")) }

    @Test func `seen by who has it and who gave it and those above them, finished by the one and cancelled by the other`() throws {
        let id = try item()
        let seers: Set = ["rep", "manager", "finance", "executive", "auditor", "admin"]
        for name in TeamWorld.everybody {
            #expect(try world.get(name, path(id)).status == (seers.contains(name) ? 200 : 404), "\(name)")
            let finish = try world.post(name, path(id) + "/finish?dry_run=true", #"{"result":"Sent"}"#)
            #expect(name == "finance" ? finish.status == 200 : [403, 404].contains(finish.status), "\(name): \(finish.answer.text)")
            let cancel = try world.post(name, path(id) + "/cancel?dry_run=true", #"{"reason":"Not needed"}"#)
            #expect(name == "rep" ? cancel.status == 200 : [403, 404].contains(cancel.status), "\(name): \(cancel.answer.text)")
            let change = try world.patch(name, path(id) + "?dry_run=true", #"{"due_on":"2027-11-30"}"#)
            #expect(["rep", "admin"].contains(name) ? change.status == 200 : [403, 404].contains(change.status), "\(name)")
        }
        let done = try team.take("finish", "action-items", id, by: "finance", #"{"result":"Sent"}"#)
        #expect(done.string("status") == "done" && done.string("result") == "Sent")
        for step in ["finish", "cancel"] {
            let name = step == "finish" ? "finance" : "rep"
            #expect(try world.post(name, path(id) + "/" + step, #"{"result":"x"}"#).status != 200)
        }
        #expect(try world.patch("rep", path(id), #"{"title":"Other"}"#).code == "not_editable")
        #expect(try world.send("admin", "DELETE", path(id)).status == 405)
    }

    @Test func `of a meeting, the organiser and who entered it may cancel`() throws {
        let body = """
            {"title":"Sales","kind":"regular","starts_at":"2026-11-24T01:00:00Z",
             "attendees":[{"user_id":\(team.id("rep"))},{"user_id":\(team.id("rep2"))}]}
            """
        let meeting = try world.created(world.post("manager", "/v1/meetings", body))
        let id = try item(to: "rep2", ",\"meeting_id\":\(meeting)")
        #expect(try world.get("manager", path(id)).integer("given_by_id") == team.id("manager"))
        #expect(try team.ids(world.get("manager", "/v1/action-items?meeting_id=\(meeting)")) == [id])
        for (name, status) in [("manager", 200), ("rep", 200), ("rep2", 403), ("stranger", 404)] {
            #expect(try world.post(name, path(id) + "/cancel?dry_run=true", #"{"reason":"Done"}"#).status == status, "\(name)")
        }
        // Who is not asked to the meeting adds nothing to it.
        let foreign = "{\"title\":\"X\",\"due_on\":\"2026-12-01\",\"meeting_id\":\(meeting)}"
        #expect(try world.post("stranger", "/v1/action-items", foreign).faults == ["/meeting_id: unknown_reference"])
    }

    @Test func `nobody gets more time by his own doing`() throws {
        let id = try item(by: "manager", to: "rep")
        for body in [#"{"due_on":"2027-01-01"}"#, "{\"owner_id\":\(team.id("rep2"))}", #"{"overdue":false}"#, #"{"status":"done"}"#] {
            #expect([403, 422].contains(try world.patch("rep", path(id), body).status), "\(body)")
            let batch = "{\"items\":[{\"id\":\(id),\(body.dropFirst())]}"
            #expect([403, 422].contains(try world.post("rep", "/v1/action-items/batch", batch).status), "\(batch)")
        }
        #expect(try world.patch("manager", path(id), #"{"due_on":"2026-11-23"}"#).faults == ["/due_on: due_past"])
        let body = "{\"title\":\"X\",\"due_on\":\"2026-11-23\",\"given_by_id\":\(team.id("boss"))}"
        #expect(try world.post("rep", "/v1/action-items", body).faults == ["/given_by_id: read_only_field"])
    }

    @Test func `reminded of a working day before, and told once when the day has passed`() throws {
        // Due on Monday: reminded of on Friday.
        let id = try item(due: "2026-11-30")
        let other = try item(by: "manager", to: "rep2", due: "2026-12-31")
        try team.pass(to: "2026-11-26 23:00", "task-days")
        #expect(try team.events("reminded", of: "action_item").isEmpty)
        try team.pass(to: "2026-11-27 00:30", "task-days", "task-days")
        let reminded = try team.events("reminded", of: "action_item")
        #expect(reminded.count == 1 && reminded[0]["concerned_ids"]?.array?.first?.number?.int64 == team.id("finance"))
        try team.pass(to: "2026-11-30 23:59", "task-days")
        #expect(try overdue() == [])
        try team.pass(to: "2026-12-01 00:01", "task-days", "task-days")
        #expect(try overdue() == [id])
        let told = try team.events("overdue", of: "action_item")
        #expect(told.count == 1)
        #expect(told[0]["concerned_ids"]?.array?.compactMap { $0.number?.int64 } == [team.id("finance"), team.id("rep")])
        #expect(try team.events("overdue", of: "action_item", by: "stranger").isEmpty)
        // Who gave it gives more time: reminded of and late anew.
        try team.must(world.patch("rep", path(id), #"{"due_on":"2026-12-04"}"#))
        #expect(try overdue() == [])
        try team.pass(to: "2026-12-05 09:00", "task-days")
        #expect(try overdue() == [id])
        #expect(try team.events("overdue", of: "action_item").count == 2)
        try team.take("finish", "action-items", id, by: "finance", #"{"result":"Sent"}"#)
        #expect(try overdue() == [])
        #expect(try world.get("rep2", path(other)).string("reminded_at") == nil)
    }

    @Test func `after a week without the server nothing is reminded of that is late, and the delegate hears of it`() throws {
        let id = try item(due: "2026-11-30")
        try team.move(to: "2026-12-07 09:00")
        let absence = """
            {"user_id":\(team.id("finance")),"delegate_id":\(team.id("finance2")),"starts_on":"2026-12-07","ends_on":"2026-12-08"}
            """
        _ = try world.created(world.post("finance", "/v1/absences", absence))
        try world.server.runJob("task-days")
        #expect(try team.events("reminded", of: "action_item").isEmpty)
        let told = try team.events("overdue", of: "action_item")
        #expect(told.first?["concerned_ids"]?.array?.compactMap { $0.number?.int64 } == [team.id("finance2"), team.id("rep")])
        #expect(try world.post("finance2", path(id) + "/finish", #"{"result":"Sent"}"#).status == 200)
    }

    @Test func `tasks go to who works here, and on to who takes over`() throws {
        try team.must(world.patch("admin", "/v1/users/\(team.id("rep2"))", #"{"active":false}"#))
        let body = "{\"title\":\"X\",\"owner_id\":\(team.id("rep2")),\"due_on\":\"2026-12-01\"}"
        #expect(try world.post("rep", "/v1/action-items", body).faults == ["/owner_id: person_unfit"])
        let id = try item()
        try team.must(world.post("admin", "/v1/users/\(team.id("finance"))/hand-over", "{\"to_id\":\(team.id("finance2"))}"))
        #expect(try world.get("rep", path(id)).integer("owner_id") == team.id("finance2"))
        let own = try world.post("legal", "/v1/action-items", #"{"title":"Mine","due_on":"2026-12-01"}"#)
        #expect(own.integer("owner_id") == team.id("legal") && own.integer("given_by_id") == team.id("legal"))
    }
}
