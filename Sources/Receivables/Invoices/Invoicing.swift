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
        let rows = try TakenLines.of(order.id, in: reader, states: TakenLines.ofIssued)
        let taken = Dictionary(rows.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        let returned = order.lines.filter { $0.returnedQuantity > .zero }
        order.returnedGross = try returned.reduce(.zero) { try $0.adding($1.returnedGross(taken[$1.id])) }
        guard !taken.isEmpty || !returned.isEmpty else { return order.invoicingStatus = .none }
        let isWhole = order.lines.allSatisfy { $0.gross == .zero || $0.toInvoice(taken[$0.id]) == 0 }
        guard isWhole else { return order.invoicingStatus = taken.isEmpty ? .none : .partlyInvoiced }
        let open = try reader.integer("SELECT count(*) FROM invoices WHERE order_id = ? AND open_amount > 0", order.id.stored)
        order.invoicingStatus = open == 0 ? .paid : .invoiced
    }
}

extension Record where D == OrderLine {
    /// How much of it no invoice holds, whether it came back or not, in ten-thousandths.
    private func notTaken(_ taken: TakenLines?) -> Int64 { max(0, self.quantity.unscaled - (taken?.quantity ?? 0)) }

    /// How much of it has still to be invoiced, in ten-thousandths.
    fileprivate func toInvoice(_ taken: TakenLines?) -> Int64 {
        max(0, notTaken(taken) - self.returnedAndNotCredited(taken?.credited ?? 0))
    }

    /// The gross of what came back and will not be invoiced: its share of what no invoice holds. Throws `amount_out_of_range`.
    fileprivate func returnedGross(_ taken: TakenLines?) throws -> Money {
        var balance = LineBalance(quantity: self.quantity, net: self.net, tax: self.tax)
        balance.subtract(quantity: taken?.quantity ?? 0, net: taken?.net ?? 0, tax: taken?.tax ?? 0)
        let part = min(balance.quantity, self.returnedAndNotCredited(taken?.credited ?? 0))
        return part == 0 ? .zero : try balance.figures(of: Quantity(unscaled: part)).gross
    }
}

extension LaterDerivation {
    /// How far an order is invoiced and paid.
    static let orderInvoicing = LaterDerivation(Derivation<Order>(from: Invoice.self, by: \.order, compute: Invoicing.count))
}
