// Credit notes: within what is left of the invoice, and what was paid beyond them is the customer's again (P4.2.5, P2.6.2).

import App
import Identity
import JSON
import Kernel
import Orders
import Receivables
import Storage
import TestSupport
import Testing

struct CreditNoteTests {
    @Test func `a credit note takes off what the line came to, to the fen, and gives it back when it is void`() throws {
        let desk = try ReceivablesDesk()
        // 3 × 0.05 = 0.15, tax 0.02.
        let order = try desk.confirmed(lines: desk.line("3", #","unit_price":"0.05""#))
        let invoice = try desk.issued(order)
        var notes: [Int64] = []
        for _ in 0..<3 { notes.append(try desk.credited(invoice, [0: "1"])) }
        #expect(try notes.map { try desk.get("credit-notes/\($0)").string("gross") } == ["0.06", "0.06", "0.05"])
        #expect(try desk.get("credit-notes/\(notes[0])").string("number") == "CN-20261124-0001")
        #expect(try desk.figures(invoice) == "0.17 0.00 0.17 0.00 paid")
        #expect(try desk.get("invoices/\(invoice)").string("lines/0/credited_quantity") == "3")
        #expect(try desk.credit(invoice).code == "nothing_to_credit")
        #expect(try desk.invoicing(order) == "paid", "nothing is owed")
        #expect(try desk.invoice(order).code == "nothing_to_invoice", "what was credited is not invoiced again")
        try desk.must("void", "credit-notes/\(notes[1])", by: "finance2", #"{"reason":"Wrong"}"#)
        #expect(try desk.figures(invoice) == "0.17 0.00 0.11 0.06 open")
        #expect(try desk.get("credit-notes/\(desk.credited(invoice))").string("gross") == "0.06")
        #expect(try desk.differences() == [])
    }

    @Test func `more than is left is refused, drafts count, and only issued invoices are credited`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed(lines: desk.line("10") + "," + desk.line("5"))
        let draft = try desk.world.created(desk.invoice(order, [0: "1"]))
        #expect(try desk.credit(draft).code == "invoice_not_issued")
        let invoice = try desk.issued(order)
        let other = try desk.issued(desk.confirmed())
        let first = try desk.world.created(desk.credit(invoice, [0: "6"]))
        #expect(
            try desk.credit(invoice, [0: "4", 1: "5.0001"]).faults == [
                "/lines/0/quantity: over_credited", "/lines/1/quantity: over_credited",
            ])
        let foreign = try desk.get("invoices/\(other)").integer("lines/0/id") ?? 0
        let body = "{\"invoice_id\":\(invoice),\"reason\":\"x\",\"lines\":[{\"invoice_line_id\":\(foreign),\"quantity\":\"1\"}]}"
        #expect(try desk.world.post("finance", "/v1/credit-notes", body).faults == ["/lines/0/invoice_line_id: line_not_in_invoice"])
        let line = try desk.get("credit-notes/\(first)").integer("lines/0/id") ?? 0
        let more = "{\"lines\":[{\"id\":\(line),\"quantity\":\"9.0001\"}]}"
        #expect(try desk.world.patch("finance", "/v1/credit-notes/\(first)", more).faults == ["/lines/0/quantity: over_credited"])
        #expect(try desk.world.send("finance", "DELETE", "/v1/credit-notes/\(first)").status == 200)
        _ = try desk.credited(invoice)
        #expect(try desk.world.post("finance", "/v1/credit-notes/\(first)/restore").faults == ["/lines/0/quantity: over_credited"])
    }

    @Test func `two at once never credit more than there is`() throws {
        let desk = try ReceivablesDesk()
        let invoice = try desk.issued(desk.confirmed())
        let line = try desk.get("invoices/\(invoice)").integer("lines/0/id") ?? 0
        let body = "{\"invoice_id\":\(invoice),\"reason\":\"x\",\"lines\":[{\"invoice_line_id\":\(line),\"quantity\":\"6\"}]}"
        let requests = ["finance", "finance2"].map {
            Race.Request(token: desk.world.person($0).token, method: "POST", path: "/v1/credit-notes", body: body)
        }
        #expect(try Race.run(requests, port: desk.world.server.port).map(\.status).sorted() == [201, 422])
    }

    @Test func `finance issues, another one of finance voids`() throws {
        let desk = try ReceivablesDesk()
        let invoice = try desk.issued(desk.confirmed())
        let note = try desk.world.created(desk.credit(invoice, [0: "1"]))
        for name in ["rep", "manager", "executive", "admin", "logistics"] {
            #expect(try desk.take("issue", "credit-notes/\(note)", by: name).status == 403, "\(name)")
        }
        try desk.must("issue", "credit-notes/\(note)", by: "finance")
        let form = #"{"reason":"Wrong"}"#
        #expect(try desk.take("void", "credit-notes/\(note)", by: "finance", form).code == "own_paper")
        #expect(try desk.take("void", "credit-notes/\(note)", by: "key", form).code == "decided_by_people")
        try desk.must("void", "credit-notes/\(note)", by: "finance2", form)
        #expect(try desk.take("issue", "credit-notes/\(note)", by: "finance").code == "wrong_state")
    }

    @Test func `a credit note is not dated before its invoice`() throws {
        let desk = try ReceivablesDesk()
        let invoice = try desk.issued(desk.confirmed())
        let note = try desk.world.created(desk.credit(invoice, [:], #","dated_on":"2026-11-23""#))
        #expect(try desk.take("issue", "credit-notes/\(note)", by: "finance").faults == ["/dated_on: credited_before_invoice"])
    }

    @Test func `what was paid beyond what a credit note leaves goes back on account, the latest payment first`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let invoice = try desk.issued(order)
        let first = try desk.paid(invoice, "150.00")
        let second = try desk.paid(invoice, "53.40")
        let note = try desk.credited(invoice, [0: "5"])
        #expect(try desk.figures(invoice) == "203.40 101.70 101.70 0.00 paid")
        #expect(try desk.money(second) == "53.40 0.00 53.40 open")
        #expect(try desk.money(first) == "150.00 101.70 48.30 partly")
        let allocations = try desk.get("receipts/\(first)").array("allocations").compactMap { $0.object }
        #expect(allocations.map { $0["amount"]?.string } == ["150.00", "101.70"])
        #expect(allocations.map { $0["undone_on"]?.string } == ["2026-11-24", nil])
        #expect(try desk.exposure() == "0.00 = ", "there is nothing that the money could take off")
        // It pays another invoice.
        let next = try desk.issued(desk.confirmed())
        try desk.must("allocate", "receipts/\(first)", by: "finance")
        #expect(try desk.figures(next) == "203.40 48.30 0.00 155.10 partly_paid")
        try desk.must("void", "credit-notes/\(note)", by: "finance2", #"{"reason":"Not returned after all"}"#)
        #expect(try desk.figures(invoice) == "203.40 101.70 0.00 101.70 partly_paid")
        #expect(try desk.differences() == [])
    }

    @Test func `returned goods are credited in one go, earliest invoices first, as far as they were invoiced`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        try desk.world.backdate(order)
        let late = try desk.issued(order, [0: "3"])
        let early = try desk.issued(order, [0: "4"], #","dated_on":"2026-11-20""#)
        let line = try desk.orderLine(order)
        let notes = try returned("5", line, order, desk)
        #expect(notes == 2)
        #expect(try desk.figures(early) == "81.36 0.00 81.36 0.00 paid")
        #expect(try desk.figures(late) == "61.02 0.00 20.34 40.68 open")
        #expect(try returned("5", line, order, desk) == 1, "2 were left")
        #expect(try desk.figures(late) == "61.02 0.00 61.02 0.00 paid")
        #expect(try returned("1", line, order, desk) == 0)
        #expect(try desk.differences() == [])
    }

    /// Takes goods back, as a later module does in a transaction of its own; returns how many credit notes that made.
    private func returned(_ quantity: String, _ line: Int64, _ order: Int64, _ desk: ReceivablesDesk) throws -> Int {
        let registry = try Application.describe(Configuration())
        let now = desk.world.server.clock.now
        let finance = desk.world.person("finance").id
        let goods = ReturnCredits.Returned(line: ID(line), quantity: try #require(Quantity(quantity)))
        return try desk.world.server.application.database.write { transaction in
            let context = RuleContext(
                caller: Caller(userID: finance, roles: [.finance]), now: now, registry: registry,
                transaction: transaction, origin: Origin(remoteAddress: "", requestID: "test"))
            return try ReturnCredits.issue(for: [goods], of: ID(order), reason: "Broken", in: context).count
        }
    }
}
