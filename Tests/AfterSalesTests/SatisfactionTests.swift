// Satisfaction is asked by somebody else than who did the work, and a ticket does not close without it or a reason (P2.6.3).

import JSON
import Kernel
import TestSupport
import Testing

struct SatisfactionTests {
    private let desk: ServiceDesk
    private var world: World { desk.world }

    init() throws { desk = try ServiceDesk() }

    private func score(_ score: Int, _ id: Int64, by name: String) throws -> Reply {
        try desk.tried("satisfaction", id, by: name, "{\"score\":\(score),\"channel\":\"phone\"}")
    }

    @Test func `nobody judges or closes his or her own work`() throws {
        let id = try desk.resolved()
        for step in ["satisfaction", "close"] { #expect(try desk.tried(step, id, by: "agent").code == "own_ticket") }
        #expect(try score(5, id, by: "agent2").status == 200)
        #expect(try desk.tried("close", id, by: "agent").code == "own_ticket")
    }

    @Test func `nor by handing the ticket to a colleague after the work`() throws {
        let id = try desk.inProgress()
        try desk.take("assign", id, by: "agent", "{\"assignee_id\":\(world.person("agent2").id)}")
        try desk.take("start", id, by: "agent2")
        try desk.take("resolve", id, by: "agent2")
        for name in ["agent", "agent2"] { #expect(try score(5, id, by: name).code == "own_ticket", "\(name)") }
        #expect(try score(5, id, by: "head").status == 200)
    }

    @Test func `whoever had it without beginning is free to ask`() throws {
        let id = try desk.assigned()
        try desk.take("assign", id, by: "agent", "{\"assignee_id\":\(world.person("agent2").id)}")
        try desk.take("start", id, by: "agent2")
        try desk.take("resolve", id, by: "agent2")
        #expect(try score(5, id, by: "agent").status == 200)
    }

    @Test func `who stood in for the solver, and for whom the solver stands in, are not free either`() throws {
        let id = try desk.assigned()
        try world.standIn("agent2", for: "agent")
        try desk.take("start", id, by: "agent2")
        try desk.take("resolve", id, by: "agent2")
        #expect(try score(5, id, by: "agent2").code == "own_ticket")
        try desk.move(to: "2026-11-25 09:00")
        // The absence is over, and the work stays the work of both.
        for name in ["agent", "agent2"] { #expect(try score(5, id, by: name).code == "own_ticket", "\(name)") }
        #expect(try score(5, id, by: "service").status == 200)
    }

    @Test func `a delegate asks as little as the solver`() throws {
        let id = try desk.resolved()
        try world.standIn("service", for: "agent")
        #expect(try score(5, id, by: "service").code == "own_ticket")
        // Nor does the solver in the place of a colleague.
        let other = try desk.resolved(by: "agent2")
        try world.standIn("agent2", for: "head")
        #expect(try score(5, other, by: "agent2").code == "own_ticket")
        #expect(try desk.tried("close", other, by: "agent2").code == "own_ticket")
    }

    @Test func `the key of the solver is the solver`() throws {
        let id = try desk.resolved()
        let agent = world.person("agent").id
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"mine\",\"user_id\":\(agent)}")
        world.admit("agentkey", id: agent, token: key.string("key") ?? "")
        #expect(try score(5, id, by: "agentkey").code == "own_ticket", "\(key.answer.text)")
    }

    @Test func `a customer who is not satisfied opens the ticket again, once`() throws {
        let id = try desk.resolved()
        let reply = try score(2, id, by: "agent2")
        #expect(reply.string("status") == "in_progress" && reply["satisfaction_score"] == .null)
        #expect(reply["reopened_by_score"] == .bool(true))
        #expect(reply.integer("satisfactions/0/score") == 2)
        let event = try #require(desk.events("dissatisfied").last)
        #expect(event["score"]?.number?.int64 == 2 && event["reopened"] == .bool(true))
        #expect(desk.concerned(event) == ["head"])
        // The one who asked has done no work on it.
        try desk.take("resolve", id, by: "agent")
        let second = try score(1, id, by: "agent2")
        #expect(second.string("status") == "resolved" && second.integer("satisfaction_score") == 1)
        #expect(try desk.events("dissatisfied").count == 2)
        #expect(try desk.take("close", id, by: "agent2", "{}").string("status") == "closed")
    }

    @Test func `what the customer said is not said better afterwards`() throws {
        let id = try desk.resolved()
        try desk.take("satisfaction", id, by: "agent2", #"{"score":3,"channel":"phone"}"#)
        #expect(try score(5, id, by: "head").code == "satisfaction_known")
        for body in [#"{"score":0,"channel":"phone"}"#, #"{"score":6,"channel":"phone"}"#, #"{"channel":"phone"}"#, #"{"score":5}"#] {
            #expect(try desk.tried("satisfaction", desk.resolved(), by: "agent2", body).status == 422, "\(body)")
        }
    }

    @Test func `a complaint that is not resolved is not closed, and none without satisfaction or reason`() throws {
        let open = try desk.inProgress()
        #expect(try desk.tried("close", open, by: "agent2").code == "wrong_state")
        let id = try desk.resolved()
        let reply = try desk.tried("close", id, by: "agent2", "{}")
        #expect(reply.faults == ["/no_satisfaction_reason: satisfaction_or_reason"] && reply.string("clause") == "P2.6.3")
        let closed = try desk.take("close", id, by: "agent2")
        #expect(closed.string("no_satisfaction_reason") == "Does not answer")
    }

    @Test func `a resolved ticket closes by itself after the days of the settings`() throws {
        let id = try desk.resolved()
        try desk.pass(to: "2026-12-01 08:59")
        #expect(try desk.ticket(id).string("status") == "resolved")
        try desk.pass(to: "2026-12-01 09:10")
        let closed = try desk.ticket(id)
        #expect(closed.string("status") == "closed" && closed["closed_by_id"] == .null)
        #expect(closed.string("no_satisfaction_reason")?.contains("7") == true)
        try desk.must(world.patch("admin", "/v1/settings/service", #"{"close_days":2}"#))
        let second = try desk.resolved()
        try desk.pass(to: "2026-12-03 09:11")
        #expect(try desk.ticket(second).string("status") == "closed")
    }

    @Test func `a reopened ticket has its work and its history, and no satisfaction of before`() throws {
        let id = try desk.resolved()
        try desk.take("satisfaction", id, by: "agent2")
        try desk.take("close", id, by: "agent2", "{}")
        let reply = try desk.take("reopen", id, by: "service")
        #expect(reply.string("status") == "in_progress" && reply.string("reopen_reason") == "Wet again")
        #expect(reply["satisfaction_score"] == .null && reply["closed_at"] == .null && reply["resolved_at"] == .null)
        #expect(reply.integer("satisfactions/0/score") == 5)
        try desk.take("resolve", id, by: "agent")
        #expect(try score(4, id, by: "agent").code == "own_ticket")
        #expect(try score(4, id, by: "service").status == 200)
    }
}
