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

    /// Throws `goods_came_back` of a return's own note, and where without the note more would be asked for than was ordered, as it is
    /// amended now, and kept.
    static func requireNotNeeded(_ note: Record<CreditNote>, of invoice: Record<Invoice>, in context: RuleContext) throws {
        guard !note.forReturn else { throw Failure(.goodsCameBack) }
        let order = try context.require(Order.self, invoice.order)
        let taken = try TakenLines.byLine(of: order.id, in: context, states: TakenLines.ofIssued)
        let places = Dictionary(invoice.lines.map { ($0.id, $0.orderLine) }, uniquingKeysWith: { first, _ in first })
        for credited in note.lines {
            guard let line = order.lines.first(where: { $0.id == places[credited.invoiceLine] }),
                let asked = taken[line.id]
            else { continue }
            let kept = line.quantity.unscaled - line.returnedQuantity.unscaled
            guard asked.quantity - asked.credited + credited.quantity.unscaled <= kept else { throw Failure(.goodsCameBack) }
            // Where the line was priced anew while nothing was invoiced of it, it may come to a fen less than the invoice.
            let charged = asked.charged
            guard charged.net + credited.net.minorUnits <= line.net.minorUnits, charged.tax + credited.tax.minorUnits <= line.tax.minorUnits
            else { throw Failure(.goodsCameBack) }
        }
    }

    /// Makes and issues credit notes against the invoices that hold the lines, those with the earliest date first, in the transaction of
    /// the context. One of which the rest was written off is credited as well: what was paid of it is the customer's. What no invoice holds
    /// is credited by none: it was never asked for, and will not be.
    ///
    /// Throws `credit_note_in_draft`, and what the issuing of a credit note refuses, such as closed books.
    /// - Returns: the credit notes, one for each invoice
    package static func issue(for returned: [Returned], of order: ID<Order>, reason: String, in context: RuleContext) throws -> [Record<
        CreditNote
    >] {
        var left = Dictionary(returned.map { ($0.line, $0.quantity.unscaled) }, uniquingKeysWith: +)
        let invoices = try context.rows(
            "SELECT id FROM invoices i WHERE order_id = ? AND \(TakenLines.ofIssued) ORDER BY dated_on, id", [order.stored])
        var notes: [Record<CreditNote>] = []
        for id in invoices.compactMap({ ID<Invoice>(stored: $0[0]) }) {
            let invoice = try context.require(Invoice.self, id)
            let lines = try take(&left, of: invoice, context)
            guard !lines.isEmpty else { continue }
            var note = Record<CreditNote>(new: CreditNote.self)
            note.invoice = id
            note.reason = reason
            note.forReturn = true
            note.lines = lines
            try context.insert(&note)
            try context.follow("issue", note)
            notes.append(try context.require(CreditNote.self, note.id))
        }
        try requireNoDraft(on: left.filter { $0.value > 0 }.map(\.key), of: order, in: context)
        return notes
    }

    /// What is left uncredited is so because no invoice holds it, not because a draft does that may be dropped afterwards.
    private static func requireNoDraft(on lines: [ID<OrderLine>], of order: ID<Order>, in context: RuleContext) throws {
        let sql = """
            SELECT i.number FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
            JOIN credit_note_lines cl ON cl.invoice_line_id = l.id JOIN credit_notes c ON c.id = cl.credit_note_id
            WHERE i.order_id = ? AND l.order_line_id = ? AND c.status = 'draft' AND c.archived_at IS NULL
                AND \(TakenLines.ofIssued) LIMIT 1
            """
        for line in lines {
            guard let number = try context.rows(sql, [order.stored, line.stored]).first.flatMap({ String(stored: $0[0]) }) else { continue }
            throw Failure(.creditNoteInDraft, ["number": number])
        }
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
