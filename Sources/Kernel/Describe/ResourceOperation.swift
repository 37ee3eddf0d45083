// What a route of a resource says of itself: one way for all of them, so that none forgets whose it is or who may ask.

extension OperationDescription {
    /// An operation on the records of a resource, by whoever has the right to it in some row.
    ///
    /// - Parameters:
    ///   - verb: the operation's id, behind the entity
    ///   - english: what it does, without to what
    package init(
        _ verb: String, of resource: AnyResource, _ english: String, _ chinese: String, by right: Operations, body: Body = .none,
        status: Int = 200, or others: [Int] = [], answer: Answer, query: [ParameterDescription] = [],
        path: [ParameterDescription] = [], conditions: Conditions = [], takesFilters: Bool = false
    ) {
        let schema = resource.schema
        self.init(
            "\(schema.entity).\(verb)", "\(english): \(schema.label.english.lowercased())", "\(chinese)：\(schema.label.chinese)",
            tag: schema.collection, body: body, status: status, or: others, answer: answer,
            roles: resource.roles(for: right).roles.map(\.rawValue), query: query, path: path, conditions: conditions,
            takesFilters: takesFilters)
    }
}

extension AnySchema {
    /// The parameter `expand`, where there is something to expand.
    var expansionParameter: [ParameterDescription] { expansionWords.isEmpty ? [] : ["expand"] }
}
