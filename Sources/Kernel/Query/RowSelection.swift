// The rows of a list as a condition, for questions that count and sum over them: a figure and the list behind it are of the same rows.

package import SQLite

/// The rows of a list that somebody sees, as a condition over the row `t` of its table.
package struct RowSelection: Sendable {
    package let condition: String
    /// What is bound to the condition's parameters, in order.
    package let bindings: [SQLiteValue]
}

extension AnyResource {
    /// The rows that the list with these filters gives to the caller; without what is archived, unless the filters ask for it.
    ///
    /// Throws `unknown_parameter` and `bad_parameter`.
    package func selection(
        _ filters: [(name: String, value: String)], for caller: Caller, in registry: Registry
    ) throws -> RowSelection {
        var query = ListQuery(resource: self, roles: caller.roles, registry: registry)
        query.within = .scopes(of: caller, self)
        let conditions = try query.plan(filters).conditions
        return RowSelection(
            condition: conditions.map { "(\($0.sql))" }.joined(separator: " AND "),
            bindings: conditions.flatMap(\.parameters).map { $0.value(for: caller) })
    }

    /// One filter alone, as a condition over the row `t`, whoever sees the row.
    ///
    /// Throws `unknown_parameter` and `bad_parameter`.
    package func condition(_ filters: [(name: String, value: String)], for caller: Caller, in registry: Registry) throws -> RowSelection {
        let reader = FilterReader(
            resource: self, viewer: Viewer(roles: caller.roles), calendar: registry.calendar, amounts: AmountComparison(filters, of: schema)
        )
        let conditions = try filters.map { try reader.condition($0.name, $0.value, allNames: []) }
        return RowSelection(
            condition: conditions.isEmpty ? "1" : conditions.map { "(\($0.sql))" }.joined(separator: " AND "),
            bindings: conditions.flatMap(\.parameters).map { $0.value(for: caller) })
    }

    /// Whether `name` is a word of lists that is no filter, such as `limit`.
    package static func isReservedInLists(_ name: String) -> Bool { ListQuery.reserved.contains(name) }
}

extension ListParameter {
    fileprivate func value(for caller: Caller) -> SQLiteValue {
        switch self {
        case .value(let value): value
        case .owners(let reach): .text(caller.owners(reach))
        case .userID: .integer(caller.userID ?? 0)
        }
    }
}
