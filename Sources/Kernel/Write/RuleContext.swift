// What a rule works with: the transaction, who calls, what time it is. A rule reads none of these from anywhere else.

package import SQLite
package import Storage

/// One request's work inside the writer. Everything that it writes is kept together or not at all.
package final class RuleContext {
    package let caller: Caller
    package let now: Instant
    package let registry: Registry
    package let transaction: Transaction
    /// Where the request came from, for the audit.
    let origin: Origin
    /// Depth of derivations and reactions under way, so that a circle is noticed.
    var depth = 0

    package init(caller: Caller, now: Instant, registry: Registry, transaction: Transaction, origin: Origin) {
        self.caller = caller
        self.now = now
        self.registry = registry
        self.transaction = transaction
        self.origin = origin
    }

    package var connection: Connection { transaction.connection }

    /// The day in the company's time zone.
    package var today: Day { registry.calendar.day(of: now) }

    /// The same work in the name of a user whom the request has just identified.
    package func acting(as userID: Int64, _ body: (RuleContext) throws -> Void) throws {
        let user = Caller(userID: userID, username: "", roles: [], people: [userID])
        try body(RuleContext(caller: user, now: now, registry: registry, transaction: transaction, origin: origin))
    }

    /// What the caches know of callers no longer holds after this change.
    package func callersChanged() {
        let generation = registry.generation
        transaction.afterCommit { generation.raise() }
    }

    /// The answers that a later module gives.
    package func ask<Q: Question>(_ question: Q.Type) -> Q {
        registry.answers(question)
    }
}

/// Where a request came from.
package struct Origin: Sendable {
    package let remoteAddress: String
    package let requestID: String

    package init(remoteAddress: String, requestID: String) {
        self.remoteAddress = remoteAddress
        self.requestID = requestID
    }
}

// MARK: Reading

extension RuleContext {
    package func find<R: Resource>(_ type: R.Type, _ id: ID<R>) throws -> Record<R>? {
        try row(of: registry.resource(R.schema), id: id.integer).map { Record(R.schema, $0) }
    }

    /// Throws `not_found` where there is none.
    package func require<R: Resource>(_ type: R.Type, _ id: ID<R>) throws -> Record<R> {
        guard let record = try find(type, id) else { throw Failure(.notFound) }
        return record
    }

    /// Records that satisfy a condition over the columns, without their children, in the order of their ids.
    package func all<R: Resource>(_ type: R.Type, where condition: String, _ values: SQLiteValue...) throws -> [Record<R>] {
        let columns = R.schema.fields.map(\.column).joined(separator: ", ")
        let sql = "SELECT \(columns) FROM \(R.schema.table) WHERE \(condition) ORDER BY id"
        return try rows(sql, values).map { Record(R.schema, Row(values: $0, children: R.schema.children.map { _ in [] })) }
    }

    /// The first value of the first row, as an integer.
    package func integer(_ sql: String, _ values: SQLiteValue...) throws -> Int64? {
        guard case .integer(let number)? = try rows(sql, values).first?.first else { return nil }
        return number
    }

    package func rows(_ sql: String, _ values: [SQLiteValue]) throws -> [[SQLiteValue]] {
        try connection.rows(sql, values)
    }

    /// A record's row with its children; nil where there is none.
    func row(of resource: AnyResource, id: Int64) throws -> Row? {
        try connection.row(of: resource, id: id)
    }
}

extension Connection {
    func row(of resource: AnyResource, id: Int64) throws -> Row? {
        guard let values = try first(resource.statements.selectByID, [.integer(id)]) else { return nil }
        let children = try resource.statements.children.map { statements in
            try rows(statements.select, [.integer(id)]).map { Row(values: $0, children: []) }
        }
        return Row(values: values, children: children)
    }
}
