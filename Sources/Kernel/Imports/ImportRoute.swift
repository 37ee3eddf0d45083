// `POST /v1/imports/{collection}`: takes a file, looks at its kind and its columns, and leaves the rest to the runner.

import Crypto
import HTTP
import SQLite
import Storage
import Tabular

extension Registry {
    /// Of everything that comes in files.
    var importRoutes: [Route] {
        let importable = resources.filter(\.isImportable)
        guard !importable.isEmpty, resource(collection: Import.schema.collection) != nil else { return [] }
        return importable.map { ImportRoute(resource: $0).route } + [importRowsRoute]
    }
}

/// Makes the route of one resource.
private struct ImportRoute {
    let resource: AnyResource

    /// Media types are described without their parameters.
    private static let charsets = Label(
        "charset in Content-Type, such as text/csv; charset=gb18030: utf-8 or gb18030, which holds gbk and gb2312; else the content tells.",
        "可在 Content-Type 中用 charset 指定编码，例如 text/csv; charset=gb18030：支持 utf-8 和 gb18030（含 gbk、gb2312）；未指定时按内容判断。")

    var route: Route {
        let resource = resource
        let types = ImportFormat.allCases.compactMap(\.mediaTypes.first)
        let name = ParameterDescription(
            "name", "The file's name, for those who look for it", "文件名", .text(TextRule(form: .line, maximum: 200)))
        let description = OperationDescription(
            "import", of: resource, "Import from a file", "从文件导入", by: .create, body: .file(types, note: ImportRoute.charsets), status: 201,
            answer: .record(Import.schema.collection, isWhole: true), query: [name])
        return Route(
            .post, "/v1/imports/\(resource.schema.collection)", triesByItself: true, description,
            lane: .upload { request, context in
                _ = try SentFile(request, resource)
                return context.uploadLimit
            } prepare: { request, file, context in
                try SentFile(request, resource).prepare(file, context)
            })
    }
}

/// A file on its way in.
private struct SentFile {
    private let request: APIRequest
    private let resource: AnyResource
    private let caller: Caller
    /// Nil where only the content tells.
    private let format: ImportFormat?
    private let charset: Charset?
    private let fileName: String?
    private let isDryRun: Bool

    /// From the head alone. Throws who may not, and what is not taken.
    init(_ request: APIRequest, _ resource: AnyResource) throws {
        caller = try permit(request, resource, .create)
        guard caller.covers(Import.schema.collection, writing: true) else {
            throw Failure(.outsideScope, ["needed": "imports:write"])
        }
        try request.allowQuery("name", "as")
        // In whose place the operator of the machine works, nobody else says.
        if request.queryValue("as") != nil, caller.userID != nil {
            throw Failure(.unknownParameter, NearestName.hints(for: "as", among: ["name", "dry_run", "pretty"]))
        }
        try request.refuseCodedBody()
        self.request = request
        self.resource = resource
        let type = ContentType(request.http.field(.contentType))
        format = try type.format()
        charset = try type.charset()
        fileName = try SentFile.fileName(request.queryValue("name"))
        isDryRun = try request.isDryRun()
    }

    private static func fileName(_ text: String?) throws -> String? {
        guard let text else { return nil }
        // A browser may send the whole path.
        let name = text.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        guard case .success = TextRule(form: .line, maximum: 200).check(name) else {
            throw Failure.badParameter("name", String(text.prefix(60)), "a text is expected")
        }
        return name
    }

    /// Keeps the file and looks at its beginning. What does not fit is removed again.
    func prepare(_ file: IncomingFile, _ context: any ReadContext) throws -> Change {
        guard file.byteCount > 0 else { throw Failure(.importEmpty) }
        let files = ImportFiles(of: context.dataDirectory)
        let name = try files.newName()
        try file.keep(as: files.path(of: name))
        do {
            return try change(name, files.path(of: name), file, context)
        } catch {
            Folder.removeFile(files.path(of: name))
            throw error
        }
    }

    private func change(_ name: String, _ path: String, _ file: IncomingFile, _ context: any ReadContext) throws -> Change {
        let starter = try starter(context)
        let beginning = try FileBeginning.read(path)
        let isWhole = file.byteCount <= beginning.count
        let form = try ImportForm(format ?? .ofContent(beginning), charset: charset, beginning: beginning, isWhole: isWhole)
        guard let decoder = CellDecoder(form.charset) else { throw Failure(.importCharset, ["charset": form.charset.rawValue]) }
        let header = try ImportHeader(path: path, form, decoder)
        if form.format == .csv { _ = try ImportColumns(header.cells, ImportNames(resource, for: starter)) }
        var record = Record<Import>(new: Import.self)
        record.collection = resource.schema.collection
        record.format = form.format
        record.dryRun = isDryRun
        record.fileName = fileName
        record.sha256 = Hex.encode(file.digest)
        record.bytes = Int64(file.byteCount)
        record.startedByID = starter.userID
        record.keyID = starter.keyID
        record.file = name
        record.charset = form.charset.rawValue
        record.separator = Int64(form.separator)
        record.remoteAddress = request.http.remoteAddress.isEmpty ? "control socket" : request.http.remoteAddress
        return entry(of: record)
    }

    /// Whose import it is: the operator's may be somebody else's.
    private func starter(_ context: any ReadContext) throws -> Caller {
        guard let name = request.queryValue("as") else { return caller }
        return try context.read { connection in
            guard let users = context.registry.resource(table: AnySchema.userTable),
                let key = users.schema.fields.first(where: \.traits.isLookedUp),
                let id = try connection.first("SELECT id FROM users WHERE \(key.column) = ?", [.text(name.lowercased())])?.first?.integer,
                let person = try context.registry.directory.person(id, nil, request.now, connection)
            else { throw Failure.badParameter("as", name, "a user who may sign in is expected") }
            return person
        }
    }

    private func entry(of draft: Record<Import>) -> Change {
        let (request, starter) = (request, draft.startedByID)
        return { rules in
            var record = draft
            let sql = "SELECT count(*) FROM imports WHERE started_by_id IS ? AND (status = 'queued' OR status = 'running')"
            guard try rules.integer(sql, starter.stored) ?? 0 < ImportLimits.ofOnePerson else {
                throw Failure(.tooManyImports, ["maximum": String(ImportLimits.ofOnePerson)])
            }
            try rules.insert(&record)
            let registry = rules.registry
            rules.transaction.onDisk { registry.imports.wake() }
            var response = try writtenAnswer(.created, record.row, registry.resource(Import.schema), request, rules)
            response.fields.append(.location, Import.schema.path(of: record.row.id))
            return response
        }
    }
}

/// What a request says of its content (RFC 9110 §8.3).
private struct ContentType {
    private let type: String
    private let parameters: [String: String]

    init(_ field: String?) {
        let parts = (field ?? "").split(separator: ";").map { $0.trimmingBlanks }
        type = parts.first?.lowercased() ?? ""
        let pairs = parts.dropFirst().map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        parameters = Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0].lowercased(), $0[1]) }, uniquingKeysWith: { first, _ in first })
    }

    /// Nil where the content has to tell: what curl says of every body, or nothing. Throws `unsupported_media_type`.
    func format() throws -> ImportFormat? {
        if ["", "application/x-www-form-urlencoded", "application/octet-stream", "text/plain"].contains(type) { return nil }
        if let format = ImportFormat.allCases.first(where: { $0.mediaTypes.contains(type) }) { return format }
        if type.hasPrefix("application/vnd.") || type == "application/zip" { throw Failure(.importFileType, ["kind": type]) }
        throw Failure(.unsupportedMediaType, ["types": "text/csv, application/x-ndjson", "type": type])
    }

    /// Throws `import_charset`.
    func charset() throws -> Charset? {
        guard let name = parameters["charset"] else { return nil }
        guard let charset = Charset(name: name) else { throw Failure(.importCharset, ["charset": String(name.prefix(40))]) }
        return charset
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String { String(self).trimmedBlanks }
}

extension ImportFormat {
    /// By the first character that is not blank.
    fileprivate static func ofContent(_ beginning: [UInt8]) -> ImportFormat {
        let first = beginning.first { $0 > 0x20 && !byteOrderMark.contains($0) }
        return first == UInt8(ascii: "{") ? .ndjson : .csv
    }
}
