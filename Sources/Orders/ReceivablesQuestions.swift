// What Orders asks of Receivables, and the constant answers where nobody knows better.

package import CRM
package import Kernel

/// Answered by the receivables module. Amounts are in the company's currency, at the rates frozen on the papers, unless they say otherwise.
package struct ReceivablesQuestions: Question {
    /// What of each open invoice of a customer is still to be paid.
    let openInvoices: @Sendable (ID<Customer>, RuleReader) throws -> [CreditExposure.Paper]
    /// What a customer has paid and no invoice has taken yet, receipt by receipt; as much as it takes off the exposure.
    let onAccount: @Sendable (ID<Customer>, RuleReader) throws -> [CreditExposure.Paper]
    /// What of the gross of an order's lines has still to be invoiced, in the order's currency.
    let notInvoiced: @Sendable (Record<Order>, RuleReader) throws -> Money
    /// How much of each line of an order stands in invoices, drafts included.
    let invoicedParts: @Sendable (ID<Order>, RuleReader) throws -> [ID<OrderLine>: InvoicedPart]
    /// Whether as much has been received for the order as its prepayment asks for.
    let isPrepaymentReceived: @Sendable (Record<Order>, RuleReader) throws -> Bool
    /// Takes over into an order whose lines have changed how far it is invoiced.
    let countInvoices: @Sendable (inout Record<Order>, RuleReader) throws -> Void
    /// Whether all of the order is invoiced and settled.
    let isPaid: @Sendable (Record<Order>, RuleReader) throws -> Bool
    /// What of a customer's invoices is due, and for how long.
    let ageing: @Sendable (ID<Customer>, RuleReader) throws -> CustomerAgeing

    /// The answers of the module that keeps invoices and receipts.
    package init(
        openInvoices: @escaping @Sendable (ID<Customer>, RuleReader) throws -> [CreditExposure.Paper],
        onAccount: @escaping @Sendable (ID<Customer>, RuleReader) throws -> [CreditExposure.Paper],
        notInvoiced: @escaping @Sendable (Record<Order>, RuleReader) throws -> Money,
        invoicedParts: @escaping @Sendable (ID<Order>, RuleReader) throws -> [ID<OrderLine>: InvoicedPart],
        isPrepaymentReceived: @escaping @Sendable (Record<Order>, RuleReader) throws -> Bool,
        countInvoices: @escaping @Sendable (inout Record<Order>, RuleReader) throws -> Void,
        isPaid: @escaping @Sendable (Record<Order>, RuleReader) throws -> Bool,
        ageing: @escaping @Sendable (ID<Customer>, RuleReader) throws -> CustomerAgeing
    ) {
        self.openInvoices = openInvoices
        self.onAccount = onAccount
        self.notInvoiced = notInvoiced
        self.invoicedParts = invoicedParts
        self.isPrepaymentReceived = isPrepaymentReceived
        self.countInvoices = countInvoices
        self.isPaid = isPaid
        self.ageing = ageing
    }

    /// Nothing is open, no prepayment has come, and what is delivered counts as paid.
    package static let unanswered = ReceivablesQuestions(
        openInvoices: { _, _ in [] }, onAccount: { _, _ in [] }, notInvoiced: { order, _ in order.gross },
        invoicedParts: { _, _ in [:] },
        isPrepaymentReceived: { _, _ in false }, countInvoices: { _, _ in }, isPaid: { _, _ in true }, ageing: { _, _ in CustomerAgeing() })
}

/// What invoices hold of an order's line, drafts included.
package struct InvoicedPart: Sendable {
    let taken: Quantity
    let credited: Quantity
    let charged: Charge

    /// A quantity and what it came to where it was invoiced.
    package struct Charge: Sendable {
        let quantity: Quantity
        let net: Money
        let tax: Money

        /// Amounts in the order's currency.
        package init(quantity: Quantity, net: Money, tax: Money) {
            self.quantity = quantity
            self.net = net
            self.tax = tax
        }
    }

    /// - Parameters:
    ///   - taken: what stands in invoices
    ///   - credited: what issued credit notes have taken off it
    ///   - charged: what stands in invoices, but for what was credited for another reason than a return
    package init(taken: Quantity, credited: Quantity, charged: Charge) {
        self.taken = taken
        self.credited = credited
        self.charged = charged
    }
}

/// A customer's open invoices by the days for which they are overdue, in the company's currency (domain.md, Receivables).
package struct CustomerAgeing: Sendable, Equatable {
    package var notDue = Money.zero
    package var days1To30 = Money.zero
    package var days31To60 = Money.zero
    package var days61To90 = Money.zero
    package var over90Days = Money.zero

    /// Nothing is open.
    package init() {}

    /// Counts what is open of an invoice. Throws `amount_out_of_range`.
    ///
    /// - Parameter overdueDays: days since the due day; nothing is due before it has passed
    package mutating func add(_ open: Money, overdueDays: Int) throws {
        switch overdueDays {
        case ...0: notDue = try notDue.adding(open)
        case ...30: days1To30 = try days1To30.adding(open)
        case ...60: days31To60 = try days31To60.adding(open)
        case ...90: days61To90 = try days61To90.adding(open)
        default: over90Days = try over90Days.adding(open)
        }
    }

    /// All that should have been paid. Throws `amount_out_of_range`.
    package var overdue: Money {
        get throws { try [days31To60, days61To90, over90Days].reduce(days1To30) { try $0.adding($1) } }
    }
}
