// What Receivables answers to Orders, and what it does when a payment has come.

import CRM
import Catalog
package import Kernel
package import Orders
import SQLite

extension ReceivablesQuestions {
    /// The answers from invoices and receipts.
    package static let answeredByReceivables = ReceivablesQuestions(
        openInvoices: OpenPapers.invoices, onAccount: OpenPapers.receipts,
        notInvoiced: Invoicing.notInvoiced,
        invoicedParts: { order, reader in
            try TakenLines.byLine(of: order, in: reader).mapValues {
                InvoicedPart(
                    taken: Quantity(unscaled: $0.quantity), credited: Quantity(unscaled: $0.credited), charged: $0.charged.charge)
            }
        },
        isPrepaymentReceived: Prepayment.isReceived,
        countInvoices: Invoicing.count,
        // What costs nothing needs no invoice.
        isPaid: { order, _ in order.gross == .zero || order.invoicingStatus == .paid },
        ageing: { customer, reader in
            try OpenInvoice.all(of: customer, in: reader).reduce(into: CustomerAgeing()) { ageing, invoice in
                try ageing.add(invoice.open, overdueDays: reader.today.daysSince1970 - invoice.dueOn.daysSince1970)
            }
        })
}

/// What is open of an issued invoice, in the company's currency at the invoice's frozen rate.
struct OpenInvoice {
    let id: Int64
    let number: String
    let open: Money
    let dueOn: Day

    /// A customer's, by due days. Found by an index that holds what is open alone.
    static func all(of customer: ID<Customer>, in reader: RuleReader) throws -> [OpenInvoice] {
        let sql = """
            SELECT id, number, open_amount, currency, exchange_rate, due_on FROM invoices WHERE customer_id = ? AND open_amount > 0
            ORDER BY due_on, id
            """
        return try reader.rows(sql, [customer.stored]).compactMap { row in
            guard let id = Int64(stored: row[0]), let number = String(stored: row[1]), let open = Money(stored: row[2]),
                let currency = String(stored: row[3]), let rate = ExchangeRate(stored: row[4]), let due = Day(stored: row[5])
            else { return nil }
            let amount = try open.inCompanyCurrency(from: currency, at: rate, reader)
            return OpenInvoice(id: id, number: number, open: amount, dueOn: due)
        }
    }
}

/// Papers as the credit check sees them.
private enum OpenPapers {
    @Sendable static func invoices(of customer: ID<Customer>, _ reader: RuleReader) throws -> [CreditExposure.Paper] {
        try OpenInvoice.all(of: customer, in: reader).map {
            CreditExposure.Paper(kind: "invoice", id: $0.id, number: $0.number, amount: $0.open)
        }
    }

    @Sendable static func receipts(of customer: ID<Customer>, _ reader: RuleReader) throws -> [CreditExposure.Paper] {
        let sql = """
            SELECT id, number, open_amount, currency, exchange_rate FROM receipts WHERE customer_id = ? AND open_amount > 0 ORDER BY id
            """
        return try reader.rows(sql, [customer.stored]).compactMap { row in
            guard let id = Int64(stored: row[0]), let number = String(stored: row[1]), let open = Money(stored: row[2]),
                let currency = String(stored: row[3]), let rate = ExchangeRate(stored: row[4])
            else { return nil }
            let amount = try open.inCompanyCurrency(from: currency, at: rate, reader)
            return CreditExposure.Paper(kind: "receipt", id: id, number: number, amount: amount)
        }
    }
}

private enum Prepayment {
    /// Whether the receipts for the order come to the part of its gross that is to be prepaid (P4.2.2).
    @Sendable static func isReceived(_ order: Record<Order>, _ reader: RuleReader) throws -> Bool {
        let received =
            try reader.integer("SELECT sum(amount) FROM receipts WHERE order_id = ? AND status = 'received'", order.id.stored) ?? 0
        let demanded = roundedQuotient(Int128(order.gross.minorUnits) * Int128(order.prepayment.unscaled), by: 1_0000)
        return Int128(received) >= demanded
    }
}

extension [Reaction] {
    /// Money that comes in, or is no longer owed, lets orders pass that the credit check held (P4.2.2). A write-off does not: nobody paid.
    package static let paymentsReleaseOrders: [Reaction] = [
        Reaction(to: Receipt.self, "created") { try Order.releasePaid(of: $0.customer, in: $1) },
        Reaction(to: Receipt.self, "allocate") { try Order.releasePaid(of: $0.customer, in: $1) },
        Reaction(to: CreditNote.self, "issue") { try Order.releasePaid(of: $0.customer, in: $1) },
        // And what is owed again holds them once more.
        Reaction(to: Receipt.self, "reverse") { try Order.holdUnpaid(of: $0.customer, in: $1) },
        Reaction(to: CreditNote.self, "void") { try Order.holdUnpaid(of: $0.customer, in: $1) },
    ]
}
