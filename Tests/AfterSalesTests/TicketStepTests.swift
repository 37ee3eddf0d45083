// Every step of a ticket, by everybody, from every state (states.md, P2.6).

import JSON
import Kernel
import TestSupport
import Testing

struct TicketStepTests {
    private let desk: ServiceDesk
    private var world: World { desk.world }

    init() throws { desk = try ServiceDesk() }

    private static let everybody = [
        "rep", "rep2", "manager", "marketing", "product", "finance", "logistics", "production", "service", "agent", "agent2", "head",
        "hr", "legal", "executive", "auditor", "admin", "key",
    ]
    private static let service: Set = ["service", "agent", "agent2", "head"]

    /// Who takes each step, by hand from states.md: the ticket is agent's, who has resolved it. The key has the role integration.
    private static let takers: [String: Set<String>] = [
        "assign": service.union(["key"]), "start": ["agent", "key"], "wait-for-customer": service.union(["key"]),
        "resume": service.union(["key"]), "resolve": ["agent", "key"], "satisfaction": ["service", "agent2", "head", "key"],
        "close": ["service", "agent2", "head", "key"], "reopen": service.union(["key"]), "escalate": service.union(["key"]),
    ]

    /// From which states, by hand from states.md.
    private static let origins: [String: Set<String>] = [
        "assign": ["new", "assigned", "in_progress", "waiting_customer"], "start": ["assigned"], "wait-for-customer": ["in_progress"],
        "resume": ["waiting_customer"], "resolve": ["in_progress", "waiting_customer"], "satisfaction": ["resolved"],
        "close": ["resolved"], "reopen": ["resolved", "closed"], "escalate": ["new", "assigned", "in_progress"],
    ]

    private func ticket(in state: String) throws -> Int64 {
        switch state {
        case "new": try world.created(desk.enter())
        case "assigned": try desk.assigned()
        case "in_progress": try desk.inProgress()
        case "waiting_customer": try desk.waiting()
        case "resolved": try desk.resolved()
        default: try desk.closed()
        }
    }

    @Test(arguments: ["assigned", "in_progress", "waiting_customer", "resolved", "closed"])
    func `each step is taken by those who may, from the states from which it leads`(_ state: String) throws {
        let id = try ticket(in: state)
        for (step, takers) in Self.takers {
            let form = step == "assign" ? "{\"assignee_id\":\(world.person("agent2").id)}" : nil
            for name in Self.everybody {
                let isOpen = Self.origins[step]?.contains(state) ?? false
                let reply = try desk.tried(step + "?dry_run=true", id, by: name, form)
                guard takers.contains(name) else {
                    #expect(
                        [403, 404].contains(reply.status) || (!isOpen && reply.status == 409), "\(name) \(step) \(state): \(reply.status)")
                    continue
                }
                #expect(reply.status == (isOpen ? 200 : 409), "\(name) \(step) \(state): \(reply.answer.text)")
            }
        }
        #expect(try desk.ticket(id).string("status") == state)
    }

    @Test func `what a single record offers is what may be done`() throws {
        let id = try desk.inProgress()
        func actions(_ name: String) throws -> Set<String> {
            Set(try desk.ticket(id, by: name).array("actions").compactMap { $0.object?["step"]?.string ?? $0.object?["name"]?.string })
        }
        #expect(try actions("rep").isEmpty)
        #expect(try desk.ticket(id, by: "agent").array("actions").count == 4)
        #expect(try desk.ticket(id, by: "agent2").array("actions").count == 3)
    }

    @Test func `every step cites its clause where it is refused`() throws {
        let id = try desk.assigned()
        let reply = try desk.tried("resolve", id, by: "agent")
        #expect(reply.status == 409 && reply.string("clause") == "P2.6.2")
        #expect(reply["possible_from"].array?.count == 2)
        #expect(try desk.tried("satisfaction", id, by: "agent2").string("clause") == "P2.6.3")
    }

    @Test func `the whole way of a ticket`() throws {
        let id = try world.created(desk.enter())
        try desk.take("assign", id, by: "service", "{\"assignee_id\":\(world.person("agent").id)}")
        try desk.take("start", id, by: "agent")
        try desk.take("wait-for-customer", id, by: "agent")
        try desk.take("resume", id, by: "agent2")
        try desk.take("resolve", id, by: "agent")
        try desk.take("satisfaction", id, by: "agent2", #"{"score":4,"comment":"Quick","channel":"phone"}"#)
        let closed = try desk.take("close", id, by: "head", "{}")
        #expect(closed.string("status") == "closed")
        #expect(closed.integer("satisfaction_score") == 4)
        #expect(closed.string("satisfactions/0/comment") == "Quick")
        #expect(closed.integer("closed_by_id") == world.person("head").id)
        let actions = try world.get("rep", "/v1/tickets/\(id)/timeline").array("items").compactMap { $0.object?["action"]?.string }
        #expect(actions == ["close", "satisfaction", "resolve", "resume", "wait-for-customer", "start", "assign", "created"])
    }

    @Test func `nothing that a step sets is set by a body`() throws {
        let id = try desk.assigned()
        for body in [
            #"{"status":"closed"}"#, #"{"satisfaction_score":5}"#, #"{"resolve_due_at":"2027-01-01T00:00:00Z"}"#, #"{"resolved_by_id":1}"#,
            #"{"assignee_id":1}"#, #"{"department_id":1}"#, #"{"escalated_at":null}"#, #"{"waited_minutes":100}"#, #"{"satisfactions":[]}"#,
            #"{"resolve_missed":false}"#, #"{"customer_name":"X"}"#,
        ] {
            let reply = try world.patch("agent", "/v1/tickets/\(id)", body)
            #expect(reply.status == 422 && reply.faults.first?.hasSuffix("read_only_field") == true, "\(body): \(reply.answer.text)")
        }
        let closed = try desk.closed()
        #expect(try world.patch("head", "/v1/tickets/\(closed)", #"{"subject":"Nothing"}"#).code == "not_editable")
    }
}
