// The line that announces a chunk: its size and extensions (RFC 9112 7.1).

/// A chunk's announcement.
struct ChunkLine {
    /// Bytes of data that follow; `Int.max` stands for all that no `Int` can say.
    let size: Int
    /// Bytes that the extensions take on the line.
    let extensionBytes: Int

    /// Reads the line, its CRLF taken off.
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) -> ChunkLine {
        var cursor = range.lowerBound
        var size = 0
        while cursor < range.upperBound, let digit = Byte.hexadecimal(bytes[cursor]) {
            size = size > Int.max >> 4 ? .max : size << 4 | Int(digit)
            cursor &+= 1
        }
        guard cursor > range.lowerBound else { throw HTTPParseError(.badChunk) }
        let extensions = cursor..<range.upperBound
        try checkExtensions(bytes, extensions)
        return ChunkLine(size: size, extensionBytes: extensions.count)
    }

    /// `*( BWS ";" BWS name [ BWS "=" BWS value ] )`; what they say is ignored (RFC 9112 7.1.1).
    private static func checkExtensions(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) {
        var cursor = range.lowerBound
        let end = range.upperBound
        while cursor < end {
            skipBlanks(bytes, &cursor, end)
            guard cursor < end, bytes[cursor] == Byte.semicolon else { throw HTTPParseError(.badChunk) }
            cursor &+= 1
            skipBlanks(bytes, &cursor, end)
            try skipToken(bytes, &cursor, end)
            let afterName = cursor
            skipBlanks(bytes, &cursor, end)
            guard cursor < end, bytes[cursor] == Byte.equals else {
                cursor = afterName
                continue
            }
            cursor &+= 1
            skipBlanks(bytes, &cursor, end)
            if cursor < end, bytes[cursor] == Byte.quote {
                try skipQuoted(bytes, &cursor, end)
            } else {
                try skipToken(bytes, &cursor, end)
            }
        }
    }

    private static func skipBlanks(_ bytes: Span<UInt8>, _ cursor: inout Int, _ end: Int) {
        while cursor < end, Byte.isBlank(bytes[cursor]) { cursor &+= 1 }
    }

    private static func skipToken(_ bytes: Span<UInt8>, _ cursor: inout Int, _ end: Int) throws(HTTPParseError) {
        let start = cursor
        while cursor < end, ByteSet.token.contains(bytes[cursor]) { cursor &+= 1 }
        guard cursor > start else { throw HTTPParseError(.badChunk) }
    }

    private static func skipQuoted(_ bytes: Span<UInt8>, _ cursor: inout Int, _ end: Int) throws(HTTPParseError) {
        cursor &+= 1
        while cursor < end {
            let byte = bytes[cursor]
            cursor &+= 1
            if byte == Byte.quote { return }
            if byte == Byte.backslash {
                guard cursor < end, ByteSet.fieldValue.contains(bytes[cursor]) else { throw HTTPParseError(.badChunk) }
                cursor &+= 1
            } else if !ByteSet.quotedText.contains(byte) {
                throw HTTPParseError(.badChunk)
            }
        }
        throw HTTPParseError(.badChunk)
    }
}
