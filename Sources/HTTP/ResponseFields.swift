// The header fields of a response, kept as the bytes that will be sent.

/// Field lines in their order, checked when they are added, so that writing them is one copy.
///
/// Content-Length, Transfer-Encoding, Connection, Keep-Alive and Date belong to the serializer and are passed over here.
package struct ResponseFields: Sendable, ExpressibleByDictionaryLiteral {
    /// The lines, each with its CRLF.
    private(set) var lines: [UInt8] = []

    /// No fields.
    package init() {}

    package init(dictionaryLiteral elements: (FieldName, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// Adds a line, whether or not one of that name exists.
    ///
    /// Control characters in the value, CR, LF and NUL among them, become spaces (RFC 9110 5.5); a name that is not a token adds nothing.
    package mutating func append(_ name: FieldName, _ value: String) {
        guard name.isFreeToSet else { return }
        var value = value
        if lines.isEmpty { lines.reserveCapacity(192) }
        lines.append(contentsOf: name.linePrefix)
        value.withUTF8 { bytes in
            if ResponseFields.isHarmless(bytes) {
                lines.append(contentsOf: bytes)
            } else {
                lines.append(contentsOf: bytes.map(ResponseFields.harmless))
            }
        }
        lines.append(contentsOf: ResponseFields.lineEnd)
    }

    /// Adds a member to the list in the line of that name, or a line where there is none (RFC 9110 5.3).
    package mutating func add(_ member: String, to name: FieldName) {
        guard let end = endOfLine(of: name) else { return append(name, member) }
        lines.insert(contentsOf: (", " + member).utf8.map(ResponseFields.harmless), at: end)
    }

    /// Where the CRLF of the first line of that name is.
    private func endOfLine(of name: FieldName) -> Int? {
        let length = name.lowercased.count
        var start = 0
        while let end = lines[start...].firstIndex(of: Byte.lineFeed) {
            if end - start > length, lines[start + length] == Byte.colon, name.matches(lines.span, start..<(start + length)) {
                return end - 1
            }
            start = end + 1
        }
        return nil
    }

    private static func isHarmless(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let allowed = ByteSet.fieldValue
        for byte in bytes where !allowed.contains(byte) { return false }
        return true
    }

    private static let lineEnd: [UInt8] = [Byte.carriageReturn, Byte.lineFeed]

    private static func harmless(_ byte: UInt8) -> UInt8 {
        ByteSet.fieldValue.contains(byte) ? byte : Byte.space
    }

    /// Puts a line in the place of all lines of that name.
    package mutating func set(_ name: FieldName, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// Takes away all lines of that name.
    package mutating func remove(_ name: FieldName) {
        let kept = pairs.filter { FieldName($0.name) != name }
        guard kept.count != pairs.count else { return }
        lines.removeAll()
        for (name, value) in kept { append(FieldName(name), value) }
    }

    /// The value of the first line of that name.
    package subscript(name: FieldName) -> String? {
        pairs.first { FieldName($0.name) == name }?.value
    }

    /// All lines, in their order.
    package var pairs: [(name: String, value: String)] {
        lines.split(separator: Byte.lineFeed).compactMap { line in
            guard let colon = line.firstIndex(of: Byte.colon) else { return nil }
            let value = line[colon...].dropFirst(2).dropLast()
            return (String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }

    /// All lines as they are sent, to be kept and taken up again by ``init(text:)``.
    package var text: String { String(decoding: lines, as: UTF8.self) }

    /// The fields of a text that ``text`` gave.
    package init(text: String) {
        lines = Array(text.utf8)
    }

    /// Whether there is no line.
    package var isEmpty: Bool { lines.isEmpty }
}
