// `/v1/{collection}/{id}/attachments`: adds a file to a record, and lists those that it has.

import Crypto
import HTTP
import SQLite

extension Registry {
    /// Of every resource whose records can have files, and the content of each file.
    var attachmentRoutes: [Route] {
        guard let attachments = resource(entity: Attachment.schema.entity) else { return [] }
        return resources.filter(\.takesAttachments).flatMap { AttachmentRoutes(of: $0, attachments).routes } + [attachmentContentRoute]
    }
}

/// The two routes of one resource.
private struct AttachmentRoutes {
    private let subject: AnyResource
    private let attachments: AnyResource
    private var path: String { "/v1/\(subject.schema.collection)/{id}/attachments" }

    init(of subject: AnyResource, _ attachments: AnyResource) {
        self.subject = subject
        self.attachments = attachments
    }

    var routes: [Route] { subject.roles(for: .update).isEmpty ? [list] : [list, add] }

    // MARK: Listing

    private var list: Route {
        let (subject, attachments) = (subject, attachments)
        let description = OperationDescription(
            "attachments", of: subject, "Files of the record", "记录的附件", by: .read, answer: .list(attachments.schema.collection),
            query: ["limit", "cursor", "sort", "fields", "count", "archived"])
        return Route(.get, path, description) { request, context in
            let caller = try permit(request, subject, .read)
            try caller.requireRight(to: .read, attachments)
            let id = try request.id()
            _ = try context.read { connection in
                try RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection).visible(subject, id)
            }
            var query = ListQuery(resource: attachments, roles: caller.roles, registry: context.registry)
            query.within = .record(subject.schema.entity, id)
            return try listAnswer(request, try query.plan(request.query), caller, context)
        }
    }

    // MARK: Adding

    private var add: Route {
        let (subject, attachments) = (subject, attachments)
        let description = OperationDescription(
            "attach", of: subject, "Add a file", "添加附件", by: .update, body: .file(["application/octet-stream", "application/pdf"]),
            status: 201, answer: .record(attachments.schema.collection, isWhole: true),
            query: [
                ParameterDescription("name", "The file's name", "文件名", Kernel.text("", "").kind),
                ParameterDescription(
                    "kind", "What it is there for, such as signed_copy", "用途，例如 signed_copy", Kernel.identifier("", "").kind),
            ])
        let lane = Lane.upload { request, context in
            try mayAdd(to: subject, attachments, request, context)
        } prepare: { request, file, context in
            let draft = try AttachmentDraft(request, file, of: subject)
            let store = context.blobs
            if try !request.isDryRun() { try store.keep(file, as: draft.digest) }
            return { rules in
                // The cleaning runs in the writer as well: what is here now stays.
                if try !request.isDryRun(), !store.has(draft.digest) { try store.keep(file, as: draft.digest) }
                var record = draft.record
                let row = try rules.visible(subject, record.entityID)
                try rules.acting(in: rules.places(reaching: row, of: subject, for: .update)) { try rules.insert(&record) }
                var response = try writtenAnswer(.created, record.row, attachments, request, rules)
                response.fields.append(.location, attachments.schema.path(of: record.row.id))
                return response
            }
        }
        return Route(.post, path, description, lane: lane)
    }
}

/// How large a file the caller may add to the record in the path, asked before it is read. Throws `not_found`, `not_allowed` and more.
private func mayAdd(to subject: AnyResource, _ attachments: AnyResource, _ request: APIRequest, _ context: any ReadContext) throws -> Int {
    try request.allowQuery("name", "kind")
    let caller = try permit(request, subject, .read)
    try caller.requireRight(to: .update, subject)
    guard caller.covers(attachments.schema.collection, writing: true) else {
        throw Failure(.outsideScope, ["needed": attachments.schema.collection + ":write"])
    }
    try request.refuseCodedBody()
    let id = try request.id()
    try context.read { connection in
        let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
        try reader.requireLiving(subject, reader.visible(subject, id))
        guard try reader.isInScope(subject, id, for: .update) else { throw Failure.notAllowed(needed: subject.roles(for: .update)) }
    }
    return min(context.uploadLimit, Int(context.registry.settings.current(AttachmentSettings.self).maxBytes))
}

/// What becomes the attachment's row.
private struct AttachmentDraft {
    let record: Record<Attachment>
    let digest: String

    /// Throws `empty_file`, `bad_file_name`, `bad_parameter`, `content_type_differs`.
    init(_ request: APIRequest, _ file: IncomingFile, of subject: AnyResource) throws {
        guard file.byteCount > 0 else { throw Failure(.emptyFile) }
        digest = Hex.encode(file.digest)
        var record = Record(new: Attachment.self)
        record.entity = subject.schema.entity
        record.entityID = try request.id()
        record.name = try FileName.of(request)
        record.kind = try AttachmentDraft.kind(request)
        record.contentType = try FileKind.type(
            declared: request.http.field(.contentType), name: record.name, beginning: file.beginning)
        record.size = Int64(file.byteCount)
        record.sha256 = digest
        self.record = record
    }

    private static func kind(_ request: APIRequest) throws -> String? {
        guard let kind = request.queryValue("kind") else { return nil }
        let isWord =
            (1...60).contains(kind.utf8.count)
            && kind.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
            }
        guard isWord else { throw Failure.badParameter("kind", kind, "a word of small letters, digits and _ is expected") }
        return kind
    }
}

/// The name under which a file is kept.
private enum FileName {
    private static let longest = 200

    /// From `name=`, else from `Content-Disposition`; `attachment` where neither says anything. Throws `bad_file_name`.
    static func of(_ request: APIRequest) throws -> String {
        let given = request.queryValue("name") ?? request.http.field("Content-Disposition").flatMap(ContentDisposition.fileName)
        guard let given else { return "attachment" }
        let name = given.trimmed
        guard !name.isEmpty, name.count <= longest, name != ".", name != "..", name.unicodeScalars.allSatisfy(isAllowed) else {
            throw Failure(.badFileName, ["value": String(given.unicodeScalars.filter(isAllowed).map(Character.init).prefix(longest))])
        }
        return name
    }

    /// Neither paths, nor control characters, nor what turns the direction of writing to hide an ending.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        default: scalar != "/" && scalar != "\\"
        }
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        let front = drop { $0.isWhitespace }
        return String(String(front.reversed().drop { $0.isWhitespace }).reversed())
    }
}
