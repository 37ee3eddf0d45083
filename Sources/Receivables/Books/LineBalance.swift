// What is left of a line that several papers share: quantities and amounts that always add up to the whole line (domain.md, Money).

import Catalog
package import Kernel

/// What is left of a line, in ten-thousandths and in minor units.
struct LineBalance: Equatable {
    private(set) var quantity: Int64
    private(set) var net: Int64
    private(set) var tax: Int64

    /// Nothing at all, to which papers add.
    init() { (quantity, net, tax) = (0, 0, 0) }

    /// What papers hold together.
    init(quantity: Int64, net: Int64, tax: Int64) { (self.quantity, self.net, self.tax) = (quantity, net, tax) }

    /// The whole line. What other papers hold is taken off by `subtract`.
    init(quantity: Quantity, net: Money, tax: Money) {
        self.quantity = quantity.unscaled
        self.net = net.minorUnits
        self.tax = tax.minorUnits
    }

    /// Takes off what another paper holds. Where a line has become smaller than that, nothing is left of it.
    mutating func subtract(quantity: Int64, net: Int64, tax: Int64) {
        self.quantity = max(0, self.quantity - quantity)
        self.net = max(0, self.net - net)
        self.tax = max(0, self.tax - tax)
    }

    /// Takes off what another paper holds.
    mutating func subtract(_ part: LineBalance) { subtract(quantity: part.quantity, net: part.net, tax: part.tax) }

    /// A part of it, with its share of the amounts. Throws `amount_out_of_range`.
    func part(_ quantity: Int64) throws -> LineBalance {
        guard quantity > 0 else { return LineBalance() }
        let share = try figures(of: Quantity(unscaled: quantity))
        return LineBalance(quantity: min(quantity, self.quantity), net: share.net.minorUnits, tax: share.tax.minorUnits)
    }

    /// Takes off a part for which no paper will ask, with its share of what is left. Throws `amount_out_of_range`.
    mutating func drop(_ part: Int64) throws {
        try subtract(self.part(min(part, quantity)))
    }

    /// The figures of a part: its share of what is left, rounded once for each figure. The last part takes all that is left, so that the
    /// parts come to the whole line to the fen, in whatever order they are made and undone.
    ///
    /// Throws `amount_out_of_range`.
    func figures(of part: Quantity) throws -> LineAmounts {
        guard part.unscaled < quantity else { return try figures(net, tax) }
        func share(_ whole: Int64) -> Int64 {
            Int64(clamping: roundedQuotient(Int128(whole) * Int128(part.unscaled), by: Int128(max(quantity, 1))))
        }
        return try figures(share(net), share(tax))
    }

    private func figures(_ net: Int64, _ tax: Int64) throws -> LineAmounts {
        let (net, tax) = (Money(minorUnits: net), Money(minorUnits: tax))
        return LineAmounts(net: net, tax: tax, gross: try net.adding(tax))
    }
}

extension Quantity {
    /// As it stands in JSON.
    var text: String { DecimalText.write(unscaled, scale: Quantity.scale, shownPlaces: Quantity.shownPlaces) }
}

extension Money {
    /// As it stands in JSON.
    package func text(in currency: String) -> String {
        let decimals = Currency.decimals(of: currency) ?? 2
        return DecimalText.write(minorUnits, scale: decimals, shownPlaces: decimals)
    }

    /// In the company's currency, at a frozen rate. Throws `amount_out_of_range`.
    func inCompanyCurrency(from currency: String, at rate: ExchangeRate, _ reader: RuleReader) throws -> Money {
        try ExchangeRates.converted(
            self, at: rate, fromDecimals: Currency.decimals(of: currency) ?? 2,
            toDecimals: Currency.decimals(of: reader.registry.companyCurrency) ?? 2)
    }
}
