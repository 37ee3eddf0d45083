// The request methods and versions of HTTP (RFC 9110 9, RFC 9112 2.3).

/// A request method; names are case-sensitive (RFC 9110 9.1).
package enum HTTPMethod: Sendable, Hashable, CustomStringConvertible {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options
    case other(String)

    /// The method of that name; the caller has checked that the name is a token.
    package init(_ name: String) {
        self = Self.known.first { $0.description == name } ?? .other(name)
    }

    /// The name as it is sent.
    package var description: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other(let name): name
        }
    }

    private static let known: [HTTPMethod] = [.get, .head, .post, .put, .patch, .delete, .options]
}

/// The version a request was sent in; a minor version above 1 is read as 1.1 (RFC 9110 2.5).
package enum HTTPVersion: Sendable, Hashable {
    case http10
    case http11
}
