// The well-formed UTF-8 sequences beyond ASCII.

/// Checks single sequences as Unicode table 3-7 and RFC 3629 §4 list them.
enum UTF8Sequence {
    /// The length, 2 to 4, of the sequence at `index`; 0 when it is overlong, a surrogate, above U+10FFFF or cut off.
    static func length(_ base: UnsafePointer<UInt8>, at index: Int, end: Int) -> Int {
        let lead = base[index]
        let available = end &- index
        switch lead {
        case 0xC2...0xDF:
            return available >= 2 && isContinuation(base[index &+ 1]) ? 2 : 0
        case 0xE0...0xEF:
            guard available >= 3, secondBytes(of: lead).contains(base[index &+ 1]) else { return 0 }
            return isContinuation(base[index &+ 2]) ? 3 : 0
        case 0xF0...0xF4:
            guard available >= 4, secondBytes(of: lead).contains(base[index &+ 1]) else { return 0 }
            return isContinuation(base[index &+ 2]) && isContinuation(base[index &+ 3]) ? 4 : 0
        default:
            return 0
        }
    }

    /// The narrower ranges keep out overlong forms (E0, F0), surrogates (ED) and what lies above U+10FFFF (F4).
    @inline(__always)
    private static func secondBytes(of lead: UInt8) -> ClosedRange<UInt8> {
        switch lead {
        case 0xE0: 0xA0...0xBF
        case 0xED: 0x80...0x9F
        case 0xF0: 0x90...0xBF
        case 0xF4: 0x80...0x8F
        default: 0x80...0xBF
        }
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
