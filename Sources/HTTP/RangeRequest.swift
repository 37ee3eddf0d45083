// What a request wants of some content: all of it, or one range (RFC 9110 14).

/// The part of some content that a request asks for.
package enum RangeRequest: Sendable, Equatable {
    /// Everything, as where no range is asked for, several are, or the field is of no known form: it may be passed over (RFC 9110 14.2).
    case whole
    /// These bytes, which are there.
    case part(Range<Int>)
    /// Nothing of what is asked for is there: 416.
    case unsatisfiable

    /// What a request asks for.
    ///
    /// - Parameters:
    ///   - tag: the strong entity tag of the content, with its quotes
    ///   - size: of the content. Bytes.
    package init(_ request: HTTPRequest, of size: Int, tag: String) {
        // Ranges are defined for GET alone (RFC 9110 14.2).
        guard request.method == .get, let field = request.field(.range) else {
            self = .whole
            return
        }
        // A date tells nothing about content that is named by its digest.
        if let condition = request.field("If-Range"), condition != tag {
            self = .whole
            return
        }
        self.init(field, of: size)
    }

    /// The same from the value of `Range` alone.
    package init(_ field: String, of size: Int) {
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else {
            self = .whole
            return
        }
        let spec = parts[1].filter { $0 != " " && $0 != "\t" }
        guard !spec.contains(","), let dash = spec.firstIndex(of: "-") else {
            self = .whole
            return
        }
        let (first, last) = (spec[..<dash], spec[spec.index(after: dash)...])
        if first.isEmpty { self = RangeRequest.suffix(last, of: size) } else { self = RangeRequest.from(first, to: last, of: size) }
    }

    private static func suffix(_ text: Substring, of size: Int) -> RangeRequest {
        guard let count = number(text) else { return .whole }
        guard count > 0, size > 0 else { return .unsatisfiable }
        return .part((size - min(count, size))..<size)
    }

    private static func from(_ first: Substring, to last: Substring, of size: Int) -> RangeRequest {
        guard let start = number(first), let end = last.isEmpty ? Int.max : number(last), end >= start else { return .whole }
        guard start < size else { return .unsatisfiable }
        return .part(start..<(min(end, size - 1) + 1))
    }

    /// Digits alone; more than fit are the largest number.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ Byte.isDigit($0) }) else { return nil }
        return Int(text) ?? .max
    }
}
