// The bytes of a file as an answer: whole or a part (RFC 9110 14), never as something that a browser carries out.

import HTTP
import Storage

/// A file that is given out. What has its tag never changes.
struct FileAnswer {
    /// Bytes.
    let size: Int
    /// Strong, with its quotes.
    let tag: String
    let contentType: String
    /// Under which it is kept by whoever gets it.
    let name: String

    /// With the part of the content that is asked for, which `content` begins to give. Throws `range_not_satisfiable`, and what `content`
    /// throws.
    func response(to http: HTTPRequest, content: (Range<Int>) throws -> any ContentStream) throws -> HTTPResponse {
        if let tags = http.field(.ifNoneMatch).flatMap(EntityTags.init), tags.isAny || tags.list.contains(where: { $0.text == tag }) {
            return HTTPResponse(HTTPStatus(304), fields: [.etag: tag, .cacheControl: "private, no-cache"])
        }
        switch RangeRequest(http, of: size, tag: tag) {
        case .whole: return response(.ok, try content(0..<size))
        case .part(let range):
            var response = response(.partialContent, try content(range))
            response.fields.append("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
            return response
        case .unsatisfiable:
            throw Failure(.rangeNotSatisfiable, ["size": String(size)], fields: [("Content-Range", "bytes */\(size)")])
        }
    }

    private func response(_ status: HTTPStatus, _ content: any ContentStream) -> HTTPResponse {
        let fields: ResponseFields = [
            .contentType: contentType, .etag: tag, .cacheControl: "private, no-cache",
            "Accept-Ranges": "bytes", "Content-Disposition": ContentDisposition.attachment(name),
            "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
        ]
        var response = HTTPResponse(status, fields: fields, stream: content.byteCount == 0 ? nil : content)
        // A part is a part of these bytes; and most files are compressed already.
        response.mayBeCoded = false
        return response
    }
}
