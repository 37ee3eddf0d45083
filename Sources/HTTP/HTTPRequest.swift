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

/// The head of a request: its bytes once, and where its parts stand in them.
final class RequestHead: Sendable {
    let method: HTTPMethod
    let version: HTTPVersion
    let keepsAlive: Bool
    let remoteAddress: String
    let bytes: [UInt8]
    let target: ByteRange
    let path: ByteRange
    let query: ByteRange?
    let fields: [FieldRange]
    /// What has taken the content; nil where the request holds it itself. It stands here because a request is passed on as two references.
    let receiver: (any ContentSink)?

    init(
        _ line: RequestLine, keepsAlive: Bool, remoteAddress: String, bytes: [UInt8], fields: [FieldRange]
    ) {
        receiver = nil
        method = line.method
        version = line.version
        target = ByteRange(line.target.whole)
        path = ByteRange(line.target.path)
        query = line.target.query.map(ByteRange.init)
        self.keepsAlive = keepsAlive
        self.remoteAddress = remoteAddress
        self.bytes = bytes
        self.fields = fields
    }

    init(_ other: RequestHead, receiver: any ContentSink) {
        (method, version, keepsAlive, remoteAddress) = (other.method, other.version, other.keepsAlive, other.remoteAddress)
        (bytes, target, path, query, fields) = (other.bytes, other.target, other.path, other.query, other.fields)
        self.receiver = receiver
    }
}

/// A complete request, passed on as two references. No text is made of its bytes until someone asks.
package struct HTTPRequest: Sendable {
    let head: RequestHead
    /// The content, with any chunked coding taken off.
    package internal(set) var body: [UInt8] = []

    init(_ head: RequestHead) {
        self.head = head
    }

    /// The same request, with its content elsewhere.
    package func received(by receiver: any ContentSink) -> HTTPRequest {
        HTTPRequest(RequestHead(head, receiver: receiver))
    }

    /// What has taken the content, where that is more than is held in memory; the body is empty then.
    package var receiver: (any ContentSink)? { head.receiver }

    /// The method.
    package var method: HTTPMethod { head.method }
    /// The version it was sent in.
    package var version: HTTPVersion { head.version }
    /// Whether the client lets the connection stay open after the answer (RFC 9112 9.3).
    package var keepsAlive: Bool { head.keepsAlive }
    /// The address of the peer, without its port; empty for a Unix socket.
    package var remoteAddress: String { head.remoteAddress }

    /// The request target as it was sent (RFC 9112 3.2).
    package var target: String { text(head.target) }

    /// The path as it was sent, without query; "*" for `OPTIONS *`, "/" where an absolute target has none.
    package var path: String { hasEmptyPath ? "/" : text(head.path) }

    /// What follows the first "?", as it was sent; nil when there is none.
    package var query: String? { head.query.map(text) }

    /// Whether the target is "*", the server itself (RFC 9112 3.2.4).
    package var concernsServer: Bool {
        head.path.range.count == 1 && head.bytes[Int(head.path.start)] == Byte.asterisk
    }

    /// The value of a field, several lines of one name joined by ", " (RFC 9110 5.3); nil when it is absent.
    package func field(_ name: FieldName) -> String? {
        var joined: String?
        let bytes = head.bytes
        for field in head.fields where name.matches(bytes.span, field.name.range) {
            joined = joined.map { $0 + ", " + text(field.value) } ?? text(field.value)
        }
        return joined
    }

    /// The bytes of the first line of that name, without copying them; nil when it is absent.
    package func fieldBytes(_ name: FieldName) -> ArraySlice<UInt8>? {
        let bytes = head.bytes
        for field in head.fields where name.matches(bytes.span, field.name.range) {
            return bytes[field.value.range]
        }
        return nil
    }

    /// Whether the query, as it was sent, holds this text, which is not empty, anywhere.
    package func queryHolds(_ text: StaticString) -> Bool {
        guard let range = head.query?.range else { return false }
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return head.bytes.withUnsafeBufferPointer { bytes in
            range.dropLast(wanted.count - 1).contains { start in
                bytes[start] == wanted[0] && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
            }
        }
    }

    /// Whether an absolute target has no path.
    var hasEmptyPath: Bool { head.path.start == head.path.end }

    private func text(_ range: ByteRange) -> String {
        String(decoding: head.bytes[range.range], as: UTF8.self)
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
