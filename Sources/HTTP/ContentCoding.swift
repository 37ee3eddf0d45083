// What a request says of content codings (RFC 9110 12.5.3), and how the tags of coded content differ from those of plain.

/// The codings that an `Accept-Encoding` lets an answer have. Only gzip and none are told apart.
package struct AcceptedCodings: Sendable, Equatable {
    /// Whether gzip is accepted, and liked no less than no coding.
    package let prefersGzip: Bool
    /// Whether the plain content is refused.
    package let refusesIdentity: Bool

    /// Reads the field's value. A weight that is no number from 0 to 1 counts as if it were not there.
    package init(_ field: String) {
        var weights: [String: Double] = [:]
        for element in field.split(separator: ",") {
            let parts = element.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let name = parts.first, !name.isEmpty else { continue }
            // x-gzip is an old name of gzip (RFC 9110 8.4.1.3).
            weights[name == "x-gzip" ? "gzip" : name] = AcceptedCodings.weight(parts.dropFirst().first)
        }
        let gzip = weights["gzip"] ?? weights["*"] ?? 0
        // Who does not name the plain content takes it, but likes what was named better.
        let identity = weights["identity"] ?? (weights["*"] == 0 ? 0 : nil)
        prefersGzip = gzip > 0 && gzip >= identity ?? 0
        refusesIdentity = identity == 0
    }

    private static func weight(_ parameter: String?) -> Double {
        guard let parameter, parameter.hasPrefix("q="), let weight = Double(parameter.dropFirst(2)), (0...1).contains(weight) else {
            return 1
        }
        return weight
    }
}

extension HTTPRequest {
    /// What the request says of codings; nil where it says nothing.
    package var acceptedCodings: AcceptedCodings? {
        guard fieldBytes(.acceptEncoding) != nil else { return nil }
        return field(.acceptEncoding).map(AcceptedCodings.init)
    }
}

/// The entity tags of content in gzip: they must differ from the plain content's, whose bytes are others (RFC 9110 8.8.3.3).
package enum GzipTag {
    private static let mark = "-gz\""

    /// The tag, with its quotes, of the same content in gzip.
    package static func of(_ tag: String) -> String {
        tag.hasSuffix("\"") ? String(tag.dropLast()) + mark : tag
    }
}
