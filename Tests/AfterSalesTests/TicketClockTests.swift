// The two times of a ticket in the working calendar, and what the job tells of them: each thing once (P2.6.1, P2.6.2).

import JSON
import Kernel
import TestSupport
import Testing

struct TicketClockTests {
    private let desk: ServiceDesk
    private var world: World { desk.world }

    init() throws { desk = try ServiceDesk() }

    private func due(_ ticket: Reply) -> [String?] { [ticket.string("response_due_at"), ticket.string("resolve_due_at")] }
    private func moments(_ texts: String...) -> [String?] { texts.map(desk.utc) }

    private func causes() throws -> [String] { try desk.events("escalated").map { $0["cause"]?.string ?? "" } }

    // MARK: Due

    @Test(arguments: [
        // Entered, response after 4 and resolution after 24 working hours.
        ("2026-11-24 09:00", "2026-11-24 14:00", "2026-11-26 18:00"),
        // Over the break at noon.
        ("2026-11-24 11:30", "2026-11-24 16:30", "2026-11-27 11:30"),
        ("2026-11-24 12:20", "2026-11-24 17:00", "2026-11-27 12:00"),
        // Over the weekend.
        ("2026-11-27 17:00", "2026-11-30 12:00", "2026-12-02 17:00"),
        ("2026-11-28 15:00", "2026-11-30 14:00", "2026-12-02 18:00"),
        // Over the end of a month, and of the year with its holiday.
        ("2026-11-30 17:30", "2026-12-01 12:00", "2026-12-03 17:30"),
    ])
    func `times are counted in working hours`(_ entered: String, _ response: String, _ resolution: String) throws {
        try desk.move(to: entered)
        let expected = entered == "2026-11-30 17:30" ? "2026-12-01 13:30" : response
        #expect(try due(desk.must(desk.enter())) == moments(expected, resolution))
    }

    @Test func `a worked Saturday counts and a holiday does not`() throws {
        for (day, kind) in [("2026-11-28", "working"), ("2026-11-30", "holiday")] {
            _ = try world.created(world.post("hr", "/v1/calendar-exceptions", "{\"falls_on\":\"\(day)\",\"kind\":\"\(kind)\"}"))
        }
        try desk.move(to: "2026-11-27 17:00")
        #expect(try due(desk.must(desk.enter())) == moments("2026-11-28 12:00", "2026-12-02 17:00"))
    }

    @Test func `the most specific service level counts, the settings last`() throws {
        func level(_ members: String) throws {
            _ = try world.created(world.post("head", "/v1/sla-policies", "{\(members)}"))
        }
        func response(_ type: String, _ priority: String) throws -> String? {
            try desk.must(desk.enter(",\"priority\":\"\(priority)\"", type: type)).string("response_due_at")
        }
        #expect(try response("quality", "urgent") == desk.utc("2026-11-24 14:00"))
        try level(#""response_hours":8,"resolve_hours":40"#)
        #expect(try response("quality", "urgent") == desk.utc("2026-11-24 18:00"))
        try level(#""type":"quality","response_hours":6,"resolve_hours":40"#)
        #expect(try response("quality", "urgent") == desk.utc("2026-11-24 16:00"))
        try level(#""priority":"urgent","response_hours":2,"resolve_hours":8"#)
        #expect(try response("quality", "urgent") == desk.utc("2026-11-24 11:00"))
        try level(#""type":"quality","priority":"urgent","response_hours":1,"resolve_hours":4"#)
        #expect(try response("quality", "urgent") == desk.utc("2026-11-24 10:00"))
        #expect(try response("quality", "low") == desk.utc("2026-11-24 16:00"))
        #expect(try response("other", "low") == desk.utc("2026-11-24 18:00"))
        let ticket = try world.created(desk.enter(",\"priority\":\"urgent\""))
        #expect(try world.get("service", "/v1/tickets/\(ticket)/explain").string("items/1/code") == "by_sla_policy")
    }

    @Test func `there is one service level for a type and priority, made by who leads in service`() throws {
        let body = #"{"type":"quality","response_hours":6,"resolve_hours":40}"#
        for name in ["service", "agent", "rep", "manager", "key", "finance"] {
            #expect(try world.post(name, "/v1/sla-policies", body).status == 403, "\(name)")
        }
        let id = try world.created(world.post("head", "/v1/sla-policies", body))
        #expect(try world.post("head", "/v1/sla-policies", body).code == "service_level_exists")
        let short = try world.post("head", "/v1/sla-policies", #"{"response_hours":6,"resolve_hours":5}"#)
        #expect(short.faults == ["/resolve_hours: resolved_before_answered"])
        #expect(try world.patch("agent", "/v1/sla-policies/\(id)", #"{"response_hours":7}"#).status == 403)
        #expect(try world.send("agent", "DELETE", "/v1/sla-policies/\(id)").status == 403)
        #expect(try world.patch("head", "/v1/sla-policies/\(id)", #"{"response_hours":7}"#).status == 200)
        #expect(try world.send("head", "DELETE", "/v1/sla-policies/\(id)").status == 200)
        _ = try world.created(world.post("head", "/v1/sla-policies", body))
        #expect(try world.post("head", "/v1/sla-policies/\(id)/restore").code == "service_level_exists")
        #expect(
            try world.patch("admin", "/v1/settings/service", #"{"response_hours":25}"#).faults == [
                "/resolve_hours: resolved_before_answered"
            ])
    }

    // MARK: Pauses

    @Test func `the clock stands still while the customer is waited for`() throws {
        let id = try desk.inProgress()
        try desk.move(to: "2026-11-24 16:00")
        try desk.take("wait-for-customer", id, by: "agent")
        // Past the due time, over a weekend: nobody is told.
        try desk.pass(to: "2026-11-30 10:00")
        #expect(try causes().isEmpty)
        let ticket = try desk.take("resume", id, by: "agent")
        // Two hours on Tuesday, three days, one hour on Monday.
        #expect(ticket.integer("waited_minutes") == 1620)
        #expect(ticket.string("resolve_due_at") == desk.utc("2026-12-02 12:00"))
        try desk.pass(to: "2026-12-02 12:01")
        #expect(try causes() == ["resolution"])
    }

    @Test func `resolving and giving away end the wait as well`() throws {
        for (step, form) in [("resolve", nil), ("assign", "{\"assignee_id\":\(world.person("agent2").id)}")] {
            let id = try desk.waiting()
            world.server.clock.advance(seconds: 3600)
            let ticket = try desk.take(step, id, by: "agent", form)
            #expect(ticket["waiting_since"] == .null && ticket.integer("waited_minutes") == 60, "\(step)")
        }
    }

    @Test func `what is late before the wait stays late`() throws {
        let id = try desk.inProgress()
        try desk.move(to: "2026-11-27 09:00")
        try desk.take("wait-for-customer", id, by: "agent")
        let before = try desk.ticket(id).string("resolve_due_at")
        try desk.pass(to: "2026-11-27 09:01")
        #expect(try causes() == ["resolution"])
        let after = try desk.take("resume", id, by: "agent")
        #expect(after.string("resolve_due_at") == before && after["resolve_missed"] == .bool(true))
    }

    // MARK: Missed

    @Test func `who begins in time is not told of, and what is late goes to the manager once`() throws {
        let early = try desk.inProgress()
        let late = try desk.assigned()
        try desk.pass(to: "2026-11-24 14:00")
        #expect(try causes().isEmpty)
        try desk.pass(to: "2026-11-24 14:01")
        #expect(try causes() == ["response"])
        #expect(desk.concerned(try desk.events("escalated").first) == ["head"])
        let version = try desk.ticket(late).integer("version")
        for moment in ["2026-11-24 14:05", "2026-11-24 18:00", "2026-11-25 09:00"] { try desk.pass(to: moment) }
        #expect(try causes() == ["response"])
        let ticket = try desk.ticket(late)
        #expect(ticket.integer("version") == version && ticket["response_missed"] == .bool(true))
        #expect(ticket.integer("escalated_to_id") == world.person("head").id && ticket.string("status") == "assigned")
        #expect(try desk.ticket(early)["response_missed"] == .bool(false))
        try desk.pass(to: "2026-11-26 18:01")
        #expect(try causes() == ["response", "resolution", "resolution"])
    }

    @Test func `what was begun late is told all the same`() throws {
        let id = try desk.assigned()
        try desk.move(to: "2026-11-24 15:00")
        try desk.take("start", id, by: "agent")
        try desk.pass(to: "2026-11-24 15:02")
        #expect(try causes() == ["response"])
        try desk.move(to: "2026-11-26 18:30")
        try desk.take("resolve", id, by: "agent")
        try desk.pass(to: "2026-11-26 18:32")
        #expect(try causes() == ["response", "resolution"])
        #expect(try desk.ticket(id)["resolve_missed"] == .bool(true))
    }

    @Test func `reopening does not wipe out what was late`() throws {
        let id = try desk.inProgress()
        try desk.move(to: "2026-11-26 18:30")
        try desk.take("resolve", id, by: "agent")
        let reopened = try desk.take("reopen", id, by: "service")
        #expect(reopened["resolve_missed"] == .bool(true))
        #expect(try causes() == ["resolution"])
        // A new time, which can be missed as well.
        #expect(reopened.string("resolve_due_at") == desk.utc("2026-12-01 18:00"))
        try desk.pass(to: "2026-12-01 18:01")
        #expect(try causes() == ["resolution", "resolution"])
    }

    @Test func `after a week's standstill everything is told once`() throws {
        let ids = try (0..<25).map { _ in try desk.assigned() }
        try desk.pass(to: "2026-12-01 09:00")
        #expect(try causes().filter { $0 == "response" }.count == 25)
        #expect(try causes().filter { $0 == "resolution" }.count == 25)
        try desk.pass(to: "2026-12-01 09:02")
        #expect(try causes().count == 50)
        #expect(try desk.ticket(ids[0]).array("escalations").count == 2)
        #expect(try desk.events("deadline_missed").count == 25)
    }

    @Test func `without an assignee those are told who lead in service, and the delegate of who is away`() throws {
        _ = try desk.enter()
        try world.standIn("rep2", for: "head")
        try desk.pass(to: "2026-11-24 14:01")
        let event = try #require(desk.events("escalated").first)
        #expect(event["concerned_ids"]?.array?.compactMap { $0.number?.int64 } == [world.person("rep2").id])
    }

    @Test func `whoever it was escalated to reads it`() throws {
        let id = try desk.assigned(to: "inspector", type: "inquiry")
        let stranger = try world.hire("outsider", [.hr])
        try desk.must(world.patch("admin", "/v1/users/\(world.person("inspector").id)", "{\"manager_id\":\(stranger.id)}"))
        try desk.take("escalate", id, by: "service")
        #expect(try desk.ticket(id).integer("escalated_to_id") == stranger.id)
        try desk.take("assign", id, by: "service", "{\"assignee_id\":\(world.person("agent").id)}")
        #expect(try desk.ticket(id, by: "outsider").status == 200)
        #expect(try desk.events("escalated").last?["cause"]?.string == "by_hand")
    }

    @Test func `an archived ticket is not told of`() throws {
        let id = try desk.assigned()
        #expect(try world.send("head", "DELETE", "/v1/tickets/\(id)").status == 200)
        try desk.pass(to: "2026-12-01 09:00")
        #expect(try causes().isEmpty)
    }

    // MARK: Changes

    @Test func `another priority has other times, but nobody gives himself or herself more`() throws {
        for (priority, hours) in [("urgent", "2"), ("low", "40")] {
            let body = "{\"priority\":\"\(priority)\",\"response_hours\":\(hours),\"resolve_hours\":\(hours)}"
            _ = try world.created(world.post("head", "/v1/sla-policies", body))
        }
        let id = try desk.assigned()
        #expect(try world.patch("agent", "/v1/tickets/\(id)", #"{"priority":"low"}"#).faults == ["/priority: deadline_of_own_work"])
        let more = try world.patch("agent", "/v1/tickets/\(id)", #"{"priority":"urgent"}"#)
        #expect(due(more) == moments("2026-11-24 11:00", "2026-11-24 11:00"))
        #expect(try world.patch("agent", "/v1/tickets/\(id)", #"{"priority":"normal"}"#).status == 422)
        let less = try world.patch("agent2", "/v1/tickets/\(id)", #"{"priority":"low"}"#)
        #expect(due(less) == moments("2026-11-30 18:00", "2026-11-30 18:00"))
        // Who stands in for the assignee is no other person.
        try world.standIn("service", for: "agent")
        try desk.must(world.patch("agent2", "/v1/tickets/\(id)", #"{"priority":"urgent"}"#))
        #expect(try world.patch("service", "/v1/tickets/\(id)", #"{"priority":"low"}"#).status == 422)
    }

    @Test func `what is late is not made punctual by a lower priority`() throws {
        _ = try world.created(world.post("head", "/v1/sla-policies", #"{"priority":"low","response_hours":40,"resolve_hours":80}"#))
        let id = try desk.assigned()
        try desk.move(to: "2026-11-24 15:00")
        try desk.must(world.patch("agent2", "/v1/tickets/\(id)", #"{"priority":"low"}"#))
        try desk.pass(to: "2026-11-24 15:02")
        #expect(try causes() == ["response"])
        #expect(try desk.ticket(id).string("response_due_at") == desk.utc("2026-11-24 14:00"))
    }
}
