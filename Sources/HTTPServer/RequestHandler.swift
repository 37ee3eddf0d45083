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
    /// The content has more than the handler has admitted. Bytes.
    case contentOver(limit: Int)
    /// There is no room for the content.
    case noRoom
    /// The content could not be kept.
    case notKept

    /// The status to answer with.
    package var status: HTTPStatus {
        switch self {
        case .malformed(let error): error.status
        case .requestTimeout: .requestTimeout
        case .tooManyConnections: .serviceUnavailable
        case .needsTLS: .badRequest
        case .contentOver: .contentTooLarge
        case .noRoom: HTTPStatus(507)
        case .notKept: HTTPStatus(500)
        }
    }

    /// The stable code, in snake case.
    package var code: String {
        switch self {
        case .malformed(let error): error.code
        case .requestTimeout: "request_timeout"
        case .tooManyConnections: "too_many_connections"
        case .needsTLS: "needs_tls"
        case .contentOver: "content_too_large"
        case .noRoom: "no_room"
        case .notKept: "not_kept"
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

/// What becomes of content that is more than is held in memory.
package enum ContentAdmission: Sendable {
    /// It is refused for its size.
    case none
    /// It is handed to the sink, as far as it has no more than `limit` bytes.
    case sink(any ContentSink, limit: Int)
    /// It is not read, and this is the answer.
    case refused(HTTPResponse)
}

/// Answers the requests of one event loop; made on its thread and used from no other.
package protocol RequestHandler: AnyObject {
    /// The answer, or nil when it will come through the exchange. Must not wait for anything.
    func handle(_ request: HTTPRequest, _ exchange: Exchange) -> HTTPResponse?

    /// Asked from the head of a request whose content is more than is held in memory, before it is read; or, where its length is not
    /// told, when it comes to that. Must not wait for anything.
    func admit(_ request: HTTPRequest) -> ContentAdmission

    /// The answer for what the server refuses itself.
    ///
    /// - Parameter acceptLanguage: what the client has said of languages before it was refused; nil where that was nothing
    func refuse(_ refusal: ServerRefusal, acceptLanguage: String?) -> HTTPResponse

    /// Called when all requests that arrived together have been handled, and the answers that came together are written; also when
    /// the loop was woken for nothing else.
    func batchDidEnd()

    /// Called at the end of each round of the loop, to do a little of what goes on beside requests. Must not wait for anything.
    ///
    /// Gives after how many milliseconds it wants to be called again at the latest; nil where there is nothing to wait for.
    func workBeside() -> Int32?

    /// Called when an answer was written to the connection's output.
    func didAnswer(_ entry: AccessEntry)
}

extension RequestHandler {
    /// Content beyond the limit is refused.
    package func admit(_ request: HTTPRequest) -> ContentAdmission { .none }

    /// Nothing goes on beside requests.
    package func workBeside() -> Int32? { nil }
}
