// What was paid of an invoice beyond what a credit note leaves of it is the customer's money again: it goes back on account (P4.2.5).

import Kernel
import SQLite

enum FreedPayments {
    /// Frees what receipts have paid beyond the invoice's gross less its credit notes, the latest payments first.
    ///
    /// Throws `amount_out_of_range`.
    static func free(of id: ID<Invoice>, in context: RuleContext) throws {
        var fresh = try context.require(Invoice.self, id)
        try Invoice.settle(&fresh, context)
        var beyond = try fresh.credited.adding(fresh.paid).subtracting(fresh.gross)
        let sql = """
            SELECT DISTINCT receipt_id FROM receipt_allocations WHERE invoice_id = ? AND undone_on IS NULL ORDER BY id DESC
            """
        for row in try context.rows(sql, [id.stored]) {
            guard beyond > .zero, let receipt = ID<Receipt>(stored: row[0]) else { break }
            beyond = try free(beyond, of: fresh, in: context.require(Receipt.self, receipt), context)
        }
    }

    /// Frees as much of it as this receipt has paid; returns what is left to be freed.
    private static func free(_ amount: Money, of invoice: Record<Invoice>, in before: Record<Receipt>, _ context: RuleContext) throws
        -> Money
    {
        var receipt = before
        var left = amount
        for index in before.allocations.indices.reversed() where left > .zero {
            let allocation = before.allocations[index]
            guard allocation.invoice == invoice.id, allocation.undoneOn == nil else { continue }
            receipt.allocations[index] = allocation.undone(on: context.today)
            let kept = max(.zero, try allocation.amount.subtracting(left))
            if kept > .zero { try receipt.pay(invoice, kept, context) }
            left = try left.subtracting(allocation.amount.subtracting(kept))
        }
        receipt.sumUp()
        try context.save(&receipt, action: "payment_freed")
        return left
    }
}
