// Numbers kept as the text that was written, and turned into integers only when that is exact.

/// A JSON number (RFC 8259 §6) as its literal text: no floating point, so nothing is rounded.
///
/// Equal means the same text: `1.0` and `1.00` differ.
package struct JSONNumber: Sendable, Hashable {
    /// The text as it was written, valid by the grammar of RFC 8259 §6.
    package let literal: String

    /// The literal of a whole number.
    package init(_ value: Int64) { literal = String(value) }

    /// Reads a literal out of text such as a decimal string; `nil` when it is not a JSON number or longer than 100 characters.
    package init?(parsing text: String) {
        guard text.utf8.count <= JSONLimits.standard.numberLength else { return nil }
        let length = text.utf8.withContiguousStorageIfAvailable { JSONNumberGrammar.length(of: $0, from: 0) } ?? nil
        guard length == text.utf8.count else { return nil }
        literal = text
    }

    /// A literal that the reader has checked.
    init(checked literal: String) { self.literal = literal }

    /// The value when it is a whole number within Int64, however it is written: `7`, `7.0`, `-0`, `1e3` and `1.5e1` are,
    /// `0.5` and `9223372036854775808` are not.
    package var int64: Int64? {
        if case .exact(let value) = scaled(places: 0) { value } else { nil }
    }

    /// What came of counting a number in units of 10⁻ᵖˡᵃᶜᵉˢ.
    package enum Scaled: Sendable, Equatable {
        /// The exact count.
        case exact(Int64)
        /// The number has digits other than zero beyond the places.
        case tooPrecise
        /// The count does not fit Int64.
        case tooLarge
    }

    /// The number × 10^places, exactly: `12.5` in 2 places is 1250.
    package func scaled(places: Int) -> Scaled {
        JSONDecimal(literal).scaled(places: places)
    }
}

/// A literal taken apart: digits without outer zeros, and the power of ten of the last digit.
private struct JSONDecimal {
    private var digits: ArraySlice<UInt8> = []
    private var exponent = 0
    private var isNegative = false

    /// Takes apart a literal that keeps the grammar.
    init(_ literal: String) {
        var written: [UInt8] = []
        var afterPoint = false
        var rest = Substring(literal).utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): afterPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent &+= Self.saturatedExponent(rest)
                rest = rest.suffix(0)
            default:
                written.append(byte)
                if afterPoint { exponent &-= 1 }
            }
        }
        digits = written.drop { $0 == UInt8(ascii: "0") }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent &+= 1
        }
    }

    /// The exponent's value, held at ±1,000,000: beyond that no literal of bounded length is exact or fits.
    private static func saturatedExponent(_ text: Substring.UTF8View) -> Int {
        let digits = text.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        let magnitude = digits.reduce(0) { min($0 &* 10 &+ Int($1 &- UInt8(ascii: "0")), 1_000_000) }
        return text.first == UInt8(ascii: "-") ? -magnitude : magnitude
    }

    func scaled(places: Int) -> JSONNumber.Scaled {
        guard !digits.isEmpty else { return .exact(0) }
        let (zeros, overflow) = exponent.addingReportingOverflow(places)
        guard !overflow, zeros >= 0 else { return .tooPrecise }
        guard zeros <= 18 else { return .tooLarge }
        var value: Int64 = 0
        for digit in digits {
            guard append(Int64(digit &- UInt8(ascii: "0")), to: &value) else { return .tooLarge }
        }
        for _ in 0..<zeros {
            guard append(0, to: &value) else { return .tooLarge }
        }
        return .exact(value)
    }

    /// Appends a digit below the number's sign, so that Int64.min is reached too; false when it does not fit.
    private func append(_ digit: Int64, to value: inout Int64) -> Bool {
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
        value = sum
        return !overflow && !carry
    }
}

/// The grammar of number literals (RFC 8259 §6).
enum JSONNumberGrammar {
    /// The length of the literal at `start`, or `nil` when none stands there whole.
    static func length(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        if byte(bytes, index) == UInt8(ascii: "-") { index &+= 1 }
        if byte(bytes, index) == UInt8(ascii: "0") {
            index &+= 1
            // A digit after a leading zero is no number in JSON.
            if isDigit(byte(bytes, index)) { return nil }
        } else if !skipDigits(bytes, &index) {
            return nil
        }
        if byte(bytes, index) == UInt8(ascii: ".") {
            index &+= 1
            if !skipDigits(bytes, &index) { return nil }
        }
        if byte(bytes, index) | 0x20 == UInt8(ascii: "e") {
            index &+= 1
            if byte(bytes, index) == UInt8(ascii: "+") || byte(bytes, index) == UInt8(ascii: "-") { index &+= 1 }
            if !skipDigits(bytes, &index) { return nil }
        }
        return index &- start
    }

    /// Skips one digit or more; false when there is none.
    @inline(__always)
    private static func skipDigits(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        while isDigit(byte(bytes, index)) { index &+= 1 }
        return index > start
    }

    @inline(__always)
    private static func byte(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
