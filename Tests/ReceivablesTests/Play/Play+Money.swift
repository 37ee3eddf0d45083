// What finance does: invoices, credit notes and receipts.

import JSON
import Kernel
import TestSupport

extension Play {
    static let moneyActs: Acts = [
        ("invoice", 5, { try $0.desk.invoice($0.random.pick($0.orders), $0.random.oneIn(3) ? [:] : [0: $0.quantity()]) }),
        ("invoice shipment", 1, { try $0.invoiceShipment() }), ("patch", 1, { try $0.patch() }),
        ("issue", 4, { try $0.take("issue", some: "invoices", "status=draft", by: "finance") }),
        ("void", 1, { try $0.decide("void", "invoices", "status=issued") }),
        ("write off", 1, { try $0.decide("write-off", "invoices", "status=issued") }), ("receive", 3, { try $0.receive() }),
        ("allocate", 4, { try $0.allocate() }), ("reverse", 1, { try $0.decide("reverse", "receipts", "status=received") }),
        (
            "credit", 2,
            { try $0.desk.credit($0.some("invoices", "status=issued,written_off"), $0.random.oneIn(3) ? [:] : [0: $0.quantity()]) }
        ),
        ("issue credit", 2, { try $0.take("issue", some: "credit-notes", "status=draft", by: "finance") }),
        ("void credit", 1, { try $0.decide("void", "credit-notes", "status=issued") }),
        ("drop", 1, { try $0.desk.world.send("finance", "DELETE", "/v1/invoices/\($0.some("invoices", "status=draft"))") }),
        ("pay", 2, { try $0.pay() }),
    ]

    private mutating func invoiceShipment() throws -> Reply {
        try desk.world.post("finance", "/v1/invoices", "{\"shipment_id\":\(some("shipments", "status=shipped,delivered&purpose=order"))}")
    }

    private mutating func patch() throws -> Reply {
        let invoice = try some("invoices", "status=draft")
        let line = try desk.get("invoices/\(invoice)").integer("lines/0/id") ?? 0
        return try desk.world.patch("finance", "/v1/invoices/\(invoice)", "{\"lines\":[{\"id\":\(line),\"quantity\":\"\(quantity())\"}]}")
    }

    private mutating func receive() throws -> Reply {
        let amount = random.pick(["0.01", "0.06", "17.77", "203.40", "1000", "\(random.integer(1...5_000))"])
        // Now and then the prepayment of an order.
        let order = random.oneIn(4) ? try some("orders", "status=on_hold,in_review,approved,confirmed") : 0
        let held = order == 0 ? nil : try desk.get("orders/\(order)")
        let currency = held?.string("currency").map { ",\"currency\":\"\($0)\",\"order_id\":\(order)" }
        return try desk.receipt(
            amount, currency ?? (random.oneIn(3) ? #","currency":"USD""# : ""),
            customer: held?.integer("customer_id") ?? random.pick(customers))
    }

    private mutating func allocate() throws -> Reply {
        let receipt = try some("receipts", "status=received&allocation=open,partly")
        guard random.oneIn(2) else { return try desk.take("allocate", "receipts/\(receipt)", by: "finance") }
        let invoice = try some("invoices", "status=issued&settlement=open,partly_paid,overdue")
        let amount = random.oneIn(2) ? "" : ",\"amount\":\"\(random.pick(["0.01", "0.03", "5", "100"]))\""
        return try desk.take("allocate", "receipts/\(receipt)", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice)\(amount)}]}")
    }

    /// An invoice whole, so that orders come to their end.
    private mutating func pay() throws -> Reply {
        let invoice = try desk.get("invoices/\(some("invoices", "status=issued&settlement=open,partly_paid,overdue"))")
        guard let open = invoice.string("open_amount"), let currency = invoice.string("currency") else { return invoice }
        let receipt = try desk.receipt(open, ",\"currency\":\"\(currency)\"", customer: invoice.integer("customer_id"))
        guard receipt.status == 201 else { return receipt }
        return try desk.take("allocate", "receipts/\(receipt.id)", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice.id)}]}")
    }

    private mutating func decide(_ step: String, _ collection: String, _ filter: String) throws -> Reply {
        try take(step, some: collection, filter, by: "finance2", #"{"reason":"At random"}"#)
    }
}
