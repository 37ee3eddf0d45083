// Writing by bodies without HTTP, for those who enter many records in one go: the same reading, rights and rules as a request's.

package import JSON

extension RuleContext {
    /// Creates a record from a body, as `POST /v1/{collection}` does. Throws every fault at once, and what rights and rules refuse.
    package func create<R: Resource>(_ type: R.Type, _ body: JSONObject) throws -> Record<R> {
        let resource = registry.resource(R.schema)
        try caller.requireRight(to: .create, resource)
        return Record(R.schema, try create(resource, body))
    }

    /// Changes a record by a merge patch, as `PATCH /v1/{collection}/{id}` does.
    package func change<R: Resource>(_ type: R.Type, _ id: ID<R>, _ body: JSONObject) throws -> Record<R> {
        let resource = registry.resource(R.schema)
        try caller.requireRight(to: .update, resource)
        return Record(R.schema, try change(resource, id: id.integer, body, ifMatch: .none))
    }

    /// Takes a step by its path, as `POST /v1/{collection}/{id}/{step}` does: by who may take it, from where it is possible.
    ///
    /// - Parameter item: of a step whose path is `{list}/{item_id}/{word}`
    @discardableResult
    package func take<R: Resource>(_ path: String, _ id: ID<R>, item: Int64? = nil, _ body: JSONObject = [:]) throws -> Record<R> {
        let resource = registry.resource(R.schema)
        guard let step = resource.steps.first(where: { $0.hasRoute && $0.path == path }) else { throw Failure(.notFound) }
        let form = readBody(body, step.form, .form, nil, currency: registry.companyCurrency)
        return Record(R.schema, try take(path, of: resource, id: id.integer, item: item, form: form, ifMatch: .none))
    }

    // MARK: Without the type

    /// Creates a record from a body, once the right to it was looked at.
    func create(_ resource: AnyResource, _ body: JSONObject) throws -> Row {
        try create(resource, decode(body, resource, .create))
    }

    /// Reads a body, its amounts in that currency, or the company's, where it names none. Throws every fault at once.
    ///
    /// - Parameter old: the record before a change; nil for a new one
    func decode(_ body: JSONObject, _ resource: AnyResource, _ mode: InputReader.Mode, from old: Row? = nil, currency: String? = nil) throws
        -> Input
    {
        try readBody(body, resource.schema, mode, caller, currency: currency ?? registry.companyCurrency)
            .checked { try completed($0, of: $1, resource, from: old) }
    }
}
