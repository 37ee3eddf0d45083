// The credit check of an order: exposure against the limit, and what a poor rating demands (P4.2.2).

package import CRM
import Catalog
import Kernel
import SQLite

/// What stands against a customer's limit if this order counts, in the company's currency, and whether it may pass.
struct CreditCheck {
    let credit: CustomerCredit
    /// Open receivables, what is confirmed and not invoiced, and this order.
    let exposure: Money
    /// The other orders in it.
    let others: [CreditExposure.Paper]
    /// Why the order is held; nil where it may pass.
    let reason: HoldReason?

    /// Throws `amount_out_of_range` where the exposure is beyond all amounts.
    init(_ order: Record<Order>, in context: RuleReader) throws {
        let receivables = context.ask(ReceivablesQuestions.self)
        credit = try Credit.of(order.customer, in: context)
        others = try OpenOrders.of(order.customer.integer, except: order.id.integer, registry: context.registry, context.connection)
        var exposure = try receivables.open(order.customer.integer, context.connection)
        for paper in others { exposure = try exposure.adding(paper.amount) }
        exposure = try exposure.adding(order.grossInCompanyCurrency(context.registry.companyCurrency))
        self.exposure = exposure
        let isPrepaid = try order.prepayment == .zero ? false : receivables.isPrepaymentReceived(order.id, context)
        reason = CreditCheck.reason(order, credit, exposure, isPrepaid: isPrepaid)
    }

    private static func reason(_ order: Record<Order>, _ credit: CustomerCredit, _ exposure: Money, isPrepaid: Bool) -> HoldReason? {
        // What finance has released passes, as long as no more is at stake than was then.
        if let released = order.releasedExposure, exposure.minorUnits <= released { return nil }
        if isPrepaid { return nil }
        if order.prepayment > .zero { return .prepaymentOpen }
        if credit.guaranteeCovers(exposure) { return nil }
        if credit.isPoor { return .poorRating }
        return exposure > credit.limit ? .overLimit : nil
    }
}

extension Order {
    /// Puts the order on hold where the credit check fails; it counts as coming from the state it was in.
    static func holdWhereCreditFails(_ order: inout Record<Order>, in context: RuleContext) throws {
        guard let reason = try CreditCheck(order, in: context).reason else { return }
        order.heldFrom = order.status
        order.holdReason = reason
        order.holdComment = nil
        order.status = .onHold
    }
}

extension Record where D == Order {
    func grossInCompanyCurrency(_ companyCurrency: String) throws -> Money {
        try ExchangeRates.converted(
            self.gross, at: self.exchangeRate, fromDecimals: Currency.decimals(of: self.currency) ?? 2,
            toDecimals: Currency.decimals(of: companyCurrency) ?? 2)
    }
}

/// What a customer owes or is about to owe: the answer that Orders gives to CRM.
extension CreditQuestions {
    /// What a customer owes by orders and is not paid yet.
    package static let answeredByOrders = CreditQuestions { customer, context in
        let papers = try OpenOrders.of(customer.integer, registry: context.registry, context.connection)
        let open = try context.ask(ReceivablesQuestions.self).open(customer.integer, context.connection)
        return CreditExposure(total: try papers.reduce(open) { try $0.adding($1.amount) }, papers: papers)
    }
}

/// A customer's orders that are confirmed and not yet invoiced, those held from confirmed included.
enum OpenOrders {
    static func of(_ customer: Int64, except order: Int64 = 0, registry: Registry, _ connection: Connection) throws -> [CreditExposure
        .Paper]
    {
        let sql = """
            SELECT id, number, gross, exchange_rate, currency FROM orders
            WHERE customer_id = ? AND id <> ? AND archived_at IS NULL AND (status = 'confirmed' OR (status = 'on_hold' AND held_from = 'confirmed'))
            """
        let company = Currency.decimals(of: registry.companyCurrency) ?? 2
        return try connection.rows(sql, [.integer(customer), .integer(order)]).compactMap { row in
            guard let id = Int64(stored: row[0]), let number = String(stored: row[1]), let gross = Money(stored: row[2]),
                let rate = ExchangeRate(stored: row[3]), let currency = String(stored: row[4])
            else { return nil }
            let amount = try ExchangeRates.converted(
                gross, at: rate, fromDecimals: Currency.decimals(of: currency) ?? 2, toDecimals: company)
            return CreditExposure.Paper(kind: "order", id: id, number: number, amount: amount)
        }
    }
}
