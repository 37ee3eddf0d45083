// Entering tickets: what fits together, who reads them, and that they stand where the customer's history is told (P2.6.1).

import JSON
import Kernel
import TestSupport
import Testing

struct TicketTests {
    private let desk: ServiceDesk
    private var world: World { desk.world }

    init() throws { desk = try ServiceDesk() }

    /// A submitted order of the customer.
    private func order(of customer: Int64? = nil, by name: String = "rep", isSubmitted: Bool = true) throws -> (id: Int64, number: String) {
        let body = """
            {"customer_id":\(customer ?? desk.customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road",
             "delivery_on":"2026-12-24","lines":[{"product_id":\(desk.product),"quantity":"10"}]}
            """
        let order = try desk.must(world.post(name, "/v1/orders", body))
        if isSubmitted { try desk.must(world.post(name, "/v1/orders/\(order.id)/submit", #"{"no_contract_reason":"Small"}"#)) }
        return (order.id, order.string("number") ?? "")
    }

    @Test func `a ticket has a number, its customer's name, and nobody yet where no rule finds one`() throws {
        let ticket = try desk.must(desk.enter())
        #expect(ticket.string("number")?.hasPrefix("TK-20261124-") == true)
        #expect(ticket.string("customer_name") == "天源茶行")
        #expect(ticket.string("status") == "new")
        #expect(ticket["assignee_id"] == .null)
        #expect(ticket.string("priority") == "normal")
        #expect(try world.get("service", "/v1/tickets/\(ticket.id)/explain").string("items/0/code") == "unassigned")
    }

    @Test func `the order of the first ticket may be named, though service sees no order before it`() throws {
        let order = try order()
        #expect(try world.get("service", "/v1/orders/\(order.id)").status == 404)
        let ticket = try desk.must(desk.enter(",\"order_id\":\(order.id),\"product_id\":\(desk.product)"))
        #expect(ticket.integer("order_id") == order.id)
        #expect(try world.get("service", "/v1/orders/\(order.id)").status == 200)
        #expect(try world.get("service", "/v1/orders/\(order.id)")["cost"] == .null)
        // The customer's other orders too, and nobody else's.
        let second = try self.order()
        let foreign = try self.order(of: world.customer("乙公司", owner: "stranger"), by: "stranger", isSubmitted: false)
        #expect(try world.get("service", "/v1/orders/\(second.id)").status == 200)
        #expect(try world.get("service", "/v1/orders/\(foreign.id)").status == 404)
    }

    @Test func `a ticket for somebody else's order tells nothing of it to who does not see it`() throws {
        let foreign = try order(of: world.customer("乙公司", owner: "stranger"), by: "stranger", isSubmitted: false)
        for name in ["service", "head"] {
            let reply = try desk.enter(by: name, ",\"order_id\":\(foreign.id)")
            #expect(reply.faults == ["/order_id: unknown_reference"])
            #expect(!reply.answer.text.contains(foreign.number))
        }
        let none = try desk.enter(",\"order_id\":999999")
        #expect(none.faults == ["/order_id: unknown_reference"])
        #expect(try desk.enter(by: "admin", ",\"order_id\":\(foreign.id)").faults == ["/order_id: ticket_order_of_other"])
        // Nor by a change afterwards, in a batch or by another system's key.
        let ticket = try world.created(desk.enter())
        #expect(
            try world.patch("service", "/v1/tickets/\(ticket)", "{\"order_id\":\(foreign.id)}").faults == ["/order_id: unknown_reference"])
        let batch = try world.post("service", "/v1/tickets/batch", "{\"items\":[\(desk.body(",\"order_id\":\(foreign.id)"))]}")
        #expect(batch.status == 422)
        let put = try world.send("service", "PUT", "/v1/tickets/by-external-id/T1", desk.body(",\"order_id\":\(foreign.id)"))
        #expect(put.faults == ["/order_id: unknown_reference"])
    }

    @Test func `product, contact and draft orders have to fit, all faults at once`() throws {
        let other = try world.product("CHANG")
        let draft = try order(isSubmitted: false)
        let stranger = try world.customer("丙公司", owner: "stranger")
        let contact = try world.created(world.post("admin", "/v1/contacts", "{\"customer_id\":\(stranger),\"name\":\"Wang\"}"))
        let reply = try desk.enter(",\"order_id\":\(draft.id),\"contact_id\":\(contact)")
        #expect(reply.faults == ["/order_id: ticket_for_draft", "/contact_id: contact_of_other_customer"])
        let good = try order()
        #expect(
            try desk.enter(",\"order_id\":\(good.id),\"product_id\":\(other)").faults == ["/product_id: product_not_in_order"])
        let ticket = try world.created(desk.enter(",\"product_id\":\(other)"))
        #expect(
            try world.patch("service", "/v1/tickets/\(ticket)", "{\"order_id\":\(good.id)}").faults == ["/product_id: product_not_in_order"]
        )
        #expect(
            try world.patch("service", "/v1/tickets/\(ticket)", "{\"customer_id\":\(stranger)}").faults == ["/customer_id: read_only_field"]
        )
    }

    @Test func `everybody reads what concerns him or her, and no more`() throws {
        let quality = try desk.assigned(to: "inspector")
        let inquiry = try desk.assigned(type: "inquiry")
        let foreign = try world.created(desk.enter(customer: world.customer("乙公司", owner: "stranger"), type: "complaint"))
        for (name, seen) in [
            ("service", [quality, inquiry, foreign]), ("agent", [quality, inquiry, foreign]), ("rep", [quality, inquiry]),
            ("rep2", []), ("manager", [quality, inquiry]), ("stranger", [foreign]), ("product", [quality]), ("inspector", [quality]),
            // Who stands above the assignee, as far as the reporting line goes.
            ("chief", [quality]), ("finance", []), ("logistics", []), ("production", []), ("marketing", []), ("hr", []), ("legal", []),
            ("executive", [quality, inquiry, foreign]), ("auditor", [quality, inquiry, foreign]), ("admin", [quality, inquiry, foreign]),
            ("key", [quality, inquiry, foreign]),
        ] {
            let list = try world.get(name, "/v1/tickets?sort=id").array("items").compactMap { $0.object?["id"]?.number?.int64 }
            #expect(list == seen, "\(name)")
            for id in [quality, inquiry, foreign] {
                #expect(try desk.ticket(id, by: name).status == (seen.contains(id) ? 200 : 404), "\(name) \(id)")
            }
        }
    }

    @Test func `whoever has a ticket reads its customer's name and its order, and neither after it was given away`() throws {
        let order = try order()
        let ticket = try desk.assigned(to: "inspector", ",\"order_id\":\(order.id)")
        #expect(try desk.ticket(ticket, by: "inspector").string("customer_name") == "天源茶行")
        let seen = try world.get("inspector", "/v1/orders/\(order.id)")
        #expect(seen.status == 200 && seen.string("number") == order.number)
        // What the role does not see, it does not see here either.
        #expect(seen["gross"] == .null && seen.json.object?["gross"] == nil)
        #expect(try world.get("inspector", "/v1/orders").array("items").count == 1)
        #expect(try world.get("inspector", "/v1/customers/\(desk.customer)").status == 403)
        #expect(try world.get("production", "/v1/orders/\(order.id)").status == 404)
        try desk.take("assign", ticket, by: "service", "{\"assignee_id\":\(world.person("agent").id)}")
        #expect(try desk.ticket(ticket, by: "inspector").status == 404)
        #expect(try world.get("inspector", "/v1/orders/\(order.id)").status == 404)
    }

    @Test func `who stands in for the assignee reads it as long as that lasts`() throws {
        let ticket = try desk.assigned(to: "inspector")
        #expect(try desk.ticket(ticket, by: "hr").status == 404)
        try world.standIn("hr", for: "inspector")
        #expect(try desk.ticket(ticket, by: "hr").status == 200)
        try desk.take("start", ticket, by: "hr")
        let audit = try world.get("auditor", "/v1/audit?entity=ticket&entity_id=\(ticket)")
        #expect(audit.integer("items/0/user_id") == world.person("hr").id)
        #expect(audit.integer("items/0/on_behalf_of_id") == world.person("inspector").id)
        try desk.move(to: "2026-11-25 09:00")
        #expect(try desk.ticket(ticket, by: "hr").status == 404)
    }

    @Test func `it is found by number and subject, and stands on the customer's timeline`() throws {
        let ticket = try desk.must(desk.enter())
        let found = try world.get("rep", "/v1/search?q=\(ticket.string("number") ?? "")")
        #expect(found.answer.text.contains("\"ticket\""))
        #expect(try world.get("rep2", "/v1/search?q=\(ticket.string("number") ?? "")").array("items").isEmpty)
        let timeline = try world.get("rep", "/v1/customers/\(desk.customer)/timeline")
        #expect(timeline.string("items/0/entity") == "ticket")
    }

    @Test func `a leading person of service archives and restores, others do not`() throws {
        let ticket = try world.created(desk.enter())
        for name in ["service", "agent", "key", "rep"] {
            #expect(try world.send(name, "DELETE", "/v1/tickets/\(ticket)").status == 403, "\(name)")
        }
        #expect(try world.send("head", "DELETE", "/v1/tickets/\(ticket)").status == 200)
        #expect(try world.post("agent", "/v1/tickets/\(ticket)/restore").status == 403)
        #expect(try world.post("head", "/v1/tickets/\(ticket)/restore").status == 200)
    }

    @Test func `a merged customer's tickets go along`() throws {
        let ticket = try world.created(desk.enter())
        let other = try world.customer("天源茶业", owner: "rep")
        try desk.must(world.post("manager", "/v1/customers/\(desk.customer)/merge", "{\"into_id\":\(other)}"))
        let moved = try desk.ticket(ticket)
        #expect(moved.integer("customer_id") == other && moved.string("customer_name") == "天源茶业")
    }

    @Test func `whoever hands over leaves tickets and rules to the other`() throws {
        let ticket = try desk.inProgress()
        let closed = try desk.closed()
        let reply = try world.post("admin", "/v1/users/\(world.person("agent").id)/hand-over", "{\"to_id\":\(world.person("agent2").id)}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        #expect(try desk.ticket(ticket).integer("assignee_id") == world.person("agent2").id)
        #expect(try desk.ticket(ticket).string("assignments/1/reason") == "handed_over")
        #expect(try desk.ticket(closed).integer("resolved_by_id") == world.person("agent").id)
        try desk.take("resolve", ticket, by: "agent2")
    }
}
