// The steps of a credit note (P4.2.5).

import CRM
package import Kernel

extension CreditNote {
    /// From the draft to what is void (states.md).
    package static let steps: [Step<CreditNote>] = [
        Step("issue", "Issue", "开具", from: .draft, to: [.issued], by: .finance, clause: "P4.2.5", effect: issue),
        Step(
            "tax-invoice-number", "Take over the tax office's number", "登记税务发票号码", from: .issued, by: .finance,
            clause: "P4.2.5", input: TaxInvoiceNumber.self, repeatable: true
        ) { note, form, _ in note.taxInvoiceNumber = form.taxInvoiceNumber },
        Step(
            "void", "Void", "作废", from: .issued, to: [.void], by: .finance, decision: true, clause: "P4.2.5", input: Reason.self,
            effect: void),
    ]

    /// Lines and figures are taken once more from the invoice as it stands now, and the number is the next one without a gap.
    private static func issue(_ note: inout Record<CreditNote>, _ context: RuleContext) throws {
        let invoice = try creditableInvoice(of: note, in: context)
        try complete(&note, of: invoice, in: context)
        let day = note.datedOn ?? context.today
        try ClosedBooks.requireOpen(day, at: "/dated_on", in: context)
        guard invoice.datedOn.map({ $0 <= day }) ?? true else { throw Failure.invalid(.creditedBeforeInvoice, at: "/dated_on") }
        note.datedOn = day
        note.issuedAt = context.now
        try context.giveNumber(&note)
    }

    /// As if it had never been issued: the invoice is open again by as much.
    private static func void(_ note: inout Record<CreditNote>, _ form: Record<Reason>, _ context: RuleContext) throws {
        let invoice = try creditableInvoice(of: note, in: context)
        try ClosedBooks.requireOpen(note.datedOn ?? context.today, in: context)
        try ReturnCredits.requireNotNeeded(note, of: invoice, in: context)
        note.voidReason = form.reason
        note.voidedOn = context.today
    }
}
