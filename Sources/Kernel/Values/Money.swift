// Amounts of money, counted in a currency's minor unit.

/// An amount in the minor unit of its paper's currency (fen for CNY), never floating point.
package struct Money: Sendable, Hashable, Comparable {
    package let minorUnits: Int64

    /// In the smallest unit of the currency, such as fen.
    package init(minorUnits: Int64) {
        self.minorUnits = minorUnits
    }

    package static let zero = Money(minorUnits: 0)

    /// Amounts beyond ± 90,000,000,000,000.00 are refused, so that sums of what is stored cannot overflow.
    package static let range: ClosedRange<Int64> = -9_000_000_000_000_000...9_000_000_000_000_000

    /// Throws `Failure` with code `amount_out_of_range` where the sum leaves the range.
    package func adding(_ other: Money) throws -> Money {
        try Money(checked: Int128(minorUnits) + Int128(other.minorUnits))
    }

    /// Throws `amount_out_of_range`.
    package func subtracting(_ other: Money) throws -> Money {
        try Money(checked: Int128(minorUnits) - Int128(other.minorUnits))
    }

    /// Throws `Failure` with code `amount_out_of_range` where the number leaves the range.
    package init(checked minorUnits: Int128) throws {
        guard let narrow = Int64(exactly: minorUnits), Money.range.contains(narrow) else {
            throw Failure(.amountOutOfRange)
        }
        self.init(minorUnits: narrow)
    }

    package static func < (left: Money, right: Money) -> Bool {
        left.minorUnits < right.minorUnits
    }
}

/// ISO 4217: which currencies are known and how many decimals their minor unit has.
package enum Currency {
    /// Decimals of the currency's minor unit; nil for a code that is not known.
    package static func decimals(of code: String) -> Int? {
        known[code]
    }

    /// Every code that is accepted, in order.
    package static var codes: [String] { known.keys.sorted() }

    /// The most that a currency has.
    package static let mostDecimals = codes.compactMap { decimals(of: $0) }.max() ?? 2

    private static let known: [String: Int] = {
        let two =
            "AED AUD BDT BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES KZT LKR MAD MMK MOP MXN MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD TZS UAH USD UZS ZAR"
        var table: [String: Int] = [:]
        for code in two.split(separator: " ") { table[String(code)] = 2 }
        for code in ["JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "UGX"] { table[code] = 0 }
        for code in ["BHD", "KWD", "OMR", "JOD", "TND", "IQD"] { table[code] = 3 }
        return table
    }()
}

/// Divides and rounds half away from zero, the one rounding of all papers (domain.md, Money).
package func roundedQuotient(_ dividend: Int128, by divisor: Int128) -> Int128 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    guard remainder.magnitude * 2 >= divisor.magnitude else { return quotient }
    return (dividend < 0) == (divisor < 0) ? quotient + 1 : quotient - 1
}
