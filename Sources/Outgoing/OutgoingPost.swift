// What is sent, and what comes of it.

/// One POST.
package struct OutgoingPost: Sendable {
    package let url: OutgoingURL
    /// Names and values; Content-Type among them.
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    /// Fields with control characters in them are left out when it is sent.
    package init(_ url: OutgoingURL, fields: [(name: String, value: String)], body: [UInt8]) {
        self.url = url
        self.fields = fields
        self.body = body
    }
}

/// The answer to a POST, whatever its status.
package struct OutgoingAnswer: Sendable {
    package let status: Int
    /// The first bytes; `OutgoingOptions.answerLimit` at most.
    package let body: [UInt8]
    /// Seconds that `Retry-After` asks for (RFC 9110 §10.2.3); nil where it asks for none.
    package let retryAfter: Int64?

    /// As it came.
    package init(status: Int, body: [UInt8], retryAfter: Int64? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// Why no answer came.
package enum OutgoingFault: String, Error, Sendable, CaseIterable {
    /// The policy does not let salesd connect there.
    case addressRefused = "address_refused"
    /// The name has no address.
    case notResolved = "not_resolved"
    /// Nobody takes connections there.
    case notConnected = "not_connected"
    /// It took too long.
    case timedOut = "timed_out"
    /// The certificate does not hold, or TLS failed otherwise.
    case insecure
    /// The connection ended before the answer was whole.
    case connectionLost = "connection_lost"
    /// What came is no HTTP, or it could not be sent at all.
    case malformed
    /// The server is being stopped; it says nothing of the other side.
    case stopped
}

/// What one client takes at most.
package struct OutgoingOptions: Sendable {
    /// Until a connection stands.
    package var connectMilliseconds = 5_000
    /// Until the answer is there.
    package var totalMilliseconds = 10_000
    /// Bytes kept of an answer.
    package var answerLimit = 16 * 1024
    /// Posts under way at once; more wait.
    package var atOnce = 32
    /// Ranges of addresses beside the public ones.
    package var allowed: [NetworkRange] = []
    /// The file of the certificate authorities that are believed, PEM; nil: the system's.
    package var authorities: String?

    /// The standard limits.
    package init() {}
}
