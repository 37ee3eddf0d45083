// Credit notes for goods that came back: made and issued in one go, for whoever has taken the goods back (P2.6.2).

package import Kernel
package import Orders
import SQLite

/// Credits returned goods.
package enum ReturnCredits {
    /// How much of an order's line came back.
    package struct Returned: Sendable {
        let line: ID<OrderLine>
        let quantity: Quantity

        /// A quantity above zero.
        package init(line: ID<OrderLine>, quantity: Quantity) {
            self.line = line
            self.quantity = quantity
        }
    }

    /// Makes and issues credit notes against the invoices that hold the lines, those with the earliest date first, in the transaction of
    /// the context. What no issued invoice holds is credited by none: it was never asked for.
    ///
    /// Throws what the issuing of a credit note refuses, such as closed books.
    /// - Returns: the credit notes, one for each invoice
    package static func issue(for returned: [Returned], of order: ID<Order>, reason: String, in context: RuleContext) throws -> [Record<
        CreditNote
    >] {
        var left = Dictionary(returned.map { ($0.line, $0.quantity.unscaled) }, uniquingKeysWith: +)
        let invoices = try context.rows(
            "SELECT id FROM invoices WHERE order_id = ? AND status = 'issued' ORDER BY dated_on, id", [order.stored])
        var notes: [Record<CreditNote>] = []
        for id in invoices.compactMap({ ID<Invoice>(stored: $0[0]) }) {
            let invoice = try context.require(Invoice.self, id)
            let lines = try take(&left, of: invoice, context)
            guard !lines.isEmpty else { continue }
            var note = Record<CreditNote>(new: CreditNote.self)
            note.invoice = id
            note.reason = reason
            note.lines = lines
            try context.insert(&note)
            try context.follow("issue", note)
            notes.append(try context.require(CreditNote.self, note.id))
        }
        return notes
    }

    /// What of it the invoice's lines hold.
    private static func take(_ left: inout [ID<OrderLine>: Int64], of invoice: Record<Invoice>, _ context: RuleContext) throws -> [Record<
        CreditNoteLine
    >] {
        let open = try CreditableLines(of: invoice, except: ID(0), in: context)
        return invoice.lines.compactMap { line in
            let quantity = min(left[line.orderLine] ?? 0, open.left(of: line.id))
            guard quantity > 0 else { return nil }
            left[line.orderLine, default: 0] -= quantity
            return CreditableLines.line(line.id, quantity: Quantity(unscaled: quantity))
        }
    }
}
