// The head of a request while its lines come in: field lines, and what they say about framing (RFC 9112 5, 6, 9).

/// What the lines read so far say; ranges count from the head's first byte.
struct HeadDraft {
    var line: RequestLine?
    private(set) var fields: [FieldRange] = []
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var expectsContinue = false
    private var hostIndex: Int?
    private var hasAuthorization = false
    private var hasContentType = false
    private var saysClose = false
    private var saysKeepAlive = false
    private var hasUnknownExpectation = false

    /// Takes one field line without its CRLF.
    mutating func take(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) {
        let (name, value) = try FieldLine.parse(bytes, range)
        try note(bytes, name, value)
        if fields.isEmpty { fields.reserveCapacity(8) }
        fields.append(FieldRange(name: ByteRange(name), value: ByteRange(value)))
    }

    /// Remembers what concerns framing and the connection; a second line of a field that allows one only is refused.
    private mutating func note(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) throws(HTTPParseError) {
        switch name.count {
        case 4 where FieldName.host.matches(bytes, name):
            guard hostIndex == nil else { throw HTTPParseError(.repeatedField) }
            guard Authority.isValid(bytes, value) else { throw HTTPParseError(.badHost) }
            hostIndex = fields.count
        case 6 where FieldName.expect.matches(bytes, name):
            noteExpectation(bytes, value)
        case 10 where FieldName.connection.matches(bytes, name):
            try noteConnection(bytes, value)
        case 12 where FieldName.contentType.matches(bytes, name):
            guard !hasContentType else { throw HTTPParseError(.repeatedField) }
            hasContentType = true
        case 13 where FieldName.authorization.matches(bytes, name):
            guard !hasAuthorization else { throw HTTPParseError(.repeatedField) }
            hasAuthorization = true
        case 14 where FieldName.contentLength.matches(bytes, name):
            guard contentLength == nil else { throw HTTPParseError(.repeatedField) }
            contentLength = try FieldLine.length(bytes, value)
        case 17 where FieldName.transferEncoding.matches(bytes, name):
            guard !isChunked else { throw HTTPParseError(.repeatedField) }
            try noteTransferEncoding(bytes, value)
        default:
            break
        }
    }

    private mutating func noteExpectation(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        if FieldLine.equals(bytes, value, "100-continue") { expectsContinue = true } else { hasUnknownExpectation = true }
    }

    private mutating func noteConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(HTTPParseError) {
        for option in try FieldLine.tokens(bytes, value, otherwise: .badFieldLine) {
            if FieldLine.equals(bytes, option, "close") { saysClose = true }
            if FieldLine.equals(bytes, option, "keep-alive") { saysKeepAlive = true }
        }
    }

    /// Only "chunked", once (RFC 9112 6.1). Where it is not the last coding, the end of the content is unknown.
    private mutating func noteTransferEncoding(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(HTTPParseError) {
        let codings = try FieldLine.tokens(bytes, value, otherwise: .badTransferEncoding)
        guard let last = codings.last else { throw HTTPParseError(.badTransferEncoding) }
        let chunked = codings.filter { FieldLine.equals(bytes, $0, "chunked") }.count
        if chunked > 0, chunked > 1 || !FieldLine.equals(bytes, last, "chunked") { throw HTTPParseError(.badTransferEncoding) }
        guard chunked == codings.count else { throw HTTPParseError(.unknownTransferCoding) }
        isChunked = true
    }

    /// What can only be judged once all lines are there; the length of the content must lie within `bodyLimit` bytes.
    mutating func check(_ line: RequestLine, bodyLimit: Int) throws(HTTPParseError) {
        if line.version == .http11, hostIndex == nil { throw HTTPParseError(.badHost) }
        if isChunked {
            // Both at once are how requests are smuggled; in 1.0 the coding does not exist (RFC 9112 6.1, 6.3).
            if contentLength != nil { throw HTTPParseError(.conflictingLength) }
            if line.version == .http10 { throw HTTPParseError(.badTransferEncoding) }
        }
        if let contentLength, contentLength > bodyLimit { throw HTTPParseError(.contentTooLarge) }
        if line.version == .http10 {
            expectsContinue = false  // RFC 9110 10.1.1
        } else if hasUnknownExpectation {
            throw HTTPParseError(.unknownExpectation)
        }
        if let authority = line.target.authority, let hostIndex { fields[hostIndex].value = ByteRange(authority) }
    }

    /// The value of a field as ``HTTPRequest/field(_:)`` gives it, of the lines so far; the head begins at `start` of the bytes.
    func value(of name: FieldName, in bytes: [UInt8], from start: Int) -> String? {
        let head = bytes.span.extracting(start..<bytes.count)
        var joined: String?
        for field in fields where name.matches(head, field.name.range) {
            let range = field.value.range
            let value = String(decoding: bytes[(start + range.lowerBound)..<(start + range.upperBound)], as: UTF8.self)
            joined = joined.map { $0 + ", " + value } ?? value
        }
        return joined
    }

    /// Whether the connection may stay open (RFC 9112 9.3).
    func keepsAlive(_ version: HTTPVersion) -> Bool {
        !saysClose && (version == .http11 || saysKeepAlive)
    }
}
