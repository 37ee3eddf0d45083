// Path segments and query items out of a request target, percent-decoded strictly (RFC 3986 2.1, 3.3).

extension HTTPRequest {
    /// The path's segments, decoded; "/" has none, "/a/" has "a" and "".
    ///
    /// Nil when a triplet is bad, a decoded segment holds NUL or "/" or is not UTF-8, or it is "." or "..".
    package func pathSegments() -> [String]? {
        if hasEmptyPath { return [] }
        return head.bytes.withUnsafeBufferPointer { bytes in
            PercentCoding.segments(UnsafeBufferPointer(rebasing: bytes[head.path.range]))
        }
    }

    /// The query's items, in their order, decoded; empty without a query, nil when it is malformed.
    package func queryItems() -> [(name: String, value: String)]? {
        guard let query = head.query else { return [] }
        return head.bytes.withUnsafeBufferPointer { bytes in
            PercentCoding.items(UnsafeBufferPointer(rebasing: bytes[query.range]))
        }
    }

    /// The items of a query or form, in their order, decoded with "+" as a space; nil when it is malformed.
    package static func queryItems(_ query: String) -> [(name: String, value: String)]? {
        Array(query.utf8).withUnsafeBufferPointer { PercentCoding.items($0) }
    }
}

/// Percent-decoding of bytes to text.
enum PercentCoding {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// The decoded segments of a path that begins with "/".
    static func segments(_ path: Bytes) -> [String]? {
        guard path.first == Byte.slash else { return nil }
        guard path.count > 1 else { return [] }
        var segments: [String] = []
        segments.reserveCapacity(6)
        var start = 1
        while start <= path.count {
            let end = path[start...].firstIndex(of: Byte.slash) ?? path.count
            guard let segment = segment(Bytes(rebasing: path[start..<end])) else { return nil }
            segments.append(segment)
            start = end + 1
        }
        return segments
    }

    /// A segment that means a name and nothing else: not ".", "..", and no "/" or NUL that was encoded.
    private static func segment(_ bytes: Bytes) -> String? {
        guard let text = decode(bytes, plusIsSpace: false) else { return nil }
        if bytes.first == Byte.percent || bytes.first == Byte.dot, text == "." || text == ".." { return nil }
        if text.utf8.count < bytes.count, text.utf8.contains(Byte.slash) { return nil }
        return text
    }

    /// The decoded items of a query.
    static func items(_ query: Bytes) -> [(name: String, value: String)]? {
        var items: [(name: String, value: String)] = []
        var start = 0
        while start < query.count {
            let end = query[start...].firstIndex(of: Byte.ampersand) ?? query.count
            defer { start = end + 1 }
            guard end > start else { continue }
            let border = query[start..<end].firstIndex(of: Byte.equals) ?? end
            guard let name = decode(Bytes(rebasing: query[start..<border]), plusIsSpace: true),
                let value = decode(Bytes(rebasing: query[min(border + 1, end)..<end]), plusIsSpace: true)
            else { return nil }
            items.append((name, value))
        }
        return items
    }

    /// The text of the bytes; nil when a triplet is bad, a NUL comes out, or the result is not UTF-8.
    private static func decode(_ bytes: Bytes, plusIsSpace: Bool) -> String? {
        if isPlain(bytes, plusIsSpace: plusIsSpace) { return String(decoding: bytes, as: UTF8.self) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            var byte = bytes[index]
            if byte == Byte.percent {
                guard let triplet = triplet(in: bytes, at: index) else { return nil }
                byte = triplet
                index += 2
            } else if plusIsSpace, byte == Byte.plus {
                byte = Byte.space
            }
            guard byte != 0 else { return nil }
            decoded.append(byte)
            index += 1
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Whether the bytes are ASCII and stand for themselves.
    private static func isPlain(_ bytes: Bytes, plusIsSpace: Bool) -> Bool {
        for byte in bytes where byte == Byte.percent || byte == 0 || byte >= 128 || (plusIsSpace && byte == Byte.plus) { return false }
        return true
    }

    private static func triplet(in bytes: Bytes, at index: Int) -> UInt8? {
        guard bytes.count - index > 2, let high = Byte.hexadecimal(bytes[index + 1]), let low = Byte.hexadecimal(bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }
}
