// What a rule writes with: one request's work inside the writer.

package import Storage

/// One request's work inside the writer. Everything that it writes is kept together or not at all.
package final class RuleContext: RuleReader {
    package let transaction: Transaction
    /// Where the request came from, for the audit.
    let origin: Origin
    /// Depth of derivations and reactions under way, so that a circle is noticed.
    var depth = 0
    /// In whose places the write under way can be made; nil where no record was asked.
    var places: WritePlaces?
    /// In whose place the write under way is made.
    var standing: Standing? { places?.left.first }

    /// The roles by which the step under way is taken: the caller's own, or those of whoever he or she stands in for.
    package var rolesOfStep: RoleSet { standing?.roles ?? caller.roles }
    /// In whose place the step under way is taken; nil where the caller takes it in his or her own.
    package var principalOfStep: Int64? { standing.flatMap { $0.isOwn ? nil : $0.id } }
    /// The record that the answer shows, where it shows one: a repetition asks whether its caller may see it still.
    var answered: (resource: AnyResource, id: Int64)? {
        didSet { if answered?.resource.schema.tellsOfPeople == true { tellsOfPeople = true } }
    }
    /// The body of the answer under way, made beside the writer; nil where the answer has none of its own.
    var bodyInTheMaking: Beside<[UInt8]>?
    /// Whether the answer shows a record that may tell of a person.
    private(set) var tellsOfPeople = false

    /// What one request writes with.
    package init(caller: Caller, now: Instant, registry: Registry, transaction: Transaction, origin: Origin) {
        self.transaction = transaction
        self.origin = origin
        let memory = RowMemory.shared(in: transaction.batch)
        super.init(caller: caller, now: now, registry: registry, connection: transaction.connection, memory: memory)
    }

    /// The same work in the name of a user whom the request has just identified.
    package func acting(as userID: Int64, _ body: (RuleContext) throws -> Void) throws {
        let user = Caller(userID: userID, roles: [])
        try body(RuleContext(caller: user, now: now, registry: registry, transaction: transaction, origin: origin))
    }

    /// The same work by the server itself, whoever's request has brought it about.
    package func actingAsServer<T>(_ body: (RuleContext) throws -> T) rethrows -> T {
        let server = RuleContext(caller: .nobody, now: now, registry: registry, transaction: transaction, origin: origin)
        server.depth = depth
        return try body(server)
    }

    /// Runs a part of the work so that it is undone alone where it fails.
    package func attempt<T>(_ body: () throws -> T) throws -> T {
        do {
            return try transaction.savepoint(body)
        } catch {
            memory.forgetAll()
            throw error
        }
    }

    /// The row was written: whoever asks for it next gets it as it stands now.
    func remember(_ resource: AnyResource, _ row: Row) {
        memory.keep(row, of: resource)
        memory.forgetFindings(of: resource.schema.table)
        transaction.onRollback { [memory] in memory.forgetAll() }
    }

    /// What the caches know of callers no longer holds after this change.
    package func callersChanged() {
        CallerChanges.note(in: transaction, registry)
    }
}

/// Where a request came from.
package struct Origin: Sendable {
    package let remoteAddress: String
    package let requestID: String

    /// As the audit keeps them.
    package init(remoteAddress: String, requestID: String) {
        self.remoteAddress = remoteAddress
        self.requestID = requestID
    }
}
