// The ETag of a single record: its version, and a mark of what else shapes the bytes (RFC 9110 §8.8.3).

import HTTP

/// `"7.k"`: version 7, and `k` for the members, the caller's sight and the language.
struct ETag {
    let text: String

    init(text: String) {
        self.text = text
    }

    init(version: Int64, shape: Shape, caller: Caller) {
        var hash = FNVHash()
        hash.combine(shape.fingerprint)
        hash.combine(UInt64(caller.roles.rawValue))
        if shape.includesActions { hash.combine(UInt64(bitPattern: caller.userID ?? 0)) }
        text = "\"\(version).\(String(hash.value & 0xFFFF_FFFF, radix: 36))\""
    }

    /// Whether an `If-None-Match` names it: compared weakly (RFC 9110 §13.1.2).
    func matches(ifNoneMatch field: String?) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { tag in
            let word = tag.filter { $0 != " " && $0 != "\t" }
            return word == "*" || word == text || word == "W/" + text
        }
    }
}
