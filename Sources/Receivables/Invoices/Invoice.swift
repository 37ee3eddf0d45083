// The invoice: what a customer is to pay for an order, or for a part of it (P4.2.5).

package import CRM
package import Kernel
package import Orders

/// What a customer is to pay for an order, or for a part of it (P4.2.5).
package final class Invoice: Resource {
    package typealias Status = InvoiceStatus
    package static let schema = Schema<Invoice>("invoices", one: "invoice", "Invoice", "发票")

    /// Given when it is issued: drafts have none, so that the numbers have no gaps.
    package let number = numberGivenLater("IV")
    package let order = reference(Order.self, "Order", "订单").concerned().fixed().filled()
    /// Whose goods it is for; nil: for the order as it was agreed.
    package let shipment = reference(Shipment.self, "Shipment", "发货单").fixed().optional()
    package let customer = reference(Customer.self, "Customer", "客户").computed()
    package let kind = choice(InvoiceKind.self, "Kind", "发票类型").byDefault(.specialVAT)
    /// The tax office's number of it: the company's tax software gives it after the invoice was issued here.
    package let taxInvoiceNumber = identifier("Tax office's number", "税务发票号码", max: 40).computed().unique().optional()
    package let currency = Kernel.currency().computed()
    package let exchangeRate = Kernel.exchangeRate("Exchange rate, frozen with the order", "订单冻结汇率").computed()
    /// The day of issue, where nobody says otherwise.
    package let datedOn = day("Dated", "开票日期").optional()
    /// The order's payment terms after the day it is dated, where nobody says otherwise.
    package let dueOn = day("Due", "到期日").optional()
    package let notes = paragraphs("Notes", "备注", max: 2000).optional()
    package let status = state(InvoiceStatus.self, initial: .draft, editable: [.draft])
    package let issuedAt = instant("Issued at", "开具时间").computed().optional()
    package let net = amount("Net", "不含税金额").byDefault(.zero).computed()
    package let tax = amount("Tax", "税额").byDefault(.zero).computed()
    package let gross = amount("Gross", "含税金额").byDefault(.zero).computed()
    /// What receipts have been allocated.
    package let paid = amount("Paid", "已收金额").byDefault(.zero).computed()
    /// What issued credit notes take off.
    package let credited = amount("Credited", "已红冲金额").byDefault(.zero).computed()
    package let writtenOff = amount("Written off", "核销金额").byDefault(.zero).computed()
    /// What is still to be paid; nothing of a draft, and of what is void or written off.
    package let openAmount = amount("Open", "未收金额").byDefault(.zero).computed()
    /// Nil unless it is issued.
    package let settlement = choice(Settlement.self, "Settlement", "结算状态").computed().optional()
    /// The day on which it was first found overdue; it is told of once.
    package let overdueOn = day("Found overdue", "逾期登记日").computed().optional()
    package let voidReason = text("Reason of the voiding", "作废原因", max: 500).computed().optional()
    package let voidedOn = day("Voided", "作废日期").computed().optional()
    package let writeOffReason = text("Reason of the write-off", "核销原因", max: 500).computed().optional()
    package let writtenOffOn = day("Written off on", "核销日期").computed().optional()
    /// The day on which nothing was open any more; nil while something is. The ageing of a past day looks at no invoice settled by then.
    package let settledOn = day("Settled", "结清日期").computed().optional()
    /// Since when the customer contests it: it is held out of dunning.
    package let disputedOn = day("Disputed since", "争议日期").computed().optional()
    package let disputeReason = text("Reason of the dispute", "争议原因", max: 500).computed().optional()
    /// The case that collects it.
    package let dunningCase = reference(DunningCase.self, "Dunning case", "催收案").computed().optional()
    package let externalID = Kernel.externalID()
    package let lines = children(InvoiceLine.self, "Lines", "发票行", 0...500)

    package init() {}

    package static let furtherEvents = ["overdue", "dunned"]

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.salesRep], .read, rows: .own),
            Grant([.salesManager], .read, rows: .team),
            Grant([.finance], .all),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Invoices by what the ageing is grouped by, and those that were dated back.
    package static let filters: [NamedFilter] =
        [
            NamedFilter(
                "customer_owner_id", "The customer's owner", "客户负责人", values: [],
                condition: "t.customer_id IN (SELECT id FROM customers WHERE owner_id = CAST(? AS INTEGER))"),
            .backdated(
                "Issued two days or more after the day that it is dated", "开具时间晚于开票日期两天及以上", day: "t.dated_on", recorded: "t.issued_at",
                after: 2),
            .flag(
                "sum_differs", "Open, and its lines come to another amount", "未结清且明细与总额不符",
                when: """
                    t.open_amount > 0 AND (SELECT sum(l.gross) FROM invoice_lines l WHERE l.invoice_id = t.id) IS NOT t.gross
                    """),
        ] + .byCustomer

    /// What is paid and credited follows from the receipts and credit notes.
    package static let derivations: [Derivation<Invoice>] = [
        Derivation(from: CreditNote.self, by: \.invoice, compute: settle),
        Derivation(from: Receipt.self, through: \.allocations, by: \.invoice, compute: settle),
    ]
}

/// How much of an order's line an invoice takes.
package final class InvoiceLine: Item {
    package static let schema = Schema<InvoiceLine>(
        table: "invoice_lines", one: "invoice_line", parent: "invoice_id", "Invoice line", "发票行")

    package let orderLine = reference(OrderLine.self, "Order line", "订单行")
    /// All that is open of the line, where nobody says otherwise.
    package let quantity = Kernel.quantity("Quantity", "数量").filled()
    package let net = amount("Net", "不含税金额").byDefault(.zero).computed()
    package let tax = amount("Tax", "税额").byDefault(.zero).computed()
    package let gross = amount("Gross", "含税金额").byDefault(.zero).computed()
    package let creditedQuantity = Kernel.quantity("Credited", "已红冲数量").byDefault(.zero).computed()

    package init() {}
}

/// Where an invoice is (states.md, P4.2.5).
package enum InvoiceStatus: String, Choice {
    case draft, issued, void
    case writtenOff = "written_off"

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .issued: "已开具"
        case .void: "已作废"
        case .writtenOff: "已核销"
        }
    }
}

/// Which kind of VAT invoice it is: with the special one the customer deducts the tax.
package enum InvoiceKind: String, Choice {
    case specialVAT = "special_vat"
    case generalVAT = "general_vat"

    package var chinese: String { self == .specialVAT ? "增值税专用发票" : "增值税普通发票" }
}

/// How far an issued invoice is paid; it follows from receipts, credit notes and the day, nobody sets it.
package enum Settlement: String, Choice {
    case open
    case partlyPaid = "partly_paid"
    case paid, overdue

    package var chinese: String {
        switch self {
        case .open: "未收款"
        case .partlyPaid: "部分收款"
        case .paid: "已结清"
        case .overdue: "已逾期"
        }
    }
}
