// Answers with records: one that was written, one that was asked for, a page of a list.

package import HTTP
import JSON
import SQLite
import Storage

/// The answer to a write: the record as its caller may see it. Its body is made beside the writer (`RuleContext.bodyInTheMaking`).
func writtenAnswer(_ status: HTTPStatus, _ row: Row, _ resource: AnyResource, _ request: APIRequest, _ rules: RuleContext) throws
    -> HTTPResponse
{
    let renderer = try writtenRenderer(of: row, resource, request, rules)
    let steps = try renderer.steps(of: row, in: rules)
    let response = renderer.head(status, of: row, steps: steps)
    guard !request.prefersMinimal else { return response.minimal }
    rules.bodyInTheMaking = rules.transaction.batch.beside { renderer.body(of: row, steps: steps) }
    return response
}

/// The same record as a part of another answer; nil where no more than the fact was asked for.
func writtenPart(_ row: Row, _ resource: AnyResource, _ request: APIRequest, _ rules: RuleContext) throws -> [UInt8]? {
    let renderer = try writtenRenderer(of: row, resource, request, rules)
    return request.prefersMinimal ? nil : renderer.body(of: row, steps: try renderer.steps(of: row, in: rules))
}

private func writtenRenderer(of row: Row, _ resource: AnyResource, _ request: APIRequest, _ rules: RuleContext) throws -> RecordRenderer {
    rules.answered = (resource, row.id)
    let query = ListQuery(resource: resource, roles: rules.caller.roles, registry: rules.registry)
    let shape = try rules.registry.shapes.shape(resource, rules.caller.roles) { try query.shape([], single: true) }
    return RecordRenderer(resource, shape, for: rules.caller, asking: request, registry: rules.registry)
}

/// The answer to a write, whose body may still be in the making.
struct WrittenAnswer: Sendable {
    var response: HTTPResponse
    private let bodyInTheMaking: Beside<[UInt8]>?

    /// - Parameter body: of the record that the response shows; nil where the response is whole
    init(_ response: HTTPResponse, _ body: Beside<[UInt8]>?) {
        self.response = response
        bodyInTheMaking = response.body.isEmpty && response.status != .noContent ? body : nil
    }

    var body: [UInt8] { bodyInTheMaking?.value ?? response.body }

    /// The answer with its body.
    var whole: HTTPResponse {
        var response = response
        response.body = body
        return response
    }
}

/// The answer to a record's creation: where it is, beside it.
func createdAnswer(_ row: Row, _ resource: AnyResource, _ request: APIRequest, _ rules: RuleContext) throws -> HTTPResponse {
    var response = try writtenAnswer(.created, row, resource, request, rules)
    response.fields.append(.location, resource.schema.path(of: row.id))
    return response
}

/// The same of a record that a module's own route has created.
package func createdAnswer<R: Resource>(_ record: Record<R>, _ request: APIRequest, _ rules: RuleContext) throws -> HTTPResponse {
    try createdAnswer(record.row, rules.registry.resource(R.schema), request, rules)
}

/// The answer to a change of a record that a module's own route has made.
package func writtenAnswer<R: Resource>(_ record: Record<R>, _ request: APIRequest, _ rules: RuleContext) throws -> HTTPResponse {
    try writtenAnswer(.ok, record.row, rules.registry.resource(R.schema), request, rules)
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
