// The ETag of a single record: its version, and a mark of what else shapes the bytes (RFC 9110 §8.8.3).

import HTTP

/// `"7.k"`: version 7, and `k` for the members, the caller's sight, the steps that he or she may take and their language.
struct ETag {
    let text: String

    init(text: String) {
        self.text = text
    }

    /// - Parameters:
    ///   - isOwnRow: whether the reader sees more of this row than others with the same roles
    ///   - steps: those told in the answer; nil where it tells none
    init(version: Int64, shape: Shape, roles: RoleSet, isOwnRow: Bool, steps: [AnyStep]?, language: Language, isPretty: Bool) {
        var hash = FNVHash()
        hash.combine(shape.fingerprint)
        hash.combine(UInt64(roles.rawValue))
        hash.combine(isPretty ? 1 : 0)
        hash.combine(isOwnRow ? 1 : 0)
        for expansion in shape.expansions { hash.combine(expansion.field.name) }
        if let steps {
            hash.combine(language.rawValue)
            for step in steps { hash.combine(step.path) }
        }
        text = "\"\(version).\(String(hash.value & 0xFFFF_FFFF, radix: 36))\""
    }

    /// The tag by which an `If-None-Match` says that the caller has these bytes: compared weakly (RFC 9110 §13.1.2). It is the one of the
    /// bytes in gzip only for who accepts them so. A field that is not well-formed names nothing.
    func known(to http: HTTPRequest) -> String? {
        guard let tags = http.field(.ifNoneMatch).flatMap(EntityTags.init) else { return nil }
        if tags.isAny || tags.list.contains(where: { $0.text == text }) { return text }
        let coded = GzipTag.of(text)
        guard tags.list.contains(where: { $0.text == coded }), http.acceptedCodings?.prefersGzip == true else { return nil }
        return coded
    }
}

/// What an `If-Match` or `If-None-Match` holds: `*`, or entity tags (RFC 9110 §8.8.3).
struct EntityTags {
    let isAny: Bool
    /// Each with its quotes.
    let list: [(isWeak: Bool, text: String)]

    /// Nil for what does not follow the grammar.
    init?(_ field: String) {
        var list: [(isWeak: Bool, text: String)] = []
        var rest = field.utf8[...].drop(while: EntityTags.isBlank)
        isAny = rest.elementsEqual("*".utf8)
        while !isAny, !rest.isEmpty {
            if rest.first == UInt8(ascii: ",") {
                rest = rest.dropFirst().drop(while: EntityTags.isBlank)
                continue
            }
            guard let tag = EntityTags.take(&rest) else { return nil }
            list.append(tag)
            rest = rest.drop(while: EntityTags.isBlank)
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
        }
        guard isAny || !list.isEmpty else { return nil }
        self.list = list
    }

    private static func take(_ rest: inout Substring.UTF8View) -> (isWeak: Bool, text: String)? {
        let isWeak = rest.starts(with: "W/".utf8)
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.first == UInt8(ascii: "\"") else { return nil }
        let text = rest.dropFirst().prefix { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != 0x7F }
        let end = text.endIndex
        guard end < rest.endIndex, rest[end] == UInt8(ascii: "\"") else { return nil }
        rest = rest[rest.index(after: end)...]
        return (isWeak, "\"\(Substring(text))\"")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
