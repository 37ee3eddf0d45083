// Exact decimals on the way out: money and quantities are integers that count small units.

extension JSONWriter {
    /// Writes `unscaled` × 10^-scale with all its places: 123450 of scale 2 is `1234.50`.
    ///
    /// - Parameters:
    ///   - scale: how many of the digits are places, 0 to 18 (held to that).
    ///   - asString: whether it stands in quotes, so that no reader turns it into a floating-point number.
    ///   - trimmingZeros: whether zeros at the end of the places are left out, and the point with the last of them.
    package mutating func decimal(_ unscaled: Int64, scale: Int, asString: Bool, trimmingZeros: Bool = false) {
        var magnitude = unscaled.magnitude
        var places = min(max(scale, 0), 18)
        while trimmingZeros, places > 0, magnitude % 10 == 0 {
            magnitude /= 10
            places &-= 1
        }
        beginValue()
        if asString { append(UInt8(ascii: "\"")) }
        if unscaled < 0 { append(UInt8(ascii: "-")) }
        digits(magnitude, minimum: places &+ 1)
        if places > 0 { insertPoint(places) }
        if asString { append(UInt8(ascii: "\"")) }
    }

    /// Moves the last digits one byte on and sets the point before them.
    private mutating func insertPoint(_ places: Int) {
        reserve(1)
        let point = count &- places
        for index in stride(from: count, to: point, by: -1) { base[index] = base[index &- 1] }
        base[point] = UInt8(ascii: ".")
        advance(1)
    }
}
