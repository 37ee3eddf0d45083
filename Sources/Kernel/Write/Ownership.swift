// Whom a record belongs to: the owner that a body leaves out, and the one that it may not name.

import SQLite
import Storage

// MARK: For rules

extension RuleContext {
    /// Asks of a step what a change of the owner is asked. Throws `owner_outside_team` and `not_an_owner`.
    package func requireMayGive<R: Resource, U: Referable>(_ record: Record<R>, to owner: ID<U>) throws {
        let resource = registry.resource(R.schema)
        guard let field = resource.ownerField else { return }
        if let fault = try givingFault(resource, field, owner.integer, from: record.row) { throw Failure.invalid([fault]) }
    }

    /// Whether records of that kind can belong to somebody: who works here and has one of the roles.
    package func canOwn<R: Resource, U: Referable>(_ type: R.Type, _ person: ID<U>) throws -> Bool {
        try registry.resource(R.schema).ownerField?.mayName(roles(of: person.integer)) ?? false
    }

    /// Throws `not_an_owner` at the pointer where records of that kind cannot belong to the person.
    package func requireCanOwn<R: Resource, U: Referable>(_ type: R.Type, _ person: ID<U>, at pointer: String) throws {
        guard try !canOwn(type, person) else { return }
        throw Failure.invalid([registry.resource(R.schema).ownerField?.fault(.notAnOwner, at: pointer)].compactMap { $0 })
    }
}

// MARK: For the kernel

extension RuleContext {
    /// Whoever enters a record for his or her own rows owns it; what others enter belongs to the customer's owner (access.md). What is
    /// entered in another's place is not the caller's.
    func setOwner(of resource: AnyResource, _ row: inout Row) throws {
        guard let standing, let field = resource.ownerField, field.traits.isCallerByDefault, row.values[field.index] == .null else {
            return
        }
        let entersForOthers = resource.scope(of: standing.roles, for: .create).coversAll
        if entersForOthers, let owner = try resource.ownerOfConcern(row, registry, find: self.row) {
            row.values[field.index] = .integer(owner)
        } else if standing.isOwn, field.mayName(standing.roles) {
            row.values[field.index] = caller.userID.stored
        }
    }

    /// Why a record may not get its new owner; nil where it may, or keeps the one it has.
    ///
    /// Who owns a paper decides who reviews it. So nobody gives a record to, or takes it from, people for whom he or she does not answer,
    /// not even where the record stays visible because its customer does.
    func ownerFault(_ resource: AnyResource, _ row: Row, from old: Row?) throws -> Fault? {
        // What a rule alone sets, nobody names.
        guard let field = resource.ownerField, field.isInput, old.map({ $0.values[field.index] != row.values[field.index] }) ?? true else {
            return nil
        }
        return try givingFault(resource, field, row.integer(field.index), from: old)
    }

    private func givingFault(_ resource: AnyResource, _ field: AnyField, _ new: Int64?, from old: Row?) throws -> Fault? {
        let operation: Operations = old == nil ? .create : .update
        let owners = [old?.integer(field.index), new].compactMap { $0 }
        let answersForBoth = keepPlaces { place in owners.allSatisfy { resource.reaches($0, from: place, to: operation) } }
        guard answersForBoth else { return field.fault(.ownerOutsideTeam) }
        guard let owner = new else {
            return field.traits.isOptional ? nil : field.fault(.required)
        }
        return try field.mayName(roles(of: owner)) ? nil : field.fault(.notAnOwner)
    }

    /// The roles of an active person. Whoever calls with a session is one, whose roles are known.
    private func roles(of userID: Int64) throws -> RoleSet {
        if userID == caller.userID, !caller.isKey { return caller.ownRoles }
        if CallerChanges.areAny(in: transaction) { return try registry.directory.roles(userID, connection) }
        let seen = transaction.batch.value(RolesSeen.self) { RolesSeen() }
        if let roles = seen.roles[userID] { return roles }
        let roles = try registry.directory.roles(userID, connection)
        seen.roles[userID] = roles
        return roles
    }
}

/// Roles that were asked for in this batch; they hold until something about people changes in it.
private final class RolesSeen {
    var roles: [Int64: RoleSet] = [:]
}

extension AnyResource {
    /// The owner of the record that a row concerns, such as of its customer; nil where it concerns none.
    func ownerOfConcern(_ row: Row, _ registry: Registry, find: (AnyResource, Int64) throws -> Row?) throws -> Int64? {
        guard let field = concernField, let id = row.integer(field.index), let target = field.referenceTarget,
            let next = registry.resource(table: target.table), let owner = next.ownerField, let referred = try find(next, id)
        else { return nil }
        return referred.integer(owner.index)
    }

    /// Whether this may be done from that place on whatever belongs to that person, by a grant that looks at the owner.
    fileprivate func reaches(_ owner: Int64, from standing: Standing, to operation: Operations) -> Bool {
        access.contains { grant in
            guard grant.operations.contains(operation), !grant.roles.isDisjoint(with: standing.roles) else { return false }
            switch grant.rows {
            case .all: return true
            case .own: return standing.id == owner
            case .team: return standing.id == owner || standing.below.contains(owner)
            case .below: return standing.below.contains(owner)
            case .created, .matching, .subject, .assigned, .assignedThrough: return false
            }
        }
    }
}

extension AnyField {
    /// Whether somebody with these roles can own records.
    fileprivate func mayName(_ roles: RoleSet) -> Bool {
        traits.ownerRoles.map { !$0.isDisjoint(with: roles) } ?? true
    }

    fileprivate func fault(_ code: FailureCode, at pointer: String? = nil) -> Fault {
        let roles = traits.ownerRoles?.roles.map(\.rawValue) ?? []
        return Fault(code, at: pointer ?? "/" + name, ["name": name, "roles": roles.joined(separator: ", ")])
    }
}
