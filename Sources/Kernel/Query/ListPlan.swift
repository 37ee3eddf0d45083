// A list question, compiled once: statement, parameters and shape. The same question with other callers or cursors uses it again.

import JSON
import SQLite

/// A key of the sort order.
struct SortKey: Sendable {
    let field: AnyField
    let isDescending: Bool
}

/// A compiled list question.
final class ListPlan: Sendable {
    let resource: AnyResource
    let shape: Shape
    let conditions: [ListCondition]
    let sort: [SortKey]
    let limit: Int
    let counts: Bool
    /// Tells questions apart, so that a cursor of one is refused by another.
    private let question: [UInt8]
    private let firstPageSQL: String

    init(resource: AnyResource, shape: Shape, conditions: [ListCondition], sort: [SortKey], limit: Int, counts: Bool, question: [UInt8]) {
        self.resource = resource
        self.shape = shape
        self.conditions = conditions
        self.sort = sort
        self.limit = limit
        self.counts = counts
        self.question = question
        firstPageSQL = ListPlan.select(resource, shape, conditions.map(\.sql), sort, limit)
    }

    /// The place that a cursor of this question names. Throws `bad_cursor`.
    func cursor(_ token: String, _ key: CursorKey) throws -> Cursor {
        guard let cursor = Cursor(token: token, for: question, key), cursor.values.count == sort.count + 1,
            cursor.values.last?.integer != nil
        else {
            throw Failure(.badCursor, faults: [Fault(.badCursor, at: "cursor")])
        }
        return cursor
    }

    /// Writes `{"items":[…],"next_cursor":…}` and gives the cursor of the next page.
    func run(after cursor: Cursor?, for caller: Caller, _ key: CursorKey, on connection: Connection, into writer: inout JSONWriter) throws
        -> String?
    {
        writer.beginObject()
        writer.name("items")
        writer.beginArray()
        let last = try writeItems(after: cursor, for: caller, on: connection, into: &writer)
        writer.endArray()
        let next = last.map { Cursor(values: $0).token(for: question, key) }
        writer.name("next_cursor")
        if let next { writer.string(next) } else { writer.null() }
        if counts {
            writer.name("total")
            writer.integer(try count(for: caller, on: connection))
        }
        writer.endObject()
        return next
    }

    /// Writes the rows of the page and gives the sort values of its last row, where more follow.
    private func writeItems(after cursor: Cursor?, for caller: Caller, on connection: Connection, into writer: inout JSONWriter) throws
        -> [SQLiteValue]?
    {
        try forEachRow(after: cursor?.values, for: caller, on: connection) { source in
            try writeRow(source, for: caller, on: connection, into: &writer)
            return true
        }
    }

    /// Visits the rows of a page, until `visit` wants no more, and gives the sort values of the last one, where more follow.
    func forEachRow(
        after place: [SQLiteValue]?, for caller: Caller, on connection: Connection, visit: (StatementSource) throws -> Bool
    ) throws -> [SQLiteValue]? {
        let further = try (place.map { [keysetCondition($0)] } ?? []) + newestRows(after: place, for: caller, on: connection)
        let sql = further.isEmpty ? firstPageSQL : ListPlan.select(resource, shape, (conditions + further).map(\.sql), sort, limit)
        let statement = try connection.cached(sql)
        defer { statement.reset() }
        try bind((conditions + further).flatMap(\.parameters), of: caller, to: statement)
        var rows = 0
        var last: [SQLiteValue]?
        while try statement.step() {
            if let last { return last }
            rows += 1
            let wantsMore = try visit(StatementSource(statement: statement))
            if rows == limit || !wantsMore { last = try sortValues(statement) }
        }
        return nil
    }

    func writeRow(_ source: StatementSource, for caller: Caller, on connection: Connection, into writer: inout JSONWriter) throws {
        writer.beginObject()
        shape.writeMembers(of: source, for: caller.userID, into: &writer)
        try shape.writeAttached(of: source, for: caller, on: connection, into: &writer)
        writer.endObject()
    }

    private func sortValues(_ statement: Statement) throws -> [SQLiteValue] {
        try (sort.map { shape.place(of: $0.field) ?? shape.idPlace } + [shape.idPlace]).map { try statement.value($0) }
    }

    func count(for caller: Caller, on connection: Connection) throws -> Int64 {
        let condition = conditions.map { "(\($0.sql))" }.joined(separator: " AND ")
        let statement = try connection.cached("SELECT count(*) FROM \(resource.schema.table) t WHERE \(condition)")
        defer { statement.reset() }
        try bind(conditions.flatMap(\.parameters), of: caller, to: statement)
        _ = try statement.step()
        return statement.integer(0)
    }

    func bind(_ parameters: [ListParameter], of caller: Caller, to statement: Statement) throws {
        for (index, parameter) in parameters.enumerated() {
            switch parameter {
            case .value(let value): try statement.bind(value, at: index + 1)
            case .owners(let reach): try statement.bind(caller.owners(reach), at: index + 1)
            case .userID: try statement.bind(caller.userID ?? 0, at: index + 1)
            }
        }
    }

    // MARK: SQL

    private static func select(_ resource: AnyResource, _ shape: Shape, _ conditions: [String], _ sort: [SortKey], _ limit: Int) -> String {
        let condition = conditions.map { "(\($0))" }.joined(separator: " AND ")
        let order = (sort.map { "t.\($0.field.column)\($0.isDescending ? " DESC" : "")" } + ["t.id\(idIsDescending(sort) ? " DESC" : "")"])
            .joined(separator: ", ")
        return "SELECT \(shape.selectList) FROM \(resource.schema.table) t WHERE \(condition) ORDER BY \(order) LIMIT \(limit + 1)"
    }

    /// Ties are broken by id in the direction of the last key, so that one index serves both; without keys the newest come first.
    private static func idIsDescending(_ sort: [SortKey]) -> Bool {
        sort.last?.isDescending ?? true
    }

    /// The rows after the one with these sort values. NULL sorts before everything, as SQLite has it.
    private func keysetCondition(_ values: [SQLiteValue]) -> ListCondition {
        var keys = sort.map { (column: "t." + $0.field.column, isDescending: $0.isDescending) }
        keys.append((column: "t.id", isDescending: ListPlan.idIsDescending(sort)))
        var alternatives: [String] = []
        var parameters: [ListParameter] = []
        for (index, key) in keys.enumerated() {
            guard let after = after(key, values[index]) else { continue }
            var terms: [String] = []
            for (column, value) in zip(keys[..<index].map(\.column), values) {
                terms.append("\(column) IS ?")
                parameters.append(.value(value))
            }
            terms.append(after)
            if after.contains("?") { parameters.append(.value(values[index])) }
            alternatives.append("(" + terms.joined(separator: " AND ") + ")")
        }
        return ListCondition(alternatives.joined(separator: " OR "), parameters)
    }

    private func after(_ key: (column: String, isDescending: Bool), _ value: SQLiteValue) -> String? {
        switch (key.isDescending, value == .null) {
        case (false, true): "\(key.column) IS NOT NULL"
        case (true, true): nil
        case (false, false): "\(key.column) > ?"
        case (true, false) where key.column == "t.id": "t.id < ?"
        case (true, false): "(\(key.column) < ? OR \(key.column) IS NULL)"
        }
    }
}
