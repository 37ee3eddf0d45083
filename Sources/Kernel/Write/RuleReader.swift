// What a rule reads with: who calls, what time it is, and the records. A rule reads none of these from anywhere else.

package import SQLite

/// Reading for rules, inside the writer or on a connection that only reads.
package class RuleReader {
    package let caller: Caller
    package let now: Instant
    package let registry: Registry
    package let connection: Connection
    let memory: RowMemory

    /// What one request reads with.
    package convenience init(caller: Caller, now: Instant, registry: Registry, connection: Connection) {
        self.init(caller: caller, now: now, registry: registry, connection: connection, memory: RowMemory())
    }

    init(caller: Caller, now: Instant, registry: Registry, connection: Connection, memory: RowMemory) {
        self.caller = caller
        self.now = now
        self.registry = registry
        self.connection = connection
        self.memory = memory
    }

    /// The day in the company's time zone.
    package final var today: Day { registry.calendar.day(of: now) }

    /// The answers that a later module gives.
    package final func ask<Q: Question>(_ question: Q.Type) -> Q {
        registry.answers(question)
    }

    /// What the company has set; what waits in the same commit does not count yet.
    package final func settings<S: Settings>(_ type: S.Type) -> Record<S> {
        registry.settings.current(type)
    }

    /// The record, whoever may see it; nil where there is none.
    package final func find<R: Resource>(_ type: R.Type, _ id: ID<R>) throws -> Record<R>? {
        try row(of: registry.resource(R.schema), id: id.integer).map { Record(R.schema, $0) }
    }

    /// Throws `not_found` where there is none.
    package final func require<R: Resource>(_ type: R.Type, _ id: ID<R>) throws -> Record<R> {
        guard let record = try find(type, id) else { throw Failure(.notFound) }
        return record
    }

    /// The record, where the caller may see it. Throws `not_found`.
    package final func visible<R: Resource>(_ type: R.Type, _ id: ID<R>) throws -> Record<R> {
        Record(R.schema, try visible(registry.resource(R.schema), id.integer))
    }

    /// Records that satisfy a condition over the columns, in the order of their ids.
    package final func all<R: Resource>(_ type: R.Type, where condition: String, _ values: SQLiteValue...) throws -> [Record<R>] {
        let statements = registry.resource(R.schema).statements
        return try rows("\(statements.selectWhere)\(condition) ORDER BY id", values).map { values in
            Record(R.schema, Row(values: values, children: try connection.children(of: values[BaseColumn.id], statements)))
        }
    }

    /// The first value of the first row, as an integer.
    package final func integer(_ sql: String, _ values: SQLiteValue...) throws -> Int64? {
        guard case .integer(let number)? = try connection.first(sql, values)?.first else { return nil }
        return number
    }

    /// A record's row with its children; nil where there is none.
    final func row(of resource: AnyResource, id: Int64) throws -> Row? {
        if let row = memory.row(of: resource, id: id) { return row }
        guard let row = try connection.row(of: resource, id: id) else { return nil }
        memory.keep(row, of: resource)
        return row
    }

    /// What follows from the records of a kind: made once for all writes of a commit, until one of them changes such a record.
    package final func kept<R: Resource, Value>(_ name: String, of type: R.Type, make: () throws -> Value) rethrows -> Value {
        if let value = memory.finding(name, of: R.schema.table) as? Value { return value }
        let value = try make()
        memory.keep(value, as: name, of: R.schema.table)
        return value
    }

    /// The rows of a question in SQL, with bound values.
    package final func rows(_ sql: String, _ values: [SQLiteValue]) throws -> [[SQLiteValue]] {
        try connection.rows(sql, values)
    }
}

// MARK: For the kernel

extension RuleReader {
    /// The record, where the caller may see it; else it is as if it did not exist. Throws `merged` where it lives on in another.
    func visible(_ resource: AnyResource, _ id: Int64) throws -> Row {
        let row = try seen(resource, id)
        try resource.requireNotMerged(row)
        return row
    }

    /// The same, also of a record that lives on in another.
    func seen(_ resource: AnyResource, _ id: Int64) throws -> Row {
        guard try isInScope(resource, id, for: .read), let row = try row(of: resource, id: id) else { throw Failure(.notFound) }
        return row
    }

    func isInScope(_ resource: AnyResource, _ id: Int64, for operation: Operations) throws -> Bool {
        try resource.covers(id, for: caller, to: operation, on: connection)
    }
}

extension Connection {
    func row(of resource: AnyResource, id: Int64) throws -> Row? {
        guard let values = try first(resource.statements.selectByID, [.integer(id)]) else { return nil }
        return Row(values: values, children: try children(of: .integer(id), resource.statements))
    }

    /// The children of a record, list by list.
    func children(of id: SQLiteValue, _ statements: ResourceStatements) throws -> [[Row]] {
        try statements.children.map { list in
            try rows(list.select, [id]).map { Row(values: $0, children: []) }
        }
    }
}
