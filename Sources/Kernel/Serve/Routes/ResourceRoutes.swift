// The routes that every resource has, made from its declaration.

import HTTP
import JSON
import SQLite

/// Makes the routes of one resource.
struct ResourceRoutes {
    let resource: AnyResource
    private var schema: AnySchema { resource.schema }
    private var collectionPath: String { "/v1/" + schema.collection }
    private var recordPath: String { schema.isSingleton ? collectionPath : collectionPath + "/{id}" }

    func routes() -> [Route] {
        if schema.isSingleton { return [read, change] }
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
        let lane = Lane.list { request, context in
            let caller = try permit(request, resource, .read)
            let plan = try listPlan(request, resource, caller, context)
            return try listAnswer(request, plan, caller, context)
        } export: { request, context in
            try exportChange(request, resource, try permit(request, resource, .read), context)
        }
        return Route(.get, collectionPath, listDescription, lane: lane)
    }

    private var listDescription: OperationDescription {
        OperationDescription(
            "list", of: resource, "List", "列表", by: .read, answer: .list(schema.collection), query: listParameters, takesFilters: true)
    }

    private var read: Route {
        let resource = resource
        let description = OperationDescription(
            "get", of: resource, "Read", "查看", by: .read, answer: .record(schema.collection), query: ["fields"] + schema.expansionParameter,
            path: schema.wordParameter, conditions: .ifNoneMatch)
        return Route(.get, recordPath, description) { request, context in
            let caller = try permit(request, resource, .read)
            return try recordAnswer(request, resource, caller, id: try request.id(of: resource, context), context)
        }
    }

    private var listParameters: [ParameterDescription] {
        ["limit", "cursor", "sort", "fields"] + schema.expansionParameter + ["count", "archived", "bom"]
    }

    // MARK: Writing

    /// Writes answer the record with everything that the caller may see.
    private var wholeRecord: OperationDescription.Answer { .record(schema.collection, isWhole: true) }

    private var create: Route {
        let resource = resource
        let description = OperationDescription(
            "create", of: resource, "Create", "新建", by: .create, body: .resource(schema.collection, isPatch: false), status: 201,
            answer: wholeRecord)
        return Route(write: .post, collectionPath, description) { request, context in
            try request.allowQuery()
            let caller = try permit(request, resource, .create)
            let object = try request.bodyObject()
            let input = try readBody(object, resource.schema, .create, caller, currency: context.registry.companyCurrency)
                .checked { try context.completed($0, of: $1, resource, caller) }
            return { rules in
                try createdAnswer(rules.create(resource, input), resource, request, rules)
            }
        }
    }

    private var change: Route {
        let resource = resource
        let description = OperationDescription(
            "update", of: resource, "Change", "修改", by: .update, body: .resource(schema.collection, isPatch: true), answer: wholeRecord,
            conditions: .ifMatch)
        return Route(write: .patch, recordPath, description) { request, _ in
            try request.allowQuery()
            try permit(request, resource, .update)
            let id = try request.id(of: resource.schema)
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            let object = try request.bodyObject()
            return { rules in
                let row = try rules.change(resource, id: id, object, ifMatch: condition)
                return try writtenAnswer(.ok, row, resource, request, rules)
            }
        }
    }

    private var archive: Route {
        let resource = resource
        return statusChange(.delete, recordPath, "archive", "Archive", "归档") { rules, id, condition in
            try rules.archive(resource, id: id, ifMatch: condition)
        }
    }

    private var restore: Route {
        let resource = resource
        return statusChange(.post, recordPath + "/restore", "restore", "Restore", "恢复") { rules, id, condition in
            try rules.restore(resource, id: id, ifMatch: condition)
        }
    }

    /// A change that needs no body, by whoever may archive.
    private func statusChange(
        _ method: HTTPMethod, _ path: String, _ verb: String, _ english: String, _ chinese: String,
        change: @escaping @Sendable (RuleContext, Int64, VersionCondition) throws -> Row
    ) -> Route {
        let resource = resource
        let description = OperationDescription(
            verb, of: resource, english, chinese, by: .archive, answer: wholeRecord, conditions: .ifMatch)
        return Route(write: method, path, description) { request, _ in
            try request.allowQuery()
            try permit(request, resource, .archive)
            let id = try request.id()
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            guard try request.bodyObject(optional: true).isEmpty else { throw Failure(.badRequest, ["reason": "no body is expected"]) }
            return { rules in try writtenAnswer(.ok, try change(rules, id, condition), resource, request, rules) }
        }
    }

    private func step(_ step: AnyStep) -> Route {
        let resource = resource
        let variants = resource.steps.filter { $0.path == step.path }
        let description = OperationDescription(
            schema.entity + "." + step.name.replacing("/", with: "."), step.label.english, step.label.chinese, tag: schema.collection,
            body: step.form.fields.isEmpty && step.form.children.isEmpty ? .none : .form(step.form), answer: wholeRecord,
            roles: variants.flatMap(\.actors).map(\.word), clause: step.clause, path: step.pathParameters, conditions: .ifMatch)
        return Route(write: step.isRepeatable ? .put : .post, recordPath + "/" + step.path, description) { request, context in
            try request.allowQuery()
            // Whose roles never read such a record is told so, as when reading it.
            do { try permit(request, resource, .read) } catch let failure as Failure { throw failure.citing(step.clause) }
            let id = try request.id()
            let item = try step.item.map { _ in try request.id("item_id") }
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            let object = try request.bodyObject(optional: true)
            // Faults of the form are told only to those who may take the step: the writer looks at that first.
            let form = readBody(object, step.form, .form, nil, currency: context.registry.companyCurrency)
            return { rules in
                let row = try rules.take(step.path, of: resource, id: id, item: item, form: form, ifMatch: condition)
                return try writtenAnswer(.ok, row, resource, request, rules)
            }
        }
    }
}

extension AnyStep {
    /// The item's id, where the path has a place for one.
    fileprivate var pathParameters: [ParameterDescription] {
        guard let item else { return [] }
        return [
            ParameterDescription("item_id", "Id of the item of: \(item.label.english)", "\(item.label.chinese)编号", .integer(1...Int64.max))
        ]
    }
}

extension AnySchema {
    fileprivate var pathWord: AnyField? { fields.first(where: \.traits.isPathWord) }

    /// What stands in the path of a record that is read by a word.
    fileprivate var wordParameter: [ParameterDescription] {
        pathWord.map { [ParameterDescription("id", "\($0.label.english), or the record's id", "\($0.label.chinese)或记录编号", $0.kind)] } ?? []
    }
}

extension APIRequest {
    /// The id of the record that the path names by its id, or by its word where it has one. Throws `not_found`.
    fileprivate func id(of resource: AnyResource, _ context: any ReadContext) throws -> Int64 {
        guard let field = resource.schema.pathWord, let word = parameters["id"] else { return try id(of: resource.schema) }
        let sql = "SELECT id FROM \(resource.schema.table) WHERE \(field.column) = ?"
        let found = try context.read { try $0.first(sql, [.text(word)])?.first?.integer }
        return try found ?? id()
    }
}
