// What of an invoice is paid, credited and open: it follows from the receipts and credit notes, and this is the one function that knows.

import JSON
import Kernel
import SQLite

extension Invoice {
    /// Computes what was paid and credited, what is open, and how the invoice stands.
    static func settle(_ invoice: inout Record<Invoice>, _ reader: RuleReader) throws {
        let paid = try Money(
            minorUnits: reader.integer(
                "SELECT sum(amount) FROM receipt_allocations WHERE invoice_id = ? AND undone_on IS NULL", invoice.id.stored) ?? 0)
        let credited = try Money(
            minorUnits: reader.integer("SELECT sum(gross) FROM credit_notes WHERE invoice_id = ? AND status = 'issued'", invoice.id.stored)
                ?? 0)
        let quantities = try creditedQuantities(of: invoice.id, reader)
        if !quantities.isEmpty || invoice.lines.contains(where: { $0.creditedQuantity > .zero }) {
            invoice.lines = invoice.lines.map { line in
                var line = line
                line.creditedQuantity = Quantity(unscaled: quantities[line.id] ?? 0)
                return line
            }
        }
        invoice.paid = paid
        invoice.credited = credited
        // While a credit note frees what was paid beyond it, both count for a moment.
        invoice.openAmount =
            invoice.status == .issued ? max(.zero, try invoice.gross.subtracting(credited).subtracting(paid)) : .zero
        invoice.settlement = invoice.status == .issued ? settlement(of: invoice) : nil
    }

    private static func settlement(of invoice: Record<Invoice>) -> Settlement {
        if invoice.openAmount == .zero { return .paid }
        if invoice.overdueOn != nil { return .overdue }
        return invoice.paid > .zero ? .partlyPaid : .open
    }

    private static func creditedQuantities(of invoice: ID<Invoice>, _ reader: RuleReader) throws -> [ID<InvoiceLine>: Int64] {
        let sql = """
            SELECT l.invoice_line_id, sum(l.quantity) FROM credit_notes c JOIN credit_note_lines l ON l.credit_note_id = c.id
            WHERE c.invoice_id = ? AND c.status = 'issued' GROUP BY l.invoice_line_id
            """
        let rows = try reader.rows(sql, [invoice.stored]).compactMap { row in
            ID<InvoiceLine>(stored: row[0]).flatMap { line in Int64(stored: row[1]).map { (line, $0) } }
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}

extension PeriodicJob {
    /// Finds issued invoices whose due day has passed, and tells of each once: the invoice itself remembers, so that nothing is told twice
    /// and nothing is left out after a standstill (P4.2.5).
    static let overdueInvoices = PeriodicJob("overdue-invoices", every: 600, rules: findOverdue)

    private static let mostInSlice = 20

    @Sendable private static func findOverdue(_ context: RuleContext) throws -> Bool {
        let sql = """
            SELECT id FROM invoices WHERE open_amount > 0 AND overdue_on IS NULL AND due_on < ? ORDER BY due_on, id LIMIT \(mostInSlice)
            """
        let found = try context.rows(sql, [context.today.stored]).compactMap { ID<Invoice>(stored: $0[0]) }
        for id in found {
            var invoice = try context.require(Invoice.self, id)
            invoice.overdueOn = context.today
            try Invoice.settle(&invoice, context)
            try context.save(
                &invoice, action: "overdue",
                facts: [
                    "due_on": .string(invoice.dueOn?.description ?? ""),
                    "open_amount": .string(invoice.openAmount.text(in: invoice.currency)),
                    "currency": .string(invoice.currency), "customer_id": .integer(invoice.customer.integer),
                ])
        }
        return found.count == mostInSlice
    }
}
