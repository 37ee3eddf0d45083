// A file beside a record of any kind: a scan, a drawing, a signed copy. Its access is that record's (access.md).

import SQLite
import Storage

/// What is kept of a file; its content lies beside the database (BlobStore.swift).
package final class Attachment: Resource {
    package static let schema = Schema<Attachment>("attachments", one: "attachment", "Attachment", "附件")

    /// The kind of record to which it belongs, as in the audit.
    package let entity = identifier("Kind of record", "对象类型", max: 60).computed()
    package let entityID = integer("Id of the record", "对象编号", 1...Int64.max).subject(kindIn: "entity").computed()
    package let name = text("File name", "文件名").personal(identifies: false).computed()
    /// What it is there for, such as `signed_copy`.
    package let kind = identifier("Kind", "类别", max: 60).computed().optional()
    package let contentType = text("Media type", "媒体类型").computed()
    package let size = integer("Size, bytes", "大小（字节）", 1...Int64.max).computed()
    /// In hexadecimal digits; none once the content was erased.
    package let sha256 = text("SHA-256 of the content", "内容的 SHA-256", max: 64).personal(identifies: false).computed().optional()
    package let erasedAt = Kernel.erasedAt()

    package init() {}

    package static let access = [Grant(.everyone, [.read, .archive], rows: .subject)]

    /// Added, and brought back, by whoever may change the record, in whichever state that is: evidence comes late.
    package static func prepare(_ attachment: inout Record<Attachment>, from old: Record<Attachment>?, in context: RuleContext) throws {
        _ = try context.changeableRecord(attachment.entity, attachment.entityID)
    }

    /// Taken away only while the record itself can be changed: what a paper was decided on stays with it. Throws `not_editable`.
    package static func archiving(_ attachment: Record<Attachment>, in context: RuleContext) throws {
        let (resource, row) = try context.changeableRecord(attachment.entity, attachment.entityID)
        try context.requireEditable(resource, row)
    }
}

extension RuleContext {
    /// The record of that kind and id, where the caller may add to it. Throws `not_found`, `archived`, `erased`, `not_allowed`.
    fileprivate func changeableRecord(_ entity: String, _ id: Int64) throws -> (AnyResource, Row) {
        guard let resource = registry.resource(entity: entity), resource.takesAttachments else { throw Failure(.notFound) }
        let row = try visible(resource, id)
        try requireLiving(resource, row)
        try caller.requireRight(to: .update, resource)
        guard try keepPlaces(where: { try resource.covers(id, for: $0, to: .update, on: connection) }) else {
            throw Failure.notAllowed(needed: resource.roles(for: .update))
        }
        if resource.isPaper { try requireOwnPaper(resource, row) }
        return (resource, row)
    }
}

extension AnyResource {
    /// Whether files can be added to its records: to all but settings, and users, whom everybody sees.
    var takesAttachments: Bool { !schema.isSingleton && !followsSubject && !schema.isOfUsers }

    /// Whether its rows are seen by who sees the record that each is about.
    var followsSubject: Bool { access.contains { $0.rows == .subject } }
}

extension RuleReader {
    /// Whether a file of that kind stands with the record, such as the `signed_copy` of a contract.
    package final func hasAttachment<R: Resource>(on record: Record<R>, kind: String) throws -> Bool {
        let sql = """
            SELECT 1 FROM attachments WHERE entity_id = ? AND entity = ? AND kind = ? AND archived_at IS NULL AND sha256 IS NOT NULL
            """
        return try integer(sql, record.id.stored, R.schema.entity.stored, kind.stored) != nil
    }
}

extension RuleContext {
    /// Erases the files of a record that told of a person, with their content; the files themselves go with the next cleaning.
    func eraseAttachments(of resource: AnyResource, _ id: Int64, under rule: String) throws {
        guard registry.resource(entity: Attachment.schema.entity) != nil else { return }
        let found = try all(
            Attachment.self, where: "entity_id = ? AND entity = ? AND erased_at IS NULL", id.stored, resource.schema.entity.stored)
        for var attachment in found { try erase(&attachment, under: rule, archives: true) }
    }
}

extension Migration {
    static let attachments = """
        CREATE TABLE attachments (
            \(recordColumns),
            entity TEXT NOT NULL,
            entity_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            kind TEXT,
            content_type TEXT NOT NULL,
            size INTEGER NOT NULL CHECK (size > 0),
            sha256 TEXT CHECK (length(sha256) = 64),
            erased_at INTEGER
        ) STRICT;
        CREATE INDEX attachments_subject ON attachments (entity_id, entity);
        CREATE INDEX attachments_sha256 ON attachments (sha256) WHERE sha256 IS NOT NULL;

        CREATE TABLE attachments_settings (
            \(recordColumns),
            max_bytes INTEGER NOT NULL CHECK (max_bytes > 0)
        ) STRICT;
        """
}
