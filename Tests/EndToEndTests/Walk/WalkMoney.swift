// P4.2.5: what was delivered is invoiced once, what was issued stays, money pays no more than there is.

import TestSupport
import Testing

extension Walk {
    private var paper: String { "orders/\(order)" }

    private func invoiceOf(_ quantity: String, _ more: String = "") -> String {
        "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(goods),\"quantity\":\"\(quantity)\"}]\(more)}"
    }

    /// No more than was ordered, by finance, not before there was an order.
    func orderInvoiced() throws {
        for name in ["rep", "manager", "logistics", "executive"] {
            try refused("not_allowed", nil, post(name, "invoices", invoiceOf("1")))
        }
        try refused("over_invoiced", "P4.2.5", post("finance", "invoices", invoiceOf("100.5")))
        try refused("over_invoiced", "P4.2.5", batch("finance", "invoices", invoiceOf("60"), invoiceOf("60")))
        try refused("over_invoiced", "P4.2.5", put("key", "invoices/by-external-id/BIG", invoiceOf("101")))
        try refused("over_invoiced", "P4.2.5", post("finance", "invoices", invoiceOf("60.5", ",\"shipment_id\":\(shipment)")))
        try refused("invoiced_before_order", "P4.2.5", post("finance", "invoices", invoiceOf("1", #","dated_on":"2026-11-23""#)))
        invoice = try made(post("finance", "invoices", invoiceOf("60", #","external_id":"W-invoices""#)))
        secondInvoice = try made(post("finance", "invoices", invoiceOf("40")))
        try refused("nothing_to_invoice", nil, post("finance", paper + "/invoices"))
        try refused("over_invoiced", "P4.2.5", patch("finance", "invoices/\(invoice)", "{\"lines\":[\(again("61"))]}"))
        try refused("read_only_field", nil, patch("finance", "invoices/\(invoice)", #"{"gross":"1.00"}"#))
        try refused("not_allowed", "P4.2.5", post("rep", "invoices/\(invoice)/issue"))
        try tried(post("finance", "invoices/\(invoice)/issue?dry_run=true"))
        for id in [invoice, secondInvoice] { try done(post("finance", "invoices/\(id)/issue")) }
        #expect(try get(paper).string("invoicing_status") == "invoiced")
        try refused("not_paid", "P2.5.3", post("rep", paper + "/complete"))
        try refused("invoiced_already", "P2.5.3", post("rep", "order-amendments", amendmentTo("99")))
    }

    private func again(_ quantity: String) -> String { "{\"order_line_id\":\(goods),\"quantity\":\"\(quantity)\"}" }

    /// What is issued is not changed by anybody; it is voided by another one, or credited, within what it says.
    func invoiceStays() throws {
        let path = "invoices/\(invoice)"
        let change = #"{"notes":"Free of charge"}"#
        for name in ["finance", "admin", "key"] { try refused("not_editable", nil, patch(name, path, change)) }
        try refused("not_editable", nil, batch("finance", "invoices", "{\"id\":\(invoice),\"notes\":\"x\"}"))
        try refused("not_editable", nil, put("key", "invoices/by-external-id/W-invoices", invoiceOf("60", #","notes":"x""#)))
        for name in ["finance", "admin"] { try refused("not_editable", nil, archive(name, path)) }
        try refused("not_archived", nil, post("finance", path + "/restore"))
        for name in ["rep", "manager"] { try refused("not_allowed", nil, patch(name, path, change)) }
        try unseen(path, "issue", "void")
        for step in ["void", "write-off"] {
            try refused("own_paper", "P4.2.5", post("finance", "\(path)/\(step)", Self.mistake))
            try refused("decided_by_people", "P4.2.5", post("key", "\(path)/\(step)", Self.mistake))
            try refused("not_allowed", "P4.2.5", post("manager", "\(path)/\(step)", Self.mistake))
        }
        let line = try get(path).integer("lines/0/id") ?? 0
        func credit(_ quantity: String) -> String {
            "{\"invoice_id\":\(invoice),\"reason\":\"Wet\",\"lines\":[{\"invoice_line_id\":\(line),\"quantity\":\"\(quantity)\"}]}"
        }
        try refused("over_credited", nil, post("finance", "credit-notes", credit("60.5")))
        try refused("over_credited", nil, batch("finance", "credit-notes", credit("40"), credit("40")))
        try refused("not_allowed", nil, post("rep", "credit-notes", credit("1")))
    }

    static let mistake = #"{"reason":"A mistake"}"#

    /// P5.1.2: what is closed is closed, for whoever would like another figure in it.
    func booksClosed() throws {
        for name in ["finance", "manager", "key"] {
            try refused("not_allowed", nil, patch(name, "settings/receivables", #"{"closed_until_on":null}"#))
        }
        try done(patch("admin", "settings/receivables", #"{"closed_until_on":"2026-11-20"}"#))
        try refused("books_closed", "P5.1.2", post("finance", "receipts", receiptOf("1.00", on: "2026-11-20")))
        try refused("books_closed", "P5.1.2", batch("key", "receipts", receiptOf("1.00", on: "2026-01-01")))
        try refused("dated_ahead", nil, post("finance", "receipts", receiptOf("1.00", on: "2026-11-25")))
    }

    func receiptOf(_ amount: String, on day: String = "2026-11-24") -> String {
        "{\"customer_id\":\(customer),\"amount\":\"\(amount)\",\"method\":\"bank_transfer\",\"received_on\":\"\(day)\"}"
    }

    func allocation(to invoice: Int64, _ amount: String) -> String {
        "{\"to\":[{\"invoice_id\":\(invoice),\"amount\":\"\(amount)\"}]}"
    }

    /// No more is allocated than came, and than is owed; what came stays as it came.
    func moneyReceived() throws {
        for name in ["rep", "manager", "logistics"] { try refused("not_allowed", nil, post(name, "receipts", receiptOf("100.00"))) }
        receipt = try made(post("finance", "receipts", receiptOf("900.00")))
        let path = "receipts/\(receipt)"
        for name in ["finance", "admin", "key"] { try refused("method_not_allowed", nil, patch(name, path, #"{"amount":"9000.00"}"#)) }
        for name in ["finance", "admin"] { try refused("method_not_allowed", nil, archive(name, path)) }
        try refused("over_allocated", "P4.2.5", post("finance", path + "/allocate", allocation(to: secondInvoice, "813.61")))
        try refused("over_allocated", "P4.2.5", post("finance", path + "/allocate", allocation(to: invoice, "900.01")))
        try refused("over_allocated", "P4.2.5", post("key", path + "/allocate", allocation(to: invoice, "900.01")))
        try refused("not_allowed", "P4.2.5", post("executive", path + "/allocate"))
        try done(post("key", path + "/allocate", allocation(to: secondInvoice, "813.60")))
        try refused("invoice_not_open", "P4.2.5", post("finance", path + "/allocate", allocation(to: secondInvoice, "1.00")))
        try refused("over_allocated", "P4.2.5", post("finance", path + "/allocate", allocation(to: invoice, "86.41")))
        try refused("own_paper", "P4.2.5", post("finance", path + "/reverse", Self.mistake))
        try refused("decided_by_people", "P4.2.5", post("key", path + "/reverse", Self.mistake))
        try refused("invoice_settled", "P4.2.5", post("finance2", "invoices/\(secondInvoice)/void", Self.mistake))
        #expect(try get("invoices/\(secondInvoice)").string("settlement") == "paid")
    }

    /// P4.2.2: an order beyond the limit waits for money or for finance; money that is taken back holds it again.
    func heldWithoutMoney() throws {
        let big = try anotherOrder("200")
        let path = "orders/\(big)"
        #expect(try get(path).string("hold_reason") == "over_limit")
        try refused("wrong_state", "P2.5.2", post("rep", path + "/confirm"))
        for name in ["rep", "manager", "logistics", "executive"] {
            try refused("not_allowed", "P4.2.2", post(name, path + "/release", Self.fine))
        }
        try refused("decided_by_people", "P4.2.2", post("key", path + "/release", Self.fine))
        try refused("not_found", nil, post("finance", path + "/release-by-payment"))
        try tried(post("finance", "receipts?dry_run=true", receiptOf("2000.00")))
        #expect(try get(path).string("status") == "on_hold")
        let money = try made(post("finance", "receipts", receiptOf("2000.00")))
        #expect(try get(path).string("status") == "in_review")
        try reviewed(big)
        try done(post("rep", path + "/confirm"))
        try done(post("finance2", "receipts/\(money)/reverse", Self.mistake))
        #expect(try get(path).string("status") == "on_hold")
        try refused("not_allowed", "P4.2.2", post("rep", path + "/release", Self.fine))
        try refused("not_allowed", "P2.5.3", post("rep", path + "/cancel", Self.mistake))
        try done(post("manager", path + "/cancel", Self.mistake))
    }
}
