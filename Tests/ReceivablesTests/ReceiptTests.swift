// Receipts: what comes in is never changed, pays no more than is open, and is reversed where it was wrong (P4.2.5).

import JSON
import Kernel
import TestSupport
import Testing

struct ReceiptTests {
    @Test func `a receipt pays what is due first, until it is used up`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let late = try desk.issued(order, [0: "2"], #","due_on":"2027-01-31""#)
        let first = try desk.issued(order, [0: "4"], #","due_on":"2026-11-30""#)
        let receipt = try desk.received("100.00")
        #expect(try desk.money(receipt) == "100.00 0.00 100.00 open")
        let reply = try desk.must("allocate", "receipts/\(receipt)", by: "finance")
        #expect(reply.array("allocations").compactMap { $0.object?["amount"]?.string } == ["81.36", "18.64"])
        #expect(try desk.figures(first) == "81.36 81.36 0.00 0.00 paid")
        #expect(try desk.figures(late) == "40.68 18.64 0.00 22.04 partly_paid")
        #expect(try desk.money(receipt) == "100.00 100.00 0.00 fully")
        #expect(try desk.take("allocate", "receipts/\(receipt)", by: "finance").code == "receipt_used_up")
        #expect(try desk.differences() == [])
    }

    @Test func `named amounts are taken within what both have open, and all faults are told`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let a = try desk.issued(order, [0: "4"])
        let b = try desk.issued(order, [0: "4"])
        let draft = try desk.world.created(desk.invoice(order))
        let receipt = try desk.received("100.00")
        func allocate(_ claims: String) throws -> Reply {
            try desk.take("allocate", "receipts/\(receipt)", by: "finance", "{\"to\":[\(claims)]}")
        }
        let faults = try allocate(
            "{\"invoice_id\":\(a),\"amount\":\"81.37\"},{\"invoice_id\":\(draft)},{\"invoice_id\":999}"
        ).faults
        #expect(faults == ["/to/2/invoice_id: unknown_reference"])
        let more = try allocate("{\"invoice_id\":\(a),\"amount\":\"81.37\"},{\"invoice_id\":\(draft)}").faults
        #expect(more == ["/to/0/amount: over_allocated", "/to/1/invoice_id: invoice_not_open"])
        #expect(try allocate("{\"invoice_id\":\(a)},{\"invoice_id\":\(a)}").faults == ["/to/1/invoice_id: allocated_twice"])
        #expect(
            try allocate("{\"invoice_id\":\(a),\"amount\":\"60\"},{\"invoice_id\":\(b),\"amount\":\"40.01\"}").faults == [
                "/to/1/amount: over_allocated"
            ])
        #expect(try allocate("{\"invoice_id\":\(a),\"amount\":\"0\"}").status == 422)
        #expect(try allocate("{\"invoice_id\":\(a),\"amount\":\"-1\"}").status == 422)
        #expect(try desk.money(receipt) == "100.00 0.00 100.00 open", "nothing of what was refused stays")
        #expect(try allocate("{\"invoice_id\":\(a),\"amount\":\"60\"},{\"invoice_id\":\(b)}").status == 200)
        #expect(try desk.figures(b) == "81.36 40.00 0.00 41.36 partly_paid")
    }

    @Test func `only invoices of the same customer and currency are paid`() throws {
        let desk = try ReceivablesDesk()
        let other = try desk.world.customer("另一家")
        let theirs = try desk.issued(desk.confirmed(customer: other))
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7"}"#).status == 201)
        let dollars = try desk.issued(desk.confirmed(lines: desk.line("1", #","unit_price":"100""#), #","currency":"USD""#))
        let receipt = try desk.received("500.00")
        for (invoice, code) in [(theirs, "invoice_of_other_customer"), (dollars, "invoice_in_other_currency")] {
            let reply = try desk.take("allocate", "receipts/\(receipt)", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice)}]}")
            #expect(reply.faults == ["/to/0/invoice_id: \(code)"])
        }
        #expect(try desk.take("allocate", "receipts/\(receipt)", by: "finance").code == "no_open_invoice")
    }

    @Test func `two at once never pay an invoice twice`() throws {
        let desk = try ReceivablesDesk()
        let invoice = try desk.issued(desk.confirmed())
        let receipts = try (0..<3).map { _ in try desk.received("150.00") }
        let requests = receipts.map {
            Race.Request(
                token: desk.world.person("finance").token, method: "POST", path: "/v1/receipts/\($0)/allocate",
                body: "{\"to\":[{\"invoice_id\":\(invoice),\"amount\":\"150.00\"}]}")
        }
        #expect(try Race.run(requests, port: desk.world.server.port).map(\.status).sorted() == [200, 422, 422])
        #expect(try desk.figures(invoice) == "203.40 150.00 0.00 53.40 partly_paid")
    }

    @Test(arguments: ["finance", "admin", "key"])
    func `nobody changes or archives a receipt by any way`(_ name: String) throws {
        let desk = try ReceivablesDesk()
        let receipt = try desk.world.created(desk.receipt("100.00", #","external_id":"bank-1""#))
        #expect(try desk.world.patch(name, "/v1/receipts/\(receipt)", #"{"amount":"1"}"#).status == 405)
        #expect(try desk.world.send(name, "DELETE", "/v1/receipts/\(receipt)").status == 405)
        let body = "{\"customer_id\":\(desk.customer),\"amount\":\"1\",\"received_on\":\"2026-11-24\",\"method\":\"cash\"}"
        #expect([403, 405].contains(try desk.world.send(name, "PUT", "/v1/receipts/by-external-id/bank-1", body).status))
        let batch = try desk.world.post(name, "/v1/receipts/batch", "{\"items\":[{\"id\":\(receipt),\"amount\":\"1\"}]}")
        #expect([403, 422].contains(batch.status), "\(batch.answer.text)")
        #expect(try desk.money(receipt) == "100.00 0.00 100.00 open")
        #expect(try desk.world.created(desk.receipt("5", by: name)) > 0)
    }

    @Test func `a reversal undoes the allocations, is another one's decision, and is final`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let invoice = try desk.issued(order)
        let receipt = try desk.paid(invoice, "203.40")
        #expect(try desk.invoicing(order) == "paid")
        let form = #"{"reason":"Bounced"}"#
        #expect(try desk.take("reverse", "receipts/\(receipt)", by: "finance", form).code == "own_paper")
        #expect(try desk.take("reverse", "receipts/\(receipt)", by: "key", form).code == "decided_by_people")
        #expect(try desk.take("reverse", "receipts/\(receipt)", by: "admin", form).status == 403)
        let reply = try desk.must("reverse", "receipts/\(receipt)", by: "finance2", form)
        #expect(reply.string("allocations/0/undone_on") == "2026-11-24")
        #expect(try desk.money(receipt) == "203.40 0.00 0.00 open")
        #expect(try desk.figures(invoice) == "203.40 0.00 0.00 203.40 open")
        #expect(try desk.invoicing(order) == "invoiced")
        for step in ["reverse", "allocate"] {
            #expect(try desk.take(step, "receipts/\(receipt)", by: "finance2", form).code == "wrong_state")
        }
        #expect(try desk.differences() == [])
    }

    @Test func `what the money was worth more than it stood in the books is told in the company's currency`() throws {
        let desk = try ReceivablesDesk()
        func rate(_ day: String, _ rate: String) throws {
            let body = "{\"currency\":\"USD\",\"starts_on\":\"\(day)\",\"rate\":\"\(rate)\"}"
            #expect(try desk.world.post("finance", "/v1/exchange-rates", body).status == 201)
        }
        try rate("2026-01-01", "7")
        let invoice = try desk.issued(
            desk.confirmed(lines: desk.line("1", #","unit_price":"100","tax_rate":"0""#), #","currency":"USD""#))
        try rate("2026-11-24", "7.123")
        let receipt = try desk.paid(invoice, "60.00", #","currency":"USD""#)
        #expect(try desk.get("receipts/\(receipt)").string("allocations/0/exchange_difference") == "7.38")
        #expect(try desk.exposure() == "280.00 = invoice 280.00", "40 dollars at the invoice's rate")
    }

    @Test func `amounts of a currency without decimals are named in it`() throws {
        let desk = try ReceivablesDesk()
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"JPY","starts_on":"2026-01-01","rate":"0.05"}"#).status
                == 201)
        let invoice = try desk.issued(
            desk.confirmed(lines: desk.line("1", #","unit_price":"1000","tax_rate":"0""#), #","currency":"JPY""#))
        let receipt = try desk.received("600", #","currency":"JPY""#)
        let claim = "\"to\":[{\"invoice_id\":\(invoice),\"amount\":\"500\"}]"
        #expect(try desk.take("allocate", "receipts/\(receipt)", by: "finance", "{\(claim)}").faults == ["/currency: currency_of_receipt"])
        try desk.must("allocate", "receipts/\(receipt)", by: "finance", "{\"currency\":\"JPY\",\(claim)}")
        #expect(try desk.money(receipt) == "600 500 100 partly")
    }

    // MARK: Days

    @Test func `nothing is dated into closed books, nor ahead`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        try desk.world.backdate(order)
        let old = try desk.issued(order, [0: "1"], #","dated_on":"2026-10-31""#)
        let draft = try desk.world.created(desk.invoice(order, [0: "1"], #","dated_on":"2026-10-31""#))
        #expect(try desk.close(until: "2026-10-31").status == 200)
        #expect(try desk.take("issue", "invoices/\(draft)", by: "finance").faults == ["/dated_on: books_closed"])
        #expect(try desk.take("void", "invoices/\(old)", by: "finance2", #"{"reason":"x"}"#).code == "books_closed_since")
        #expect(try desk.receipt("1", #","received_on":"2026-10-31""#).faults == ["/received_on: books_closed"])
        #expect(try desk.receipt("1", #","received_on":"2026-11-25""#).faults == ["/received_on: dated_ahead"])
        let note = try desk.world.created(desk.credit(old, [:], #","dated_on":"2026-10-31""#))
        #expect(try desk.take("issue", "credit-notes/\(note)", by: "finance").faults == ["/dated_on: books_closed"])
        #expect(try desk.world.patch("finance", "/v1/credit-notes/\(note)", #"{"dated_on":"2026-11-01"}"#).status == 200)
        try desk.must("issue", "credit-notes/\(note)", by: "finance")
        let receipt = try desk.received("1", #","received_on":"2026-11-01""#)
        #expect(try desk.close(until: "2026-11-24").status == 200)
        #expect(try desk.take("reverse", "receipts/\(receipt)", by: "finance2", #"{"reason":"x"}"#).code == "books_closed_since")
        #expect(try desk.take("write-off", "invoices/\(desk.world.created(desk.invoice(order)))", by: "finance2").status != 200)
    }

    @Test func `a receipt without a rate, an amount, a known customer or a known order is refused`() throws {
        let desk = try ReceivablesDesk()
        #expect(try desk.receipt("1", #","currency":"USD""#).faults == ["/currency: no_exchange_rate"])
        #expect(try desk.receipt("0").status == 422)
        #expect(try desk.receipt("1", customer: 999).faults == ["/customer_id: unknown_reference"])
        #expect(try desk.receipt("1", #","order_id":999"#).faults == ["/order_id: unknown_reference"])
        #expect(try desk.receipt("1", #","allocations":[]"#).status == 422)
    }
}
