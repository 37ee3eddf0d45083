// The figures of one line of a paper: the same formulas for orders, invoices, credit notes and quotations (domain.md, Money).

package import Kernel

/// What a line comes to, in minor units of its paper's currency.
package struct LineAmounts: Sendable, Hashable {
    package let net: Money
    package let tax: Money
    package let gross: Money

    /// The figures of a line that was computed before.
    package init(net: Money, tax: Money, gross: Money) {
        self.net = net
        self.tax = tax
        self.gross = gross
    }

    package static let zero = LineAmounts(net: .zero, tax: .zero, gross: .zero)

    /// Computes a line, rounding half away from zero once for each figure. A return has a negative quantity, and the same figures with a minus.
    ///
    /// - Parameters:
    ///   - discount: a fraction of the price
    ///   - pricesIncludeTax: the unit price is gross, so that the tax is taken out of it rather than added
    ///   - currencyDecimals: decimals of the currency's minor unit
    /// Throws `amount_out_of_range`.
    package init(
        quantity: Quantity, unitPrice: UnitPrice, discount: Fraction = .zero, taxRate: Fraction, pricesIncludeTax: Bool = false,
        currencyDecimals: Int
    ) throws {
        let value = try LineAmounts.value(of: quantity, at: unitPrice, less: discount, currencyDecimals: currencyDecimals)
        if pricesIncludeTax {
            gross = value
            let whole = try Int128(value.minorUnits).times(one)
            net = try Money(checked: roundedQuotient(whole, by: one + Int128(taxRate.unscaled)))
            tax = try gross.subtracting(net)
        } else {
            net = value
            let share = try Int128(value.minorUnits).times(Int128(taxRate.unscaled))
            tax = try Money(checked: roundedQuotient(share, by: one))
            gross = try net.adding(tax)
        }
    }

    /// Quantity × price × (1 − discount), rounded once: a line's own value, or what it cost.
    ///
    /// Throws `amount_out_of_range`.
    package static func value(of quantity: Quantity, at price: UnitPrice, less discount: Fraction = .zero, currencyDecimals: Int) throws
        -> Money
    {
        let exact = try Int128(quantity.unscaled).times(Int128(price.unscaled)).times(one - Int128(discount.unscaled))
        let places = Quantity.scale + UnitPrice.scale + Fraction.scale - currencyDecimals
        return try Money(checked: roundedQuotient(exact, by: .powerOfTen(places)))
    }

    /// The sum of two lines' figures. Throws `amount_out_of_range`.
    package func adding(_ other: LineAmounts) throws -> LineAmounts {
        try LineAmounts(net: net.adding(other.net), tax: tax.adding(other.tax), gross: gross.adding(other.gross))
    }

    /// A paper's totals: the sums of all its lines. Throws `amount_out_of_range`.
    package static func total(of lines: some Sequence<LineAmounts>) throws -> LineAmounts {
        try lines.reduce(.zero) { try $0.adding($1) }
    }
}

/// The whole of a fraction.
private let one = Int128.powerOfTen(Fraction.scale)
