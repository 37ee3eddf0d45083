// What the server asks of whoever answers its requests.

package import HTTP

/// Why the server refuses before, or instead of, asking the handler.
package enum ServerRefusal: Error, Sendable, Hashable {
    /// The bytes are no request that can be taken.
    case malformed(HTTPParseError)
    /// The head or the content did not come in time.
    case requestTimeout
    /// There are too many connections, in all or from that address.
    case tooManyConnections
    /// It was sent without TLS to a port that speaks it.
    case needsTLS

    /// The status to answer with.
    package var status: HTTPStatus {
        switch self {
        case .malformed(let error): error.status
        case .requestTimeout: .requestTimeout
        case .tooManyConnections: .serviceUnavailable
        case .needsTLS: .badRequest
        }
    }

    /// The stable code, in snake case.
    package var code: String {
        switch self {
        case .malformed(let error): error.code
        case .requestTimeout: "request_timeout"
        case .tooManyConnections: "too_many_connections"
        case .needsTLS: "needs_tls"
        }
    }
}

/// What the access log can say about one answer.
package struct AccessEntry: Sendable {
    /// The request; nil when its bytes were refused.
    package let request: HTTPRequest?
    /// The status sent.
    package let status: HTTPStatus
    /// Head and content of the answer. Bytes.
    package let responseBytes: Int
    /// From the end of the request to its answer. Microseconds.
    package let durationMicroseconds: UInt64
    /// The peer's address, empty for a Unix socket.
    package let remoteAddress: String
    /// The note that the response carried.
    package let note: String
    /// The label that the response carried.
    package let label: Int

    /// The method; nil when the bytes were refused.
    package var method: HTTPMethod? { request?.method }
    /// The target as it was sent; empty when the bytes were refused.
    package var target: String { request?.target ?? "" }
}

/// Answers the requests of one event loop; made on its thread and used from no other.
package protocol RequestHandler: AnyObject {
    /// The answer, or nil when it will come through the exchange. Must not wait for anything.
    func handle(_ request: HTTPRequest, _ exchange: Exchange) -> HTTPResponse?

    /// The answer for what the server refuses itself.
    ///
    /// - Parameter acceptLanguage: what the client has said of languages before it was refused; nil where that was nothing
    func refuse(_ refusal: ServerRefusal, acceptLanguage: String?) -> HTTPResponse

    /// Called when all requests that arrived together have been handled, and the answers that came together are written; also when
    /// the loop was woken for nothing else.
    func batchDidEnd()

    /// Called when an answer was written to the connection's output.
    func didAnswer(_ entry: AccessEntry)
}
