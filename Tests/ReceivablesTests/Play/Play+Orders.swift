// What sales and the reviewing departments do: orders from draft to completion, holds and amendments.

import JSON
import Kernel
import TestSupport

extension Play {
    static let orderActs: Acts = [
        ("order", 1, { try $0.enterConfirmed() }), ("enter", 1, { try $0.enter() }),
        ("submit", 2, { try $0.take("submit", some: "orders", "status=draft", by: "rep", #"{"no_contract_reason":"Small order"}"#) }),
        ("review", 2, { try $0.review() }), ("confirm", 3, { try $0.take("confirm", some: "orders", "status=approved", by: "rep") }),
        (
            "hold", 1,
            { try $0.take("hold", some: "orders", "status=in_review,approved,confirmed", by: "finance", #"{"reason":"Rumours"}"#) }
        ),
        ("release", 2, { try $0.take("release", some: "orders", "status=on_hold", by: "finance2", #"{"comment":"All is well"}"#) }),
        (
            "revise", 1,
            { try $0.take("revise", some: "orders", "status=in_review,approved,on_hold", by: "rep", #"{"reason":"Another one"}"#) }
        ),
        ("cancel", 1, { try $0.cancel() }),
        ("complete", 2, { try $0.take("complete", some: "orders", "status=confirmed&fulfilment_status=delivered", by: "rep") }),
        ("amend", 3, { try $0.amend() }), ("apply", 3, { try $0.take("apply", some: "order-amendments", "status=approved", by: "rep") }),
        ("amend credited", 2, { try $0.amendCredited() }),
        ("withdraw", 1, { try $0.take("withdraw", some: "order-amendments", "status=draft,in_review,approved", by: "rep") }),
    ]

    /// Lines with awkward figures.
    private mutating func lines() -> String {
        (0...random.integer(0...2)).map { _ in
            let price = random.pick(["0.05", "18", "0.0033", "333.3333", "0", "99.99"])
            let discount = random.pick(["0", "0.05", "0.3333"])
            return
                "{\"product_id\":\(random.pick(products)),\"quantity\":\"\(quantity())\",\"unit_price\":\"\(price)\",\"discount\":\"\(discount)\"}"
        }.joined(separator: ",")
    }

    private mutating func conditions() -> String {
        (random.oneIn(3) ? #","currency":"USD""# : "") + (random.oneIn(3) ? #","prices_include_tax":true"# : "")
    }

    /// A confirmed order of a customer with ample credit.
    mutating func enterConfirmed() throws -> Reply {
        let customer = random.pick(Array(customers.dropLast()))
        orders.append(try desk.confirmed(customer: customer, lines: lines(), conditions()))
        return try desk.get("orders/\(orders.last ?? 0)")
    }

    private mutating func enter() throws -> Reply {
        let prepayment = random.oneIn(3) ? #","prepayment":"0.3""# : ""
        let customer = random.pick(customers)
        orders.append(try desk.draft(customer: customer, lines: lines(), conditions() + prepayment))
        return try desk.get("orders/\(orders.last ?? 0)")
    }

    /// All three departments, as far as each may.
    private mutating func review() throws -> Reply {
        let order = try some("orders", "status=in_review,on_hold")
        return try take(
            [("reviews/finance/approve", "finance2"), ("reviews/logistics/approve", "logistics2"), ("reviews/sales/approve", "manager")],
            "orders/\(order)")
    }

    private mutating func cancel() throws -> Reply {
        let name = random.pick(["rep", "manager"])
        return try take(
            "cancel", some: "orders", name == "rep" ? "status=draft,in_review,approved" : "status=confirmed,on_hold", by: name,
            #"{"reason":"Not wanted"}"#)
    }

    /// Another quantity, another line, other terms or another day; most are approved at once.
    private mutating func amend() throws -> Reply {
        let order = try some("orders", "status=confirmed")
        let change =
            switch random.integer(0...4) {
            case 0: #"{"kind":"payment_terms","payment_terms_days":\#(random.integer(0...90))}"#
            case 1: #"{"kind":"date","wanted_on":"2027-\#(random.integer(10...12))-1\#(random.integer(0...9))"}"#
            case 2: #"{"kind":"line_added","product_id":\#(random.pick(products)),"quantity":"\#(quantity())","unit_price":"7.77"}"#
            default: #"{"kind":"quantity","order_line_id":\#(try desk.orderLine(order)),"quantity":"\#(quantity())"}"#
            }
        return try amend(order, change)
    }

    /// A line of which an invoice was credited, down and up again; applied at once.
    private mutating func amendCredited() throws -> Reply {
        let note = try some("credit-notes", "status=issued")
        let invoice = try desk.get("invoices/\(desk.get("credit-notes/\(note)").integer("invoice_id") ?? 0)")
        let line = invoice.integer("lines/0/order_line_id") ?? 0
        let change = "{\"kind\":\"quantity\",\"order_line_id\":\(line),\"quantity\":\"\(quantity())\"}"
        let amended = try amend(invoice.integer("order_id") ?? 0, change)
        guard amended.status < 300 else { return amended }
        return try take("apply", some: "order-amendments", "status=approved", by: "rep")
    }

    private mutating func amend(_ order: Int64, _ change: String) throws -> Reply {
        let body = "{\"order_id\":\(order),\"reason\":\"The customer asked\",\"changes\":[\(change)]}"
        let entered = try desk.world.post("rep", "/v1/order-amendments", body)
        guard entered.status == 201 else { return entered }
        let submitted = try desk.take("submit", "order-amendments/\(entered.id)", by: "rep")
        guard submitted.status == 200, !random.oneIn(4) else { return submitted }
        let asked = submitted.array("reviews").compactMap { $0.object?["department"]?.string }
        let reviewers = ["finance": "finance", "logistics": "logistics", "sales": "manager"]
        return try take(asked.map { ("reviews/\($0)/approve", reviewers[$0] ?? "") }, "order-amendments/\(entered.id)")
    }
}
