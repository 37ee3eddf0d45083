// The formulas of a line: worked examples, currencies with other decimals, returns, the limits, and what always holds.

import Kernel
import Testing

@testable import Catalog

/// One line with what it must come to, in minor units.
struct LineExample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let quantity: String
    let price: String
    var discount = "0"
    var taxRate = "0.13"
    var pricesIncludeTax = false
    var decimals = 2
    let net: Int64
    let tax: Int64
    let gross: Int64
}

private let examples = [
    LineExample(
        testDescription: "12 at 14.00, 5 % off", quantity: "12", price: "14.00", discount: "0.05", net: 15960, tax: 2075, gross: 18035),
    LineExample(
        testDescription: "the same with tax included", quantity: "12", price: "14.00", discount: "0.05", pricesIncludeTax: true, net: 14124,
        tax: 1836,
        gross: 15960),
    LineExample(testDescription: "its return", quantity: "-12", price: "14.00", discount: "0.05", net: -15960, tax: -2075, gross: -18035),
    LineExample(
        testDescription: "its return with tax included", quantity: "-12", price: "14.00", discount: "0.05", pricesIncludeTax: true,
        net: -14124,
        tax: -1836, gross: -15960),
    LineExample(testDescription: "half a fen rounds up", quantity: "1", price: "0.005", taxRate: "0", net: 1, tax: 0, gross: 1),
    LineExample(testDescription: "half a fen back rounds down", quantity: "-1", price: "0.005", taxRate: "0", net: -1, tax: 0, gross: -1),
    LineExample(testDescription: "less than half a fen", quantity: "1", price: "0.0049", net: 0, tax: 0, gross: 0),
    LineExample(testDescription: "tax on half a fen", quantity: "1", price: "0.50", taxRate: "0.01", net: 50, tax: 1, gross: 51),
    LineExample(testDescription: "all of it off", quantity: "7", price: "99.99", discount: "1", net: 0, tax: 0, gross: 0),
    LineExample(
        testDescription: "tax as high as the price, included", quantity: "1", price: "3.01", taxRate: "1", pricesIncludeTax: true, net: 151,
        tax: 150, gross: 301),
    LineExample(testDescription: "parts of a unit", quantity: "0.3333", price: "12.3456", net: 411, tax: 53, gross: 464),
    LineExample(
        testDescription: "yen have no decimals", quantity: "3", price: "1250.5", taxRate: "0.1", decimals: 0, net: 3752, tax: 375,
        gross: 4127),
    LineExample(
        testDescription: "yen with tax included", quantity: "1", price: "1000", taxRate: "0.1", pricesIncludeTax: true, decimals: 0,
        net: 909, tax: 91,
        gross: 1000),
    LineExample(
        testDescription: "dinars have three decimals", quantity: "2", price: "1.2345", taxRate: "0.05", decimals: 3, net: 2469, tax: 123,
        gross: 2592),
    LineExample(
        testDescription: "the largest amount", quantity: "1", price: "90000000000000", taxRate: "0", net: 9_000_000_000_000_000, tax: 0,
        gross: 9_000_000_000_000_000),
]

struct LineAmountsTests {
    @Test(arguments: examples)
    func `a line comes to its worked example`(_ example: LineExample) throws {
        let amounts = try amounts(of: example)
        #expect(amounts.net == Money(minorUnits: example.net))
        #expect(amounts.tax == Money(minorUnits: example.tax))
        #expect(amounts.gross == Money(minorUnits: example.gross))
    }

    @Test(arguments: [
        LineExample(testDescription: "net out of range", quantity: "1", price: "90000000000000.01", taxRate: "0", net: 0, tax: 0, gross: 0),
        LineExample(
            testDescription: "gross out of range", quantity: "1", price: "90000000000000", taxRate: "0.0001", net: 0, tax: 0, gross: 0),
        LineExample(testDescription: "a return out of range", quantity: "-2", price: "90000000000000", net: 0, tax: 0, gross: 0),
        LineExample(testDescription: "beyond 64 bits", quantity: "10000000000000", price: "90000000000", net: 0, tax: 0, gross: 0),
        LineExample(testDescription: "beyond 128 bits", quantity: "900000000000000", price: "90000000000000", net: 0, tax: 0, gross: 0),
    ])
    func `a line beyond the range is refused`(_ example: LineExample) throws {
        let failure = #expect(throws: Failure.self) { try amounts(of: example) }
        #expect(failure?.code.name == "amount_out_of_range")
    }

    @Test
    func `totals are sums of lines, not computed anew`() throws {
        let line = try amounts(of: LineExample(testDescription: "", quantity: "1", price: "0.04", net: 0, tax: 0, gross: 0))
        let total = try LineAmounts.total(of: [line, line, line])
        #expect(total.net == Money(minorUnits: 12))
        // 13 % of each 0.04 is a fen; 13 % of 0.12 would be two.
        #expect(total.tax == Money(minorUnits: 3))
        #expect(try LineAmounts.total(of: []) == .zero)
    }

    @Test
    func `a total beyond the range is refused`() throws {
        let line = try amounts(
            of: LineExample(testDescription: "", quantity: "1", price: "60000000000000", taxRate: "0", net: 0, tax: 0, gross: 0))
        let failure = #expect(throws: Failure.self) { try LineAmounts.total(of: [line, line]) }
        #expect(failure?.code.name == "amount_out_of_range")
    }

    @Test(arguments: [false, true], [0, 2, 3])
    func `net and tax make gross, and a return takes back exactly what was sold`(pricesIncludeTax: Bool, decimals: Int) throws {
        var random = SplitMix(seed: 20_261_124)
        for _ in 0..<5_000 {
            let quantity = Quantity(unscaled: .random(in: 1...1_000_000_0000, using: &random))
            let price = UnitPrice(unscaled: .random(in: 0...10_000_000, using: &random))
            let discount = Fraction(unscaled: .random(in: 0...10_000, using: &random))
            let taxRate = Fraction(unscaled: .random(in: 0...10_000, using: &random))
            func line(_ quantity: Quantity) throws -> LineAmounts {
                try LineAmounts(
                    quantity: quantity, unitPrice: price, discount: discount, taxRate: taxRate, pricesIncludeTax: pricesIncludeTax,
                    currencyDecimals: decimals)
            }
            let sold = try line(quantity)
            let returned = try line(Quantity(unscaled: -quantity.unscaled))
            #expect(sold.net.minorUnits + sold.tax.minorUnits == sold.gross.minorUnits)
            #expect(try sold.adding(returned) == .zero)
            #expect(sold.net >= .zero && sold.tax >= .zero)
            #expect(isNearest(sold, quantity, price, discount, pricesIncludeTax: pricesIncludeTax, decimals: decimals))
        }
    }

    /// Whether the line's value is no more than half a minor unit from the exact product.
    private func isNearest(
        _ line: LineAmounts, _ quantity: Quantity, _ price: UnitPrice, _ discount: Fraction, pricesIncludeTax: Bool, decimals: Int
    ) -> Bool {
        let step = (0..<(12 - decimals)).reduce(Int128(1)) { power, _ in power * 10 }
        let exact = Int128(quantity.unscaled) * Int128(price.unscaled) * Int128(10_000 - discount.unscaled)
        let value = Int128((pricesIncludeTax ? line.gross : line.net).minorUnits) * step
        return (value - exact).magnitude * 2 <= step.magnitude
    }

    private func amounts(of example: LineExample) throws -> LineAmounts {
        try LineAmounts(
            quantity: #require(Quantity(example.quantity)), unitPrice: #require(UnitPrice(example.price)),
            discount: #require(Fraction(example.discount)), taxRate: #require(Fraction(example.taxRate)),
            pricesIncludeTax: example.pricesIncludeTax, currencyDecimals: example.decimals)
    }
}

/// Random numbers that are the same at every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
