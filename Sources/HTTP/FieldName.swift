// Names of header fields, compared without regard to case (RFC 9110 5.1).

/// The name of a header field: one reference, so that passing it on costs one count.
package struct FieldName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    private final class Spellings: Sendable {
        let text: String
        let lowercased: [UInt8]
        let linePrefix: [UInt8]
        let isFreeToSet: Bool

        init(_ name: String) {
            text = name
            lowercased = name.utf8.map(Byte.lowercased)
            linePrefix = Array(name.utf8) + [Byte.colon, Byte.space]
            isFreeToSet = !lowercased.isEmpty && lowercased.allSatisfy(ByteSet.token.contains) && !FieldName.framing.contains(lowercased)
        }
    }

    private let spellings: Spellings

    /// The name as it is sent.
    package var description: String { spellings.text }
    /// The name in small letters, as bytes: what comparisons use.
    var lowercased: [UInt8] { spellings.lowercased }
    /// The name, colon and space, as bytes: what begins a line.
    var linePrefix: [UInt8] { spellings.linePrefix }
    /// Whether a response may set it: it is a token, and not one of the framing, which is the serializer's.
    var isFreeToSet: Bool { spellings.isFreeToSet }

    /// A name as text; any spelling of the letters names the same field.
    package init(_ name: String) {
        spellings = Spellings(name)
    }

    package init(stringLiteral name: String) {
        self.init(name)
    }

    private static let framing = Set(["content-length", "transfer-encoding", "connection", "keep-alive", "date"].map { Array($0.utf8) })

    package static func == (left: FieldName, right: FieldName) -> Bool {
        left.lowercased == right.lowercased
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(lowercased)
    }

    /// Whether the bytes of `range` spell this name.
    func matches(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == lowercased.count else { return false }
        for offset in 0..<range.count where Byte.lowercased(bytes[range.lowerBound &+ offset]) != lowercased[offset] {
            return false
        }
        return true
    }
}

extension FieldName {
    package static let accept: FieldName = "Accept"
    package static let acceptEncoding: FieldName = "Accept-Encoding"
    package static let acceptLanguage: FieldName = "Accept-Language"
    package static let allow: FieldName = "Allow"
    package static let authorization: FieldName = "Authorization"
    package static let cacheControl: FieldName = "Cache-Control"
    package static let connection: FieldName = "Connection"
    package static let contentEncoding: FieldName = "Content-Encoding"
    package static let contentLanguage: FieldName = "Content-Language"
    package static let contentLength: FieldName = "Content-Length"
    package static let contentType: FieldName = "Content-Type"
    package static let etag: FieldName = "ETag"
    package static let expect: FieldName = "Expect"
    package static let host: FieldName = "Host"
    package static let idempotencyKey: FieldName = "Idempotency-Key"
    package static let ifMatch: FieldName = "If-Match"
    package static let ifNoneMatch: FieldName = "If-None-Match"
    package static let link: FieldName = "Link"
    package static let location: FieldName = "Location"
    package static let origin: FieldName = "Origin"
    package static let prefer: FieldName = "Prefer"
    package static let range: FieldName = "Range"
    package static let transferEncoding: FieldName = "Transfer-Encoding"
    package static let vary: FieldName = "Vary"
    package static let xRequestID: FieldName = "X-Request-Id"
}
