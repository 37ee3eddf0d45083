// All rows of a list as a file: what may be asked for, the audit record, and the answer whose content is made later.

import HTTP
import SQLite

/// The change that begins an export: its audit record is kept before the first row is given out.
func exportChange(_ request: APIRequest, _ resource: AnyResource, _ caller: Caller, _ context: any ReadContext) throws -> Change {
    let form = try ListForm(of: request)
    for name in ["limit", "cursor", "count"] {
        guard let value = request.queryValue(name) else { continue }
        throw Failure.badParameter(name, value, "an export has no pages and gives all rows")
    }
    var query = ListQuery(resource: resource, roles: caller.roles, registry: context.registry)
    query.within = .scopes(of: caller, resource)
    let plan = try query.plan(request.query, limit: ListStream.rowsOfPage)
    if form == .csv { try refuseWhatCSVCannotHold(plan.shape, request) }
    let stream = ListStream(plan, as: form, for: request, of: caller, context.registry, context.pages)
    return { rules in
        // HEAD gives nothing out.
        if request.http.method != .head { try rules.noteExport(of: resource, as: form.word, query: request.query) }
        return HTTPResponse(.ok, fields: form.fields(fileName: resource.schema.collection), stream: stream)
    }
}

/// Lists and other records have no cell; asked for by name they are refused, not left out without a word.
private func refuseWhatCSVCannotHold(_ shape: Shape, _ request: APIRequest) throws {
    guard !shape.children.isEmpty || !shape.expansions.isEmpty else { return }
    let name = request.queryValue("expand") == nil ? "fields" : "expand"
    throw Failure.badParameter(name, request.queryValue(name) ?? "", "CSV has no place for it")
}

extension ListForm {
    fileprivate func fields(fileName: String) -> ResponseFields {
        [
            .contentType: self == .csv ? "text/csv; charset=utf-8" : rawValue, .cacheControl: "no-store", .vary: "Accept",
            "Content-Disposition": "attachment; filename=\"\(fileName).\(word)\"",
        ]
    }
}
