// How an event loop reads: on its own connection, within a budget, one snapshot for the requests that arrived together.

package import SQLite

/// A reading connection of one event loop, made on that loop and used by nobody else.
package final class ReadConnection {
    private let connection: Connection
    private let beginStatement: Statement
    private let commitStatement: Statement
    private var isInBatch = false
    /// How often something was read.
    package private(set) var reads = 0

    init(path: String) throws(DatabaseError) {
        connection = try Connection(path: path, mode: .readOnly)
        try Pragmas.applyToReader(connection)
        beginStatement = try connection.preparePersistent("BEGIN")
        commitStatement = try connection.preparePersistent("COMMIT")
    }

    /// Runs `body`, which may take `budget` steps of SQLite's machine.
    ///
    /// The first read of a batch takes a snapshot that the following share, until `endBatch()`.
    /// Throws `overBudget` when the budget is spent: run the same on the heavy pool, reads change nothing.
    package func read<R>(budget: Int = StorageLimits.readBudgetSteps, _ body: (Connection) throws -> R) throws -> R {
        reads &+= 1
        if !isInBatch { try beginBatch() }
        connection.setProgressBudget(steps: budget)
        do {
            return try body(connection)
        } catch let error as DatabaseError where error.code.isKind(of: .interrupt) {
            throw StorageError.overBudget
        }
    }

    /// Ends the batch: the next read sees what was committed since. Statements not read to their end are reset.
    ///
    /// The loop calls it after each round of requests; a snapshot that is kept keeps the WAL from shrinking.
    package func endBatch() {
        guard isInBatch else { return }
        isInBatch = false
        connection.setProgressBudget(steps: .max)
        _ = try? commitStatement.step()
        commitStatement.reset()
        if connection.holdsSnapshot { connection.resetBusyStatements() }
    }

    /// Has the next read see the latest commit, in the middle of a batch: after a write that the same client waited for.
    package func refresh() {
        endBatch()
    }

    /// Closes the connection. Every later read throws.
    package func close() {
        endBatch()
        beginStatement.finalize()
        commitStatement.finalize()
        connection.close()
    }

    private func beginBatch() throws(DatabaseError) {
        _ = try beginStatement.step()
        beginStatement.reset()
        isInBatch = true
    }
}
