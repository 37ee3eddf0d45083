// What service does: tickets, and goods that come back or are exchanged.

import JSON
import Kernel
import TestSupport

extension Play {
    static let serviceActs: Acts = [
        ("ticket", 2, { try $0.enterTicket() }), ("propose", 4, { try $0.propose() }), ("agree", 3, { try $0.agree() }),
        ("carry out", 4, { try $0.carryOut() }),
        (
            "refuse", 1,
            { try $0.take("reject", some: "service-actions", "status=proposed", by: "head", #"{"reason":"Nothing is wrong"}"#) }
        ),
        (
            "call off", 1,
            { try $0.take("cancel", some: "service-actions", "status=proposed,approved", by: "agent", #"{"reason":"Keeps it"}"#) }
        ),
        ("resolve", 1, { try $0.take("resolve", some: "tickets", "status=in_progress", by: "agent", #"{"solution":"Talked about it"}"#) }),
        (
            "send replacement", 1,
            { try $0.take([("pack", "logistics")], "shipments/\($0.some("shipments", "status=draft&purpose=replacement"))") }
        ),
    ]

    /// Of an order of which something has arrived.
    private mutating func enterTicket() throws -> Reply {
        let order = try some("orders", "fulfilment_status=partly_delivered,delivered")
        let customer = try desk.get("orders/\(order)").integer("customer_id") ?? 0
        let agent = desk.world.person("agent").id
        let body = """
            {"customer_id":\(customer),"order_id":\(order),"channel":"phone","type":"quality","subject":"Wet","assignee_id":\(agent)}
            """
        let entered = try desk.world.post("agent", "/v1/tickets", body)
        guard entered.status == 201 else { return entered }
        return try desk.take("start", "tickets/\(entered.id)", by: "agent")
    }

    private mutating func propose() throws -> Reply {
        let ticket = try some("tickets", "status=in_progress")
        let order = try desk.get("tickets/\(ticket)").integer("order_id") ?? 0
        let lines = try desk.get("orders/\(order)").array("lines").compactMap { $0.object?["id"]?.number?.int64 }
        let kind = random.pick(["return", "return", "exchange", "repair"])
        let line = lines.isEmpty ? 0 : random.pick(lines)
        let body = """
            {"ticket_id":\(ticket),"kind":"\(kind)","lines":[{"order_line_id":\(line),"quantity":"\(random.pick(["0.3333", "1", "2", "7"]))"}]}
            """
        return try desk.world.post("agent", "/v1/service-actions", body)
    }

    private mutating func agree() throws -> Reply {
        let action = try some("service-actions", "status=proposed")
        let isReturn = try desk.get("service-actions/\(action)").string("kind") == "return"
        return try take([("approve", "head")] + (isReturn ? [("approve", "finance")] : []), "service-actions/\(action)")
    }

    private mutating func carryOut() throws -> Reply {
        let action = try some("service-actions", "status=approved,in_progress")
        if try desk.get("service-actions/\(action)").string("status") == "approved" {
            let begun = try desk.take("perform", "service-actions/\(action)", by: "agent")
            guard begun.status == 200 else { return begun }
        }
        return try desk.take("finish", "service-actions/\(action)", by: "agent", #"{"result":"Done"}"#)
    }
}
