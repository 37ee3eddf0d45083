// The steps of an invoice: who takes them, from where, and what they lead to (P4.2.5).

import JSON
import Kernel
import TestSupport
import Testing

struct InvoiceStepTests {
    @Test func `issuing gives the number, the days and what is open, and the order hears of it`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let id = try desk.world.created(desk.invoice(order, [0: "4"]))
        let reply = try desk.must("issue", "invoices/\(id)", by: "finance")
        #expect(reply.string("number") == "IV-20261124-0001")
        #expect([reply.string("dated_on"), reply.string("due_on")] == ["2026-11-24", "2026-12-24"], "30 days' terms")
        #expect(try desk.figures(id) == "81.36 0.00 0.00 81.36 open")
        #expect(try desk.invoicing(order) == "partly_invoiced")
        _ = try desk.issued(order)
        #expect(try desk.invoicing(order) == "invoiced")
    }

    @Test func `the numbers have no gaps: drafts, refusals and trials use none`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let dropped = try desk.world.created(desk.invoice(order, [0: "1"]))
        let tried = try desk.world.created(desk.invoice(order, [0: "1"]))
        #expect(try desk.world.send("finance", "DELETE", "/v1/invoices/\(dropped)").status == 200)
        let trial = try desk.world.post("finance", "/v1/invoices/\(tried)/issue?dry_run=true")
        #expect(trial.string("number") == "IV-20261124-0001")
        let ahead = try desk.world.created(desk.invoice(order, [0: "1"], #","dated_on":"2026-11-25""#))
        #expect(try desk.take("issue", "invoices/\(ahead)", by: "finance").faults == ["/dated_on: dated_ahead"])
        #expect(try desk.must("issue", "invoices/\(tried)", by: "finance").string("number") == "IV-20261124-0001")
        #expect(try desk.get("invoices/\(desk.issued(order, [0: "1"]))").string("number") == "IV-20261124-0002")
    }

    @Test func `days are taken as they were given, in order`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        try desk.pass(days: 3)
        let days = #","dated_on":"2026-11-25","due_on":"2026-11-30""#
        let invoice = try desk.get("invoices/\(desk.issued(order, [0: "1"], days))")
        #expect([invoice.string("dated_on"), invoice.string("due_on")] == ["2026-11-25", "2026-11-30"])
        let reversed = #","dated_on":"2026-11-25","due_on":"2026-11-24""#
        #expect(try desk.invoice(order, [0: "1"], reversed).faults == ["/due_on: due_before_date"])
        let late = try desk.world.created(desk.invoice(order, [0: "1"], #","due_on":"2026-11-23""#))
        #expect(try desk.take("issue", "invoices/\(late)", by: "finance").faults == ["/due_on: due_before_date"])
    }

    @Test func `no invoice is dated before its order was confirmed`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let early = #","dated_on":"2026-11-23""#
        let refused = ["/dated_on: invoiced_before_order"]
        #expect(try desk.invoice(order, [0: "1"], early).faults == refused)
        #expect(try desk.world.post("finance", "/v1/orders/\(order)/invoices", #"{"dated_on":"2026-11-23"}"#).faults == refused)
        let put = "{\"order_id\":\(order)\(early)}"
        #expect(try desk.world.send("key", "PUT", "/v1/invoices/by-external-id/E", put).faults == refused)
        let draft = try desk.world.created(desk.invoice(order, [0: "1"], #","dated_on":"2026-11-24""#))
        #expect(try desk.world.patch("finance", "/v1/invoices/\(draft)", #"{"dated_on":"2026-01-01"}"#).faults == refused)
        try desk.must("issue", "invoices/\(draft)", by: "finance")
    }

    @Test(arguments: ["issue", "void", "write-off"])
    func `finance takes the steps, and nobody else`(_ step: String) throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let id = try step == "issue" ? desk.world.created(desk.invoice(order)) : desk.issued(order)
        let form = step == "issue" ? "{}" : #"{"reason":"Wrong"}"#
        for name in ["rep", "manager", "executive", "admin", "auditor", "logistics", "stranger"] {
            let status = try desk.take(step, "invoices/\(id)", by: name, form).status
            #expect(status == (["logistics"].contains(name) ? 403 : name == "stranger" ? 404 : 403), "\(name)")
        }
        if step != "issue" {
            #expect(try desk.take(step, "invoices/\(id)", by: "key", form).code == "decided_by_people")
            #expect(try desk.take(step, "invoices/\(id)", by: "finance", form).code == "own_paper")
            #expect(try desk.take(step, "invoices/\(id)", by: "finance2").faults == ["/reason: required"])
        }
        try desk.must(step, "invoices/\(id)", by: step == "issue" ? "key" : "finance2", form)
        #expect(try desk.take(step, "invoices/\(id)", by: "finance2", form).code == "wrong_state")
    }

    @Test func `who stands in for the author decides as little as the author`() throws {
        let desk = try ReceivablesDesk()
        let id = try desk.issued(desk.confirmed())
        try desk.world.standIn("finance2", for: "finance")
        #expect(try desk.take("void", "invoices/\(id)", by: "finance2", #"{"reason":"x"}"#).code == "own_paper")
    }

    @Test func `what is paid or credited is not voided, and what is voided opens the order again`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let id = try desk.issued(order)
        let note = try desk.credited(id, [0: "1"])
        let void = #"{"reason":"Wrong customer"}"#
        #expect(try desk.take("void", "invoices/\(id)", by: "finance2", void).code == "invoice_settled")
        try desk.must("void", "credit-notes/\(note)", by: "finance2", void)
        let receipt = try desk.paid(id, "10.00")
        #expect(try desk.take("void", "invoices/\(id)", by: "finance2", void).code == "invoice_settled")
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", void)
        let reply = try desk.must("void", "invoices/\(id)", by: "finance2", void)
        #expect([reply.string("number"), reply.string("void_reason"), reply.string("voided_on")].allSatisfy { $0 != nil })
        #expect(try desk.figures(id) == "203.40 0.00 0.00 0.00 -")
        #expect(try desk.invoicing(order) == "none")
        #expect(try desk.invoice(order).string("gross") == "203.40")
    }

    @Test func `a write-off gives up what is open, and the order counts as paid`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let id = try desk.issued(order)
        try desk.paid(id, "203.00")
        #expect(try desk.invoicing(order) == "invoiced")
        let reply = try desk.must("write-off", "invoices/\(id)", by: "finance2", #"{"reason":"Bank charges"}"#)
        #expect(reply.string("status") == "written_off" && reply.string("written_off") == "0.40")
        #expect(reply.string("open_amount") == "0.00")
        #expect(try desk.invoicing(order) == "paid")
        let second = try desk.issued(desk.confirmed())
        try desk.paid(second, "203.40")
        #expect(try desk.take("write-off", "invoices/\(second)", by: "finance2", #"{"reason":"x"}"#).code == "nothing_open_of_invoice")
    }

    @Test func `a payment that is taken back is owed again, although the rest was written off`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let id = try desk.issued(order)
        let receipt = try desk.paid(id, "203.00")
        try desk.must("write-off", "invoices/\(id)", by: "finance2", #"{"reason":"Bank charges"}"#)
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", #"{"reason":"Bounced"}"#)
        let invoice = try desk.get("invoices/\(id)")
        #expect(invoice.string("status") == "issued" && invoice.string("written_off") == "0.40")
        #expect(try desk.figures(id) == "203.40 0.00 0.00 203.00 open")
        #expect(try desk.invoicing(order) == "invoiced")
        #expect(try desk.take("void", "invoices/\(id)", by: "finance2", #"{"reason":"x"}"#).code == "invoice_settled")
        try desk.must("write-off", "invoices/\(id)", by: "finance2", #"{"reason":"Lost"}"#)
        #expect(try desk.get("invoices/\(id)").string("written_off") == "203.40")
        #expect(try desk.differences() == [])
    }

    @Test func `the tax office's number is registered once it is known, is nobody else's, and stays correctable`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let first = try desk.issued(order, [0: "1"])
        let second = try desk.issued(order, [0: "1"])
        let form = #"{"tax_invoice_number":"26312000000123456789"}"#
        let reply = try desk.must("tax-invoice-number", "invoices/\(first)", by: "finance", form)
        #expect(reply.string("tax_invoice_number") == "26312000000123456789")
        #expect(try desk.must("tax-invoice-number", "invoices/\(first)", by: "key", form).integer("version") == reply.integer("version"))
        let repeated = try desk.take("tax-invoice-number", "invoices/\(second)", by: "finance", form)
        #expect(repeated.status == 409 && repeated.code == "duplicate", "\(repeated.answer.text)")
        try desk.must("tax-invoice-number", "invoices/\(first)", by: "finance", #"{"tax_invoice_number":"26312000000123456780"}"#)
        try desk.must("tax-invoice-number", "invoices/\(second)", by: "finance", form)
        #expect(try desk.take("tax-invoice-number", "invoices/\(first)", by: "rep", form).status == 403)
        let draft = try desk.world.created(desk.invoice(order))
        #expect(try desk.take("tax-invoice-number", "invoices/\(draft)", by: "finance", form).code == "wrong_state")
    }

    // MARK: Overdue

    @Test func `an invoice is overdue from the day after it was due, told of once, and a payment ends it`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let id = try desk.issued(order, [0: "4"])
        let other = try desk.issued(order, [0: "4"], #","due_on":"2027-02-01""#)
        try desk.pass(days: 30)
        #expect(try desk.figures(id) == "81.36 0.00 0.00 81.36 open", "its day is not over")
        // A standstill of days: it is told of once all the same.
        try desk.pass(days: 5)
        try desk.lookForOverdue()
        #expect(try desk.figures(id) == "81.36 0.00 0.00 81.36 overdue")
        #expect(try desk.figures(other).hasSuffix("open"))
        #expect(try overdueEvents(desk) == ["/v1/invoices/\(id)"])
        let receipt = try desk.paid(id, "80.00")
        #expect(try desk.figures(id) == "81.36 80.00 0.00 1.36 overdue", "a part does not end it")
        try desk.paid(id, "1.36")
        #expect(try desk.figures(id).hasSuffix("paid"))
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", #"{"reason":"Bounced"}"#)
        try desk.lookForOverdue()
        #expect(try desk.figures(id) == "81.36 1.36 0.00 80.00 overdue")
        #expect(try overdueEvents(desk).count == 1)
        #expect(try desk.differences() == [])
    }

    private func overdueEvents(_ desk: ReceivablesDesk) throws -> [String] {
        try desk.get("events?limit=200").array("items").filter { $0.object?["type"]?.string?.hasSuffix("invoice.overdue") == true }
            .compactMap { $0.object?["subject"]?.string }
    }

    // MARK: Who sees it

    @Test func `a rep sees the invoices of own customers, and not what was received`() throws {
        let desk = try ReceivablesDesk()
        let id = try desk.issued(desk.confirmed())
        let receipt = try desk.paid(id, "10.00")
        let note = try desk.credited(id, [0: "1"])
        #expect(try desk.world.get("rep", "/v1/invoices/\(id)").string("paid") == "10.00")
        #expect(try desk.world.get("stranger", "/v1/invoices/\(id)").status == 404)
        for name in ["rep", "manager", "logistics"] {
            #expect(try desk.world.get(name, "/v1/receipts/\(receipt)").status == 403)
            #expect(try desk.world.get(name, "/v1/credit-notes/\(note)").status == 403)
        }
        #expect(try desk.world.post("rep", "/v1/orders/\(desk.confirmed())/invoices").status == 403)
        let timeline = try desk.world.get("rep", "/v1/customers/\(desk.customer)/timeline?limit=200").answer.text
        #expect(timeline.contains("/v1/invoices/\(id)") || timeline.contains("\"invoice\""))
    }
}
