// Strings of a document: plain ones are made in one go, escapes are resolved into a buffer first.

extension JSONParser {
    /// Reads the string whose opening quote is next (RFC 8259 §7).
    mutating func string() throws(JSONFault) -> String {
        let start = position &+ 1
        position = start
        let stop = try skipPlain()
        guard stop == UInt8(ascii: "\"") else { return try escapedString(from: start) }
        let text = String(decoding: UnsafeBufferPointer(start: base + start, count: position &- start), as: UTF8.self)
        position &+= 1
        return text
    }

    /// Moves over characters that stand for themselves and returns the quote or backslash behind them.
    @inline(__always)
    private mutating func skipPlain() throws(JSONFault) -> UInt8 {
        while true {
            position = ByteScan.firstSpecial(base, from: position, to: end)
            guard position < end else { throw fault(.unexpectedEnd) }
            let byte = base[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return byte }
            guard byte >= 0x80 else { throw fault(.controlCharacter) }
            try skipBeyondASCII()
        }
    }

    private mutating func skipBeyondASCII() throws(JSONFault) {
        while position < end, base[position] >= 0x80 {
            let length = UTF8Sequence.length(base, at: position, end: end)
            guard length > 0 else { throw fault(.malformedUTF8) }
            position &+= length
        }
    }

    private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
        var bytes: [UInt8] = []
        bytes.append(contentsOf: UnsafeBufferPointer(start: base + start, count: position &- start))
        var stop = UInt8(ascii: "\\")
        while stop == UInt8(ascii: "\\") {
            try escape(into: &bytes)
            let plain = position
            stop = try skipPlain()
            bytes.append(contentsOf: UnsafeBufferPointer(start: base + plain, count: position &- plain))
        }
        position &+= 1
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Resolves the escape whose backslash is next.
    private mutating func escape(into bytes: inout [UInt8]) throws(JSONFault) {
        let start = position
        position &+= 1
        guard position < end else { throw fault(.unexpectedEnd) }
        let kind = base[position]
        position &+= 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(kind)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): append(try scalar(escapedAt: start), to: &bytes)
        default: throw JSONFault(.malformedEscape, start)
        }
    }

    /// The scalar of a `\u` escape, or of two that make a surrogate pair.
    private mutating func scalar(escapedAt start: Int) throws(JSONFault) -> UInt32 {
        let first = try hexadecimals(escapedAt: start)
        guard first & 0xF800 == 0xD800 else { return first }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw JSONFault(.loneSurrogate, start) }
        let second = try hexadecimals(escapedAt: position &- 2)
        guard second & 0xFC00 == 0xDC00 else { throw JSONFault(.loneSurrogate, start) }
        return 0x10000 &+ ((first & 0x3FF) << 10) &+ (second & 0x3FF)
    }

    private mutating func hexadecimals(escapedAt start: Int) throws(JSONFault) -> UInt32 {
        guard end &- position >= 4 else { throw JSONFault(.unexpectedEnd, end) }
        var value: UInt32 = 0
        for index in position..<position &+ 4 {
            guard let digit = Self.digit(base[index]) else { throw JSONFault(.malformedEscape, start) }
            value = value << 4 | digit
        }
        position &+= 4
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte &- 0x30)
        case 0x41...0x46: UInt32(byte &- 0x37)
        case 0x61...0x66: UInt32(byte &- 0x57)
        default: nil
        }
    }

    /// Appends a scalar that is no surrogate.
    private func append(_ value: UInt32, to bytes: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value) else { return }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
