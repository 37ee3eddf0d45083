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
        try freezeExchangeRate(of: &order, from: old, in: context)
        var faults: [Fault] = []
        order.lines = try order.lines.enumerated().map { index, line in
            var entry = LineEntry(line: line, pointer: "/lines/\(index)", order: order, customer: customer)
            try entry.complete(from: old, in: context)
            faults += entry.faults
            return entry.line
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        try sumUp(&order)
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

    private static func sumUp(_ order: inout Record<Order>) throws {
        let lines = order.lines
        let total = try LineAmounts.total(of: lines.map { LineAmounts(net: $0.net, tax: $0.tax, gross: $0.gross) })
        order.net = total.net
        order.tax = total.tax
        order.gross = total.gross
        order.cost = try lines.reduce(Money.zero) { try $0.adding($1.cost) }
        order.margin = try order.net.subtracting(order.cost)
    }
}

/// A line being entered: product or freight, price, tax, dates, amounts.
private struct LineEntry {
    var line: Record<OrderLine>
    let pointer: String
    let order: Record<Order>
    let customer: Record<Customer>
    var faults: [Fault] = []

    mutating func complete(from old: Record<Order>?, in context: RuleContext) throws {
        let former = old?.lines.first { $0.id == line.id }
        takeWantedDay(from: old)
        switch line.kind {
        case .product: try completeProduct(from: former, of: old, in: context)
        case .freight: completeFreight()
        }
        guard faults.isEmpty else { return }
        try compute()
    }

    /// The order's delivery is its lines' default, and lines that followed it follow its change.
    private mutating func takeWantedDay(from old: Record<Order>?) {
        if line.wantedOn == nil || (old?.deliveryOn != nil && line.wantedOn == old?.deliveryOn) { line.wantedOn = order.deliveryOn }
    }

    private mutating func completeProduct(from former: Record<OrderLine>?, of old: Record<Order>?, in context: RuleContext) throws {
        guard let id = line.product else {
            faults.append(Fault(.required, at: pointer + "/product_id", ["name": "product_id"]))
            return
        }
        require(line.has(\.quantity), "quantity")
        let product = try context.require(Product.self, id)
        guard product.active || former?.product == id else {
            faults.append(Fault(.productInactive, at: pointer + "/product_id", ["sku": product.sku]))
            return
        }
        if !line.has(\.unitPrice) {
            let listed = try PriceLists.unitPrice(for: customer, product, currency: order.currency, on: context.today, in: context)
            guard let listed else { return require(false, "unit_price") }
            line.unitPrice = listed
        }
        if !line.has(\.taxRate) { line.taxRate = product.taxRate }
        let isPricedAnew = former?.product != id || old?.currency != order.currency
        if isPricedAnew || !line.has(\.unitCost) { line.unitCost = try unitCost(of: product) }
    }

    /// Freight is one of its kind: no product, not shipped, with a tax rate of its own.
    private mutating func completeFreight() {
        if line.product != nil { faults.append(Fault(.freightWithProduct, at: pointer + "/product_id")) }
        let one = Quantity(unscaled: 1_0000)
        if line.has(\.quantity), line.quantity != one { faults.append(Fault(.freightQuantity, at: pointer + "/quantity")) }
        line.quantity = one
        require(line.has(\.unitPrice), "unit_price")
        require(line.has(\.taxRate), "tax_rate")
        line.unitCost = .zero
    }

    private mutating func require(_ isThere: Bool, _ name: String) {
        if !isThere { faults.append(Fault(.required, at: "\(pointer)/\(name)", ["name": name])) }
    }

    /// The standard cost in the order's currency.
    private func unitCost(of product: Record<Product>) throws -> UnitPrice {
        let inCompanyCurrency = Int128((product.standardCost ?? .zero).unscaled) * Int128(ExchangeRate.one.unscaled)
        let cost = roundedQuotient(inCompanyCurrency, by: Int128(max(order.exchangeRate.unscaled, 1)))
        guard let unscaled = Int64(exactly: cost), UnitPrice.range.contains(unscaled) else { throw Failure(.amountOutOfRange) }
        return UnitPrice(unscaled: unscaled)
    }

    private mutating func compute() throws {
        let decimals = Currency.decimals(of: order.currency) ?? 2
        let amounts = try LineAmounts(
            quantity: line.quantity, unitPrice: line.unitPrice, discount: line.discount, taxRate: line.taxRate,
            pricesIncludeTax: order.pricesIncludeTax, currencyDecimals: decimals)
        line.net = amounts.net
        line.tax = amounts.tax
        line.gross = amounts.gross
        line.cost = try LineAmounts.value(of: line.quantity, at: line.unitCost, currencyDecimals: decimals)
        line.margin = try line.net.subtracting(line.cost)
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex))
    }
}
