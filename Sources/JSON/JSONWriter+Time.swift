// Instants and days on the way out, from numbers to RFC 3339 text.

extension JSONWriter {
    /// Writes an instant in UTC as RFC 3339 §5.6 has it: `"2026-11-24T08:48:48.123Z"`.
    ///
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z; outside of the years 0001 to 9999 `null` is written.
    package mutating func instant(milliseconds: Int64) {
        let (day, time) = milliseconds.flooredDivision(by: 86_400_000)
        guard let date = CivilDate(daysSince1970: Int(day)) else { return null() }
        let clock = UInt32(truncatingIfNeeded: time)
        beginValue()
        reserve(26)
        put(UInt8(ascii: "\""))
        put(date)
        put(UInt8(ascii: "T"))
        putTwoDigits(clock / 3_600_000)
        put(UInt8(ascii: ":"))
        putTwoDigits(clock / 60_000 % 60)
        put(UInt8(ascii: ":"))
        putTwoDigits(clock / 1_000 % 60)
        put(UInt8(ascii: "."))
        putTwoDigits(clock % 1_000 / 10)
        put(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: clock % 10))
        put(UInt8(ascii: "Z"))
        put(UInt8(ascii: "\""))
    }

    /// Writes a day as RFC 3339 §5.6 has it: `"2026-11-24"`.
    ///
    /// - Parameter daysSince1970: 0 is 1970-01-01; outside of the years 0001 to 9999 `null` is written.
    package mutating func day(daysSince1970: Int) {
        guard let date = CivilDate(daysSince1970: daysSince1970) else { return null() }
        beginValue()
        reserve(12)
        put(UInt8(ascii: "\""))
        put(date)
        put(UInt8(ascii: "\""))
    }

    /// Ten bytes, for which room was reserved before.
    @inline(__always)
    private mutating func put(_ date: CivilDate) {
        putTwoDigits(date.year / 100)
        putTwoDigits(date.year % 100)
        put(UInt8(ascii: "-"))
        putTwoDigits(date.month)
        put(UInt8(ascii: "-"))
        putTwoDigits(date.day)
    }

    /// A number below 100.
    @inline(__always)
    private mutating func putTwoDigits(_ value: UInt32) {
        put(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10))
        put(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }
}

extension Int64 {
    /// Quotient toward minus infinity and the remainder that is never negative.
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
