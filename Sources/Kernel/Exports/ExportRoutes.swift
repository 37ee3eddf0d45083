// `GET /v1/exports/{id}/file`: the file, whole or a part, for whoever asked for it and may still see what is in it. `DELETE /v1/exports/{id}`:
// cancels what runs, and removes what is finished.

import HTTP
import JSON
import SQLite
import Storage

extension Registry {
    /// Of exports, beside those that every resource has.
    var exportRoutes: [Route] {
        guard let exports = resource(collection: Export.schema.collection) else { return [] }
        return [exportFileRoute(exports), exportRemovalRoute(exports)]
    }

    private func exportFileRoute(_ exports: AnyResource) -> Route {
        let description = OperationDescription(
            "file", of: exports, "The file of an export", "导出文件", by: .read, or: [206], answer: .text("application/octet-stream"),
            conditions: .ifNoneMatch)
        return Route(
            .get, "/v1/exports/{id}/file", description,
            lane: .write { request, context in
                try permit(request, exports, .read)
                try request.allowQuery()
                let id = try request.id()
                let files = ExportFiles(of: context.dataDirectory)
                return { rules in
                    let export = Record(Export.schema, try rules.seen(exports, id))
                    try ExportFetch(export, rules).require()
                    let answer = try fileAnswer(export, id, request.http, files)
                    // HEAD gives nothing out, and what the reader has already is not given again.
                    if request.http.method != .head, answer.stream != nil { try rules.note("downloaded", on: export) }
                    return answer
                }
            })
    }

    private func exportRemovalRoute(_ exports: AnyResource) -> Route {
        let description = OperationDescription(
            "remove", of: exports, "Cancel, or remove the file", "取消导出或删除文件", by: .read,
            answer: .record(exports.schema.collection, isWhole: true), conditions: .ifMatch)
        return Route(write: .delete, "/v1/exports/{id}", description) { request, context in
            try request.allowQuery()
            try permit(request, exports, .read)
            let id = try request.id()
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            guard try request.bodyObject(optional: true).isEmpty else { throw Failure(.badRequest, ["reason": "no body is expected"]) }
            let currency = context.registry.companyCurrency
            return { rules in
                let export = Record(Export.schema, try rules.seen(exports, id))
                let path = export.status == .finished ? "expire" : "cancel"
                guard let step = exports.steps.first(where: { $0.path == path }) else { throw Failure(.notFound) }
                let form = readBody([:], step.form, .form, nil, currency: currency)
                let row = try rules.take(path, of: exports, id: id, form: form, ifMatch: condition)
                return try writtenAnswer(.ok, row, exports, request, rules)
            }
        }
    }
}

/// The file; one that is not there, as after a backup was restored, has expired.
private func fileAnswer(_ export: Record<Export>, _ id: Int64, _ http: HTTPRequest, _ files: ExportFiles) throws -> HTTPResponse {
    let name = "\(export.collection.replacing("/", with: "-"))-\(id).\(export.format.rawValue)"
    let answer = FileAnswer(
        size: Int(export.bytes ?? 0), tag: "\"\(export.file)\"", contentType: export.format.mediaType, name: name)
    do {
        return try answer.response(to: http) { try StoredFile(reading: files.path(of: export.file)) }
    } catch is FileError {
        throw Failure(.exportExpired, ["until": export.expiresAt?.description ?? "–"])
    }
}

/// Whether somebody gets a file.
private struct ExportFetch {
    private let export: Record<Export>
    private let rules: RuleContext

    init(_ export: Record<Export>, _ rules: RuleContext) {
        self.export = export
        self.rules = rules
    }

    /// Throws `export_of_another`, `export_not_ready`, `export_without_file`, `export_expired`, `not_allowed`, `outside_scope` and
    /// `export_rights_changed`.
    func require() throws {
        // The rows are those that one person may see: also who sees more gets none of them by another's question.
        guard export.startedByID == rules.caller.userID else { throw Failure(.exportOfAnother) }
        switch export.status {
        case .queued, .running: throw Failure.later(.exportNotReady, after: 5, ["progress": "\(export.progress.unscaled / 100) %"])
        case .failed, .cancelled: throw Failure(.exportWithoutFile, ["state": export.status.rawValue])
        case .expired: throw expired
        case .finished: break
        }
        guard let until = export.expiresAt, rules.now < until else { throw expired }
        guard let resource = rules.registry.resource(collection: export.collection), let reach = export.reach.flatMap(ExportReach.init)
        else {
            throw expired
        }
        try rules.caller.requireRight(to: .read, resource)
        guard reach.isWithin(rules.caller, resource) else { throw Failure(.exportRightsChanged) }
    }

    private var expired: Failure { Failure(.exportExpired, ["until": export.expiresAt?.description ?? "–"]) }
}
