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
        decimals(ofUTF8: code.utf8.span)
    }

    /// The same for a code that lies elsewhere, such as in a column of the database.
    static func decimals(ofUTF8 code: Span<UInt8>) -> Int? {
        place(of: code).flatMap { byPlace[$0] }
    }

    /// Every code that is accepted, in order.
    package static let codes = known.map(\.code).sorted()

    /// The most that a currency has.
    package static let mostDecimals = codes.compactMap { decimals(of: $0) }.max() ?? 2

    /// By the place of the code among all combinations of three letters: every amount that goes out asks.
    private static let byPlace: [Int?] = {
        var table = [Int?](repeating: nil, count: 26 * 26 * 26)
        for (code, decimals) in known {
            if let place = place(of: Array(code.utf8).span) { table[place] = decimals }
        }
        return table
    }()

    /// Nil for what is not three capital letters.
    private static func place(of code: Span<UInt8>) -> Int? {
        guard code.count == 3 else { return nil }
        var place = 0
        for index in 0..<3 {
            let letter = Int(code[index]) - Int(UInt8(ascii: "A"))
            guard 0..<26 ~= letter else { return nil }
            place = place * 26 + letter
        }
        return place
    }

    private static let known: [(code: String, decimals: Int)] = {
        let two =
            "AED AUD BDT BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES KZT LKR MAD MMK MOP MXN MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD TZS UAH USD UZS ZAR"
        let none = "JPY KRW VND CLP ISK XAF XOF UGX"
        let three = "BHD KWD OMR JOD TND IQD"
        return [(two, 2), (none, 0), (three, 3)].flatMap { codes, decimals in
            codes.split(separator: " ").map { (String($0), decimals) }
        }
    }()
}

/// Divides and rounds half away from zero, the one rounding of all papers (domain.md, Money).
package func roundedQuotient(_ dividend: Int128, by divisor: Int128) -> Int128 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    guard remainder.magnitude * 2 >= divisor.magnitude else { return quotient }
    return (dividend < 0) == (divisor < 0) ? quotient + 1 : quotient - 1
}
