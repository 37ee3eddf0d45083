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
    /// Whether no role of the caller's gives rows of the list: what is seen there names the caller as the one to work on it, or somebody
    /// below (access.md, Decide).
    package func showsOnlyWhatNames(_ caller: Caller) -> Bool {
        let leads = caller.standings.contains { !$0.below.isEmpty }
        return !access.contains { grant in
            guard grant.operations.contains(.read), !grant.roles.isDisjoint(with: caller.roles) else { return false }
            switch grant.rows {
            case .assigned, .assignedThrough: return false
            case .below: return leads
            case .all, .own, .team, .created, .matching, .subject: return true
            }
        }
    }

    /// Who reads the list by a role, and not as the one whom a record names.
    package var readersByRole: RoleSet {
        access.reduce(into: RoleSet()) { readers, grant in
            guard grant.operations.contains(.read) else { return }
            switch grant.rows {
            case .assigned, .assignedThrough, .below: break
            case .all, .own, .team, .created, .matching, .subject: readers.formUnion(grant.roles)
            }
        }
    }

    /// Whether one of the caller's places has a grant for the operation, where some are for those alone who lead.
    fileprivate func isFor(_ caller: Caller, _ operation: Operations) -> Bool {
        let grants = access.filter { $0.operations.contains(operation) }
        guard grants.contains(where: \.isForLeaders) else { return true }
        return caller.standings.contains { place in
            grants.contains { !$0.roles.isDisjoint(with: place.roles) && (!$0.isForLeaders || !place.below.isEmpty) }
        }
    }
}
