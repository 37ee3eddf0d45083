// Answers of JSON that no resource declares.

package import HTTP
package import JSON

extension ResponseFields {
    /// What every JSON answer says of itself; made once.
    static let json: ResponseFields = [.contentType: "application/json", .cacheControl: "no-store"]
}

extension HTTPResponse {
    /// An answer whose body `write` makes.
    package static func json(_ status: HTTPStatus = .ok, _ write: (inout JSONWriter) throws -> Void) rethrows -> HTTPResponse {
        var writer = JSONWriter()
        try write(&writer)
        return HTTPResponse(status, fields: .json, body: writer.finish())
    }
}
