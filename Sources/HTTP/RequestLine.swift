// The request line and its target (RFC 9112 3), read by the grammar alone.

/// Where the parts of a request line stand, counted from the head's first byte.
struct RequestLine {
    let method: HTTPMethod
    let version: HTTPVersion
    let target: TargetRanges

    /// Reads the line that ends before its CRLF at `end`.
    static func parse(_ bytes: Span<UInt8>, end: Int) throws(HTTPParseError) -> RequestLine {
        var cursor = 0
        let token = ByteSet.token
        while cursor < end, token.contains(bytes[cursor]) { cursor &+= 1 }
        guard cursor > 0, cursor < end, bytes[cursor] == Byte.space else { throw HTTPParseError(.badRequestLine) }
        let method = 0..<cursor
        let targetStart = cursor + 1
        cursor = targetStart
        while cursor < end, bytes[cursor] != Byte.space { cursor &+= 1 }
        guard cursor > targetStart, cursor < end else { throw HTTPParseError(.badRequestLine) }
        let version = try parseVersion(bytes, (cursor + 1)..<end)
        let name = parseMethod(bytes, method)
        return RequestLine(method: name, version: version, target: try TargetRanges.parse(bytes, targetStart..<cursor, method: name))
    }

    private static func parseMethod(_ bytes: Span<UInt8>, _ range: Range<Int>) -> HTTPMethod {
        // The two that matter most, without making text.
        if range.count == 3, bytes[0] == 0x47, bytes[1] == 0x45, bytes[2] == 0x54 { return .get }
        if range.count == 4, bytes[0] == 0x50, bytes[1] == 0x4F, bytes[2] == 0x53, bytes[3] == 0x54 { return .post }
        var name = ""
        for index in range { name.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        return HTTPMethod(name)
    }

    /// `HTTP/` digit `.` digit (RFC 9112 2.3).
    private static func parseVersion(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) -> HTTPVersion {
        let start = range.lowerBound
        guard range.count == 8, bytes[start] == 0x48, bytes[start + 1] == 0x54, bytes[start + 2] == 0x54, bytes[start + 3] == 0x50,
            bytes[start + 4] == Byte.slash, Byte.isDigit(bytes[start + 5]), bytes[start + 6] == 0x2E, Byte.isDigit(bytes[start + 7])
        else { throw HTTPParseError(.badRequestLine) }
        guard bytes[start + 5] == 0x31 else { throw HTTPParseError(.unknownVersion) }
        return bytes[start + 7] == Byte.zero ? .http10 : .http11
    }
}

/// Where the parts of a request target stand (RFC 9112 3.2).
struct TargetRanges {
    var whole: Range<Int>
    var path: Range<Int>
    var query: Range<Int>?
    /// The authority of an absolute target; it stands for the Host field (RFC 9112 3.2.2).
    var authority: Range<Int>?

    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>, method: HTTPMethod) throws(HTTPParseError) -> TargetRanges {
        if method == .other("CONNECT") {
            guard Authority.isValid(bytes, range, needsPort: true) else { throw HTTPParseError(.badTarget) }
            throw HTTPParseError(.unknownMethod)
        }
        let first = bytes[range.lowerBound]
        if first == Byte.slash { return try parsePath(bytes, range, whole: range) }
        if first == Byte.asterisk, range.count == 1, method == .options { return TargetRanges(whole: range, path: range) }
        return try parseAbsolute(bytes, range, method: method)
    }

    private static func parsePath(_ bytes: Span<UInt8>, _ range: Range<Int>, whole: Range<Int>) throws(HTTPParseError) -> TargetRanges {
        var cursor = range.lowerBound
        let path = ByteSet.path
        while cursor < range.upperBound, path.contains(bytes[cursor]) { cursor &+= 1 }
        try checkTriplets(bytes, range)
        var parts = TargetRanges(whole: whole, path: range.lowerBound..<cursor)
        guard cursor < range.upperBound else { return parts }
        guard bytes[cursor] == Byte.questionMark else { throw HTTPParseError(.badTarget) }
        let queryStart = cursor + 1
        cursor = queryStart
        let query = ByteSet.query
        while cursor < range.upperBound, query.contains(bytes[cursor]) { cursor &+= 1 }
        guard cursor == range.upperBound else { throw HTTPParseError(.badTarget) }
        parts.query = queryStart..<cursor
        return parts
    }

    /// `http://authority/path?query`; user information is refused (RFC 9110 4.2.4).
    private static func parseAbsolute(_ bytes: Span<UInt8>, _ range: Range<Int>, method: HTTPMethod) throws(HTTPParseError)
        -> TargetRanges
    {
        guard let schemeEnd = schemeEnd(bytes, range) else { throw HTTPParseError(.badTarget) }
        var cursor = schemeEnd
        while cursor < range.upperBound, bytes[cursor] != Byte.slash, bytes[cursor] != Byte.questionMark { cursor &+= 1 }
        let authority = schemeEnd..<cursor
        guard Authority.isValid(bytes, authority) else { throw HTTPParseError(.badTarget) }
        var parts = try parsePath(bytes, cursor..<range.upperBound, whole: range)
        parts.authority = authority
        return parts
    }

    private static func schemeEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for scheme in ["http://", "https://"] where range.count > scheme.utf8.count {
            let matches = zip(scheme.utf8, range).allSatisfy { Byte.lowercased(bytes[$1]) == $0 }
            if matches { return range.lowerBound + scheme.utf8.count }
        }
        return nil
    }

    /// Every "%" is followed by two hexadecimal digits (RFC 3986 2.1).
    private static func checkTriplets(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) {
        for index in range where bytes[index] == Byte.percent {
            guard range.upperBound - index > 2, Byte.hexadecimal(bytes[index + 1]) != nil, Byte.hexadecimal(bytes[index + 2]) != nil
            else { throw HTTPParseError(.badTarget) }
        }
    }
}

/// `uri-host [ ":" port ]` (RFC 9110 7.2, RFC 3986 3.2.2).
enum Authority {
    static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>, needsPort: Bool = false) -> Bool {
        guard !range.isEmpty, let hostEnd = hostEnd(bytes, range), hostEnd > range.lowerBound else { return false }
        guard hostEnd < range.upperBound else { return !needsPort }
        guard bytes[hostEnd] == Byte.colon else { return false }
        let port = (hostEnd + 1)..<range.upperBound
        return isPort(bytes, port) && !(needsPort && port.isEmpty)
    }

    private static func hostEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        bytes[range.lowerBound] == Byte.openBracket ? literalEnd(bytes, range) : nameEnd(bytes, range)
    }

    private static func literalEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var cursor = range.lowerBound + 1
        var colons = 0
        while cursor < range.upperBound, ByteSet.ipv6.contains(bytes[cursor]) {
            if bytes[cursor] == Byte.colon { colons += 1 }
            cursor += 1
        }
        guard cursor < range.upperBound, bytes[cursor] == Byte.closeBracket, colons >= 2, colons <= 7 else { return nil }
        return cursor + 1
    }

    private static func nameEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var cursor = range.lowerBound
        let name = ByteSet.registeredName
        while cursor < range.upperBound, name.contains(bytes[cursor]) {
            if bytes[cursor] == Byte.percent {
                guard range.upperBound - cursor > 2, Byte.hexadecimal(bytes[cursor + 1]) != nil,
                    Byte.hexadecimal(bytes[cursor + 2]) != nil
                else { return nil }
            }
            cursor &+= 1
        }
        return cursor
    }

    /// At most five digits that make a port, or none at all (RFC 3986 3.2.3).
    private static func isPort(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count <= 5 else { return false }
        var port = 0
        for index in range {
            guard Byte.isDigit(bytes[index]) else { return false }
            port = port * 10 + Int(bytes[index] - Byte.zero)
        }
        return port <= 65535
    }
}
