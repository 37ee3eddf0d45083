// What an administrator can set of how requests are served.

package import HTTP

/// Who may read what the server counts.
package enum MetricsAudience: String, Sendable, Hashable {
    /// Whoever asks on this machine.
    case local
    /// Everybody.
    case all

    /// What a reverse proxy of this machine passes on comes from elsewhere.
    package func admits(_ request: HTTPRequest) -> Bool {
        if self == .all { return true }
        guard request.field("Forwarded") == nil, request.field("X-Forwarded-For") == nil else { return false }
        let address = request.remoteAddress
        return address.isEmpty || address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}

/// How the access log writes a request.
package enum AccessLogFormat: String, Sendable, Hashable {
    /// A JSON object a line.
    case json
    /// The combined log format of Apache and nginx.
    case text
}

/// What one service does beside answering.
package struct ServiceOptions: Sendable {
    /// Who may read `/metrics`.
    package var metrics = MetricsAudience.local
    /// Origins whose scripts may use the server from a browser, such as `https://sales.example.com`; none: no other site's.
    package var corsOrigins: [String] = []
    /// What a caller may ask in a minute; 0: as much as he or she likes.
    package var requestsPerMinute: Int64 = 0
    /// Whether a change has to say by `If-Match` which version it means (RFC 6585 §3).
    package var demandsVersions = false
    /// What a file that is sent may have at most. Bytes.
    package var uploadLimit = 1024 * 1024 * 1024
    /// What is given to streams of events at most.
    package var eventStreams = EventStreamLimits()
    /// How the access log writes a request.
    package var logFormat = AccessLogFormat.json

    /// The standard options.
    package init() {}
}
