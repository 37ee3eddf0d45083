// `POST /v1/{collection}/{id}/erase`: takes what is personal out of a record for good.

import HTTP

extension Route {
    /// The route of a resource with personal fields. Whoever may archive the record may erase it, a person and never a key: it cannot be
    /// undone.
    ///
    /// - Parameter erase: erases the record, and whatever else tells of the same person
    package static func erasure<R: Resource, F: Form>(
        of type: R.Type, input: Schema<F>, _ english: String, _ chinese: String, clause: String? = nil,
        erase: @escaping @Sendable (Record<R>, Record<F>, RuleContext) throws -> Void
    ) -> Route {
        let schema = R.schema
        let holders = R.access.filter { $0.operations.contains(.archive) }.reduce(RoleSet()) { $0.union($1.roles) }
        let description = OperationDescription(
            schema.entity + ".erase", english, chinese, tag: schema.collection, body: .form(input),
            answer: .record(schema.collection, isWhole: true), roles: holders.roles.map(\.rawValue), clause: clause, conditions: .ifMatch)
        return Route(write: .post, "/v1/\(schema.collection)/{id}/erase", description) { request, context in
            try request.allowQuery()
            let resource = context.registry.resource(schema)
            guard !(try permit(request, resource, .archive).isKey) else { throw Failure(.decidedByPeople) }
            let id = try request.id()
            let condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
            let form = try request.form(input, context)
            return { rules in
                let row = try rules.visible(resource, id)
                try rules.acting(in: rules.places(reaching: row, of: resource, for: .archive), on: resource) {
                    try condition.check(row.version)
                    if resource.isErased(row) { throw Failure(.erased) }
                    try erase(Record(schema, row), form, rules)
                }
                return try writtenAnswer(.ok, rules.current(resource, row), resource, request, rules)
            }
        }
    }
}
