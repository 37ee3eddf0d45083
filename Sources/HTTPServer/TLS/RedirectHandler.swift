// What a plain port answers beside one with TLS: that everything is to be asked for there.

package import HTTP

/// Sends every request on to the same target over TLS, method and content included (308, RFC 9110 15.4.9).
package final class RedirectHandler: RequestHandler {
    /// The port with a colon before it; empty for that of https.
    private let port: String

    /// - Parameter port: the one with TLS; nil for 443
    package init(port: UInt16?) {
        self.port = port.map { $0 == 443 ? "" : ":\($0)" } ?? ""
    }

    package func handle(_ request: HTTPRequest, _ exchange: Exchange) -> HTTPResponse? {
        guard let host = request.field(.host).map(RedirectHandler.hostName), !host.isEmpty, !request.concernsServer else {
            return RedirectHandler.refusal(.badRequest, "This port only leads to https, and needs a Host field for it.")
        }
        let query = request.query.map { "?" + $0 } ?? ""
        return HTTPResponse(.permanentRedirect, fields: [.location: "https://\(host)\(port)\(request.path)\(query)"])
    }

    package func refuse(_ refusal: ServerRefusal, acceptLanguage: String?) -> HTTPResponse {
        RedirectHandler.refusal(refusal.status, refusal.code.replacing("_", with: " "))
    }

    package func batchDidEnd() {}
    package func didAnswer(_ entry: AccessEntry) {}

    private static func refusal(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(status, fields: [.contentType: "text/plain; charset=utf-8"], body: Array((text + "\n").utf8))
    }

    /// The host of a Host field, its port aside.
    private static func hostName(_ field: String) -> String {
        guard field.hasPrefix("["), let end = field.firstIndex(of: "]") else { return String(field.prefix { $0 != ":" }) }
        return String(field[...end])
    }
}
