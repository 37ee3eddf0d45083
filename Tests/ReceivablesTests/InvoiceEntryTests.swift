// Entering invoices: whole orders, parts, shipments, and never more than was ordered (P4.2.5).

import JSON
import Kernel
import TestSupport
import Testing

struct InvoiceEntryTests {
    @Test func `an invoice of an order takes all that is open, and customer, currency and figures with it`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed(lines: desk.line("10") + #",{"kind":"freight","unit_price":"50","tax_rate":"0.09"}"#)
        let reply = try desk.world.post("finance", "/v1/orders/\(order)/invoices")
        #expect(reply.status == 201, "\(reply.answer.text)")
        #expect(reply.answer.field("Location") == "/v1/invoices/\(reply.id)")
        #expect(reply.integer("customer_id") == desk.customer)
        #expect(reply.string("status") == "draft" && reply.string("currency") == "CNY" && reply.string("kind") == "special_vat")
        #expect(reply.json.object?["number"]?.isNull == true && reply.json.object?["settlement"]?.isNull == true)
        #expect(reply.array("lines").compactMap { $0.object?["gross"]?.string } == ["203.40", "54.50"])
        #expect([reply.string("net"), reply.string("tax"), reply.string("gross")] == ["230.00", "27.90", "257.90"])
        #expect(reply.string("open_amount") == "0.00", "a draft asks for nothing")
        #expect(try desk.invoicing(order) == "none")
    }

    @Test func `parts come to the whole to the fen, and the last takes what is left`() throws {
        let desk = try ReceivablesDesk()
        // 3 × 0.05 = 0.15, tax 0.02.
        let order = try desk.confirmed(lines: desk.line("3", #","unit_price":"0.05""#))
        var invoices: [Int64] = []
        for _ in 0..<3 { invoices.append(try desk.issued(order, [0: "1"])) }
        let grosses = try invoices.map { try desk.get("invoices/\($0)").string("gross") }
        #expect(grosses == ["0.06", "0.06", "0.05"])
        #expect(try desk.get("orders/\(order)").string("gross") == "0.17")
        // One in the middle is undone: what it held is there again.
        try desk.must("void", "invoices/\(invoices[1])", by: "finance2", #"{"reason":"Wrong"}"#)
        #expect(try desk.get("invoices/\(desk.issued(order))").string("gross") == "0.06")
    }

    @Test func `more than is open is refused, drafts count, and all faults are told at once`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed(lines: desk.line("10") + "," + desk.line("5"))
        let other = try desk.confirmed()
        #expect(try desk.invoice(order, [0: "7"]).status == 201)
        let body = """
            {"order_id":\(order),"lines":[{"order_line_id":\(try desk.orderLine(order)),"quantity":"3.0001"},\
            {"order_line_id":\(try desk.orderLine(other)),"quantity":"1"},\
            {"order_line_id":\(try desk.orderLine(order, 1))},{"order_line_id":\(try desk.orderLine(order, 1))}]}
            """
        let reply = try desk.world.post("finance", "/v1/invoices", body)
        #expect(
            Set(reply.faults) == [
                "/lines/0/quantity: over_invoiced", "/lines/1/order_line_id: line_not_in_order", "/lines/3/order_line_id: invoiced_twice",
            ])
        #expect(try desk.invoice(order).string("gross") == "162.72", "3 of the first line and 5 of the second")
        #expect(try desk.invoice(order).code == "nothing_to_invoice")
    }

    @Test(arguments: ["PATCH", "batch", "restore"])
    func `no way of changing a draft leads over the order`(_ way: String) throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let first = try desk.world.created(desk.invoice(order, [0: "6"]))
        let line = try desk.get("invoices/\(first)").integer("lines/0/id") ?? 0
        let lines = "\"lines\":[{\"id\":\(line),\"quantity\":\"7\"}]"
        switch way {
        case "PATCH":
            _ = try desk.world.created(desk.invoice(order, [0: "4"]))
            let reply = try desk.world.patch("finance", "/v1/invoices/\(first)", "{\(lines)}")
            #expect(reply.faults == ["/lines/0/quantity: over_invoiced"])
        case "batch":
            let line = try desk.orderLine(order)
            let item = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"3\"}]}"
            let reply = try desk.world.post("finance", "/v1/invoices/batch", "{\"items\":[\(item),\(item)]}")
            #expect(reply.status == 422, "\(reply.answer.text)")
            #expect(try desk.get("invoices?count=true").integer("total") == 1)
        default:
            #expect(try desk.world.send("finance", "DELETE", "/v1/invoices/\(first)").status == 200)
            _ = try desk.world.created(desk.invoice(order, [0: "5"]))
            let reply = try desk.world.post("finance", "/v1/invoices/\(first)/restore")
            #expect(reply.faults == ["/lines/0/quantity: over_invoiced"], "\(reply.answer.text)")
        }
    }

    @Test func `of two at once the second finds what the first has left`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let line = try desk.orderLine(order)
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"6\"}]}"
        let requests = ["finance", "finance2"].map {
            Race.Request(token: desk.world.person($0).token, method: "POST", path: "/v1/invoices", body: body)
        }
        let statuses = try Race.run(requests, port: desk.world.server.port).map(\.status).sorted()
        #expect(statuses == [201, 422])
    }

    @Test func `only an order that is confirmed and not held, or completed, is invoiced`() throws {
        let desk = try ReceivablesDesk()
        for order in [try desk.draft(), try desk.submitted(), try desk.approved()] {
            #expect(try desk.invoice(order).code == "order_not_invoiceable")
        }
        let order = try desk.confirmed()
        let draft = try desk.world.created(desk.invoice(order))
        try desk.must("hold", "orders/\(order)", by: "finance", #"{"reason":"Rumours"}"#)
        #expect(try desk.invoice(order).code == "order_not_invoiceable")
        #expect(try desk.take("issue", "invoices/\(draft)", by: "finance").code == "order_not_invoiceable")
        #expect(try desk.world.patch("finance", "/v1/invoices/\(draft)", #"{"notes":"x"}"#).code == "order_not_invoiceable")
        try desk.must("release", "orders/\(order)", by: "finance2", #"{"comment":"Fine"}"#)
        try desk.must("issue", "invoices/\(draft)", by: "finance")
    }

    @Test func `a shipment's invoice takes what it shipped and no invoice of it has taken`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let shipment = try desk.shipped(order, "4")
        let reply = try desk.world.post("finance", "/v1/invoices", "{\"shipment_id\":\(shipment)}")
        #expect(reply.integer("order_id") == order)
        #expect(reply.array("lines").compactMap { $0.object?["quantity"]?.string } == ["4"])
        #expect(try desk.world.post("finance", "/v1/invoices", "{\"shipment_id\":\(shipment)}").code == "nothing_to_invoice")
        #expect(try desk.invoice(order, [0: "1"], ",\"shipment_id\":\(shipment)").faults == ["/lines/0/quantity: over_invoiced"])
        #expect(try desk.invoice(order).string("gross") == "122.04", "the other 6")
        let second = try desk.shipped(order, "6")
        #expect(
            try desk.world.post("finance", "/v1/invoices", "{\"shipment_id\":\(second)}").code == "nothing_to_invoice",
            "invoiced before it was shipped")
    }

    @Test func `a shipment that has not left, or is another order's, is not invoiced`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(try desk.orderLine(order)),\"quantity\":\"1\"}]}"
        let packed = try desk.world.created(desk.world.post("logistics", "/v1/shipments", body))
        try desk.must("pack", "shipments/\(packed)", by: "logistics")
        #expect(
            try desk.world.post("finance", "/v1/invoices", "{\"shipment_id\":\(packed)}").faults == ["/shipment_id: shipment_not_shipped"])
        let shipped = try desk.shipped(order, "1")
        #expect(
            try desk.invoice(desk.confirmed(), [:], ",\"shipment_id\":\(shipped)").faults == ["/shipment_id: shipment_of_other_order"])
        #expect(try desk.world.post("finance", "/v1/invoices", "{}").faults == ["/order_id: order_or_shipment"])
    }

    @Test func `a draft is a paper: its creator changes it, nobody changes what is issued`() throws {
        let desk = try ReceivablesDesk()
        let draft = try desk.world.created(desk.invoice(desk.confirmed()))
        #expect(try desk.world.patch("finance2", "/v1/invoices/\(draft)", #"{"notes":"x"}"#).status == 403)
        #expect(try desk.world.patch("finance", "/v1/invoices/\(draft)", #"{"notes":"x"}"#).status == 200)
        for name in ["number", "gross", "paid", "settlement", "status", "tax_invoice_number", "customer_id", "order_id"] {
            #expect(try desk.world.patch("finance", "/v1/invoices/\(draft)", "{\"\(name)\":null}").faults == ["/\(name): read_only_field"])
        }
        try desk.must("issue", "invoices/\(draft)", by: "finance")
        #expect(try desk.world.patch("finance", "/v1/invoices/\(draft)", #"{"notes":"y"}"#).code == "not_editable")
        #expect(try desk.world.send("finance", "DELETE", "/v1/invoices/\(draft)").code == "not_editable")
    }
}
