// Compares the declarations with the tables that the migrations made, so that no difference survives the start.

package import SQLite
package import Storage

/// Finds where declared fields and columns differ.
package enum SchemaCheck {
    /// What differs, one sentence each with table, column and the line that the migration should have; empty where all agree.
    ///
    /// Throws `StorageError` and `DatabaseError` where the database cannot be read.
    package static func problems(_ registry: Registry, _ database: Database) throws -> [String] {
        try database.read { try problems(registry, $0) }
    }

    /// The same on a connection.
    package static func problems(_ registry: Registry, _ connection: Connection) throws -> [String] {
        var problems: [String] = []
        for resource in registry.resources {
            problems += try TableCheck(resource.schema, parent: nil, connection).problems
            problems += resource.schema.unknownSources(around: nil)
            for list in resource.schema.children {
                problems += list.schema().unknownSources(around: resource.schema)
                problems += try TableCheck(list.schema(), parent: resource.schema.table, connection).problems
            }
        }
        return problems
    }
}

extension AnySchema {
    /// Names in `filled(from:)` that are no field.
    fileprivate func unknownSources(around parent: AnySchema?) -> [String] {
        fields.flatMap { field in
            field.traits.filledFrom.filter { self.field($0) == nil && parent?.field($0) == nil }
                .map { "\(table).\(field.name): it is filled from “\($0)”, which is no field" }
        }
    }
}

/// One table beside its declaration.
private struct TableCheck {
    private let schema: AnySchema
    private let parent: String?
    private let columns: [ColumnInfo]
    private let references: [ForeignKeyInfo]

    init(_ schema: AnySchema, parent: String?, _ connection: Connection) throws {
        self.schema = schema
        self.parent = parent
        columns = try connection.columns(of: schema.table)
        references = try connection.foreignKeys(of: schema.table)
    }

    var problems: [String] {
        guard !columns.isEmpty else {
            let lines = schema.fields.map { "    " + expectedLine($0) }.joined(separator: ",\n")
            return ["\(schema.table): the table is missing; expected CREATE TABLE \(schema.table) (\n\(lines)\n) STRICT"]
        }
        return schema.fields.flatMap(problems(of:)) + undeclared
    }

    private func problems(of field: AnyField) -> [String] {
        guard let column = columns.first(where: { $0.name == field.name }) else { return [problem(field, "the column is missing")] }
        return [typeProblem(field, column), nullProblem(field, column), referenceProblem(field)].compactMap { $0 }
    }

    private func typeProblem(_ field: AnyField, _ column: ColumnInfo) -> String? {
        guard column.type != field.kind.columnType else { return nil }
        return problem(field, "the type is \(column.type)")
    }

    /// The primary key is never null, whatever its line says.
    private func nullProblem(_ field: AnyField, _ column: ColumnInfo) -> String? {
        if isKey(field) { return column.primaryKey == 1 ? nil : problem(field, "the column is not the primary key") }
        guard column.notNull == field.traits.isOptional else { return nil }
        return problem(
            field, column.notNull ? "NOT NULL stands though the field is optional" : "NOT NULL is missing though the field is not optional")
    }

    private func referenceProblem(_ field: AnyField) -> String? {
        let found = references.filter { $0.column == field.name }
        guard let target = target(of: field) else {
            return found.first.map { problem(field, "the column refers to \($0.table), the field to nothing") }
        }
        let isRight = found.contains { $0.table == target && ($0.target ?? "id") == "id" }
        return isRight ? nil : problem(field, found.first.map { "the column refers to \($0.table)" } ?? "the reference is missing")
    }

    private var undeclared: [String] {
        columns.filter { column in !schema.fields.contains { $0.name == column.name } }
            .map { "\(schema.table).\($0.name): no field declares this column" }
    }

    // MARK: What is expected

    private func isKey(_ field: AnyField) -> Bool { field.index == BaseColumn.id }

    private func target(of field: AnyField) -> String? {
        if let target = field.referenceTarget { return target.table }
        if field.name == schema.parentColumn { return parent }
        return parent == nil && field.index == BaseColumn.createdByID ? AnySchema.userTable : nil
    }

    private func expectedLine(_ field: AnyField) -> String {
        if isKey(field) { return "id INTEGER PRIMARY KEY" }
        let null = field.traits.isOptional ? "" : " NOT NULL"
        let reference = target(of: field).map { " REFERENCES \($0) (id)" } ?? ""
        return "\(field.column) \(field.kind.columnType)\(null)\(reference)"
    }

    private func problem(_ field: AnyField, _ fault: String) -> String {
        "\(schema.table).\(field.name): \(fault); expected \(expectedLine(field))"
    }
}
