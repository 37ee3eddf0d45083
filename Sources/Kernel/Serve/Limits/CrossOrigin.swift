// Browsers: which other sites may read answers (CORS, Fetch standard §3.2).

import HTTP

/// The origins whose scripts may use this server. Nobody is let in by cookies, so credentials are never allowed.
struct CrossOrigin: Sendable {
    private let origins: Set<String>

    /// What scripts may send beside what is always allowed.
    private static let requestFields = [
        "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "Prefer", "X-Request-Id",
        "traceparent",
    ].joined(separator: ", ")

    /// What scripts may read beside what is always allowed.
    private static let answerFields = [
        "Allow", "Dry-Run", "ETag", "Idempotency-Replayed", "Link", "Location", "Preference-Applied", "RateLimit", "RateLimit-Policy",
        "Retry-After", "WWW-Authenticate", "X-Request-Id",
    ].joined(separator: ", ")

    /// For so long a browser may keep the answer to a preflight; none keeps it longer than a day.
    private static let maxAge = "7200"

    /// Nil where no other site may.
    init?(_ origins: [String]) {
        guard !origins.isEmpty else { return nil }
        self.origins = Set(origins)
    }

    /// Adds what a browser asks of an answer. Every answer depends on the origin, also that to a request which names none.
    func mark(_ fields: inout ResponseFields, for http: HTTPRequest) {
        fields.add("Origin", to: .vary)
        guard let origin = listedOrigin(of: http) else { return }
        fields.append("Access-Control-Allow-Origin", origin)
        if !http.isPreflight { fields.append("Access-Control-Expose-Headers", CrossOrigin.answerFields) }
    }

    /// Adds what a preflight asks for: whether the request that the browser means to send may come.
    func answerPreflight(_ fields: inout ResponseFields, for http: HTTPRequest, methods: String) {
        guard http.isPreflight, listedOrigin(of: http) != nil else { return }
        fields.append("Access-Control-Allow-Methods", methods)
        fields.append("Access-Control-Allow-Headers", CrossOrigin.requestFields)
        fields.append("Access-Control-Max-Age", CrossOrigin.maxAge)
    }

    private func listedOrigin(of http: HTTPRequest) -> String? {
        http.field(.origin).flatMap { origins.contains($0) ? $0 : nil }
    }
}

extension HTTPRequest {
    /// Whether a browser asks before it sends (Fetch standard §3.2.2).
    var isPreflight: Bool {
        method == .options && fieldBytes(.origin) != nil && fieldBytes("Access-Control-Request-Method") != nil
    }
}

/// An origin as browsers write it: scheme, host in small letters, and the port where it is not the scheme's own.
package enum WebOrigin {
    /// The text, where it is such an origin; nil for `*`, `null` and anything with a path.
    package static func parse(_ text: String) -> String? {
        guard let match = text.wholeMatch(of: /(https?):\/\/([a-z0-9]([a-z0-9.\-]*[a-z0-9])?|\[[0-9a-f:]+\])(:([1-9][0-9]{0,4}))?/) else {
            return nil
        }
        guard let port = match.5.map({ Int($0) ?? .max }) else { return text }
        return port <= 65_535 && port != (match.1 == "https" ? 443 : 80) ? text : nil
    }
}
