// One field line, and the few kinds of value the parser itself must understand (RFC 9112 5, RFC 9110 5.6).

/// Reading of field lines.
enum FieldLine {
    /// `token ":" OWS value OWS`: no blank before the colon, no folding, no control character (RFC 9112 5.1, 5.2).
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) -> (name: Range<Int>, value: Range<Int>) {
        var cursor = range.lowerBound
        let token = ByteSet.token
        while cursor < range.upperBound, token.contains(bytes[cursor]) { cursor &+= 1 }
        guard cursor > range.lowerBound, cursor < range.upperBound, bytes[cursor] == Byte.colon else {
            throw HTTPParseError(.badFieldLine)
        }
        let name = range.lowerBound..<cursor
        let value = trimmed(bytes, (cursor &+ 1)..<range.upperBound)
        let allowed = ByteSet.fieldValue
        for index in value where !allowed.contains(bytes[index]) { throw HTTPParseError(.badFieldLine) }
        return (name, value)
    }

    /// Digits alone: no sign, no list (RFC 9110 8.6). What overflows is as large as an `Int` can say.
    static func length(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) -> Int {
        guard !range.isEmpty else { throw HTTPParseError(.badContentLength) }
        var length = 0
        var overflows = false
        for index in range {
            guard Byte.isDigit(bytes[index]) else { throw HTTPParseError(.badContentLength) }
            let (tens, first) = length.multipliedReportingOverflow(by: 10)
            let (sum, second) = tens.addingReportingOverflow(Int(bytes[index] &- Byte.zero))
            overflows = overflows || first || second
            length = sum
        }
        return overflows ? .max : length
    }

    /// The elements of a list of tokens; empty elements are passed over (RFC 9110 5.6.1.2).
    static func tokens(_ bytes: Span<UInt8>, _ range: Range<Int>, otherwise reason: HTTPParseError.Reason) throws(HTTPParseError)
        -> [Range<Int>]
    {
        var elements: [Range<Int>] = []
        var start = range.lowerBound
        while start <= range.upperBound {
            var end = start
            while end < range.upperBound, bytes[end] != Byte.comma { end &+= 1 }
            let element = trimmed(bytes, start..<end)
            for index in element where !ByteSet.token.contains(bytes[index]) { throw HTTPParseError(reason) }
            if !element.isEmpty { elements.append(element) }
            start = end &+ 1
        }
        return elements
    }

    /// Whether the bytes spell `text`, which is in small letters, in any case.
    static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        return zip(text.utf8, range).allSatisfy { Byte.lowercased(bytes[$1]) == $0 }
    }

    private static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, Byte.isBlank(bytes[start]) { start &+= 1 }
        while end > start, Byte.isBlank(bytes[end &- 1]) { end &-= 1 }
        return start..<end
    }
}
