// Adding files without HTTP, for those who enter many records in one go: by the same rights and rules as an upload.

import Crypto
import SQLite

extension RuleContext {
    /// Adds a file to a record, as `POST /v1/{collection}/{id}/attachments` does; its content is on the disk when this returns.
    ///
    /// - Parameters:
    ///   - kind: what it is there for, such as `signed_copy`
    ///   - contentType: the media type of the content
    /// Throws `not_found`, `archived`, `erased`, `not_allowed`, `empty_file`, and `FileError` where the disk refuses.
    package func attach<R: Resource>(
        _ content: [UInt8], named name: String, kind: String, contentType: String, to id: ID<R>
    ) throws {
        let resource = registry.resource(R.schema)
        try caller.requireRight(to: .update, resource)
        let row = try visible(resource, id.integer)
        guard !content.isEmpty else { throw Failure(.emptyFile) }
        let directory = connection.filePath.lastIndex(of: "/").map { String(connection.filePath[..<$0]) } ?? "."
        let file = IncomingFiles(of: directory).newFile()
        try file.append(content)
        let digest = Hex.encode(file.digest)
        try BlobStore(of: directory).keep(file, as: digest)
        var attachment = Record(new: Attachment.self)
        attachment.entity = resource.schema.entity
        attachment.entityID = id.integer
        attachment.name = name
        attachment.kind = kind
        attachment.contentType = contentType
        attachment.size = Int64(content.count)
        attachment.sha256 = digest
        try acting(in: places(reaching: row, of: resource, for: .update)) { try insert(&attachment) }
    }
}
