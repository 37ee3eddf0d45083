// `GET /v1/attachments/{id}/content`: the bytes of a file, whole or a part (RFC 9110 14).

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
            // The same digest is the same bytes.
            let answer = FileAnswer(
                size: Int(attachment.size), tag: "\"\(digest.prefix(32))\"", contentType: FileKind.served(attachment.contentType),
                name: attachment.name)
            let blobs = context.blobs
            return try answer.response(to: request.http) { FileStream(try blobs.open(digest), $0) }
        }
    }
}
