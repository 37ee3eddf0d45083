// A line of which something is invoiced is priced anew by an amendment: invoices keep their figures, and the order's line covers them (P2.5.3).

import Kernel
import TestSupport
import Testing

@Suite struct AmendedLineTests {
    /// Ten at 1.2345 come to 12.35; three of them are invoiced at their share, 3.71, while three alone would come to 3.70.
    private func invoiced(_ desk: ReceivablesDesk) throws -> (order: Int64, invoice: Int64) {
        let order = try desk.confirmed(lines: desk.line("10", #","unit_price":"1.2345""#))
        let invoice = try desk.issued(order, [0: "3"])
        #expect(try desk.get("invoices/\(invoice)").string("net") == "3.71")
        return (order, invoice)
    }

    private func figures(_ order: Int64, _ desk: ReceivablesDesk) throws -> [String?] {
        let order = try desk.get("orders/\(order)")
        return [order.string("lines/0/net"), order.string("lines/0/tax"), order.string("lines/0/gross"), order.string("gross")]
    }

    @Test func `a line amended down to what is invoiced comes to just that`() throws {
        let desk = try ReceivablesDesk()
        let (order, _) = try invoiced(desk)
        try desk.amend(order, 0, to: "3")
        #expect(try figures(order, desk) == ["3.71", "0.48", "4.19", "4.19"])
        #expect(try desk.invoicing(order) == "invoiced")
    }

    @Test func `a line of which more is left comes to no less than its invoices`() throws {
        let desk = try ReceivablesDesk()
        let (order, _) = try invoiced(desk)
        try desk.amend(order, 0, to: "3.0001")
        #expect(try figures(order, desk) == ["3.71", "0.48", "4.19", "4.19"])
        try desk.amend(order, 0, to: "5")
        #expect(try figures(order, desk) == ["6.17", "0.80", "6.97", "6.97"])
        #expect(try desk.get("invoices/\(desk.issued(order))").string("net") == "2.46")
    }

    @Test func `an invoice does not come back for a fen more than its line was amended to while it was credited`() throws {
        let desk = try ReceivablesDesk()
        let (order, invoice) = try invoiced(desk)
        let note = try desk.credited(invoice)
        try desk.amend(order, 0, to: "3")
        #expect(try figures(order, desk) == ["3.70", "0.48", "4.18", "4.18"])
        let void = try desk.take("void", "credit-notes/\(note)", by: "finance2", #"{"reason":"Wrong"}"#)
        #expect(void.code == "goods_came_back")
        try desk.amend(order, 0, to: "4")
        try desk.must("void", "credit-notes/\(note)", by: "finance2", #"{"reason":"Wrong"}"#)
    }
}
