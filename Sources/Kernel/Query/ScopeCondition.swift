// Row scope as SQL: which rows of a table a caller may see or change. It is part of every statement, never a filter afterwards.

package import SQLite
import Synchronization

/// A condition over the row `t`, with what has to be bound to its parameters, in order.
package struct ScopeCondition: Sendable {
    package let sql: String
    /// Whose rows: each binds a JSON array of people.
    let parameters: [RowReach]

    /// Every row.
    static let all = ScopeCondition(sql: "1", parameters: [])
    static let nothing = ScopeCondition(sql: "0", parameters: [])

    var coversAll: Bool { sql == "1" }

    var coversNothing: Bool { sql == "0" }

    /// The values of the parameters for a caller: what any of his or her places covers.
    package func bindings(for caller: Caller) -> [SQLiteValue] {
        parameters.map { .text(caller.owners($0)) }
    }

    /// The same for one place alone.
    func bindings(for standing: Standing) -> [SQLiteValue] {
        parameters.map { .text(standing.owners($0)) }
    }
}

/// Whose rows a scope covers, by the roles of the grants: asked of each place for itself, because a caller's roles may stem from several.
struct RowReach: Sendable {
    /// Who has one of these covers his or her own rows.
    var own: RoleSet = []
    /// Who has one of these covers those of everybody below as well.
    var team: RoleSet = []
    /// Who has one of these covers those of everybody below alone.
    var below: RoleSet = []

    var isEmpty: Bool { own.isEmpty && team.isEmpty && below.isEmpty }
}

extension AnyResource {
    /// The rows on which somebody with these roles may do this.
    ///
    /// - Parameter ofOne: whether it is asked of few rows that are found otherwise: then what a row concerns is looked up by its id, and
    ///   the rows that the caller sees there are not gathered first
    /// - Parameter leading: whether somebody stands below in the reporting line
    package func scope(of roles: RoleSet, for operation: Operations, ofOne: Bool = false, leading: Bool = true) -> ScopeCondition {
        let key = ScopeKey(roles: roles, operation: operation.rawValue, isOfOne: ofOne, isLeading: leading)
        if let known = scopes.withLock({ $0[key] }) { return known }
        let scope = makeScope(of: roles, for: operation, ofOne: ofOne, leading: leading)
        scopes.withLock { $0[key] = scope }
        return scope
    }

    private func makeScope(of roles: RoleSet, for operation: Operations, ofOne: Bool, leading: Bool) -> ScopeCondition {
        var reach = RowReach()
        var matching: [ScopeCondition] = []
        for grant in access where grant.operations.contains(operation) && (leading || !grant.isForLeaders) {
            let holders = grant.roles.intersection(roles)
            guard !holders.isEmpty else { continue }
            switch grant.rows {
            case .all: return .all
            case .own: reach.own.formUnion(holders)
            case .team: reach.team.formUnion(holders)
            case .below: reach.below.formUnion(holders)
            case .created:
                matching.append(
                    ScopeCondition(sql: "t.created_by_id IN (SELECT value FROM json_each(?))", parameters: [RowReach(own: holders)]))
            case .matching(let sql):
                if !matching.contains(where: { $0.sql == sql }) { matching.append(ScopeCondition(sql: sql, parameters: [])) }
            case .subject: matching += aboutSubjects(seenBy: holders, operation)
            case .assigned:
                let people = (
                    schema.fields.filter(\.traits.isAssigned).map(\.column), schema.fields.filter(\.traits.isInformed).map(\.column)
                )
                if !(people.0 + people.1).isEmpty {
                    matching.append(assignment(of: "t", assigned: people.0, informed: people.1, to: holders))
                }
                matching += informedInItems(holders, ofOne: ofOne)
            case .assignedThrough(let referrer): matching.append(referrer.condition(for: holders, ofOne: ofOne))
            }
        }
        let owned = reach.isEmpty ? [] : [ownership(of: schema, row: "t", reach, ofOne: ofOne)]
        let conditions = owned + matching
        guard !conditions.isEmpty else { return .nothing }
        return ScopeCondition(sql: conditions.map { "(\($0.sql))" }.joined(separator: " OR "), parameters: conditions.flatMap(\.parameters))
    }
}

extension AnyResource {
    /// Rows with an item that names one of the holders as somebody who is to know, such as a meeting's attendees.
    private func informedInItems(_ holders: RoleSet, ofOne: Bool) -> [ScopeCondition] {
        schema.children.flatMap { list -> [ScopeCondition] in
            let items = list.schema()
            guard let parent = items.parentColumn else { return [] }
            return items.fields.filter(\.traits.isInformed).map { field in
                let named = "c.\(field.column) IN (SELECT value FROM json_each(?))"
                return ScopeCondition(
                    sql: ofOne
                        ? "EXISTS (SELECT 1 FROM \(items.table) c WHERE c.\(parent) = t.id AND \(named))"
                        : "t.id IN (SELECT c.\(parent) FROM \(items.table) c WHERE \(named))",
                    parameters: [RowReach(own: holders)])
            }
        }
    }

    /// For each kind of record that a row can be about: whether that one may be read, or changed.
    private func aboutSubjects(seenBy roles: RoleSet, _ operation: Operations) -> [ScopeCondition] {
        guard let (id, kind) = schema.subjectFields else { return [] }
        return subjects.withLock { $0 }.compactMap { subject in
            let scope = subject.scope(of: roles, for: operation == .read ? .read : .update, ofOne: true)
            guard !scope.coversNothing else { return nil }
            let isKind = "t.\(kind.column) = '\(subject.schema.entity)'"
            guard !scope.coversAll else { return ScopeCondition(sql: isKind, parameters: []) }
            // The record is looked up by its id, once for each row: its own condition calls it `t`.
            let found =
                "SELECT 1 FROM (SELECT t.\(id.column) AS subject_id) s CROSS JOIN \(subject.schema.table) t WHERE t.id = s.subject_id"
            return ScopeCondition(sql: "\(isKind) AND EXISTS (\(found) AND (\(scope.sql)))", parameters: scope.parameters)
        }
    }
}

extension AnyResource {
    /// Whether the caller may do this on the record with that id; where every row is covered, the record is not looked for.
    ///
    /// - Parameter roles: the caller's roles that count here; nil for all of them
    package func covers(_ id: Int64, for caller: Caller, as roles: RoleSet? = nil, to operation: Operations, on connection: Connection)
        throws -> Bool
    {
        let leads = caller.standings.contains { !$0.below.isEmpty }
        let scope = scope(of: roles ?? caller.roles, for: operation, ofOne: true, leading: leads)
        guard try scope.coversAll || holds(scope, of: id, scope.bindings(for: caller), on: connection) else { return false }
        return try keyCoversSubject(of: id, caller, writing: operation != .read, on: connection)
    }

    /// What is about a record is for a key's scopes like that record.
    private func keyCoversSubject(of id: Int64, _ caller: Caller, writing: Bool, on connection: Connection) throws -> Bool {
        guard caller.scopes != nil, followsSubject, let kind = schema.subjectFields?.kind else { return true }
        let entity = try connection.first("SELECT \(kind.column) FROM \(schema.table) WHERE id = ?", [.integer(id)])?.first?.text
        return subjects.withLock { $0 }.contains { $0.schema.entity == entity && caller.covers($0.schema.collection, writing: writing) }
    }

    /// The conditions under which a key's scopes cover the rows of a list; none for who has no such scopes.
    func subjectConditions(for caller: Caller) -> [ListCondition] {
        guard caller.scopes != nil, followsSubject, let kind = schema.subjectFields?.kind else { return [] }
        let covered = subjects.withLock { $0 }.filter { caller.covers($0.schema.collection, writing: false) }
        return [ListCondition("t.\(kind.column) IN (\(covered.map { "'\($0.schema.entity)'" }.joined(separator: ", ")))")]
    }

    /// The same from one place alone.
    func covers(_ id: Int64, for standing: Standing, as roles: RoleSet = .everyone, to operation: Operations, on connection: Connection)
        throws -> Bool
    {
        let scope = scope(of: standing.roles.intersection(roles), for: operation, ofOne: true, leading: !standing.below.isEmpty)
        return try scope.coversAll || holds(scope, of: id, scope.bindings(for: standing), on: connection)
    }

    private func holds(_ scope: ScopeCondition, of id: Int64, _ bindings: [SQLiteValue], on connection: Connection) throws -> Bool {
        let sql = "SELECT 1 FROM \(schema.table) t WHERE t.id = ? AND (\(scope.sql))"
        return try connection.first(sql, [.integer(id)] + bindings) != nil
    }
}

/// What a scope depends on.
struct ScopeKey: Hashable {
    let roles: RoleSet
    let operation: UInt8
    let isOfOne: Bool
    let isLeading: Bool
}

/// Rows on which one of the holders works, or somebody below one of them; and those of which one has been told.
private func assignment(of row: String, assigned: [String], informed: [String], to holders: RoleSet) -> ScopeCondition {
    let places = assigned.map { ($0, RowReach(team: holders)) } + informed.map { ($0, RowReach(own: holders)) }
    guard !places.isEmpty else { return .nothing }
    return ScopeCondition(
        sql: places.map { "\(row).\($0.0) IN (SELECT value FROM json_each(?))" }.joined(separator: " OR "), parameters: places.map(\.1))
}

extension AssignedReferrer {
    /// Over the row `t` to which such a record refers.
    fileprivate func condition(for holders: RoleSet, ofOne: Bool) -> ScopeCondition {
        let inner = assignment(of: "r", assigned: assigned, informed: informed, to: holders)
        let referrers = "FROM \(table) r WHERE r.archived_at IS NULL AND r.\(link)"
        return ScopeCondition(
            sql: ofOne
                ? "EXISTS (SELECT 1 \(referrers) = t.id AND (\(inner.sql)))"
                : "t.id IN (SELECT r.\(link) \(referrers) IS NOT NULL AND (\(inner.sql)))",
            parameters: inner.parameters)
    }
}

/// Rows that belong to one of the people, or that concern a record which does.
private func ownership(of schema: AnySchema, row: String, _ people: RowReach, ofOne: Bool) -> ScopeCondition {
    var conditions: [String] = []
    var parameters: [RowReach] = []
    for field in schema.fields where field.traits.isScoping {
        conditions.append("\(row).\(field.column) IN (SELECT value FROM json_each(?))")
        parameters.append(people)
    }
    for field in schema.fields where field.traits.concerns {
        guard let target = field.referenceTarget else { continue }
        let inner = ownership(of: target, row: target.table, people, ofOne: ofOne)
        let place = "\(row).\(field.column)"
        conditions.append(
            ofOne
                ? "EXISTS (SELECT 1 FROM \(target.table) WHERE \(target.table).id = \(place) AND (\(inner.sql)))"
                : "\(place) IN (SELECT \(target.table).id FROM \(target.table) WHERE \(inner.sql))")
        parameters += inner.parameters
    }
    guard !conditions.isEmpty else { return .nothing }
    return ScopeCondition(sql: conditions.joined(separator: " OR "), parameters: parameters)
}
