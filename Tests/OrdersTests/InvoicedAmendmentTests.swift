// Amending what is partly invoiced: a quantity goes down to what is invoiced and not credited, and no further (P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

struct InvoicedAmendmentTests {
    private let desk: OrderDesk
    private let order: Int64
    private var world: World { desk.world }

    init() throws {
        desk = try OrderDesk()
        order = try desk.confirmed()
    }

    /// The draft of an invoice of so many of the ten boxes.
    private func invoice(_ quantity: String) throws -> Int64 {
        let lines = "[{\"order_line_id\":\(try desk.line(0, of: order)),\"quantity\":\"\(quantity)\"}]"
        return try world.created(world.post("finance", "/v1/invoices", "{\"order_id\":\(order),\"lines\":\(lines)}"))
    }

    private func issue(_ invoice: Int64) throws { try desk.must("issue", invoice, by: "finance", "{}", in: "invoices") }

    private func refusal(_ quantity: String) throws -> [String] { try desk.amend(order, desk.quantityChange(order, quantity)).faults }

    private func apply(_ quantity: String) throws {
        let reply = try desk.applied(order, desk.quantityChange(order, quantity))
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
    }

    private var invoicing: String? { get throws { try desk.order(order, by: "auditor").string("invoicing_status") } }

    @Test func `a quantity goes down to what is invoiced, drafts included`() throws {
        try issue(invoice("4"))
        _ = try invoice("1")
        #expect(try refusal("4.9999") == ["/changes/0/quantity: invoiced_already"])
        #expect(try refusal("1") == ["/changes/0/quantity: invoiced_already"])
        try apply("5")
        #expect(try desk.order(order).string("lines/0/quantity") == "5")
        #expect(try refusal("4") == ["/changes/0/quantity: invoiced_already"])
    }

    @Test func `what is credited or voided does not keep it up`() throws {
        let id = try invoice("8")
        try issue(id)
        let line = try world.get("finance", "/v1/invoices/\(id)").integer("lines/0/id") ?? 0
        let body = "{\"invoice_id\":\(id),\"reason\":\"Less\",\"lines\":[{\"invoice_line_id\":\(line),\"quantity\":\"3\"}]}"
        let note = try world.created(world.post("finance", "/v1/credit-notes", body))
        #expect(try refusal("5") == ["/changes/0/quantity: invoiced_already"], "a draft credits nothing")
        try desk.must("issue", note, by: "finance", "{}", in: "credit-notes")
        #expect(try refusal("4.5") == ["/changes/0/quantity: invoiced_already"])
        try apply("5")
        #expect(try invoicing == "invoiced")
        #expect(try world.post("finance", "/v1/orders/\(order)/invoices").code == "nothing_to_invoice")
        let void = try world.post("finance2", "/v1/credit-notes/\(note)/void", #"{"reason":"Wrong"}"#)
        #expect(void.status == 409 && void.code == "goods_came_back", "eight would be asked for of five: \(void.answer.text)")
        // What was amended away and is wanted again is invoiced again.
        try apply("8")
        #expect(try invoicing == "partly_invoiced")
        let rest = try world.post("finance", "/v1/orders/\(order)/invoices")
        #expect(rest.string("lines/0/quantity") == "3")
        #expect(try rest.string("gross") == world.get("finance", "/v1/credit-notes/\(note)").string("gross"))
        #expect(try refusal("7.5") == ["/changes/0/quantity: invoiced_already"])
    }

    @Test func `what was approved before the invoice is refused at its application`() throws {
        let approved = try desk.approvedAmendment(order, desk.quantityChange(order, "3"))
        let draft = try world.created(desk.amend(order, desk.quantityChange(order, "2")))
        try issue(invoice("4"))
        #expect(try desk.takeAmendment("apply", approved).faults == ["/changes/0/quantity: invoiced_already"])
        #expect(try desk.takeAmendment("submit", draft).faults == ["/changes/0/quantity: invoiced_already"])
    }

    @Test func `how far the order is invoiced follows from what it is now`() throws {
        try issue(invoice("4"))
        #expect(try invoicing == "partly_invoiced")
        try apply("4")
        #expect(try invoicing == "invoiced", "all that is left is invoiced")
        try apply("6")
        #expect(try invoicing == "partly_invoiced", "there is more to invoice")
        #expect(try world.post("finance", "/v1/orders/\(order)/invoices").string("lines/0/quantity") == "2")
    }

    @Test func `less is neither made than invoiced, nor the same twice said`() throws {
        try issue(invoice("4"))
        _ = try desk.shipped(of: order, [0: "6"], ["pack"])
        #expect(try refusal("5") == ["/changes/0/quantity: below_taken"])
        #expect(try refusal("3") == ["/changes/0/quantity: below_taken", "/changes/0/quantity: invoiced_already"])
    }
}
