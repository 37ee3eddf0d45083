// The routes that every resource has, made from its declaration.

import HTTP
import JSON

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
        describe("list", "List", "列表", .read, answer: .list(schema.collection), query: listParameters, takesFilters: true)
    }

    private var read: Route {
        let resource = resource
        let description = describe(
            "get", "Read", "查看", .read, answer: .record(schema.collection), query: ["fields"] + expansion, conditions: .ifNoneMatch)
        return Route(.get, recordPath, description) { request, context in
            let caller = try permit(request, resource, .read)
            return try recordAnswer(request, resource, caller, id: try request.id(of: resource.schema), context)
        }
    }

    private var listParameters: [ParameterDescription] {
        ["limit", "cursor", "sort", "fields"] + expansion + ["count", "archived", "bom"]
    }
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
            let input = try readBody(object, resource.schema, .create, caller, currency: context.registry.companyCurrency)
                .checked { try context.referenceFaults(of: resource.schema, $0, caller) }
            return { rules in
                let row = try rules.create(resource, input)
                var response = try writtenAnswer(.created, row, resource, request, rules)
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
        ) { request, _ in
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
            return { rules in try writtenAnswer(.ok, try change(rules, id, condition), resource, request, rules) }
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
                return try writtenAnswer(.ok, row, resource, request, rules)
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
