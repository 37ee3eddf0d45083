// What a customer owes or is about to owe, paper by paper: what stands against the credit limit (P4.2.2).

package import CRM
import Catalog
import Kernel
import SQLite

/// Open invoices, what is confirmed and not yet invoiced, and off it what was paid in advance.
enum Exposure {
    /// The exposure of a customer, with each paper and what it adds: the papers' amounts come to the total exactly, and it is never below
    /// nothing. Money on account takes off as much as is owed, and no more.
    ///
    /// - Parameter order: one that counts whatever its state, and does not stand among the papers; nil for none
    /// Throws `amount_out_of_range`.
    static func of(_ customer: ID<Customer>, with order: Record<Order>? = nil, in reader: RuleReader) throws -> CreditExposure {
        let receivables = reader.ask(ReceivablesQuestions.self)
        var papers = try receivables.openInvoices(customer, reader)
        papers += try openOrders(of: customer, except: order?.id ?? ID(0), reader)
        var total = try papers.reduce(order.map { try $0.notInvoiced(in: reader) } ?? .zero) { try $0.adding($1.amount) }
        for paper in try receivables.onAccount(customer, reader) where total > .zero {
            let taken = min(paper.amount, total)
            total = try total.subtracting(taken)
            papers.append(
                CreditExposure.Paper(kind: paper.kind, id: paper.id, number: paper.number, amount: try Money.zero.subtracting(taken)))
        }
        return CreditExposure(total: total, papers: papers)
    }

    /// A customer's orders that are confirmed and not wholly invoiced, those held from confirmed included.
    private static func openOrders(of customer: ID<Customer>, except order: ID<Order>, _ reader: RuleReader) throws
        -> [CreditExposure.Paper]
    {
        let sql = """
            SELECT id, number, gross, returned_gross, exchange_rate, currency, invoicing_status FROM orders
            WHERE customer_id = ? AND id <> ? AND archived_at IS NULL AND (status = 'confirmed' OR (status = 'on_hold' AND held_from = 'confirmed'))
            """
        return try reader.rows(sql, [customer.stored, order.stored]).compactMap { row in
            guard let id = Int64(stored: row[0]), let number = String(stored: row[1]), let gross = Money(stored: row[2]),
                let returned = Money(stored: row[3]), let rate = ExchangeRate(stored: row[4]), let currency = String(stored: row[5]),
                let invoicing = InvoicingStatus(stored: row[6])
            else { return nil }
            let left = try notInvoiced(gross.subtracting(returned), invoicing, reader) { try reader.require(Order.self, ID(id)) }
            let amount = try inCompanyCurrency(left, currency, rate, reader)
            return amount > .zero ? CreditExposure.Paper(kind: "order", id: id, number: number, amount: amount) : nil
        }
    }

    /// What of an order's gross is still to be invoiced, in its currency. Who keeps the invoices is asked of those alone that are invoiced
    /// in part.
    ///
    /// - Parameter gross: without what came back before it was invoiced
    /// Throws `amount_out_of_range`.
    fileprivate static func notInvoiced(
        _ gross: Money, _ invoicing: InvoicingStatus, _ reader: RuleReader, _ order: () throws -> Record<Order>
    ) throws -> Money {
        switch invoicing {
        case .none: max(gross, .zero)
        case .partlyInvoiced: try reader.ask(ReceivablesQuestions.self).notInvoiced(order(), reader)
        case .invoiced, .paid: .zero
        }
    }

    fileprivate static func inCompanyCurrency(_ amount: Money, _ currency: String, _ rate: ExchangeRate, _ reader: RuleReader) throws
        -> Money
    {
        try ExchangeRates.converted(
            amount, at: rate, fromDecimals: Currency.decimals(of: currency) ?? 2,
            toDecimals: Currency.decimals(of: reader.registry.companyCurrency) ?? 2)
    }
}

extension Record where D == Order {
    /// What of its gross is still to be invoiced, in the company's currency. Throws `amount_out_of_range`.
    fileprivate func notInvoiced(in reader: RuleReader) throws -> Money {
        let left = try Exposure.notInvoiced(self.gross.subtracting(self.returnedGross), self.invoicingStatus, reader) { self }
        return try Exposure.inCompanyCurrency(left, self.currency, self.exchangeRate, reader)
    }
}

extension CreditQuestions {
    /// What a customer owes by orders and invoices and has not paid yet.
    package static let answeredByOrders = CreditQuestions { customer, reader in try Exposure.of(customer, in: reader) }
}
