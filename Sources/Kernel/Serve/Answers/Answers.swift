// Answers with records: one that was written, one that was asked for, a page of a list.

import HTTP
import JSON
import SQLite

/// The answer to a write: the record as its caller may see it.
func writtenAnswer(_ status: HTTPStatus, _ row: Row, _ resource: AnyResource, _ request: APIRequest, _ rules: RuleContext) throws
    -> HTTPResponse
{
    rules.answered = (resource, row.id)
    let query = ListQuery(resource: resource, roles: rules.caller.roles, registry: rules.registry)
    let shape = try rules.registry.shapes.shape(resource, rules.caller.roles) { try query.shape([], single: true) }
    let renderer = RecordRenderer(resource, shape, for: rules.caller, asking: request, registry: rules.registry)
    let response = try renderer.response(status, of: row, on: rules.connection)
    return request.prefersMinimal ? response.minimal : response
}

extension HTTPResponse {
    /// The fact alone: where it is and which version it has (RFC 7240 §4.2).
    fileprivate var minimal: HTTPResponse {
        var fields: ResponseFields = [.cacheControl: "no-store", "Preference-Applied": "return=minimal"]
        if let tag = self.fields[.etag] { fields.append(.etag, tag) }
        return HTTPResponse(.noContent, fields: fields)
    }
}

func recordAnswer(_ request: APIRequest, _ resource: AnyResource, _ caller: Caller, id: Int64, _ context: any ReadContext) throws
    -> HTTPResponse
{
    let key = PlanKey(path: "1" + resource.schema.table, query: request.http.query ?? "", roles: caller.roles)
    let plan = try context.plan(key) {
        RecordPlan(
            resource, try ListQuery(resource: resource, roles: caller.roles, registry: context.registry).shape(request.query, single: true),
            caller.roles)
    }
    return try context.read { connection in
        if caller.scopes != nil, resource.followsSubject {
            guard try resource.covers(id, for: caller, to: .read, on: connection) else { throw Failure(.notFound) }
        }
        let renderer = RecordRenderer(resource, plan.shape, for: caller, asking: request, registry: context.registry)
        return try plan.response(request, id, renderer, connection)
    }
}

// MARK: Lists

func listPlan(_ request: APIRequest, _ resource: AnyResource, _ caller: Caller, _ context: any ReadContext) throws -> ListPlan {
    var query = ListQuery(resource: resource, roles: caller.roles, registry: context.registry)
    query.within = .scopes(of: caller, resource)
    guard query.within.conditions.isEmpty else { return try query.plan(request.query) }
    // Each page has a cursor of its own, so its plan is not worth keeping.
    guard request.queryValue("cursor") == nil else { return try query.plan(request.query) }
    return try context.plan(PlanKey(path: resource.schema.table, query: request.http.query ?? "", roles: caller.roles)) {
        try query.plan(request.query)
    }
}

func listAnswer(_ request: APIRequest, _ plan: ListPlan, _ caller: Caller, _ context: any ReadContext) throws -> HTTPResponse {
    let key = context.cursorKey
    let cursor = try request.queryValue("cursor").map { try plan.cursor($0, key) }
    var writer = JSONWriter(capacity: 16 * 1024)
    let next = try context.read { connection in
        writer.removeAll()
        return try plan.run(after: cursor, for: caller, key, on: connection, into: &writer)
    }
    var fields = ResponseFields.json
    fields.add("Accept", to: .vary)
    if let next { fields.append(.link, "<\(request.http.path)?\(nextQuery(request, next))>; rel=\"next\"") }
    return HTTPResponse(.ok, fields: fields, body: writer.finish())
}

/// The same query with the next cursor in place of the old one.
func nextQuery(_ request: APIRequest, _ cursor: String) -> String {
    guard let query = request.http.query, !query.isEmpty else { return "cursor=" + cursor }
    guard request.http.queryHolds("cursor=") else { return query + "&cursor=" + cursor }
    let kept = query.split(separator: "&").filter { !$0.hasPrefix("cursor=") }.map(String.init)
    return (kept + ["cursor=" + cursor]).joined(separator: "&")
}
