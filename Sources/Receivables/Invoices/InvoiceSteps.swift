// The steps of an invoice (P4.2.5).

import CRM
package import Kernel
import Orders

final class TaxInvoiceNumber: Form {
    let taxInvoiceNumber = identifier("Tax office's number", "税务发票号码", max: 40)
}

extension Invoice {
    /// From the draft to what is void or written off (states.md).
    package static let steps: [Step<Invoice>] =
        [
            Step("issue", "Issue", "开具", from: .draft, to: [.issued], by: .finance, clause: "P4.2.5", effect: issue),
            Step(
                "tax-invoice-number", "Take over the tax office's number", "登记税务发票号码", from: .issued, .writtenOff, by: .finance,
                clause: "P4.2.5", input: TaxInvoiceNumber.self, repeatable: true
            ) { invoice, form, _ in invoice.taxInvoiceNumber = form.taxInvoiceNumber },
            Step(
                "void", "Void", "作废", from: .issued, to: [.void], by: .finance, decision: true, clause: "P4.2.5", input: Reason.self,
                effect: void),
            Step(
                "write-off", "Write off", "核销", from: .issued, to: [.writtenOff], by: .finance, decision: true, clause: "P4.2.5",
                input: Reason.self, effect: writeOff),
            // Nobody asks for it: a payment was taken back of what was written off beside it, so that it is owed again.
            Step(
                "reopen-by-reversal", "Reopen by reversal", "冲销后恢复未收", from: .writtenOff, to: [.issued], clause: "P4.2.5", effect: settle),
        ] + disputeSteps

    /// Lines and figures are taken once more from the order as it stands now, and the number is the next one without a gap.
    private static func issue(_ invoice: inout Record<Invoice>, _ context: RuleContext) throws {
        let order = try invoiceableOrder(of: invoice, in: context)
        try complete(&invoice, of: order, in: context)
        let day = invoice.datedOn ?? context.today
        try ClosedBooks.requireOpen(day, at: "/dated_on", in: context)
        try requireOrderBefore(day, order, in: context)
        invoice.datedOn = day
        invoice.dueOn = invoice.dueOn ?? day.adding(days: Int(order.paymentTermsDays))
        try requireDueAfterDate(invoice)
        invoice.issuedAt = context.now
        try context.giveNumber(&invoice)
        try settle(&invoice, context)
    }

    /// As if it had never been issued: its quantities are open again. What a closed period holds is corrected by a credit note.
    private static func void(_ invoice: inout Record<Invoice>, _ form: Record<Reason>, _ context: RuleContext) throws {
        guard [invoice.paid, invoice.credited, invoice.writtenOff].allSatisfy({ $0 == .zero }) else { throw Failure(.invoiceSettled) }
        try ClosedBooks.requireOpen(invoice.datedOn ?? context.today, in: context)
        invoice.voidReason = form.reason
        invoice.voidedOn = context.today
        try settle(&invoice, context)
    }

    /// Gives up what is still open: a small difference, or a debt that nobody will pay.
    private static func writeOff(_ invoice: inout Record<Invoice>, _ form: Record<Reason>, _ context: RuleContext) throws {
        guard invoice.openAmount > .zero else { throw Failure(.nothingOpen) }
        try ClosedBooks.requireOpen(context.today, in: context)
        invoice.writtenOff = try invoice.writtenOff.adding(invoice.openAmount)
        invoice.writeOffReason = form.reason
        invoice.writtenOffOn = context.today
        try settle(&invoice, context)
    }
}
