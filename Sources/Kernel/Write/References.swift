// Checks that what a body refers to exists, lives and may be seen by the caller, and what fields have declared of their values.

import SQLite

/// Checks the references of a body against the database: inside the writer for good, on a loop's connection to add to other faults.
struct ReferenceCheck {
    let reader: RuleReader
    /// The place from which they have to be seen; nil for any of the caller's.
    var standing: Standing?

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
        for field in schema.references {
            guard case .integer(let id)? = values[field.index], let target = field.referenceTarget else { continue }
            guard let code = try problem(with: id, of: target, isSeenByRule: field.traits.isAskedByRule) else { continue }
            faults.append(Fault(code, of: target, at: "\(pointer)/\(field.name)"))
        }
        return try faults + checkFaults(of: schema, values, at: pointer)
    }

    /// What the fields' own checks find wrong.
    func checkFaults(of schema: AnySchema, _ values: [Int: SQLiteValue], at pointer: String = "") throws -> [Fault] {
        try schema.checkedFields.flatMap { field -> [Fault] in
            guard let check = field.traits.check, let value = values[field.index], value != .null else { return [] }
            return try check(value, reader).map { fault in
                let details = fault.details.merging(["name": field.name]) { _, name in name }
                return Fault(fault.code, at: "\(pointer)/\(field.name)\(fault.pointer)", details)
            }
        }
    }

    /// What a record that is to live again refers to must live as well; what of it the caller may see does not matter here.
    func faults(of schema: AnySchema, _ row: Row) throws -> [Fault] {
        var faults = try archivedReferences(of: schema.fields, row, at: "")
        for list in schema.children {
            // What the server noted in the items, such as who reviewed, is history: nobody refers to it anew.
            let fields = list.schema().fields.filter { !$0.traits.isComputed }
            for (index, child) in row.children[list.index].enumerated() {
                faults += try archivedReferences(of: fields, child, at: "/\(list.name)/\(index)")
            }
        }
        return faults
    }

    private func archivedReferences(of fields: [AnyField], _ row: Row, at pointer: String) throws -> [Fault] {
        try fields.compactMap { field in
            guard let target = field.referenceTarget, target.parentColumn == nil, let id = row.integer(field.index),
                let resource = reader.registry.resource(table: target.table), let referred = try reader.row(of: resource, id: id),
                referred.isArchived
            else { return nil }
            return Fault(.archivedReference, of: target, at: "\(pointer)/\(field.name)")
        }
    }

    private func problem(with id: Int64, of target: AnySchema, isSeenByRule: Bool) throws -> FailureCode? {
        guard target.parentColumn == nil, let resource = reader.registry.resource(table: target.table) else {
            let found = try reader.connection.first("SELECT 1 FROM \(target.table) WHERE id = ?", [.integer(id)])
            return found == nil ? .unknownReference : nil
        }
        guard try isSeenByRule || isSeen(id, of: resource), let row = try reader.row(of: resource, id: id) else {
            return .unknownReference
        }
        return row.isArchived ? .archivedReference : nil
    }

    private func isSeen(_ id: Int64, of resource: AnyResource) throws -> Bool {
        guard let standing else { return try reader.isInScope(resource, id, for: .read) }
        return try resource.covers(id, for: standing, to: .read, on: reader.connection)
    }
}

extension RuleReader {
    /// The living record that a field names, whatever else its own rules ask of it. Throws `unknown_reference` and `archived_reference`.
    package final func referred<R: Resource>(to type: R.Type, _ id: ID<R>, at pointer: String) throws -> Record<R> {
        guard let record = try find(type, id) else { throw Failure.invalid([Fault(.unknownReference, of: R.schema, at: pointer)]) }
        guard !record.isArchived else { throw Failure.invalid([Fault(.archivedReference, of: R.schema, at: pointer)]) }
        return record
    }
}

extension RuleReader {
    /// The fault of a field that names a record of which the caller may know nothing: the same as of one that there is not.
    package final func unknown<R: Resource>(_ type: R.Type, at pointer: String) -> Fault {
        Fault(.unknownReference, of: R.schema, at: pointer)
    }

    /// Whether the caller sees the record.
    package final func sees<R: Resource>(_ type: R.Type, _ id: ID<R>) throws -> Bool {
        try isInScope(registry.resource(R.schema), id.integer, for: .read)
    }
}

extension Fault {
    /// What is wrong with what a field names.
    fileprivate init(_ code: FailureCode, of target: AnySchema, at pointer: String) {
        let name = pointer.split(separator: "/").last.map(String.init) ?? ""
        self.init(code, at: pointer, ["name": name, "target": target.label.english.lowercased(), "target_zh": target.label.chinese])
    }
}
