// Sets of bytes as bit masks: the tables by which the grammar of RFC 9110 and RFC 3986 is checked.

/// A set of bytes, asked in two instructions.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64
    private let holdsAboveASCII: Bool

    init(_ characters: String, aboveASCII: Bool = false) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in characters.utf8 {
            if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte & 63) }
        }
        self.low = low
        self.high = high
        self.holdsAboveASCII = aboveASCII
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        if byte >= 128 { return holdsAboveASCII }
        return ((byte < 64 ? low : high) >> UInt64(byte & 63)) & 1 == 1
    }

    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private static let digits = "0123456789"
    private static let visible = String(String.UnicodeScalarView((0x21...0x7E).map { Unicode.Scalar(UInt8($0)) }))

    /// `tchar` (RFC 9110 5.6.2).
    static let token = ByteSet(letters + digits + "!#$%&'*+-.^_`|~")
    /// What a field value may hold: visible characters, space, tab, obs-text (RFC 9110 5.5).
    static let fieldValue = ByteSet(visible + " \t", aboveASCII: true)
    /// `pchar`, "/" and "%" (RFC 3986 3.3); the percent triplets are checked apart.
    static let path = ByteSet(letters + digits + "-._~!$&'()*+,;=:@/%")
    /// The path's characters and "?" (RFC 3986 3.4).
    static let query = ByteSet(letters + digits + "-._~!$&'()*+,;=:@/%?")
    /// `reg-name` (RFC 3986 3.2.2); the percent triplets are checked apart.
    static let registeredName = ByteSet(letters + digits + "-._~!$&'()*+,;=%")
    /// What may stand between the brackets of an IPv6 literal.
    static let ipv6 = ByteSet(digits + "abcdefABCDEF:.")
    /// What may stand between the quotes of a quoted string, its backslash aside (RFC 9110 5.6.4).
    static let quotedText = ByteSet(String(visible.filter { $0 != "\"" && $0 != "\\" }) + " \t", aboveASCII: true)
}

/// Bytes by name.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let ampersand: UInt8 = 0x26
    static let asterisk: UInt8 = 0x2A
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let equals: UInt8 = 0x3D
    static let questionMark: UInt8 = 0x3F
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D

    /// The small letter of a capital one; every other byte as it is.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    /// Space or tab.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == tab
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= zero && byte <= nine
    }

    /// The value of a hexadecimal digit, nil for any other byte.
    @inline(__always)
    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
