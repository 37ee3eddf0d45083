// `GET /v1/exports/{id}/file`: the file, whole or a part, for whoever asked for it and may still see what is in it. `DELETE /v1/exports/{id}`:
// cancels what runs, and removes what is finished.

package import HTTP
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
                let (id, download) = (try request.id(), ExportDownload(request, context))
                return { rules in try download.answer(id, rules) { try rules.note("downloaded", on: $0) } }
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

/// The file of an export as the answer to a request, also where something else than the export's own path leads to it.
package struct ExportDownload: Sendable {
    private let request: APIRequest
    private let files: ExportFiles
    private let pages: PagePool

    /// For a request of the write lane.
    package init(_ request: APIRequest, _ context: any ReadContext) {
        self.request = request
        files = ExportFiles(of: context.dataDirectory)
        pages = context.pages
    }

    /// Throws `not_found` where the caller does not see the export, and all for which the file is not given out.
    ///
    /// - Parameter note: puts down that the file was fetched
    package func answer(
        _ id: Int64, _ rules: RuleContext,
        noting note: (Record<Export>) throws -> Void
    ) throws -> HTTPResponse {
        let export = Record(Export.schema, try rules.seen(rules.registry.resource(Export.schema), id))
        try ExportFetch(export, rules.caller, rules.registry, rules.now).require()
        let reader = ExportReader(id, rules.caller, rules.registry, pages)
        let answer = try fileAnswer(export, id, request, files, reader)
        // HEAD gives nothing out, and what the reader has already is not given again.
        if request.http.method != .head, answer.stream != nil { try note(export) }
        return answer
    }
}

/// The file; one that is not there, as after a backup was restored, has expired.
private func fileAnswer(
    _ export: Record<Export>, _ id: Int64, _ request: APIRequest, _ files: ExportFiles, _ reader: ExportReader
) throws -> HTTPResponse {
    let subject = export.report ?? export.collection ?? ""
    let name = "\(subject.replacing("/", with: "-"))-\(id).\(export.format.rawValue)"
    let answer = FileAnswer(
        size: Int(export.bytes ?? 0), tag: "\"\(export.file)\"", contentType: export.format.mediaType, name: name)
    do {
        return try answer.response(to: request.http) { range in
            ExportStream(try StoredFile(reading: files.path(of: export.file)), range, for: request, reader)
        }
    } catch is FileError {
        throw Failure(.exportExpired, ["until": export.expiresAt?.description ?? "–"])
    }
}
