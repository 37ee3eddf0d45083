// Exact decimals: quantities, prices, fractions and rates are integers with a known number of decimals, never floating point.

/// A decimal number stored as an integer count of its smallest step, `10^-scale`.
package protocol FixedPoint: Sendable, Hashable, Comparable {
    /// Decimals that are stored.
    static var scale: Int { get }
    /// Decimals that are always shown.
    static var shownPlaces: Int { get }
    /// What may be entered, in smallest steps.
    static var range: ClosedRange<Int64> { get }
    var unscaled: Int64 { get }
    init(unscaled: Int64)
}

extension FixedPoint {
    package static func < (left: Self, right: Self) -> Bool {
        left.unscaled < right.unscaled
    }

    /// Reads a decimal such as `12.5`; nil where it is malformed, has too many decimals or does not fit.
    package init?(_ text: some StringProtocol) {
        guard case .success(let unscaled) = DecimalText.read(text, scale: Self.scale) else { return nil }
        self.init(unscaled: unscaled)
    }

    package static var zero: Self { Self(unscaled: 0) }
}

/// How many of something, up to 4 decimals.
package struct Quantity: FixedPoint {
    package static let scale = 4
    package static let shownPlaces = 0
    package static let range: ClosedRange<Int64> = 1...10_000_000_000_0000
    package let unscaled: Int64
    package init(unscaled: Int64) { self.unscaled = unscaled }
}

/// The price of one unit in the paper's currency, up to 4 decimals.
package struct UnitPrice: FixedPoint {
    package static let scale = 4
    package static let shownPlaces = 2
    package static let range: ClosedRange<Int64> = 0...90_000_000_000_0000
    package let unscaled: Int64
    package init(unscaled: Int64) { self.unscaled = unscaled }
}

/// A part of a whole between 0 and 1, such as a discount or a tax rate, up to 4 decimals.
package struct Fraction: FixedPoint {
    package static let scale = 4
    package static let shownPlaces = 0
    package static let range: ClosedRange<Int64> = 0...1_0000
    package let unscaled: Int64
    package init(unscaled: Int64) { self.unscaled = unscaled }
}

/// What one unit of a currency is worth in the company's own, up to 8 decimals.
package struct ExchangeRate: FixedPoint {
    package static let scale = 8
    package static let shownPlaces = 0
    package static let range: ClosedRange<Int64> = 1...10_000_000_0000_0000
    package let unscaled: Int64
    package init(unscaled: Int64) { self.unscaled = unscaled }
    package static let one = ExchangeRate(unscaled: 1_0000_0000)
}

/// An amount in the company's own currency that stands in a record of another: in thousandths, which hold every currency's minor unit.
package struct CompanyAmount: FixedPoint {
    package static let scale = 3
    package static let shownPlaces = 2
    package static let range: ClosedRange<Int64> = -90_000_000_000_000_000...90_000_000_000_000_000
    package let unscaled: Int64
    package init(unscaled: Int64) { self.unscaled = unscaled }

    /// Throws `amount_out_of_range`.
    ///
    /// - Parameter decimals: of the company's currency
    package init(_ amount: Money, decimals: Int) throws {
        let factor = (decimals..<max(decimals, CompanyAmount.scale)).reduce(Int128(1)) { factor, _ in factor * 10 }
        guard let unscaled = Int64(exactly: Int128(amount.minorUnits) * factor), CompanyAmount.range.contains(unscaled) else {
            throw Failure(.amountOutOfRange)
        }
        self.unscaled = unscaled
    }
}

/// A figure of no currency of its own, such as an amount of the company's, a percentage, a mean or a count: up to 4 decimals.
package struct Figure: FixedPoint {
    package static let scale = 4
    package static let shownPlaces = 2
    package static let range: ClosedRange<Int64> = -90_000_000_000_000_0000...90_000_000_000_000_0000
    package let unscaled: Int64
    package init(unscaled: Int64) { self.unscaled = unscaled }
}

/// Reading and writing of decimals as text.
package enum DecimalText {
    /// Why a decimal could not be read.
    package enum Fault: Error, Sendable {
        case malformed
        case tooManyPlaces
        case tooLarge
    }

    /// Reads `-12.50` or a JSON number literal such as `1.25e1` as an integer count of `10^-scale`, exactly.
    package static func read(_ text: some StringProtocol, scale: Int) -> Result<Int64, Fault> {
        var digits: [UInt8] = []
        var places = 0
        var seenPoint = false
        var exponent = 0
        var bytes = Array(text.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes.removeFirst() }
        guard let first = bytes.first, isDigit(first), bytes.count <= 40 else { return .failure(.malformed) }
        while let byte = bytes.first {
            bytes.removeFirst()
            if isDigit(byte) {
                digits.append(byte - 48)
                if seenPoint { places += 1 }
            } else if byte == UInt8(ascii: "."), !seenPoint, let next = bytes.first, isDigit(next) {
                seenPoint = true
            } else if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E"), let value = Int(String(decoding: bytes, as: UTF8.self)),
                (-40...40).contains(value)
            {
                exponent = value
                break
            } else {
                return .failure(.malformed)
            }
        }
        return shifted(digits, by: scale - places + exponent, negative: negative)
    }

    private static func shifted(_ digits: [UInt8], by zeros: Int, negative: Bool) -> Result<Int64, Fault> {
        var digits = digits
        for _ in 0..<max(0, -zeros) {
            guard digits.popLast() ?? 0 == 0 else { return .failure(.tooManyPlaces) }
        }
        digits += Array(repeating: 0, count: max(0, zeros))
        var value: Int64 = 0
        for digit in digits {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(Int64(digit))
            guard !overflow, !carried else { return .failure(.tooLarge) }
            value = sum
        }
        return .success(negative ? -value : value)
    }

    /// `unscaled × 10^-scale` with at least `shownPlaces` decimals and no further trailing zeros.
    package static func write(_ unscaled: Int64, scale: Int, shownPlaces: Int) -> String {
        var digits = String(unscaled.magnitude)
        if digits.utf8.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits }
        let whole = digits.dropLast(scale)
        var fraction = digits.suffix(scale)
        while fraction.count > shownPlaces, fraction.last == "0" { fraction.removeLast() }
        return (unscaled < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= 48 && byte <= 57
    }
}
