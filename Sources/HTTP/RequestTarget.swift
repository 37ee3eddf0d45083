// Path segments and query items out of a request target, percent-decoded strictly (RFC 3986 2.1, 3.3).

extension HTTPRequest {
    /// The path's segments, decoded; "/" has none, "/a/" has "a" and "".
    ///
    /// Nil when a triplet is bad, a decoded segment holds NUL or "/" or is not UTF-8, or it is "." or "..".
    package func pathSegments() -> [String]? {
        let bytes = pathBytes
        guard bytes.first == Byte.slash else { return nil }
        guard bytes.count > 1 else { return [] }
        var segments: [String] = []
        for segment in bytes.dropFirst().split(separator: Byte.slash, omittingEmptySubsequences: false) {
            guard let text = PercentCoding.decode(segment, plusIsSpace: false) else { return nil }
            if text == "." || text == ".." || (segment.contains(Byte.percent) && text.utf8.contains(Byte.slash)) { return nil }
            segments.append(text)
        }
        return segments
    }

    /// The query's items, in their order, decoded; empty without a query, nil when it is malformed.
    package func queryItems() -> [(name: String, value: String)]? {
        guard let queryRange else { return [] }
        return Self.queryItems(bytes: head[queryRange.range])
    }

    /// The items of a query or form, in their order, decoded with "+" as a space; nil when it is malformed.
    package static func queryItems(_ query: String) -> [(name: String, value: String)]? {
        queryItems(bytes: Array(query.utf8)[...])
    }

    private static func queryItems(bytes: ArraySlice<UInt8>) -> [(name: String, value: String)]? {
        var items: [(name: String, value: String)] = []
        for item in bytes.split(separator: Byte.ampersand) {
            let border = item.firstIndex(of: Byte.equals) ?? item.endIndex
            guard let name = PercentCoding.decode(item[..<border], plusIsSpace: true),
                let value = PercentCoding.decode(item[border...].dropFirst(), plusIsSpace: true)
            else { return nil }
            items.append((name, value))
        }
        return items
    }
}

/// Percent-decoding of bytes to text.
enum PercentCoding {
    /// The text of the bytes; nil when a triplet is bad, a NUL comes out, or the result is not UTF-8.
    static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
        guard bytes.contains(where: { $0 == Byte.percent || $0 == 0 || (plusIsSpace && $0 == Byte.plus) }) else {
            return String(validating: bytes, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
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

    private static func triplet(in bytes: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard bytes.endIndex - index > 2, let high = Byte.hexadecimal(bytes[index + 1]), let low = Byte.hexadecimal(bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }
}
