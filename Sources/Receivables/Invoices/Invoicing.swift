// How far an order is invoiced and paid: it follows from its invoices and returns, and this is the one function that knows (P4.2.5).

import Catalog
package import Kernel
package import Orders
import SQLite

/// How far orders are invoiced and paid.
package enum Invoicing {
    /// Counts what issued invoices hold of an order's lines, and what came back without having been invoiced. Lines without value need no
    /// invoice, nor does what came back. What is written off counts as settled.
    ///
    /// Throws `amount_out_of_range`.
    package static func count(_ order: inout Record<Order>, _ reader: RuleReader) throws {
        let taken = try TakenLines.byLine(of: order.id, in: reader, states: TakenLines.ofIssued)
        order.lastInvoicedAt = try taken.isEmpty ? nil : lastIssue(of: order.id, reader)
        order.lines = order.lines.map { $0.withdrawn(by: taken[$0.id]) }
        let returned = order.lines.filter { $0.returnedQuantity > .zero }
        order.returnedGross = try returned.reduce(.zero) { try $0.adding($1.returnedGross(taken[$1.id])) }
        guard !taken.isEmpty || !returned.isEmpty else { return order.invoicingStatus = .none }
        let isWhole = try order.lines.allSatisfy { try $0.gross == .zero || $0.toInvoice(taken[$0.id]).quantity == 0 }
        guard isWhole else { return order.invoicingStatus = taken.isEmpty ? .none : .partlyInvoiced }
        let open = try reader.integer("SELECT count(*) FROM invoices WHERE order_id = ? AND open_amount > 0", order.id.stored)
        order.invoicingStatus = open == 0 ? .paid : .invoiced
    }

    private static func lastIssue(of order: ID<Order>, _ reader: RuleReader) throws -> Instant? {
        let sql = "SELECT max(i.issued_at) FROM invoices i WHERE i.order_id = ? AND i.archived_at IS NULL AND \(TakenLines.ofIssued)"
        return try reader.integer(sql, order.stored).map(Instant.init(milliseconds:))
    }

    /// What of the gross of an order's lines has still to be invoiced, in the order's currency. By lines: more that is invoiced of one than
    /// there is of it is nothing off the others.
    ///
    /// Throws `amount_out_of_range`.
    static func notInvoiced(_ order: Record<Order>, _ reader: RuleReader) throws -> Money {
        let taken = try TakenLines.byLine(of: order.id, in: reader, states: TakenLines.ofIssued)
        return try order.lines.reduce(.zero) { sum, line in
            let left = try line.toInvoice(taken[line.id])
            return try sum.adding(left.figures(of: Quantity(unscaled: left.quantity)).gross)
        }
    }
}

extension LaterDerivation {
    /// How far an order is invoiced and paid.
    static let orderInvoicing = LaterDerivation(Derivation<Order>(from: Invoice.self, by: \.order, compute: Invoicing.count))
}
