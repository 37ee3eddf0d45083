// Row scope as SQL: which rows of a table a caller may see or change. It is part of every statement, never a filter afterwards.

package import SQLite
import Synchronization

/// A condition over the row `t`, with what has to be bound to its parameters, in order.
package struct ScopeCondition: Sendable {
    /// What a condition binds, in order.
    package enum Parameter: Sendable {
        /// JSON array of the caller and those he or she stands in for.
        case people
        /// The same and everybody below them.
        case team
        case userID
    }

    package let sql: String
    package let parameters: [Parameter]

    /// Every row.
    static let all = ScopeCondition(sql: "1", parameters: [])
    static let nothing = ScopeCondition(sql: "0", parameters: [])

    var coversAll: Bool { sql == "1" }

    /// The values of the parameters for a caller.
    package func bindings(for caller: Caller) -> [SQLiteValue] {
        parameters.map { parameter in
            switch parameter {
            case .people: .text(caller.peopleList)
            case .team: .text(caller.teamList)
            case .userID: .integer(caller.userID ?? 0)
            }
        }
    }
}

extension AnyResource {
    /// The rows on which somebody with these roles may do this.
    package func scope(of roles: RoleSet, for operation: Operations) -> ScopeCondition {
        let key = ScopeKey(roles: roles, operation: operation.rawValue)
        if let known = scopes.withLock({ $0[key] }) { return known }
        let scope = makeScope(of: roles, for: operation)
        scopes.withLock { $0[key] = scope }
        return scope
    }

    private func makeScope(of roles: RoleSet, for operation: Operations) -> ScopeCondition {
        var scopes: [RowScope] = []
        for grant in access where grant.operations.contains(operation) && !grant.roles.isDisjoint(with: roles) {
            if grant.rows == .all { return .all }
            if !scopes.contains(grant.rows) { scopes.append(grant.rows) }
        }
        // Who sees the team's rows sees his or her own as well.
        if scopes.contains(.team) { scopes.removeAll { $0 == .own } }
        guard !scopes.isEmpty else { return .nothing }
        let conditions = scopes.map { condition($0) }
        return ScopeCondition(sql: conditions.map { "(\($0.sql))" }.joined(separator: " OR "), parameters: conditions.flatMap(\.parameters))
    }

    private func condition(_ scope: RowScope) -> ScopeCondition {
        switch scope {
        case .all: .all
        case .own: ownership(of: schema, row: "t", people: .people)
        case .team: ownership(of: schema, row: "t", people: .team)
        case .matching(let sql): ScopeCondition(sql: sql, parameters: [])
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
        let scope = scope(of: roles ?? caller.roles, for: operation)
        if scope.coversAll { return true }
        let sql = "SELECT 1 FROM \(schema.table) t WHERE t.id = ? AND (\(scope.sql))"
        return try connection.first(sql, [.integer(id)] + scope.bindings(for: caller)) != nil
    }
}

/// What a scope depends on.
struct ScopeKey: Hashable {
    let roles: RoleSet
    let operation: UInt8
}

/// Rows that belong to one of the people, or that concern a record which does.
private func ownership(of schema: AnySchema, row: String, people: ScopeCondition.Parameter) -> ScopeCondition {
    var conditions: [String] = []
    var parameters: [ScopeCondition.Parameter] = []
    for field in schema.fields where field.traits.isScoping {
        conditions.append("\(row).\(field.column) IN (SELECT value FROM json_each(?))")
        parameters.append(people)
    }
    for field in schema.fields where field.traits.concerns {
        guard let target = field.referenceTarget else { continue }
        let inner = ownership(of: target, row: target.table, people: people)
        conditions.append("\(row).\(field.column) IN (SELECT \(target.table).id FROM \(target.table) WHERE \(inner.sql))")
        parameters += inner.parameters
    }
    guard !conditions.isEmpty else { return .nothing }
    return ScopeCondition(sql: conditions.joined(separator: " OR "), parameters: parameters)
}
