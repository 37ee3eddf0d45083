// Writing by bodies without HTTP, for those who enter many records in one go: the same reading, rights and rules as a request's.

package import JSON

extension RuleContext {
    /// Creates a record from a body, as `POST /v1/{collection}` does. Throws every fault at once, and what rights and rules refuse.
    package func create<R: Resource>(_ type: R.Type, _ body: JSONObject) throws -> Record<R> {
        let resource = registry.resource(R.schema)
        try caller.requireRight(to: .create, resource)
        let read = readBody(body, resource.schema, .create, caller, currency: registry.companyCurrency)
        return Record(R.schema, try create(resource, read.checked()))
    }

    /// Changes a record by a merge patch, as `PATCH /v1/{collection}/{id}` does.
    package func change<R: Resource>(_ type: R.Type, _ id: ID<R>, _ body: JSONObject) throws -> Record<R> {
        let resource = registry.resource(R.schema)
        try caller.requireRight(to: .update, resource)
        func read(_ currency: String) throws -> Input {
            try readBody(body, resource.schema, .change, caller, currency: currency).checked()
        }
        let row = try change(resource, id: id.integer, read(registry.companyCurrency), ifMatch: .none, rereading: read)
        return Record(R.schema, row)
    }

    /// Takes a step by its path, as `POST /v1/{collection}/{id}/{step}` does: by who may take it, from where it is possible.
    @discardableResult
    package func take<R: Resource>(_ path: String, _ id: ID<R>, _ body: JSONObject = [:]) throws -> Record<R> {
        let resource = registry.resource(R.schema)
        guard let step = resource.steps.first(where: { $0.hasRoute && $0.path == path }) else { throw Failure(.notFound) }
        let form = readBody(body, step.form, .form, nil, currency: registry.companyCurrency)
        return Record(R.schema, try take(path, of: resource, id: id.integer, form: form, ifMatch: .none))
    }
}
