// What people do with one order, from its entry to its completion.

import CRM
import JSON
import Kernel
import Orders
import Receivables

/// One order of the files, and who does what with it when.
struct OrderStory: Sendable {
    let order: PastOrder
    let course: Course
    let id: ID<Order>
    let customerID: Int64
    /// Who receives goods there.
    let receiver: String
    /// Whether the customer belongs to somebody else until then.
    let handsCustomerOver: Bool
    /// The deal from whose contract it is; nil for an order without one.
    let deal: Deal?

    /// Everything that happens to it, each by whom it is the work of.
    func happenings(_ staff: Staff, _ shift: Shift) -> [Happening] {
        var dice = Dice(seed: "seconds" + order.id)
        // The sales manager reviews what rests on no contract (P2.5.1).
        let acts = course.acts.filter { deal == nil || $0.act != .salesReview }
        var happenings = acts.map { act, moment in
            let at = shift.instant(moment, second: 30 + dice.roll(0...29))
            return Happening(at: at, by: doer(of: act, staff, &dice), isOrder: act == .entry) { rules in
                try perform(act, shift, rules)
            }
        }
        if handsCustomerOver, let entry = happenings.first { happenings.insert(handOver(before: entry.at, staff), at: 0) }
        return happenings
    }

    private var seller: Doer { .user(order.employeeID) }

    /// The head of sales gives the customer to whoever serves it now, who could not enter the order otherwise.
    private func handOver(before entry: Instant, _ staff: Staff) -> Happening {
        Happening(at: entry.adding(seconds: -25), by: .user(staff.id("andrew"))) { rules in
            _ = try rules.change(Customer.self, ID(customerID), ["owner_id": .integer(order.employeeID)])
        }
    }

    private func doer(of act: Act, _ staff: Staff, _ dice: inout Dice) -> Doer {
        switch act {
        case .entry, .submission, .confirmation, .completion: seller
        case .financeReview: .user(staff.id(dice.roll(1...2) == 1 ? "finance1" : "finance2"))
        case .logisticsReview: .user(staff.id(dice.roll(1...2) == 1 ? "logistics1" : "logistics2"))
        case .salesReview: .user(staff.reviewer(of: order.employeeID))
        case .erpConfirmation: .erp
        case .invoicing, .payment: .user(staff.id("finance1"))
        case .shipment, .packing, .shipping, .delivery: .user(staff.id("logistics2"))
        }
    }

    private func perform(_ act: Act, _ shift: Shift, _ rules: RuleContext) throws {
        switch act {
        case .entry: try enter(shift, rules)
        case .submission: try submit(rules)
        case .financeReview: try rules.take("reviews/finance/approve", id)
        case .logisticsReview: try rules.take("reviews/logistics/approve", id)
        case .salesReview: try rules.take("reviews/sales/approve", id)
        case .confirmation: try confirm(rules)
        case .erpConfirmation: try rules.take("erp-confirmation", id, ["erp_number": .string("45000" + order.id)])
        case .shipment: try prepareShipment(rules)
        case .packing: try rules.take("pack", shipment(rules))
        case .shipping:
            try rules.take("ship", shipment(rules), ["carrier": .string(order.carrier), "tracking_number": .string(trackingNumber)])
        case .delivery:
            try rules.take(
                "deliver", shipment(rules), ["received_by": .string(receiver), "delivered_at": .string(rules.now.description)])
        case .invoicing: try invoice(rules)
        case .payment: try takePayment(rules)
        case .completion: try rules.take("complete", id)
        }
    }

    // MARK: The order

    private func enter(_ shift: Shift, _ rules: RuleContext) throws {
        let goods: [JSONValue] = order.lines.map { line in
            .object([
                "product_id": .integer(line.productID), "quantity": .string(decimal(line.quantity)),
                "unit_price": .string(decimal(line.price)), "discount": .string(decimal(line.discount)),
                "tax_rate": .string(decimal(Accounts.taxRate)),
            ])
        }
        let freight: JSONValue = .object([
            "kind": .string("freight"), "unit_price": .string(decimal(order.freight)), "tax_rate": .string(decimal(Accounts.taxRate)),
        ])
        var body: JSONObject =
            [
                "customer_id": .integer(customerID), "currency": .string("CNY"), "prices_include_tax": .bool(false),
                "delivery_on": .string(shift.day(order.requiredOn).description), "payment_method": .string("bank_transfer"),
                "payment_terms_days": .integer(30), "transport_mode": .string("road"), "ship_to": .string(order.shipTo),
                "external_id": .string(order.id), "lines": .array(order.freight > .zero ? goods + [freight] : goods),
            ]
        if let deal { try name(deal, in: &body, rules) }
        let entered = try rules.create(Order.self, body)
        try demand(entered.id.integer, is: id.integer, for: "order \(order.id)")
    }

    /// The contract's lines stand in the order of the file's.
    private func name(_ deal: Deal, in body: inout JSONObject, _ rules: RuleContext) throws {
        let contract = try rules.require(Contract.self, deal.dossier.id(.contract))
        body["contract_id"] = .integer(contract.id.integer)
        let lines = body["lines"]?.array ?? []
        body["lines"] = .array(
            zip(lines, contract.lines).map { line, contracted in
                var line = line.object ?? [:]
                line["contract_line_id"] = .integer(contracted.id.integer)
                return .object(line)
            })
    }

    private func submit(_ rules: RuleContext) throws {
        guard deal == nil else { return try refuseHold(rules.take("submit", id)) }
        let reason = "Regular business at list prices, no framework contract"
        try refuseHold(rules.take("submit", id, ["no_contract_reason": .string(reason)]))
    }

    private func confirm(_ rules: RuleContext) throws {
        try refuseHold(rules.take("confirm", id))
    }

    /// The limits are made so that none is held.
    private func refuseHold(_ record: Record<Order>) throws {
        guard record.status != .onHold else { throw DemoFault(text: "order \(order.id) was held by the credit check") }
    }

    // MARK: The shipment

    /// All goods at once.
    private func prepareShipment(_ rules: RuleContext) throws {
        let goods = try rules.require(Order.self, id).lines.filter { $0.kind == .product }
        let lines: [JSONValue] = goods.map {
            .object(["order_line_id": .integer($0.id.integer), "quantity": .string(decimal($0.quantity))])
        }
        _ = try rules.create(Shipment.self, ["order_id": .integer(id.integer), "lines": .array(lines)])
    }

    private func shipment(_ rules: RuleContext) throws -> ID<Shipment> {
        guard let shipment = try rules.all(Shipment.self, where: "order_id = ?", id.stored).first else { throw Failure(.notFound) }
        return shipment.id
    }

    // MARK: The money

    private func invoice(_ rules: RuleContext) throws {
        let invoice = try rules.create(Invoice.self, ["order_id": .integer(id.integer)])
        try rules.take("issue", invoice.id)
    }

    private func takePayment(_ rules: RuleContext) throws {
        let order = try rules.require(Order.self, id)
        let gross = DecimalText.write(order.gross.minorUnits, scale: 2, shownPlaces: 2)
        let receipt = try rules.create(
            Receipt.self,
            [
                "customer_id": .integer(customerID), "amount": .string(gross), "received_on": .string(rules.today.description),
                "method": .string("bank_transfer"), "reference": .string(order.number),
            ])
        try rules.take("allocate", receipt.id)
    }

    private var trackingNumber: String {
        let initials = order.carrier.split(separator: " ").compactMap(\.first)
        return String(initials) + "-96" + order.id
    }
}
