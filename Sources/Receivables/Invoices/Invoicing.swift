// How far an order is invoiced and paid: it follows from its invoices, and this is the one function that knows (P4.2.5).

import Kernel
import Orders
import SQLite

enum Invoicing {
    /// Lines without value need no invoice. What is written off counts as settled.
    static func count(_ order: inout Record<Order>, _ reader: RuleReader) throws {
        let rows = try TakenLines.of(order.id, in: reader, states: TakenLines.ofIssued)
        let taken = Dictionary(rows.map { ($0.line, $0.quantity) }, uniquingKeysWith: { first, _ in first })
        guard !taken.isEmpty else { return order.invoicingStatus = .none }
        let isWhole = order.lines.allSatisfy { $0.gross == .zero || taken[$0.id] ?? 0 >= $0.quantity.unscaled }
        guard isWhole else { return order.invoicingStatus = .partlyInvoiced }
        let open = try reader.integer("SELECT count(*) FROM invoices WHERE order_id = ? AND open_amount > 0", order.id.stored)
        order.invoicingStatus = open == 0 ? .paid : .invoiced
    }
}

extension LaterDerivation {
    /// How far an order is invoiced and paid.
    static let orderInvoicing = LaterDerivation(Derivation<Order>(from: Invoice.self, by: \.order, compute: Invoicing.count))
}
