// Bytes as text in 64 characters.

/// Base 64 for URLs and file names (RFC 4648 §5), without padding.
package enum Base64URL {
    /// The bytes as text.
    package static func encode(_ bytes: [UInt8]) -> String { Base64Alphabet.url.encode(bytes, isPadded: false) }

    /// The bytes of the text; `nil` when it holds other characters, padding, or bits that no encoder sets.
    package static func decode(_ text: String) -> [UInt8]? { Base64Alphabet.url.decode(Array(text.utf8)) }
}

/// Base 64 (RFC 4648 §4), with padding unless the name says otherwise.
package enum Base64 {
    /// The bytes as text.
    package static func encode(_ bytes: [UInt8]) -> String { Base64Alphabet.standard.encode(bytes, isPadded: true) }

    /// The bytes of the text; `nil` when it holds other characters, wrong padding, or bits that no encoder sets.
    package static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        let padding = characters.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return Base64Alphabet.standard.decode(Array(characters.dropLast(padding)))
    }

    /// The bytes as text without padding.
    package static func encodeUnpadded(_ bytes: [UInt8]) -> String { Base64Alphabet.standard.encode(bytes, isPadded: false) }

    /// The bytes of text without padding; `nil` as for ``decode(_:)``.
    package static func decodeUnpadded(_ text: String) -> [UInt8]? { Base64Alphabet.standard.decode(Array(text.utf8)) }
}

/// One of the two alphabets of RFC 4648.
private struct Base64Alphabet: Sendable {
    static let standard = Base64Alphabet("+/")
    static let url = Base64Alphabet("-_")

    private static let none: UInt8 = 0xFF
    private let characters: [UInt8]
    private let values: [UInt8]

    private init(_ last: String) {
        characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
        var values = [UInt8](repeating: Self.none, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: [UInt8], isPadded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count / 3 + 1) * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for index in 0...group.count { text.append(characters[Int(bits >> UInt32(18 - 6 * index) & 63)]) }
            if isPadded { text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - group.count)) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for character in text {
            let value = values[Int(character)]
            guard value != Self.none else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
                bits &= (1 << bitCount) - 1
            }
        }
        // RFC 4648 §3.5: bits left over are zero, so that each value has one spelling.
        return bits == 0 ? bytes : nil
    }
}
