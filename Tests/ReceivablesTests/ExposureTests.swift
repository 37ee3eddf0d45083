// What receivables are to the credit check: exposure, prepayments, and orders that a payment releases (P4.2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct ExposureTests {
    @Test func `the exposure is open invoices, what is confirmed and not invoiced, less money on account`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        #expect(try desk.exposure() == "203.40 = order 203.40")
        let invoice = try desk.issued(order, [0: "4"])
        #expect(try desk.exposure() == "203.40 = invoice 81.36, order 122.04")
        let receipt = try desk.received("50.00")
        #expect(try desk.exposure() == "153.40 = invoice 81.36, order 122.04, receipt -50.00")
        try desk.must("allocate", "receipts/\(receipt)", by: "finance")
        #expect(try desk.exposure() == "153.40 = invoice 31.36, order 122.04")
        _ = try desk.credited(invoice, [0: "1"])
        #expect(try desk.exposure() == "133.06 = invoice 11.02, order 122.04")
        try desk.must("write-off", "invoices/\(invoice)", by: "finance2", #"{"reason":"Small"}"#)
        #expect(try desk.exposure() == "122.04 = order 122.04")
        let rest = try desk.issued(order)
        _ = try desk.received("1000.00")
        #expect(try desk.exposure() == "0.00 = invoice 122.04, receipt -122.04", "never below nothing")
        try desk.must("void", "invoices/\(rest)", by: "finance2", #"{"reason":"x"}"#)
        #expect(try desk.exposure() == "0.00 = order 122.04, receipt -122.04")
    }

    @Test func `a confirmed order that is held counts with what is not invoiced`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        _ = try desk.issued(order, [0: "4"])
        try desk.must("hold", "orders/\(order)", by: "finance", #"{"reason":"x"}"#)
        #expect(try desk.exposure() == "203.40 = invoice 81.36, order 122.04")
    }

    @Test func `a line that is lowered after it was credited takes nothing off the others`() throws {
        let desk = try ReceivablesDesk()
        let line = desk.line("10", #","unit_price":"1000","tax_rate":"0""#)
        let order = try desk.confirmed(lines: line + "," + line)
        let invoice = try desk.issued(order, [0: "10"])
        _ = try desk.credited(invoice, [0: "4"])
        try desk.amend(order, 0, to: "6")
        #expect(try desk.get("orders/\(order)").string("gross") == "16000.00")
        #expect(try desk.exposure() == "16000.00 = invoice 6000.00, order 10000.00")
        try desk.must("hold", "orders/\(order)", by: "finance", #"{"reason":"x"}"#)
        #expect(try desk.exposure() == "16000.00 = invoice 6000.00, order 10000.00")
        #expect(try desk.differences() == [])
    }

    // MARK: Payments release

    @Test(arguments: ["receipt", "credit note"])
    func `what brings the exposure back within the limit releases what the credit check held`(_ way: String) throws {
        let desk = try ReceivablesDesk(limit: "300.00")
        let invoice = try desk.issued(desk.confirmed())
        let held = try desk.submitted()
        let byHand = try desk.submitted(lines: desk.line("1"))
        try desk.must("hold", "orders/\(byHand)", by: "finance", #"{"reason":"x"}"#)
        #expect(try desk.state(held) == "on_hold in_review over_limit")
        switch way {
        case "receipt":
            let receipt = try desk.received("100.00")
            #expect(try desk.state(held) == "on_hold in_review over_limit", "306.80 of 300.00")
            _ = receipt
            _ = try desk.received("6.80")
        default: _ = try desk.credited(invoice, [0: "6"])
        }
        #expect(try desk.state(held) == "in_review")
        #expect(try desk.state(byHand) == "on_hold in_review by_hand", "a hold by hand stays")
        let trail = try desk.world.get("auditor", "/v1/audit?entity=order&entity_id=\(held)&limit=50").array("items")
        #expect(trail.contains { $0.object?["action"]?.string == "release-by-payment" })
        #expect(try desk.world.post("finance", "/v1/orders/\(held)/release-by-payment").status == 404)
    }

    @Test func `what was reviewed while it was held is approved when the money comes`() throws {
        let desk = try ReceivablesDesk(limit: "0.00")
        let held = try desk.submitted()
        try desk.review(held)
        _ = try desk.received("203.40")
        #expect(try desk.state(held) == "approved")
    }

    @Test func `a trial of a payment releases nothing`() throws {
        let desk = try ReceivablesDesk(limit: "0.00")
        let held = try desk.submitted()
        let body = "{\"customer_id\":\(desk.customer),\"amount\":\"203.40\",\"method\":\"cash\",\"received_on\":\"2026-11-24\"}"
        #expect(try desk.world.post("finance", "/v1/receipts?dry_run=true", body).status == 201)
        #expect(try desk.state(held) == "on_hold in_review over_limit")
    }

    @Test func `writing a debt off releases nothing`() throws {
        let desk = try ReceivablesDesk(limit: "300.00")
        let invoice = try desk.issued(desk.confirmed())
        let held = try desk.submitted()
        try desk.must("write-off", "invoices/\(invoice)", by: "finance2", #"{"reason":"Lost"}"#)
        #expect(try desk.state(held) == "on_hold in_review over_limit")
    }

    // MARK: Prepayment

    @Test func `an order passes once its prepayment has come, and not before`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.submitted(#","prepayment":"0.3""#)
        #expect(try desk.state(order) == "on_hold in_review prepayment_open")
        _ = try desk.received("61.01", ",\"order_id\":\(order)")
        #expect(try desk.state(order) == "on_hold in_review prepayment_open", "61.02 are 30 %")
        _ = try desk.received("500.00")
        #expect(try desk.state(order) == "on_hold in_review prepayment_open", "money on account is no prepayment")
        _ = try desk.received("0.01", ",\"order_id\":\(order)")
        #expect(try desk.state(order) == "in_review")
    }

    @Test func `a prepayment pays its order's invoices alone, until the order is cancelled`() throws {
        let desk = try ReceivablesDesk()
        let other = try desk.issued(desk.confirmed())
        let order = try desk.submitted(#","prepayment":"1""#)
        let receipt = try desk.received("203.40", ",\"order_id\":\(order)")
        let claim = "{\"to\":[{\"invoice_id\":\(other)}]}"
        #expect(
            try desk.take("allocate", "receipts/\(receipt)", by: "finance", claim).faults == ["/to/0/invoice_id: prepayment_of_other_order"]
        )
        #expect(try desk.take("allocate", "receipts/\(receipt)", by: "finance").code == "no_open_invoice")
        try desk.must("cancel", "orders/\(order)", by: "rep", #"{"reason":"Not wanted"}"#)
        try desk.must("allocate", "receipts/\(receipt)", by: "finance", claim)
        #expect(try desk.figures(other).hasSuffix("paid"))
    }

    @Test func `a prepayment is its customer's, in the order's currency, and of an order that is under way`() throws {
        let desk = try ReceivablesDesk()
        let other = try desk.world.customer("另一家")
        let order = try desk.submitted()
        #expect(try desk.receipt("1", ",\"order_id\":\(order)", customer: other).faults == ["/order_id: order_of_other_customer"])
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7"}"#).status == 201)
        #expect(try desk.receipt("1", ",\"order_id\":\(order),\"currency\":\"USD\"").faults == ["/currency: currency_of_order"])
        #expect(try desk.receipt("1", ",\"order_id\":\(desk.draft())").faults == ["/order_id: prepayment_of_idle_order"])
    }

    @Test func `a reversed prepayment counts no longer when the order is confirmed`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.submitted(#","prepayment":"0.3""#)
        let receipt = try desk.received("61.02", ",\"order_id\":\(order)")
        try desk.review(order)
        #expect(try desk.state(order) == "approved")
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", #"{"reason":"Bounced"}"#)
        try desk.must("confirm", "orders/\(order)", by: "rep")
        #expect(try desk.state(order) == "on_hold approved prepayment_open")
    }

    @Test func `a batch of receipts releases as each of them does, and one that is undone releases nothing`() throws {
        let desk = try ReceivablesDesk(limit: "0.00")
        let held = try desk.submitted()
        func item(_ amount: String) -> String {
            "{\"customer_id\":\(desk.customer),\"amount\":\"\(amount)\",\"method\":\"cash\",\"received_on\":\"2026-11-24\"}"
        }
        let refused = try desk.world.post("finance", "/v1/receipts/batch", "{\"items\":[\(item("203.40")),\(item("0"))]}")
        #expect(refused.status == 422)
        #expect(try desk.state(held) == "on_hold in_review over_limit")
        let taken = try desk.world.post("finance", "/v1/receipts/batch", "{\"items\":[\(item("200.00")),\(item("3.40"))]}")
        #expect(taken.status == 200, "\(taken.answer.text)")
        #expect(try desk.state(held) == "in_review")
    }

    // MARK: Payments taken back

    private static let bounced = #"{"reason":"Bounced"}"#

    @Test func `a prepayment that is taken back holds its order, until it comes again`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.submitted(#","prepayment":"0.3""#)
        let receipt = try desk.received("61.02", ",\"order_id\":\(order)")
        try desk.review(order)
        try desk.must("confirm", "orders/\(order)", by: "rep")
        let other = try desk.confirmed()
        #expect(try desk.take("reverse?dry_run=true", "receipts/\(receipt)", by: "finance2", Self.bounced).status == 200)
        #expect(try desk.state(order) == "confirmed", "a trial holds nothing")
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", Self.bounced)
        #expect(try desk.state(order) == "on_hold confirmed prepayment_open")
        #expect(try desk.state(other) == "confirmed", "within the limit, nothing prepaid")
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(try desk.orderLine(order)),\"quantity\":\"1\"}]}"
        #expect(try desk.world.post("logistics", "/v1/shipments", body).code == "order_not_shippable")
        let trail = try desk.world.get("auditor", "/v1/audit?entity=order&entity_id=\(order)&limit=50").array("items")
        #expect(trail.contains { $0.object?["action"]?.string == "hold-by-reversal" })
        #expect(try desk.world.post("finance", "/v1/orders/\(order)/hold-by-reversal").status == 404)
        _ = try desk.received("61.02", ",\"order_id\":\(order)")
        #expect(try desk.state(order) == "confirmed")
    }

    @Test func `what is owed again beyond the limit holds what has not begun, and nothing that has left or was released`() throws {
        let desk = try ReceivablesDesk(limit: "500.00")
        let receipt = try desk.received("500.00")
        let released = try desk.submitted(lines: desk.line("30"))
        #expect(try desk.state(released) == "in_review", "610.20 less 500.00")
        try desk.review(released)
        try desk.must("confirm", "orders/\(released)", by: "rep")
        let left = try desk.confirmed()
        _ = try desk.shipped(left, "1")
        let waiting = try desk.confirmed(lines: desk.line("1"))
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", Self.bounced)
        #expect(try desk.state(released) == "on_hold confirmed over_limit")
        #expect(try desk.state(waiting) == "on_hold confirmed over_limit")
        #expect(try desk.state(left) == "confirmed", "it has begun")
        // What finance releases stays released up to what was at stake then.
        try desk.must("release", "orders/\(waiting)", by: "finance2", #"{"comment":"They pay on Friday"}"#)
        let small = try desk.received("1.00")
        try desk.must("reverse", "receipts/\(small)", by: "finance2", Self.bounced)
        #expect(try desk.state(waiting) == "confirmed")
        #expect(try desk.differences() == [])
    }

    @Test func `a credit note that is voided holds again what it let pass`() throws {
        let desk = try ReceivablesDesk(limit: "300.00")
        let invoice = try desk.issued(desk.confirmed())
        let note = try desk.credited(invoice, [0: "6"])
        let order = try desk.confirmed()
        try desk.must("void", "credit-notes/\(note)", by: "finance2", #"{"reason":"Not agreed"}"#)
        #expect(try desk.state(order) == "on_hold confirmed over_limit")
    }

    // MARK: The order's end

    @Test func `an order with anything invoiced is not cancelled, and completes when all is paid`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let invoice = try desk.issued(order, [0: "1"])
        let cancel = #"{"reason":"Not wanted"}"#
        #expect(try desk.take("cancel", "orders/\(order)", by: "manager", cancel).code == "already_invoiced")
        _ = try desk.shipped(order, deliver: true)
        try desk.paid(invoice, "20.34")
        #expect(try desk.invoicing(order) == "partly_invoiced")
        #expect(try desk.take("complete", "orders/\(order)", by: "rep").code == "not_paid")
        let rest = try desk.issued(order)
        #expect(try desk.take("complete", "orders/\(order)", by: "rep").code == "not_paid")
        try desk.paid(rest, "183.06")
        #expect(try desk.invoicing(order) == "paid")
        try desk.must("complete", "orders/\(order)", by: "rep")
    }

    @Test func `what costs nothing is paid without an invoice, and a draft keeps no order from being cancelled`() throws {
        let desk = try ReceivablesDesk()
        let sample = try desk.confirmed(lines: desk.line("10", #","unit_price":"0""#))
        _ = try desk.shipped(sample, deliver: true)
        try desk.must("complete", "orders/\(sample)", by: "rep")
        let order = try desk.confirmed()
        let draft = try desk.world.created(desk.invoice(order))
        try desk.must("cancel", "orders/\(order)", by: "manager", #"{"reason":"x"}"#)
        #expect(try desk.take("issue", "invoices/\(draft)", by: "finance").code == "order_not_invoiceable")
    }

    // MARK: What is told

    @Test func `finance sees with an order what is overdue and for how long`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        _ = try desk.issued(order, [0: "4"], #","due_on":"2026-11-24""#)
        _ = try desk.issued(order, [0: "3"], #","due_on":"2026-12-20""#)
        try desk.pass(days: 31)
        let next = try desk.draft()
        let facts = try desk.world.get("finance", "/v1/orders/\(next)/reviews/finance")
        #expect(facts.string("receivables/overdue") == "142.38")
        let buckets = ["not_due", "days_1_to_30", "days_31_to_60", "days_61_to_90", "over_90_days"]
        #expect(buckets.map { facts.string("receivables/ageing/" + $0) } == ["0.00", "61.02", "81.36", "0.00", "0.00"])
        #expect(facts.array("credit/papers").compactMap { $0.object?["kind"]?.string } == ["invoice", "invoice", "order"])
        #expect(facts.string("credit/exposure") == "406.80")
    }

    @Test func `why an order is held is told with the papers behind it to who may read credit, and to nobody else`() throws {
        let desk = try ReceivablesDesk(limit: "300.00")
        _ = try desk.issued(desk.confirmed())
        let held = try desk.submitted()
        let told = try desk.world.get("finance", "/v1/orders/\(held)/explain").answer.text
        #expect(told.contains("IV-20261124-0001") && told.contains("203.40"))
        let rep = try desk.world.get("rep", "/v1/orders/\(held)/explain").answer.text
        #expect(rep.contains("over_limit") && !rep.contains("IV-20261124-0001"))
    }

    @Test func `papers of a merged customer move to the one that lives on`() throws {
        let desk = try ReceivablesDesk()
        let other = try desk.world.customer("另一家")
        let order = try desk.confirmed(customer: other)
        let invoice = try desk.issued(order)
        let receipt = try desk.received("100.00", customer: other)
        let note = try desk.credited(invoice, [0: "1"])
        try desk.must("merge", "customers/\(other)", by: "manager", "{\"into_id\":\(desk.customer)}")
        for path in ["invoices/\(invoice)", "receipts/\(receipt)", "credit-notes/\(note)"] {
            #expect(try desk.get(path).integer("customer_id") == desk.customer, "\(path)")
        }
        #expect(try desk.exposure() == "83.06 = invoice 183.06, receipt -100.00")
        try desk.must("allocate", "receipts/\(receipt)", by: "finance")
        #expect(try desk.differences() == [])
    }
}
