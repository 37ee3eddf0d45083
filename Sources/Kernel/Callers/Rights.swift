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
    func requireRight(to operation: Operations, _ resource: AnyResource) throws {
        let holders = resource.roles(for: operation)
        guard !holders.isDisjoint(with: roles) else {
            throw Failure.notAllowed(needed: holders)
        }
        let isWriting = operation != .read
        guard covers(resource.schema.collection, writing: isWriting) else {
            throw Failure(.outsideScope, ["needed": resource.schema.collection + (isWriting ? ":write" : ":read")])
        }
    }
}
