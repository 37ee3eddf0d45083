// The status codes that salesd answers with, and their reason phrases (RFC 9110 15).

/// A three-digit status code.
package struct HTTPStatus: Sendable, Hashable, CustomStringConvertible {
    /// The number, 100 to 599.
    package let code: Int

    /// A status by its number.
    package init(_ code: Int) {
        self.code = code
    }

    package static let ok = HTTPStatus(200)
    package static let created = HTTPStatus(201)
    package static let noContent = HTTPStatus(204)
    package static let partialContent = HTTPStatus(206)
    package static let multiStatus = HTTPStatus(207)
    package static let notModified = HTTPStatus(304)
    package static let permanentRedirect = HTTPStatus(308)
    package static let badRequest = HTTPStatus(400)
    package static let requestTimeout = HTTPStatus(408)
    package static let contentTooLarge = HTTPStatus(413)
    package static let uriTooLong = HTTPStatus(414)
    package static let expectationFailed = HTTPStatus(417)
    package static let requestHeaderFieldsTooLarge = HTTPStatus(431)
    package static let notImplemented = HTTPStatus(501)
    package static let serviceUnavailable = HTTPStatus(503)
    package static let httpVersionNotSupported = HTTPStatus(505)

    /// The phrase beside the number; empty for a code that is not listed, which RFC 9112 4 allows.
    package var reason: String {
        Self.reasons[code] ?? ""
    }

    package var description: String {
        "\(code) \(reason)"
    }

    /// Whether an answer of this status may carry content (RFC 9110 6.4.1).
    package var allowsContent: Bool {
        code >= 200 && code != 204 && code != 304
    }

    private static let reasons: [Int: String] = [
        200: "OK",
        201: "Created",
        204: "No Content",
        206: "Partial Content",
        207: "Multi-Status",
        304: "Not Modified",
        308: "Permanent Redirect",
        400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not Found",
        405: "Method Not Allowed",
        406: "Not Acceptable",
        408: "Request Timeout",
        409: "Conflict",
        412: "Precondition Failed",
        413: "Content Too Large",
        414: "URI Too Long",
        415: "Unsupported Media Type",
        416: "Range Not Satisfiable",
        417: "Expectation Failed",
        422: "Unprocessable Content",
        428: "Precondition Required",
        429: "Too Many Requests",
        431: "Request Header Fields Too Large",
        500: "Internal Server Error",
        501: "Not Implemented",
        503: "Service Unavailable",
        505: "HTTP Version Not Supported",
        507: "Insufficient Storage",
    ]
}
