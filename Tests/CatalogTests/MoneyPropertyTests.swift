// What holds for every line and every conversion, against a second computation that shares nothing with the first.

import Foundation
import Kernel
import TestSupport
import Testing

@testable import Catalog

struct MoneyPropertyTests {
    private static let rounds = SeededRandom.rounds(standard: 4_000)

    /// A line whose figures keep within the range, or nearly.
    private struct Case: CustomStringConvertible {
        let quantity: Quantity
        let price: UnitPrice
        let discount: Fraction
        let taxRate: Fraction
        let pricesIncludeTax: Bool
        let decimals: Int

        init(_ random: inout SeededRandom) {
            let digits = random.integer(0...13)
            let large = (0..<digits).reduce(Int64(10)) { power, _ in power * 10 }
            quantity = Quantity(unscaled: random.integer(-large...large))
            price = UnitPrice(unscaled: random.integer(0...random.pick([9, 10_000, 1_234_567, 900_000_000_000])))
            discount = Fraction(unscaled: random.pick([0, 0, 5_000, 10_000, random.integer(0...10_000)]))
            taxRate = Fraction(unscaled: random.pick([0, 600, 900, 1_300, 10_000, random.integer(0...10_000)]))
            pricesIncludeTax = random.oneIn(2)
            decimals = random.pick([0, 2, 2, 3])
        }

        func line(negated: Bool = false) throws -> LineAmounts {
            try LineAmounts(
                quantity: Quantity(unscaled: negated ? -quantity.unscaled : quantity.unscaled), unitPrice: price, discount: discount,
                taxRate: taxRate, pricesIncludeTax: pricesIncludeTax, currencyDecimals: decimals)
        }

        /// The same by Foundation's decimals of 38 digits: value, net, tax and gross in minor units.
        var expected: (net: Decimal, tax: Decimal, gross: Decimal) {
            let share = MoneyPropertyTests.decimal(taxRate.unscaled, places: 4)
            let exact =
                MoneyPropertyTests.decimal(quantity.unscaled, places: 4) * MoneyPropertyTests.decimal(price.unscaled, places: 4)
                * (1 - MoneyPropertyTests.decimal(discount.unscaled, places: 4))
            let value = MoneyPropertyTests.rounded(exact * MoneyPropertyTests.decimal(1, places: -decimals))
            if pricesIncludeTax {
                let net = MoneyPropertyTests.rounded(value / (1 + share))
                return (net, value - net, value)
            }
            let tax = MoneyPropertyTests.rounded(value * share)
            return (value, tax, value + tax)
        }

        var description: String {
            "quantity \(quantity.unscaled), price \(price.unscaled), discount \(discount.unscaled), tax \(taxRate.unscaled), included \(pricesIncludeTax), decimals \(decimals)"
        }
    }

    private static func decimal(_ unscaled: Int64, places: Int) -> Decimal {
        Decimal(sign: unscaled < 0 ? .minus : .plus, exponent: -places, significand: Decimal(unscaled.magnitude))
    }

    /// To a whole number, half away from zero.
    private static func rounded(_ value: Decimal) -> Decimal {
        var (exact, whole) = (value.magnitude, Decimal())
        NSDecimalRound(&whole, &exact, 0, .plain)
        return value < 0 ? -whole : whole
    }

    private static let range = Decimal(Money.range.lowerBound)...Decimal(Money.range.upperBound)

    @Test func `every line is what a second, independent computation gives, or is refused where that leaves the range`() {
        let seed = SeededRandom.seed(standard: 1)
        var random = SeededRandom(seed: seed)
        for _ in 0..<Self.rounds {
            let line = Case(&random)
            let expected = line.expected
            let fits = [expected.net, expected.tax, expected.gross].allSatisfy(Self.range.contains)
            switch Result(catching: { try line.line() }) {
            case .success(let amounts):
                let given = [amounts.net, amounts.tax, amounts.gross].map { Decimal($0.minorUnits) }
                #expect(given == [expected.net, expected.tax, expected.gross], "seed \(seed): \(line)")
            case .failure(let error):
                #expect(!fits && (error as? Failure)?.code.name == "amount_out_of_range", "seed \(seed): \(line) \(error)")
            }
        }
    }

    @Test func `a return is the sale with a minus, and totals are sums in any order and any grouping`() throws {
        let seed = SeededRandom.seed(standard: 2)
        var random = SeededRandom(seed: seed)
        for _ in 0..<(Self.rounds / 40) {
            let lines = (0..<random.integer(0...12)).compactMap { _ in try? Case(&random).line() }
            let returns = try lines.map {
                LineAmounts(
                    net: try Money.zero.subtracting($0.net), tax: try Money.zero.subtracting($0.tax),
                    gross: try Money.zero.subtracting($0.gross))
            }
            guard let total = try? LineAmounts.total(of: lines) else { continue }
            #expect(try total.adding(LineAmounts.total(of: returns)) == .zero, "seed \(seed)")
            #expect((try? LineAmounts.total(of: lines.shuffled(using: &random))) ?? total == total, "seed \(seed)")
            let cut = Int(random.integer(0...Int64(lines.count)))
            let parts = try [lines[..<cut], lines[cut...]].map { try LineAmounts.total(of: $0) }
            #expect(try LineAmounts.total(of: parts) == total, "seed \(seed)")
            #expect(total.net.minorUnits + total.tax.minorUnits == total.gross.minorUnits, "seed \(seed)")
        }
        for _ in 0..<(Self.rounds / 4) {
            let line = Case(&random)
            guard let sold = try? line.line() else { continue }
            #expect(try sold.adding(line.line(negated: true)) == .zero, "seed \(seed): \(line)")
        }
    }

    @Test func `a conversion is what a second computation gives`() {
        let seed = SeededRandom.seed(standard: 3)
        var random = SeededRandom(seed: seed)
        for _ in 0..<Self.rounds {
            let amount = Money(minorUnits: random.integer(random.pick([-1_000...1_000, Money.range])))
            let rate = ExchangeRate(unscaled: random.integer(1...random.pick([100, 1_000_000_000, ExchangeRate.range.upperBound])))
            let (from, to) = (random.pick([0, 2, 3]), random.pick([0, 2, 3]))
            let exact = Decimal(amount.minorUnits) * Self.decimal(rate.unscaled, places: 8) * Self.decimal(1, places: from - to)
            let expected = Self.rounded(exact)
            let place = "seed \(seed): \(amount.minorUnits) at \(rate.unscaled) from \(from) to \(to)"
            switch Result(catching: { try ExchangeRates.converted(amount, at: rate, fromDecimals: from, toDecimals: to) }) {
            case .success(let converted): #expect(Decimal(converted.minorUnits) == expected, "\(place)")
            case .failure: #expect(!Self.range.contains(expected), "\(place)")
            }
        }
    }
}
