// The newest rows of somebody who sees only some: looked for from the newest record on.

import SQLite

extension ListPlan {
    /// How many of the newest records are looked through.
    private static let window: Int64 = 4_000

    /// The condition that bounds the page to the newest records, where these hold a whole page of what the caller may see.
    ///
    /// By the indexes of owner and customer SQLite would collect and sort all rows of the caller, which are ever more; from the newest
    /// record on, a page of somebody with a tenth of them is full after some five hundred. Whoever has few rows gets nothing here:
    /// then the indexes are the shorter way.
    func newestRows(after place: [SQLiteValue]?, for caller: Caller, on connection: Connection) throws -> [ListCondition] {
        guard sort.isEmpty, isBoundToCaller, let start = try firstID(after: place, on: connection) else { return [] }
        let condition = conditions.map { " AND (\($0.sql))" }.joined()
        let statement = try connection.cached(
            """
            SELECT t.id FROM \(resource.schema.table) t NOT INDEXED WHERE t.id <= ? AND t.id > ?\(condition)
            ORDER BY t.id DESC LIMIT 1 OFFSET \(limit)
            """)
        defer { statement.reset() }
        let bounds = [start, start - ListPlan.window].map { ListParameter.value(.integer($0)) }
        try bind(bounds + conditions.flatMap(\.parameters), of: caller, to: statement)
        guard try statement.step() else { return [] }
        return [ListCondition("t.id >= ?", [.value(.integer(statement.integer(0)))])]
    }

    /// Whether the caller sees some rows only.
    private var isBoundToCaller: Bool {
        conditions.contains { condition in condition.parameters.contains { if case .value = $0 { false } else { true } } }
    }

    /// The highest id that the page can have.
    private func firstID(after place: [SQLiteValue]?, on connection: Connection) throws -> Int64? {
        if let place { return place.last?.integer.map { $0 - 1 } }
        return try connection.first("SELECT max(id) FROM \(resource.schema.table)")?[0].integer
    }
}
