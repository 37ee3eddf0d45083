// What service does about a ticket: of which goods, with whose approval, and that nothing is resolved before it is done (P2.6.2).

import JSON
import Kernel
import TestSupport
import Testing

struct ServiceActionTests {
    private let desk: ServiceDesk
    private let ticket: Int64
    private let goods: (order: Int64, line: Int64)
    private var world: World { desk.world }

    /// Six of ten boxes were delivered, and agent has the ticket about them.
    init() throws {
        desk = try ServiceDesk()
        goods = try desk.delivered("6")
        ticket = try desk.inProgress(",\"order_id\":\(goods.order)")
    }

    private func propose(_ kind: String, _ quantity: String, on other: Int64? = nil, line: Int64? = nil, by name: String = "agent2") throws
        -> Reply
    {
        try desk.action(kind, on: other ?? ticket, line: line ?? goods.line, quantity, by: name)
    }

    private func take(_ step: String, _ id: Int64, by name: String, _ body: String? = nil) throws -> Reply {
        let forms = ["reject": #"{"reason":"Too dear"}"#, "cancel": #"{"reason":"Not wanted"}"#, "finish": #"{"result":"Done"}"#]
        return try desk.tried(step, id, by: name, body ?? forms[step.prefix { $0 != "?" }.description] ?? "{}", in: "service-actions")
    }

    private func action(_ id: Int64, by name: String = "service") throws -> Reply { try world.get(name, "/v1/service-actions/\(id)") }

    // MARK: Goods

    @Test func `no more than was delivered`() throws {
        #expect(try propose("return", "7").faults == ["/lines/0/quantity: goods_not_there"])
        #expect(try propose("return", "6").status == 201)
        #expect(try propose("repair", "0").status == 422)
        #expect(try propose("repair", "-1").status == 422)
        let twice = """
            {"ticket_id":\(ticket),"kind":"answer","lines":[{"order_line_id":\(goods.line),"quantity":"1"},{"order_line_id":\(goods.line),"quantity":"1"}]}
            """
        #expect(try world.post("service", "/v1/service-actions", twice).faults == ["/lines/1/order_line_id: repeated"])
        let none = try world.post("service", "/v1/service-actions", "{\"ticket_id\":\(ticket),\"kind\":\"repair\"}")
        #expect(none.faults == ["/lines: action_without_lines"])
        #expect(try world.post("service", "/v1/service-actions", "{\"ticket_id\":\(ticket),\"kind\":\"answer\"}").status == 201)
    }

    @Test func `what is in one action's hands is not in another's`() throws {
        let first = try world.created(propose("return", "4"))
        #expect(try propose("exchange", "3").faults == ["/lines/0/quantity: goods_not_there"])
        #expect(try propose("exchange", "2").status == 201)
        // Not by another ticket on the same order either, nor by a change.
        let other = try desk.inProgress(",\"order_id\":\(goods.order)")
        #expect(try propose("repair", "1", on: other).status == 422)
        let lines = "{\"lines\":[{\"order_line_id\":\(goods.line),\"quantity\":\"5\"}]}"
        #expect(try world.patch("agent2", "/v1/service-actions/\(first)", lines).faults == ["/lines/0/quantity: goods_not_there"])
        #expect(try take("cancel", first, by: "agent").status == 200)
        #expect(try propose("repair", "4", on: other).status == 201)
    }

    @Test func `what was returned is gone, what was exchanged or repaired is there again`() throws {
        for kind in ["repair", "exchange"] {
            let id = try desk.finished(kind, on: ticket, line: goods.line, "6")
            guard let shipment = try action(id).integer("replacement_shipment_id") else { continue }
            let now = world.server.clock.now.description
            for (step, form) in [
                ("pack", "{}"), ("ship", #"{"carrier":"SF"}"#), ("deliver", "{\"received_by\":\"Li\",\"delivered_at\":\"\(now)\"}"),
            ] { try desk.take(step, shipment, by: "logistics", form, in: "shipments") }
        }
        _ = try desk.finished("return", on: ticket, line: goods.line, "4")
        for kind in ["return", "exchange", "repair"] {
            #expect(try propose(kind, "3").faults == ["/lines/0/quantity: goods_not_there"], "\(kind)")
        }
        #expect(try propose("return", "2").status == 201)
    }

    @Test func `two at once do not return the same goods`() throws {
        let body = "{\"ticket_id\":\(ticket),\"kind\":\"return\",\"lines\":[{\"order_line_id\":\(goods.line),\"quantity\":\"4\"}]}"
        let requests = ["service", "agent2", "head", "agent"].map {
            Race.Request(token: world.person($0).token, method: "POST", path: "/v1/service-actions", body: body)
        }
        let statuses = try Race.run(requests, port: world.server.port).map(\.status).sorted()
        #expect(statuses == [201, 422, 422, 422])
    }

    @Test func `goods of another order or customer are none of the ticket's`() throws {
        let second = try desk.delivered()
        #expect(try propose("return", "1", line: second.line).faults == ["/lines/0/order_line_id: goods_of_others"])
        let stranger = try world.customer("乙公司", owner: "rep2")
        let foreign = try desk.delivered(customer: stranger, by: "rep2")
        let open = try desk.inProgress()
        #expect(try propose("return", "1", on: open, line: foreign.line).faults == ["/lines/0/order_line_id: goods_of_others"])
        // A ticket without an order is about whatever its customer has.
        #expect(try propose("return", "1", on: open, line: second.line).status == 201)
        #expect(try propose("return", "1", line: 999_999).faults == ["/lines/0/order_line_id: unknown_reference"])
    }

    @Test func `an archived action frees its goods, and does not come back over what was taken since`() throws {
        let first = try world.created(propose("return", "6"))
        #expect(try world.send("service", "DELETE", "/v1/service-actions/\(first)").status == 403)
        #expect(try world.send("admin", "DELETE", "/v1/service-actions/\(first)").status == 200)
        #expect(try propose("return", "3").status == 201)
        #expect(try world.post("admin", "/v1/service-actions/\(first)/restore").faults == ["/lines/0/quantity: goods_not_there"])
    }

    @Test func `the warranty is told, counted from the delivery to the day of the ticket`() throws {
        let line = try desk.must(propose("repair", "1")).array("lines").first?.object
        #expect(line?["in_warranty"] == .bool(true) && line?["warranty_until_on"]?.string == "2027-11-24")
        try desk.move(to: "2027-11-24 17:00")
        let last = try desk.assigned(to: "agent", ",\"order_id\":\(goods.order)")
        try desk.move(to: "2027-11-25 09:00")
        let late = try desk.assigned(to: "agent", ",\"order_id\":\(goods.order)")
        #expect(try propose("repair", "1", on: last)["lines/0/in_warranty"] == .bool(true))
        #expect(try propose("repair", "1", on: late)["lines/0/in_warranty"] == .bool(false))
        try desk.must(world.patch("admin", "/v1/settings/service", #"{"warranty_months":24}"#))
        #expect(try propose("repair", "1", on: late)["lines/0/in_warranty"] == .bool(true))
    }

    @Test func `an exchange ships a replacement, a return is credited, each with the end of the action`() throws {
        let exchange = try desk.finished("exchange", on: ticket, line: goods.line, "2")
        let shipment = try #require(action(exchange).integer("replacement_shipment_id"))
        let made = try world.get("logistics", "/v1/shipments/\(shipment)")
        #expect(made.string("purpose") == "replacement" && made.string("status") == "draft")
        #expect(made.integer("lines/0/order_line_id") == goods.line && made.string("lines/0/quantity") == "2")
        // It fulfils nothing of the order.
        #expect(try world.get("rep", "/v1/orders/\(goods.order)").string("lines/0/delivered_quantity") == "6")
        #expect(try world.get("service", "/v1/shipments/\(shipment)").status == 200)

        let uncredited = try desk.finished("return", on: ticket, line: goods.line, "1")
        // Nothing was invoiced yet, so there is nothing to credit.
        #expect(try action(uncredited).array("credits").isEmpty)
        let invoice = try desk.invoiced(goods.order)
        let back = try desk.finished("return", on: ticket, line: goods.line, "3")
        let note = try #require(action(back).integer("credits/0/credit_note_id"))
        let credit = try world.get("finance", "/v1/credit-notes/\(note)")
        #expect(credit.string("status") == "issued" && credit.integer("invoice_id") == invoice)
        // 3 × 18.00 and 13 %.
        #expect(credit.string("net") == "54.00" && credit.string("gross") == "61.02")
        #expect(credit.string("reason")?.contains(try action(back).string("number") ?? "?") == true)
    }

    @Test func `what cannot be shipped or credited is not finished, and nothing of it stays`() throws {
        let exchange = try desk.approved("exchange", on: ticket, line: goods.line)
        #expect(try take("perform", exchange, by: "agent").status == 200)
        try desk.take("hold", goods.order, by: "finance", #"{"reason":"Rumours"}"#, in: "orders")
        #expect(try take("finish", exchange, by: "agent").code == "order_not_shippable")
        #expect(try action(exchange).string("status") == "in_progress")
        #expect(try world.get("logistics", "/v1/shipments?count=true").integer("total") == 1)
    }

    @Test func `an action is about the goods of one order`() throws {
        let second = try desk.delivered()
        let open = try desk.inProgress()
        let lines = [goods.line, second.line].map { "{\"order_line_id\":\($0),\"quantity\":\"1\"}" }.joined(separator: ",")
        let reply = try world.post("service", "/v1/service-actions", "{\"ticket_id\":\(open),\"kind\":\"return\",\"lines\":[\(lines)]}")
        #expect(reply.faults == ["/lines/1/order_line_id: goods_of_two_orders"])
    }

    // MARK: Approval

    private static let everybody = [
        "rep", "manager", "marketing", "product", "finance", "logistics", "production", "service", "agent", "agent2", "head", "hr",
        "legal", "executive", "auditor", "admin", "key",
    ]

    @Test func `each step is taken by those who may`() throws {
        let repair = try world.created(propose("repair", "1"))
        let back = try world.created(propose("return", "1"))
        let approved = try desk.approved("repair", on: ticket, line: goods.line)
        let running = try desk.approved("repair", on: ticket, line: goods.line)
        #expect(try take("perform", running, by: "agent").status == 200)
        // The executive stands above the head.
        for (step, id, takers) in [
            ("approve", repair, ["head", "executive"]), ("reject", repair, ["head", "executive"]),
            ("approve", back, ["head", "executive", "finance"]), ("reject", back, ["head", "executive", "finance"]),
            ("cancel", repair, ["service", "agent", "agent2", "head", "key"]), ("perform", approved, ["agent", "key"]),
            ("cancel", approved, ["service", "agent", "agent2", "head", "key"]), ("finish", running, ["agent", "key"]),
        ] {
            for name in Self.everybody {
                let reply = try take(step + "?dry_run=true", id, by: name)
                let isTaken = takers.contains(name)
                #expect(isTaken ? reply.status == 200 : [403, 404].contains(reply.status), "\(name) \(step): \(reply.answer.text)")
            }
        }
        for step in ["perform", "finish"] { #expect(try take(step, repair, by: "agent").code == "wrong_state") }
        #expect(try take("cancel", running, by: "agent").code == "wrong_state")
    }

    @Test func `a return needs finance as well, each level once and by two people`() throws {
        let id = try world.created(propose("return", "1"))
        #expect(try take("approve", id, by: "finance").string("status") == "proposed")
        #expect(try take("approve", id, by: "finance").status == 403)
        let approved = try take("approve", id, by: "head")
        #expect(approved.string("status") == "approved")
        #expect(approved.array("approvals").count == 2)
        let other = try world.created(propose("return", "1"))
        try desk.must(world.patch("admin", "/v1/users/\(world.person("head").id)", #"{"roles":["service","finance"]}"#))
        try world.renewSessions()
        #expect(try take("approve", other, by: "head").string("status") == "proposed")
        #expect(try take("approve", other, by: "head").code == "already_decided")
        #expect(try take("reject", other, by: "finance").string("status") == "rejected")
        #expect(try action(other).string("reject_reason") == "Too dear")
    }

    @Test func `nobody approves what he or she has proposed, nor by another's place or key`() throws {
        let own = try world.created(propose("repair", "1", by: "head"))
        #expect(try take("approve", own, by: "head").code == "own_paper")
        #expect(try take("approve", own, by: "executive").status == 200)
        // The assignee stands in for the manager.
        let id = try world.created(propose("repair", "1"))
        try world.standIn("agent", for: "head")
        #expect(try take("approve", id, by: "agent").code == "own_paper")
        // Whoever proposed it stands in for the manager.
        let another = try world.created(propose("repair", "1", by: "agent2"))
        try desk.move(to: "2026-11-25 09:00")
        let body = """
            {"user_id":\(world.person("head").id),"delegate_id":\(world.person("agent2").id),"starts_on":"2026-11-25","ends_on":"2026-11-25"}
            """
        _ = try world.created(world.post("head", "/v1/absences", body))
        #expect(try take("approve", another, by: "agent2").code == "own_paper")
        let head = world.person("head").id
        let key = try desk.must(world.post("admin", "/v1/api-keys", "{\"name\":\"h\",\"user_id\":\(head)}"))
        world.admit("headkey", id: head, token: key.string("key") ?? "")
        #expect(try take("approve", another, by: "headkey").code == "decided_by_people")
        #expect(try take("approve", another, by: "head").status == 200)
    }

    @Test func `a delegate of the manager approves in the manager's place, and one of the assignee performs`() throws {
        let id = try world.created(propose("repair", "1"))
        try world.standIn("hr", for: "head")
        let approved = try take("approve", id, by: "hr")
        #expect(approved.status == 200, "\(approved.answer.text)")
        #expect(approved.integer("approvals/0/reviewer_id") == world.person("hr").id)
        #expect(approved.integer("approvals/0/on_behalf_of_id") == world.person("head").id)
        try world.standIn("logistics", for: "agent")
        #expect(try take("perform", id, by: "logistics").status == 200)
    }

    @Test func `an approval is of what it was asked for`() throws {
        let id = try world.created(propose("return", "1"))
        #expect(try take("approve", id, by: "head").status == 200)
        try desk.must(
            world.patch("agent2", "/v1/service-actions/\(id)", "{\"lines\":[{\"order_line_id\":\(goods.line),\"quantity\":\"5\"}]}"))
        #expect(try action(id).array("approvals").allSatisfy { $0.object?["verdict"]?.string == "pending" })
        #expect(try take("approve", id, by: "finance").string("status") == "proposed")
        #expect(try take("approve", id, by: "head").string("status") == "approved")
        #expect(try world.patch("agent2", "/v1/service-actions/\(id)", #"{"kind":"repair"}"#).code == "not_editable")
    }

    @Test func `somebody of another department has its own manager approve`() throws {
        let id = try world.created(propose("repair", "1"))
        try desk.take("assign", ticket, by: "service", "{\"assignee_id\":\(world.person("inspector").id)}")
        #expect(try action(id).integer("assignee_id") == world.person("inspector").id)
        #expect(try take("approve", id, by: "head").status == 403)
        #expect(try action(id, by: "chief").status == 200)
        #expect(try take("approve", id, by: "chief").status == 200)
        #expect(try take("perform", id, by: "agent").status == 403)
        #expect(try take("perform", id, by: "inspector").status == 200)
        #expect(try action(id, by: "production").status == 404)
    }

    // MARK: The ticket

    @Test func `nothing is resolved while something is being done, and nothing is done about what is resolved`() throws {
        let id = try world.created(propose("repair", "1"))
        #expect(try desk.tried("resolve", ticket, by: "agent").code == "actions_open")
        #expect(try take("approve", id, by: "head").status == 200)
        #expect(try take("perform", id, by: "agent").status == 200)
        #expect(try desk.tried("resolve", ticket, by: "agent").code == "actions_open")
        #expect(try take("finish", id, by: "agent").status == 200)
        try desk.take("resolve", ticket, by: "agent")
        let refused = try propose("repair", "1")
        #expect(refused.status == 409 && refused.code == "ticket_not_open")
        let new = try world.created(desk.enter())
        #expect(try propose("repair", "1", on: new).code == "ticket_unassigned")
    }

    @Test func `who reads what, and it stands on the customer's timeline`() throws {
        let repair = try world.created(propose("repair", "1"))
        let back = try world.created(propose("return", "1"))
        for (name, seen) in [
            ("service", [repair, back]), ("rep", [repair, back]), ("manager", [repair, back]), ("rep2", []), ("finance", [back]),
            ("agent", [repair, back]), ("product", []), ("inspector", []), ("auditor", [repair, back]), ("key", [repair, back]),
        ] {
            let list = try world.get(name, "/v1/service-actions?sort=id").array("items").compactMap { $0.object?["id"]?.number?.int64 }
            #expect(list == seen, "\(name)")
        }
        let timeline = try world.get("rep", "/v1/customers/\(desk.customer)/timeline").array("items")
        #expect(timeline.first?.object?["entity"]?.string == "service_action")
    }
}
