// The credit note: what is taken off an issued invoice, line by line (P4.2.5).

package import CRM
import Catalog
package import Kernel
import Orders

/// What is taken off an issued invoice (P4.2.5).
package final class CreditNote: Resource {
    package typealias Status = CreditNoteStatus
    package static let schema = Schema<CreditNote>("credit-notes", one: "credit_note", "Credit note", "红字发票")

    /// Given when it is issued.
    package let number = numberGivenLater("CN")
    package let invoice = reference(Invoice.self, "Invoice", "发票").concerned().fixed()
    package let customer = reference(Customer.self, "Customer", "客户").computed()
    package let currency = Kernel.currency().computed()
    package let exchangeRate = Kernel.exchangeRate("Exchange rate of the invoice", "发票汇率").computed()
    package let reason = text("Reason", "红冲原因", max: 500)
    /// The note of a return, which was made with it: what it takes off came back, and the note stays (P2.6.2).
    package let forReturn = boolean("For returned goods", "退货红冲").byDefault(false).computed()
    /// The tax office's number of it.
    package let taxInvoiceNumber = identifier("Tax office's number", "税务发票号码", max: 40).computed().unique().optional()
    /// The day of issue, where nobody says otherwise.
    package let datedOn = day("Dated", "开具日期").optional()
    package let notes = paragraphs("Notes", "备注", max: 2000).optional()
    package let status = state(CreditNoteStatus.self, initial: .draft, editable: [.draft])
    package let issuedAt = instant("Issued at", "开具时间").computed().optional()
    package let net = amount("Net", "不含税金额").byDefault(.zero).computed()
    package let tax = amount("Tax", "税额").byDefault(.zero).computed()
    package let gross = amount("Gross", "含税金额").byDefault(.zero).computed()
    package let voidReason = text("Reason of the voiding", "作废原因", max: 500).computed().optional()
    package let voidedOn = day("Voided", "作废日期").computed().optional()
    package let externalID = Kernel.externalID()
    package let lines = children(CreditNoteLine.self, "Lines", "红冲明细", 0...500)

    package init() {}

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.finance], .all),
            Grant([.integration], [.read, .create, .update]),
        ]

    package static let filters: [NamedFilter] = [
        .backdated(
            "Issued two days or more after the day that it is dated", "开具时间晚于红冲日期两天及以上", day: "t.dated_on", recorded: "t.issued_at",
            after: 2)
    ]

    /// Takes customer, currency and rate from the invoice, and completes the lines: where none are named, with all that is left.
    ///
    /// Throws `invoice_not_issued`, `nothing_to_credit`, and the faults of the lines.
    package static func prepare(_ note: inout Record<CreditNote>, from old: Record<CreditNote>?, in context: RuleContext) throws {
        let invoice = try creditableInvoice(of: note, in: context)
        note.customer = invoice.customer
        note.currency = invoice.currency
        note.exchangeRate = invoice.exchangeRate
        try complete(&note, of: invoice, in: context)
    }

    /// Once it is issued, what was paid beyond what it leaves is the customer's again. Once it is void, what it took off is owed again, also
    /// of an invoice whose rest was written off.
    package static func written(_ note: Record<CreditNote>, from old: Record<CreditNote>?, in context: RuleContext) throws {
        switch (old?.status, note.status) {
        case (.draft?, .issued), (nil, .issued): try FreedPayments.free(of: note.invoice, in: context)
        case (.issued?, .void): try context.follow("reopen-by-reversal", context.require(Invoice.self, note.invoice))
        default: return
        }
    }

    /// The invoice, where it was issued and is not void: goods also come back when the last fen of the invoice was written off.
    ///
    /// Throws `invoice_not_issued`.
    static func creditableInvoice(of note: Record<CreditNote>, in context: RuleReader) throws -> Record<Invoice> {
        let invoice = try context.require(Invoice.self, note.invoice)
        guard [.issued, .writtenOff].contains(invoice.status) else { throw Failure(.invoiceNotIssued, ["state": invoice.status.rawValue]) }
        return invoice
    }

    /// Fills in and computes the lines as the invoice and its other credit notes have them now, and sums them up.
    static func complete(_ note: inout Record<CreditNote>, of invoice: Record<Invoice>, in context: RuleReader) throws {
        let left = try CreditableLines(of: invoice, except: note.id, in: context)
        var lines = try note.lines.isEmpty ? left.all(of: invoice) : note.lines
        let faults = try left.complete(&lines)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        note.lines = lines
        let totals = try LineAmounts.total(of: lines.map { LineAmounts(net: $0.net, tax: $0.tax, gross: $0.gross) })
        note.net = totals.net
        note.tax = totals.tax
        note.gross = totals.gross
    }
}

/// How much of an invoice's line a credit note takes off.
package final class CreditNoteLine: Item {
    package static let schema = Schema<CreditNoteLine>(
        table: "credit_note_lines", one: "credit_note_line", parent: "credit_note_id", "Credit note line", "红冲明细")

    package let invoiceLine = reference(InvoiceLine.self, "Invoice line", "发票行")
    /// All that is left of the line, where nobody says otherwise.
    package let quantity = Kernel.quantity("Quantity", "数量").filled()
    package let net = amount("Net", "不含税金额").byDefault(.zero).computed()
    package let tax = amount("Tax", "税额").byDefault(.zero).computed()
    package let gross = amount("Gross", "含税金额").byDefault(.zero).computed()

    package init() {}
}

/// Where a credit note is (states.md, P4.2.5).
package enum CreditNoteStatus: String, Choice {
    case draft, issued, void

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .issued: "已开具"
        case .void: "已作废"
        }
    }
}
