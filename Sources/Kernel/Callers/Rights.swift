// Whether a caller's roles and key allow an operation in any row at all; which rows, the row scope says.

/// The caller, where roles and key allow this in some row. Throws `not_allowed` and `outside_scope`.
@discardableResult
package func permit(_ request: APIRequest, _ resource: AnyResource, _ operation: Operations) throws -> Caller {
    let caller = try request.signedIn()
    try caller.requireRight(to: operation, resource)
    return caller
}

extension Caller {
    /// Throws `not_allowed` and `outside_scope` where neither roles nor key allow this in any row.
    package func requireRight(to operation: Operations, _ resource: AnyResource) throws {
        let holders = resource.roles(for: operation)
        guard !holders.isDisjoint(with: roles) else {
            throw Failure.notAllowed(needed: holders)
        }
        guard resource.isFor(self, operation) else {
            throw Failure(.notAllowed, ["needed": holders.roles.map(\.rawValue).joined(separator: ", ") + " (leading)"])
        }
        let isWriting = operation != .read
        guard covers(resource.schema.collection, writing: isWriting) else {
            throw Failure(.outsideScope, ["needed": resource.schema.collection + (isWriting ? ":write" : ":read")])
        }
    }
}

extension AnyResource {
    /// Whether one of the caller's places has a grant for the operation, where some are for those alone who lead.
    fileprivate func isFor(_ caller: Caller, _ operation: Operations) -> Bool {
        let grants = access.filter { $0.operations.contains(operation) }
        guard grants.contains(where: \.isForLeaders) else { return true }
        return caller.standings.contains { place in
            grants.contains { !$0.roles.isDisjoint(with: place.roles) && (!$0.isForLeaders || !place.below.isEmpty) }
        }
    }
}
