// Figures of reviews: made from whole numbers and minor units, rounded half away from zero once.

import Kernel

extension Figure {
    /// What a figure's one is in the database.
    static let one: Int64 = 10_000

    /// A whole number. What is too large for a figure is the largest.
    init(whole: Int64) {
        let (product, isTooLarge) = whole.multipliedReportingOverflow(by: Figure.one)
        self.init(unscaled: isTooLarge ? (whole < 0 ? Figure.range.lowerBound : Figure.range.upperBound) : product)
    }

    /// An amount of the company's currency. Throws `amount_out_of_range`.
    init(minorUnits: Int128, decimals: Int) throws {
        try self.init(minorUnits, per: Figure.power(of: decimals))
    }

    /// `dividend ÷ divisor`, rounded to four decimals. Throws `amount_out_of_range`; the divisor is not zero.
    init(_ dividend: Int128, per divisor: Int128) throws {
        let (product, isTooLarge) = dividend.multipliedReportingOverflow(by: Int128(Figure.one))
        guard !isTooLarge, let unscaled = Int64(exactly: roundedQuotient(product, by: divisor)), Figure.range.contains(unscaled) else {
            throw Failure(.amountOutOfRange)
        }
        self.init(unscaled: unscaled)
    }

    /// `dividend ÷ divisor`, rounded once, to hundredths. Throws `amount_out_of_range`; the divisor is not zero.
    init(hundredthsOf dividend: Int128, per divisor: Int128) throws {
        let (product, isTooLarge) = dividend.multipliedReportingOverflow(by: 100)
        guard !isTooLarge, let hundredths = Int64(exactly: roundedQuotient(product, by: divisor)) else { throw Failure(.amountOutOfRange) }
        let (unscaled, isOver) = hundredths.multipliedReportingOverflow(by: 100)
        guard !isOver, Figure.range.contains(unscaled) else { throw Failure(.amountOutOfRange) }
        self.init(unscaled: unscaled)
    }

    /// Whether it has no more decimals than that.
    func hasAtMost(decimals: Int) -> Bool {
        guard decimals < Figure.scale else { return true }
        return Int128(unscaled) % Figure.power(of: Figure.scale - decimals) == 0
    }

    private static func power(of exponent: Int) -> Int128 { (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 } }
}
