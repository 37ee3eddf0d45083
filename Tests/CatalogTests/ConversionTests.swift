// Amounts in another currency: exact, rounded once, refused beyond the range.

import Kernel
import Testing

@testable import Catalog

struct ConversionTests {
    @Test(arguments: [
        // minor units, rate, decimals from, decimals to, expected
        (100_00, "7.1234", 2, 2, 712_34),
        (1, "0.5", 2, 2, 1),
        (-1, "0.5", 2, 2, -1),
        (1, "0.49999999", 2, 2, 0),
        (10_000, "0.0478", 0, 2, 478_00),
        (1_000, "23.1", 3, 2, 23_10),
        (478_00, "20.92050209", 2, 0, 10_000),
        (0, "7", 2, 2, 0),
    ])
    func `an amount is converted exactly and rounded half away from zero`(
        _ minor: Int64, _ rate: String, _ from: Int, _ to: Int, _ expected: Int64
    ) throws {
        let converted = try ExchangeRates.converted(
            Money(minorUnits: minor), at: #require(ExchangeRate(rate)), fromDecimals: from, toDecimals: to)
        #expect(converted == Money(minorUnits: expected))
    }

    @Test(arguments: [Money.range.upperBound, Money.range.lowerBound])
    func `a conversion beyond the range is refused`(_ minor: Int64) throws {
        let failure = #expect(throws: Failure.self) {
            try ExchangeRates.converted(
                Money(minorUnits: minor), at: ExchangeRate(unscaled: ExchangeRate.range.upperBound), fromDecimals: 0, toDecimals: 3)
        }
        #expect(failure?.code.name == "amount_out_of_range")
    }
}
