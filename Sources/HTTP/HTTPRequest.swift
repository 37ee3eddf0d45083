// One request as it was read: the head's bytes once, ranges into them, and the content.

/// A range of the head's bytes, half the size of a `Range<Int>`.
struct ByteRange: Sendable {
    let start: UInt32
    let end: UInt32

    /// The caller holds the bounds below 4 GiB: heads are limited far below.
    init(_ range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        end = UInt32(truncatingIfNeeded: range.upperBound)
    }

    var range: Range<Int> { Int(start)..<Int(max(start, end)) }
}

/// Where one field line's name and value stand in the head.
struct FieldRange: Sendable {
    let name: ByteRange
    var value: ByteRange
}

/// A complete request. No text is made of its bytes until someone asks.
package struct HTTPRequest: Sendable {
    /// The method.
    package let method: HTTPMethod
    /// The version it was sent in.
    package let version: HTTPVersion
    /// Whether the client lets the connection stay open after the answer (RFC 9112 9.3).
    package let keepsAlive: Bool
    /// The content, with any chunked coding taken off.
    package internal(set) var body: [UInt8] = []
    /// The address of the peer, without its port; empty for a Unix socket.
    package let remoteAddress: String

    let head: [UInt8]
    let targetRange: ByteRange
    let pathRange: ByteRange
    let queryRange: ByteRange?
    let fieldRanges: [FieldRange]

    /// The request target as it was sent (RFC 9112 3.2).
    package var target: String { text(targetRange) }

    /// The path as it was sent, without query; "*" for `OPTIONS *`, "/" where an absolute target has none.
    package var path: String { pathRange.start == pathRange.end ? "/" : text(pathRange) }

    /// What follows the first "?", as it was sent; nil when there is none.
    package var query: String? { queryRange.map(text) }

    /// Whether the target is "*", the server itself (RFC 9112 3.2.4).
    package var concernsServer: Bool {
        pathRange.end &- pathRange.start == 1 && head[Int(pathRange.start)] == Byte.asterisk
    }

    /// The value of a field, several lines of one name joined by ", " (RFC 9110 5.3); nil when it is absent.
    package func field(_ name: FieldName) -> String? {
        var joined: String?
        let bytes = head.span
        for field in fieldRanges where name.matches(bytes, field.name.range) {
            joined = joined.map { $0 + ", " + text(field.value) } ?? text(field.value)
        }
        return joined
    }

    /// The bytes of the first line of that name, without copying them; nil when it is absent.
    package func fieldBytes(_ name: FieldName) -> ArraySlice<UInt8>? {
        let bytes = head.span
        for field in fieldRanges where name.matches(bytes, field.name.range) {
            return head[field.value.range]
        }
        return nil
    }

    private func text(_ range: ByteRange) -> String {
        String(decoding: head[range.range], as: UTF8.self)
    }
}

extension HTTPRequest {
    /// A request made of its parts, for tests and calls in the process. The parser reads it like one from the wire; nil when it refuses.
    package init?(
        _ method: HTTPMethod, _ target: String, fields: [(String, String)] = [], body: [UInt8] = [], remoteAddress: String = "127.0.0.1"
    ) {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !fields.contains(where: { FieldName($0.0) == .host }) { head += "Host: localhost\r\n" }
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        var limits = ParserLimits()
        limits.body = .max
        var parser = RequestParser(limits: limits, remoteAddress: remoteAddress)
        parser.feed(Array((head + "\r\n").utf8) + body)
        var event = parser.next()
        if case .expectContinue = event { event = parser.next() }
        guard case .request(let request) = event else { return nil }
        self = request
    }
}
