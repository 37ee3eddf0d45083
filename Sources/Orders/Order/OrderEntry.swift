// Entering and changing an order: what is filled in, computed and checked before it is written (P2.5.1).

import CRM
import Catalog
import Identity
package import Kernel

extension Order {
    /// Completes the lines with prices, taxes and costs, and sums them up.
    /// Throws `customer_not_open`, `customer_order_repeated`, and the faults of the lines.
    package static func prepare(_ order: inout Record<Order>, from old: Record<Order>?, in context: RuleContext) throws {
        let customer = try context.require(Customer.self, order.customer)
        try customer.requireOpen()
        try refuseRepeatedNumber(of: &order, in: context)
        let faults = try takeContractTerms(&order, from: old, in: context)
        try freezeExchangeRate(of: &order, from: old, in: context)
        try complete(&order, from: old, for: customer, faults, in: context)
    }

    /// Fills in and computes the lines, and sums them up. Throws their faults with those that were found before.
    private static func complete(
        _ order: inout Record<Order>, from old: Record<Order>?, for customer: Record<Customer>, _ known: [Fault], in context: RuleContext
    ) throws {
        let pricing = LinePricing(
            OrderLine.places, for: customer, currency: order.currency, exchangeRate: order.exchangeRate,
            pricesIncludeTax: order.pricesIncludeTax, isCurrencyNew: old?.currency != order.currency)
        let former = old?.lines ?? []
        var lines = order.lines
        var faults = known
        for index in lines.indices where !known.contains(where: { $0.pointer.hasPrefix("/lines/\(index)/") }) {
            lines[index].takeWantedDay(of: order, from: old)
            // What was contracted is delivered, also where it is no longer sold to others.
            let before = former.first { $0.id == lines[index].id } ?? (order.contract == nil ? nil : lines[index])
            faults += try pricing.complete(&lines[index].row, from: before?.row, at: "/lines/\(index)", in: context)
            try lines[index].takeKindOfGoods(unlessIn: former.first { $0.id == lines[index].id }, in: context)
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        order.lines = lines
        try order.sumUp()
    }

    /// The same order of a customer is not entered twice. Whoever may not see the first one is told whom to ask.
    /// Blanks around a number do not make it another one.
    private static func refuseRepeatedNumber(of order: inout Record<Order>, in context: RuleContext) throws {
        guard let given = order.customerPoNumber else { return }
        let number = given.trimmed
        order.customerPoNumber = number
        let same = try context.all(
            Order.self, where: "customer_id = ? AND customer_po_number = ? AND id <> ? AND archived_at IS NULL AND status <> 'cancelled'",
            order.customer.stored, number.stored, order.id.stored)
        guard let first = same.first else { return }
        let owner = try context.require(User.self, first.owner)
        throw Failure(.customerOrderRepeated, ["number": number, "owner": owner.displayName])
    }

    private static func freezeExchangeRate(of order: inout Record<Order>, from old: Record<Order>?, in context: RuleContext) throws {
        guard old?.currency != order.currency else { return }
        order.exchangeRate = try ExchangeRates.rate(of: order.currency, on: context.today, in: context)
    }
}

extension Record where D == Order {
    /// Comes to what its lines come to. Throws `amount_out_of_range`.
    mutating func sumUp() throws {
        let totals = try PaperTotals(of: self.lines.map(\.row), OrderLine.places)
        self.net = totals.net
        self.tax = totals.tax
        self.gross = totals.gross
        self.cost = totals.cost
        self.margin = totals.margin
    }
}

extension Record where D == OrderLine {
    /// Whether it is made to order, as the product says when the line gets it.
    fileprivate mutating func takeKindOfGoods(unlessIn former: Record<OrderLine>?, in context: RuleContext) throws {
        guard former == nil || former?.product != self.product else { return }
        self.madeToOrder = try self.product.map { try context.require(Product.self, $0).madeToOrder } ?? false
    }

    /// The order's delivery is its lines' default, and lines that followed it follow its change.
    fileprivate mutating func takeWantedDay(of order: Record<Order>, from old: Record<Order>?) {
        // What has arrived was wanted when it was wanted.
        guard self.deliveredOn == nil else { return }
        if self.wantedOn == nil || (old?.deliveryOn != nil && self.wantedOn == old?.deliveryOn) { self.wantedOn = order.deliveryOn }
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex))
    }
}
