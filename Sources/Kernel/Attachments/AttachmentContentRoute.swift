// `GET /v1/attachments/{id}/content`: the bytes of a file, whole or a part (RFC 9110 14), never as something that a browser carries out.

import HTTP
import Storage

extension Registry {
    var attachmentContentRoute: Route {
        let attachments = resource(Attachment.schema)
        let description = OperationDescription(
            "content", of: attachments, "The content of the file", "附件内容", by: .read, or: [206],
            answer: .text("application/octet-stream"), conditions: .ifNoneMatch)
        return Route(.get, "/v1/attachments/{id}/content", description) { request, context in
            let caller = try permit(request, attachments, .read)
            try request.allowQuery()
            let id = try request.id()
            let attachment = try context.read { connection in
                let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
                return Record(Attachment.schema, try reader.seen(attachments, id))
            }
            guard let digest = attachment.sha256 else { throw Failure(.notFound) }
            return try AttachmentContent(attachment, digest).answer(request.http, context.blobs)
        }
    }
}

/// The content of one file for one request.
private struct AttachmentContent {
    private let attachment: Record<Attachment>
    private let digest: String
    private let size: Int
    /// Strong: the same digest is the same bytes.
    private var tag: String { "\"\(digest.prefix(32))\"" }

    init(_ attachment: Record<Attachment>, _ digest: String) {
        self.attachment = attachment
        self.digest = digest
        size = Int(attachment.size)
    }

    func answer(_ http: HTTPRequest, _ store: BlobStore) throws -> HTTPResponse {
        if let tags = http.field(.ifNoneMatch).flatMap(EntityTags.init), tags.isAny || tags.list.contains(where: { $0.text == tag }) {
            return HTTPResponse(HTTPStatus(304), fields: [.etag: tag, .cacheControl: "private, no-cache"])
        }
        switch RangeRequest(http, of: size, tag: tag) {
        case .whole: return try response(.ok, 0..<size, store)
        case .part(let range):
            var response = try response(.partialContent, range, store)
            response.fields.append("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
            return response
        case .unsatisfiable:
            throw Failure(.rangeNotSatisfiable, ["size": String(size)], fields: [("Content-Range", "bytes */\(size)")])
        }
    }

    private func response(_ status: HTTPStatus, _ range: Range<Int>, _ store: BlobStore) throws -> HTTPResponse {
        let fields: ResponseFields = [
            .contentType: FileKind.served(attachment.contentType), .etag: tag, .cacheControl: "private, no-cache",
            "Accept-Ranges": "bytes", "Content-Disposition": ContentDisposition.attachment(attachment.name),
            "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
        ]
        var response = HTTPResponse(status, fields: fields, stream: FileStream(try store.open(digest), range))
        // A part is a part of these bytes; and most files are compressed already.
        response.mayBeCoded = false
        return response
    }
}
