// Checks that what a body refers to exists, lives and may be seen by the caller.

import SQLite

/// Checks the references of a body against the database: inside the writer for good, on a loop's connection to add to other faults.
struct ReferenceCheck {
    let reader: RuleReader

    func faults(of schema: AnySchema, _ input: Input) throws -> [Fault] {
        var faults = try faults(of: schema, input.values, at: "")
        for list in schema.children {
            for (index, item) in (input.children[list.index] ?? []).enumerated() {
                faults += try self.faults(of: list.schema(), item.values, at: "/\(list.name)/\(index)")
            }
        }
        return faults
    }

    private func faults(of schema: AnySchema, _ values: [Int: SQLiteValue], at pointer: String) throws -> [Fault] {
        var faults: [Fault] = []
        for field in schema.fields {
            guard let target = field.referenceTarget, case .integer(let id)? = values[field.index] else { continue }
            guard let code = try problem(with: id, of: target) else { continue }
            let details = ["name": field.name, "target": target.label.english.lowercased(), "target_zh": target.label.chinese]
            faults.append(Fault(code, at: "\(pointer)/\(field.name)", details))
        }
        return faults
    }

    private func problem(with id: Int64, of target: AnySchema) throws -> FailureCode? {
        guard target.parentColumn == nil, let resource = reader.registry.resource(table: target.table) else {
            let found = try reader.connection.first("SELECT 1 FROM \(target.table) WHERE id = ?", [.integer(id)])
            return found == nil ? .unknownReference : nil
        }
        guard try reader.isInScope(resource, id, for: .read), let row = try reader.row(of: resource, id: id) else {
            return .unknownReference
        }
        return row.values[BaseColumn.archivedAt] == .null ? nil : .archivedReference
    }
}
