// Writing records: row, children, audit, event, derived columns and reactions, all in the request's savepoint.

package import JSON
import SQLite
import Storage

// MARK: For rules

extension RuleContext {
    /// Writes a new record that a rule made.
    package func insert<R: Resource>(_ record: inout Record<R>, action: String = "created") throws {
        let resource = registry.resource(R.schema)
        fillCurrency(of: resource.schema, in: &record.row)
        try resource.prepare(&record.row, nil, self)
        try insert(resource, &record.row, action: action)
        record.row = try current(resource, record.row)
    }

    /// Writes what a rule changed in a record that it read. Throws `ProgramFault` where the record was written since.
    ///
    /// - Parameter facts: what the event says beside the names of what changed; everybody who sees the record may know them
    package func save<R: Resource>(_ record: inout Record<R>, action: String = "updated", facts: JSONObject = [:]) throws {
        let resource = registry.resource(R.schema)
        guard let old = try row(of: resource, id: record.row.id) else { throw Failure(.notFound) }
        try save(resource, &record.row, from: old, action: action, facts: facts)
        record.row = try current(resource, record.row)
    }
}

// MARK: For the kernel

extension RuleContext {
    func insert(_ resource: AnyResource, _ row: inout Row, action: String) throws {
        row.values[BaseColumn.version] = .integer(1)
        row.values[BaseColumn.createdAt] = .integer(now.milliseconds)
        row.values[BaseColumn.createdByID] = caller.userID.map(SQLiteValue.integer) ?? .null
        row.values[BaseColumn.updatedAt] = .integer(now.milliseconds)
        // A rule that goes on with a paper of many versions gives them all its number.
        if let number = resource.schema.numberField, let series = number.traits.series, !number.traits.isNumberedLater,
            row.isNull(number.index)
        {
            row.values[number.index] = .text(try nextNumber(in: series))
        }
        try run(resource.statements.insert, row.values.dropFirst(), of: resource.schema)
        row.values[BaseColumn.id] = .integer(connection.lastInsertRowID)
        for list in resource.schema.children {
            try insertChildren(of: list, resource, &row)
        }
        remember(resource, row)
        try index(resource, row, from: nil)
        try appendAudit(.created(resource, row, action: action))
        try appendEvent(resource, row, action: action, changed: [])
        try resource.written(row, nil, self)
        try follow(resource, row, from: nil, action: action)
    }

    /// What stands in the database after a write: what it has brought about elsewhere may have changed the record itself.
    func current(_ resource: AnyResource, _ written: Row) throws -> Row {
        try row(of: resource, id: written.id) ?? written
    }

    /// Writes a change of a record; nothing happens where nothing differs, unless `always` says that the fact itself counts.
    ///
    /// Throws `ProgramFault` where the row is not a changed copy of what stands in the database: it would undo what was written since.
    ///
    /// - Parameter keepsContent: false for an erasure, whose audit record must not hold what it erases
    func save(
        _ resource: AnyResource, _ row: inout Row, from old: Row, action: String, note: Row? = nil, form: AnySchema? = nil,
        always: Bool = false, facts: JSONObject = [:], keepsContent: Bool = true
    ) throws {
        guard always || row != old else { return }
        guard row.version == old.version else { throw staleCopy(of: resource, row) }
        row.values[BaseColumn.version] = .integer(old.version + 1)
        row.values[BaseColumn.updatedAt] = .integer(now.milliseconds)
        let key = [row.values[BaseColumn.id], old.values[BaseColumn.version]]
        try run(resource.statements.update, row.values.dropFirst() + key, of: resource.schema)
        guard connection.changes == 1 else { throw staleCopy(of: resource, old) }
        for list in resource.schema.children {
            try saveChildren(of: list, resource, &row, from: old)
        }
        remember(resource, row)
        try index(resource, row, from: old)
        let changed = resource.schema.changedNames(from: old, to: row)
        let content = AuditContent.changed(resource, row, from: old, action: action, note: note, form: form)
        try keepsContent ? appendAudit(content) : appendAuditWithoutContent(content)
        try appendEvent(resource, row, action: action, changed: changed, facts: facts)
        if resource.schema.isSingleton { keepSettings(row, of: resource.schema.table) }
        try resource.written(row, old, self)
        try follow(resource, row, from: old, action: action)
    }

    /// Rules see the new settings once the change is committed.
    private func keepSettings(_ row: Row, of table: String) {
        let settings = registry.settings
        transaction.afterCommit { settings.keep(row, of: table) }
    }

    private func staleCopy(of resource: AnyResource, _ row: Row) -> ProgramFault {
        ProgramFault("a rule saves \(resource.schema.entity) \(row.id) as it was in version \(row.version), but it was written since")
    }

    // MARK: Children

    private func insertChildren(of list: AnyChildren, _ resource: AnyResource, _ row: inout Row) throws {
        let schema = list.schema()
        for position in row.children[list.index].indices {
            try insertChild(at: position, of: list, schema, resource, &row)
        }
    }

    private func insertChild(at position: Int, of list: AnyChildren, _ schema: AnySchema, _ resource: AnyResource, _ row: inout Row) throws
    {
        let statements = resource.statements.children[list.index]
        row.children[list.index][position].values[ItemColumn.id] = .integer(try newItemID(statements))
        row.children[list.index][position].values[ItemColumn.parentID] = .integer(row.id)
        row.children[list.index][position].values[ItemColumn.position] = .integer(Int64(position))
        try run(statements.insert, row.children[list.index][position].values, of: schema)
    }

    private func saveChildren(of list: AnyChildren, _ resource: AnyResource, _ row: inout Row, from old: Row) throws {
        guard row.children[list.index] != old.children[list.index] else { return }
        let schema = list.schema()
        let statements = resource.statements.children[list.index]
        let before = Dictionary(old.children[list.index].map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(row.children[list.index].map(\.id))
        for position in row.children[list.index].indices {
            row.children[list.index][position].values[ItemColumn.position] = .integer(Int64(position))
            let child = row.children[list.index][position]
            guard let former = before[child.id] else {
                try insertChild(at: position, of: list, schema, resource, &row)
                continue
            }
            if child != former {
                try run(statements.update, child.values.dropFirst() + [child.values[ItemColumn.id]], of: schema)
            }
        }
        for gone in before.keys where !kept.contains(gone) {
            try keepItemIDs(statements)
            try run(statements.delete, [.integer(gone)], of: schema)
        }
    }

    // MARK: Statements

    private func run(_ sql: String, _ values: some Sequence<SQLiteValue>, of schema: AnySchema) throws {
        do throws(DatabaseError) {
            let statement = try connection.cached(sql)
            defer { statement.reset() }
            var place = 1
            for value in values {
                try statement.bind(value, at: place)
                place += 1
            }
            _ = try statement.step()
        } catch {
            throw refusal(error, of: schema)
        }
    }

    /// A constraint that fires is the net under the rules: it becomes the refusal that names the field.
    private func refusal(_ error: DatabaseError, of schema: AnySchema) -> any Error {
        let columns = error.columns.map(\.name)
        let named = columns.last { schema.field($0) != nil } ?? columns.last ?? schema.entity
        switch error.code {
        case .constraintUnique, .constraintPrimaryKey:
            return Failure(.duplicate, ["field": named], extensions: ["fields": columns])
        case .constraintNotNull:
            return Failure.invalid(.required, at: "/" + named, ["name": named])
        case .constraintForeignKey:
            return Failure(.stillReferred, ["collection": "other records"])
        case .constraintCheck:
            return Failure(.constraint, ["field": named])
        default:
            return error
        }
    }

    // MARK: What follows from a change

    private func follow(_ resource: AnyResource, _ row: Row, from old: Row?, action: String) throws {
        guard depth < 8 else {
            throw ProgramFault("what follows from “\(action)” of \(resource.schema.entity) \(row.id) goes in a circle")
        }
        depth += 1
        defer { depth -= 1 }
        for (target, derivation) in registry.derivations(from: resource.schema.table) {
            let ids = Set((old.map(derivation.links) ?? []) + derivation.links(row))
            for id in ids.sorted() {
                try derive(target, derivation, id: id)
            }
        }
        for reaction in registry.reactions(to: resource.schema.table, action) {
            try reaction.act(current(resource, row), self)
        }
    }

    private func derive(_ target: AnyResource, _ derivation: AnyDerivation, id: Int64) throws {
        guard let old = try row(of: target, id: id) else { return }
        var new = old
        try derivation.compute(&new, self)
        try save(target, &new, from: old, action: "derived")
    }
}

extension AnySchema {
    /// The names of declared fields and children that differ.
    func changedNames(from old: Row, to new: Row) -> [String] {
        let values = fields.filter { !isBase($0) && old.values[$0.index] != new.values[$0.index] }.map(\.name)
        return values + children.filter { old.children[$0.index] != new.children[$0.index] }.map(\.name)
    }
}
