// What is filled into a line when it is entered, and what it comes to: price, tax, cost, amounts.

import Catalog
package import Kernel
import SQLite

/// How the lines of one paper are priced.
package struct LinePricing {
    private let places: LinePlaces
    private let customer: Record<Customer>
    private let currency: String
    private let exchangeRate: ExchangeRate
    private let pricesIncludeTax: Bool
    private let isCurrencyNew: Bool

    /// - Parameters:
    ///   - places: of the paper's lines
    ///   - exchangeRate: what one of the currency is worth in the company's own
    ///   - isCurrencyNew: the paper had another one before, or is new itself: costs are taken anew
    package init(
        _ places: LinePlaces, for customer: Record<Customer>, currency: String, exchangeRate: ExchangeRate, pricesIncludeTax: Bool,
        isCurrencyNew: Bool
    ) {
        self.places = places
        self.customer = customer
        self.currency = currency
        self.exchangeRate = exchangeRate
        self.pricesIncludeTax = pricesIncludeTax
        self.isCurrencyNew = isCurrencyNew
    }

    /// Completes a line and computes it; returns what is wrong with it instead, at pointers below `pointer`.
    ///
    /// - Parameter former: the same line before the change; nil for a new one
    /// Throws `amount_out_of_range`.
    package func complete(_ line: inout Row, from former: Row?, at pointer: String, in context: RuleReader) throws -> [Fault] {
        var faults: [Fault] = []
        switch line.text(places.kind).flatMap(LineKind.init) ?? .product {
        case .product: faults = try completeProduct(&line, from: former, at: pointer, in: context)
        case .freight: faults = completeFreight(&line, at: pointer)
        }
        if faults.isEmpty { try compute(&line) }
        return faults
    }

    private func completeProduct(_ line: inout Row, from former: Row?, at pointer: String, in context: RuleReader) throws -> [Fault] {
        guard let id = line.integer(places.product) else { return [missing("product_id", at: pointer)] }
        var faults: [Fault] = []
        if line.isNull(places.quantity) { faults.append(missing("quantity", at: pointer)) }
        let product = try context.require(Product.self, ID(id))
        let isSame = former?.integer(places.product) == id
        guard product.active || isSame else {
            return faults + [Fault(.productInactive, at: pointer + "/product_id", ["sku": product.sku])]
        }
        if line.isNull(places.unitPrice) {
            let listed = try PriceLists.unitPrice(for: customer, product, currency: currency, on: context.today, in: context)
            guard let listed else { return faults + [missing("unit_price", at: pointer)] }
            line.values[places.unitPrice] = listed.stored
        }
        if line.isNull(places.taxRate) { line.values[places.taxRate] = product.taxRate.stored }
        if !isSame || isCurrencyNew || line.isNull(places.unitCost) { line.values[places.unitCost] = try unitCost(of: product).stored }
        return faults
    }

    /// Freight is one of its kind: no product, not shipped, with a tax rate of its own.
    private func completeFreight(_ line: inout Row, at pointer: String) -> [Fault] {
        var faults: [Fault] = []
        if !line.isNull(places.product) { faults.append(Fault(.freightWithProduct, at: pointer + "/product_id")) }
        let one = Quantity(unscaled: 1_0000).stored
        if !line.isNull(places.quantity), line.values[places.quantity] != one {
            faults.append(Fault(.freightQuantity, at: pointer + "/quantity"))
        }
        line.values[places.quantity] = one
        if line.isNull(places.unitPrice) { faults.append(missing("unit_price", at: pointer)) }
        if line.isNull(places.taxRate) { faults.append(missing("tax_rate", at: pointer)) }
        line.values[places.unitCost] = UnitPrice.zero.stored
        return faults
    }

    private func missing(_ name: String, at pointer: String) -> Fault {
        Fault(.required, at: "\(pointer)/\(name)", ["name": name])
    }

    /// The standard cost in the paper's currency.
    private func unitCost(of product: Record<Product>) throws -> UnitPrice {
        let inCompanyCurrency = Int128((product.standardCost ?? .zero).unscaled) * Int128(ExchangeRate.one.unscaled)
        let cost = roundedQuotient(inCompanyCurrency, by: Int128(max(exchangeRate.unscaled, 1)))
        guard let unscaled = Int64(exactly: cost), UnitPrice.range.contains(unscaled) else { throw Failure(.amountOutOfRange) }
        return UnitPrice(unscaled: unscaled)
    }

    private func compute(_ line: inout Row) throws {
        let decimals = Currency.decimals(of: currency) ?? 2
        let quantity = Quantity(unscaled: line.integer(places.quantity) ?? 0)
        let amounts = try LineAmounts(
            quantity: quantity, unitPrice: UnitPrice(unscaled: line.integer(places.unitPrice) ?? 0),
            discount: Fraction(unscaled: line.integer(places.discount) ?? 0),
            taxRate: Fraction(unscaled: line.integer(places.taxRate) ?? 0), pricesIncludeTax: pricesIncludeTax, currencyDecimals: decimals)
        let unitCost = UnitPrice(unscaled: line.integer(places.unitCost) ?? 0)
        let cost = try LineAmounts.value(of: quantity, at: unitCost, currencyDecimals: decimals)
        line.values[places.net] = amounts.net.stored
        line.values[places.tax] = amounts.tax.stored
        line.values[places.gross] = amounts.gross.stored
        line.values[places.cost] = cost.stored
        line.values[places.margin] = try amounts.net.subtracting(cost).stored
    }
}
