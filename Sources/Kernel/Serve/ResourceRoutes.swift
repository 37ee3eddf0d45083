// The routes that every resource has, made from its declaration.

package import HTTP
import JSON
import SQLite

/// Makes the routes of one resource.
struct ResourceRoutes {
    let resource: AnyResource
    private var schema: AnySchema { resource.schema }
    private var collectionPath: String { "/v1/" + schema.collection }
    private var recordPath: String { collectionPath + "/{id}" }

    func routes() -> [Route] {
        var routes = [list, read]
        if !resource.roles(for: .create).isEmpty { routes.append(create) }
        if !resource.roles(for: .update).isEmpty { routes.append(change) }
        if !resource.roles(for: .archive).isEmpty { routes += [archive, restore] }
        var paths: Set<String> = []
        for step in resource.steps where step.hasRoute && paths.insert(step.path).inserted { routes.append(self.step(step)) }
        return routes
    }

    // MARK: Reading

    private var list: Route {
        let resource = resource
        return Route(.get, collectionPath, listDescription) { request, context in
            let caller = try permit(request, resource, .read)
            let plan = try listPlan(request, resource, caller, context)
            let cursor = try request.queryValue("cursor").map { try readCursor($0, for: plan) }
            return try listResponse(request, plan, cursor, caller, context)
        }
    }

    private var listDescription: OperationDescription {
        describe("list", "List", "列表", .read, answer: .list(schema.collection), query: listParameters, takesFilters: true)
    }

    private var read: Route {
        let resource = resource
        let description = describe(
            "get", "Read", "查看", .read, answer: .record(schema.collection), query: ["fields"] + expansion, conditions: .ifNoneMatch)
        return Route(.get, recordPath, description) { request, context in
            let caller = try permit(request, resource, .read)
            return try recordResponse(request, resource, caller, id: try request.id(), context)
        }
    }

    private var listParameters: [ParameterDescription] { ["limit", "cursor", "sort", "fields"] + expansion + ["count", "archived"] }
    private var expansion: [ParameterDescription] { schema.expansionWords.isEmpty ? [] : ["expand"] }

    // MARK: Writing

    /// Writes answer the record with everything that the caller may see.
    private var wholeRecord: OperationDescription.Answer { .record(schema.collection, isWhole: true) }

    private var create: Route {
        let resource = resource
        return Route(
            write: .post, collectionPath,
            describe(
                "create", "Create", "新建", .create, body: .resource(schema.collection, isPatch: false), status: 201, answer: wholeRecord)
        ) { request, context in
            try request.allowQuery()
            let caller = try permit(request, resource, .create)
            let object = try request.bodyObject()
            let currency = context.registry.companyCurrency
            let input = try decode(object, resource.schema, .create, caller, currency: currency, context)
            return { rules in
                let row = try rules.create(resource, input)
                var response = try written(.created, row, resource, request, rules)
                response.fields.append(.location, "/v1/\(resource.schema.collection)/\(row.id)")
                return response
            }
        }
    }

    private var change: Route {
        let resource = resource
        return Route(
            write: .patch, recordPath,
            describe(
                "update", "Change", "修改", .update, body: .resource(schema.collection, isPatch: true), answer: wholeRecord,
                conditions: .ifMatch)
        ) { request, context in
            try request.allowQuery()
            let caller = try permit(request, resource, .update)
            let id = try request.id()
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            let object = try request.bodyObject()
            let currency = try recordCurrency(resource, id, caller, context) ?? context.registry.companyCurrency
            let input = try decode(object, resource.schema, .change, caller, currency: currency, context)
            return { rules in
                let row = try rules.change(resource, id: id, input, ifMatch: condition) { currency in
                    try readBody(object, resource.schema, .change, caller, currency: currency).checked()
                }
                return try written(.ok, row, resource, request, rules)
            }
        }
    }

    private var archive: Route {
        recordChange(
            .delete, recordPath, describe("archive", "Archive", "归档", .archive, answer: wholeRecord, conditions: .ifMatch), .archive
        ) { rules, id, condition in
            try rules.archive(resource, id: id, ifMatch: condition)
        }
    }

    private var restore: Route {
        recordChange(
            .post, recordPath + "/restore", describe("restore", "Restore", "恢复", .archive, answer: wholeRecord, conditions: .ifMatch),
            .archive
        ) {
            rules, id, condition in
            try rules.restore(resource, id: id, ifMatch: condition)
        }
    }

    private func recordChange(
        _ method: HTTPMethod, _ path: String, _ description: OperationDescription, _ operation: Operations,
        change: @escaping @Sendable (RuleContext, Int64, VersionCondition) throws -> Row
    ) -> Route {
        let resource = resource
        return Route(write: method, path, description) { request, _ in
            try request.allowQuery()
            _ = try permit(request, resource, operation)
            let id = try request.id()
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            guard try request.bodyObject(optional: true).isEmpty else { throw Failure(.badRequest, ["reason": "no body is expected"]) }
            return { rules in try written(.ok, try change(rules, id, condition), resource, request, rules) }
        }
    }

    private func step(_ step: AnyStep) -> Route {
        let resource = resource
        let variants = resource.steps.filter { $0.path == step.path }
        let description = OperationDescription(
            schema.entity + "." + step.path.replacing("/", with: "."), step.label.english, step.label.chinese, tag: schema.collection,
            body: step.form.fields.isEmpty && step.form.children.isEmpty ? .none : .form(step.form), answer: wholeRecord,
            roles: variants.flatMap(\.actors).map(\.word), clause: step.clause, conditions: .ifMatch)
        return Route(write: step.isRepeatable ? .put : .post, recordPath + "/" + step.path, description) { request, context in
            try request.allowQuery()
            // Whose roles never read such a record is told so, as when reading it.
            try permit(request, resource, .read)
            let id = try request.id()
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            let object = try request.bodyObject(optional: true)
            // Faults of the form are told only to those who may take the step: the writer looks at that first.
            let form = readBody(object, step.form, .form, nil, currency: context.registry.companyCurrency)
            return { rules in
                let row = try rules.take(step.path, of: resource, id: id, form: form, ifMatch: condition)
                return try written(.ok, row, resource, request, rules)
            }
        }
    }

    private func describe(
        _ verb: String, _ english: String, _ chinese: String, _ operation: Operations, body: OperationDescription.Body = .none,
        status: Int = 200,
        answer: OperationDescription.Answer, query: [ParameterDescription] = [], conditions: OperationDescription.Conditions = [],
        takesFilters: Bool = false
    ) -> OperationDescription {
        OperationDescription(
            "\(schema.entity).\(verb)", "\(english): \(schema.label.english.lowercased())", "\(chinese)：\(schema.label.chinese)",
            tag: schema.collection,
            body: body, status: status, answer: answer, roles: resource.roles(for: operation).roles.map(\.rawValue), query: query,
            conditions: conditions, takesFilters: takesFilters)
    }
}

extension Route {
    /// A route of the read lane.
    package convenience init(
        _ method: HTTPMethod, _ path: String, _ operation: OperationDescription,
        read: @escaping @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse
    ) {
        self.init(method, path, operation, lane: .read(read))
    }

    /// A route of the write lane.
    package convenience init(
        write method: HTTPMethod, _ path: String, _ operation: OperationDescription,
        change: @escaping @Sendable (APIRequest, any ReadContext) throws -> Change
    ) {
        self.init(method, path, operation, lane: .write(change))
    }
}

// MARK: Rights

/// The caller, where roles and key allow this in some row. Throws `not_allowed` and `outside_scope`.
@discardableResult
package func permit(_ request: APIRequest, _ resource: AnyResource, _ operation: Operations) throws -> Caller {
    let caller = try request.signedIn()
    try caller.requireRight(to: operation, resource)
    return caller
}

extension Caller {
    /// Throws `not_allowed` and `outside_scope` where neither roles nor key allow this in any row.
    func requireRight(to operation: Operations, _ resource: AnyResource) throws {
        let holders = resource.roles(for: operation)
        guard !holders.isDisjoint(with: roles) else {
            throw Failure(.notAllowed, ["needed": holders.roles.map(\.rawValue).joined(separator: ", ")])
        }
        let isWriting = operation != .read
        guard covers(resource.schema.collection, writing: isWriting) else {
            throw Failure(.outsideScope, ["needed": resource.schema.collection + (isWriting ? ":write" : ":read")])
        }
    }
}

// MARK: Bodies

/// A body that was read, with its faults.
struct ReadInput: Sendable {
    let input: Input
    let faults: [Fault]

    /// Throws every fault at once.
    func checked() throws -> Input {
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        return input
    }
}

func readBody(_ object: JSONObject, _ schema: AnySchema, _ mode: InputReader.Mode, _ caller: Caller?, currency: String) -> ReadInput {
    var reader = InputReader(schema, mode, roles: caller?.roles, currency: currency)
    let input = reader.read(object)
    return ReadInput(input: input, faults: reader.faults)
}

/// Reads a body; where it has faults, those of its references are looked up as well, so that all are told at once.
private func decode(
    _ object: JSONObject, _ schema: AnySchema, _ mode: InputReader.Mode, _ caller: Caller, currency: String, _ context: any ReadContext
) throws -> Input {
    let result = readBody(object, schema, mode, caller, currency: currency)
    guard !result.faults.isEmpty else { return result.input }
    let referenceFaults = try context.read { connection in
        try ReferenceCheck(
            reader: RuleReader(caller: caller, now: context.registry.clock.now, registry: context.registry, connection: connection)
        )
        .faults(of: schema, result.input)
    }
    throw Failure.invalid(result.faults + referenceFaults)
}

/// The currency in which a change's amounts are meant: the record's own; nil where it has none or the caller may not see it.
private func recordCurrency(_ resource: AnyResource, _ id: Int64, _ caller: Caller, _ context: any ReadContext) throws -> String? {
    guard let field = resource.schema.currencyField else { return nil }
    let scope = resource.scope(of: caller.roles, for: .read)
    let sql = "SELECT t.\(field.column) FROM \(resource.schema.table) t WHERE t.id = ? AND (\(scope.sql))"
    return try context.read { try $0.first(sql, [.integer(id)] + scope.bindings(for: caller))?.first?.text }
}

extension APIRequest {
    /// The body as a form. Throws every fault at once.
    package func form<F: Form>(_ schema: Schema<F>, _ context: any ReadContext) throws -> Record<F> {
        let input = try readBody(try bodyObject(optional: true), schema, .form, nil, currency: context.registry.companyCurrency).checked()
        var row = schema.blankRow()
        for (index, value) in input.values { row.values[index] = value }
        return Record(schema, row)
    }
}

// MARK: Answers

/// The answer to a write: the record as its caller may see it.
private func written(_ status: HTTPStatus, _ row: Row, _ resource: AnyResource, _ request: APIRequest, _ rules: RuleContext) throws
    -> HTTPResponse
{
    let query = ListQuery(resource: resource, roles: rules.caller.roles, registry: rules.registry)
    let shape = try rules.registry.shapes.shape(resource, rules.caller.roles) { try query.shape([], single: true) }
    let renderer = RecordRenderer(resource, shape, for: rules.caller, asking: request, registry: rules.registry)
    return try renderer.response(status, of: row, on: rules.connection)
}

private func recordResponse(_ request: APIRequest, _ resource: AnyResource, _ caller: Caller, id: Int64, _ context: any ReadContext) throws
    -> HTTPResponse
{
    let key = PlanKey(path: "1" + resource.schema.table, query: request.http.query ?? "", roles: caller.roles)
    let plan = try context.plan(key) {
        RecordPlan(
            resource, try ListQuery(resource: resource, roles: caller.roles, registry: context.registry).shape(request.query, single: true),
            caller.roles)
    }
    return try context.read { connection in
        let renderer = RecordRenderer(resource, plan.shape, for: caller, asking: request, registry: context.registry)
        return try plan.response(request, id, renderer, connection)
    }
}

// MARK: Lists

private func listPlan(_ request: APIRequest, _ resource: AnyResource, _ caller: Caller, _ context: any ReadContext) throws -> ListPlan {
    let query = ListQuery(resource: resource, roles: caller.roles, registry: context.registry)
    // Each page has a cursor of its own, so its plan is not worth keeping.
    guard request.queryValue("cursor") == nil else { return try query.plan(request.query) }
    return try context.plan(PlanKey(path: resource.schema.table, query: request.http.query ?? "", roles: caller.roles)) {
        try query.plan(request.query)
    }
}

private func readCursor(_ token: String, for plan: ListPlan) throws -> Cursor {
    guard let cursor = Cursor(token: token), cursor.question == plan.fingerprint, cursor.values.count == plan.sort.count + 1,
        cursor.values.last?.integer != nil
    else {
        throw Failure(.badCursor)
    }
    return cursor
}

private func listResponse(_ request: APIRequest, _ plan: ListPlan, _ cursor: Cursor?, _ caller: Caller, _ context: any ReadContext) throws
    -> HTTPResponse
{
    var writer = JSONWriter(capacity: 16 * 1024)
    let next = try context.read { connection in
        writer.removeAll()
        return try plan.run(after: cursor, for: caller, on: connection, into: &writer)
    }
    var fields = ResponseFields.json
    if let next { fields.append(.link, "<\(request.http.path)?\(nextQuery(request, next))>; rel=\"next\"") }
    return HTTPResponse(.ok, fields: fields, body: writer.finish())
}

/// The same query with the next cursor in place of the old one.
private func nextQuery(_ request: APIRequest, _ cursor: String) -> String {
    let kept = (request.http.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }.map(String.init)
    return (kept + ["cursor=" + cursor]).joined(separator: "&")
}
