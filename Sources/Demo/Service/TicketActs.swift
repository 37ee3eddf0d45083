// What people do with one ticket and with the service action about it.

import AfterSales
import JSON
import Kernel
import Orders

/// What a ticket's story is made of.
struct TicketActs: Sendable {
    let ticket: PlannedTicket
    let file = TicketFile()
    let priority: String
    let channel: String
    let words: TicketWords

    // MARK: The ticket

    func enter(_ rules: RuleContext) throws {
        var body: JSONObject = [
            "customer_id": .integer(ticket.customerID), "contact_id": .integer(ticket.customerID), "channel": .string(channel),
            "type": .string(ticket.matter.rawValue), "priority": .string(priority), "subject": .string(words.subject),
            "description": .string(words.description),
        ]
        if let order = ticket.order {
            body["order_id"] = .integer(ticket.orderID)
            if ticket.matter == .quality { body["product_id"] = order.lines.first.map { .integer($0.productID) } }
        }
        file.note(try rules.create(Ticket.self, body))
    }

    func assign(to person: Int64, _ rules: RuleContext) throws {
        file.note(try rules.take("assign", file.ticket(), ["assignee_id": .integer(person)]))
    }

    func start(_ rules: RuleContext) throws { try rules.take("start", file.ticket()) }

    func wait(_ rules: RuleContext) throws {
        try rules.take("wait-for-customer", file.ticket(), ["question": .string(words.question)])
    }

    func resume(_ rules: RuleContext) throws { try rules.take("resume", file.ticket()) }

    func resolve(_ rules: RuleContext) throws { try rules.take("resolve", file.ticket(), ["solution": .string(words.solution)]) }

    func askSatisfaction(_ score: Int, _ rules: RuleContext) throws {
        let comment = words.comment(on: score)
        try rules.take(
            "satisfaction", file.ticket(), ["score": .integer(Int64(score)), "comment": .string(comment), "channel": .string("phone")])
    }

    /// - Parameter reason: why nobody asked; nil where the customer has said how content he or she is
    func close(_ reason: String?, _ rules: RuleContext) throws {
        try rules.take("close", file.ticket(), reason.map { ["no_satisfaction_reason": .string($0)] } ?? [:])
    }

    func reopen(_ rules: RuleContext) throws {
        try rules.take("reopen", file.ticket(), ["reason": .string("The customer writes that it happened again")])
    }

    func escalate(_ rules: RuleContext) throws {
        try rules.take("escalate", file.ticket(), ["reason": .string("The customer asks for somebody who can decide")])
    }

    // MARK: The service action

    /// Of the order's first goods about a quarter, and at least one.
    func propose(_ action: PlannedAction, _ rules: RuleContext) throws {
        var body: JSONObject = [
            "ticket_id": .integer(try file.ticket().integer), "kind": .string(action.kind), "description": .string(words.proposal),
        ]
        if action.isAboutGoods, let line = try rules.require(Order.self, ID(ticket.orderID)).lines.first {
            let quantity = max(1_0000, line.quantity.unscaled / 4 / 1_0000 * 1_0000)
            let text = decimal(Quantity(unscaled: quantity))
            body["lines"] = [["order_line_id": .integer(line.id.integer), "quantity": .string(text)]]
        }
        file.note(try rules.create(ServiceAction.self, body))
    }

    func approve(_ rules: RuleContext) throws { try rules.take("approve", file.action()) }

    func reject(_ rules: RuleContext) throws {
        try rules.take("reject", file.action(), ["reason": .string("The goods are as ordered: an answer is enough")])
    }

    func cancel(_ rules: RuleContext) throws {
        try rules.take("cancel", file.action(), ["reason": .string("The customer keeps the goods")])
    }

    func perform(_ rules: RuleContext) throws { try rules.take("perform", file.action()) }

    func finish(_ rules: RuleContext) throws { try rules.take("finish", file.action(), ["result": .string(words.result)]) }

    // MARK: What takes the place of exchanged goods

    /// Logistics sends it as it sends an order's goods.
    func send(_ step: String, by carrier: String, to receiver: String, _ rules: RuleContext) throws {
        guard let shipment = try rules.require(ServiceAction.self, file.action()).replacementShipment else {
            throw DemoFault(text: "the exchange has no replacement")
        }
        let forms: [String: JSONObject] = [
            "ship": ["carrier": .string(carrier)],
            "deliver": ["received_by": .string(receiver), "delivered_at": .string(rules.now.description)],
        ]
        try rules.take(step, shipment, forms[step] ?? [:])
    }
}
