// The statements around the writes of a batch, compiled once.

import SQLite

/// BEGIN, COMMIT, ROLLBACK and the savepoints of the writer's connection.
///
/// Savepoints share one name: SQLite means the innermost one by it.
final class TransactionStatements {
    private let connection: Connection
    private let beginStatement: Statement
    private let commitStatement: Statement
    private let rollbackStatement: Statement
    private let savepointStatement: Statement
    private let releaseStatement: Statement
    private let rollbackToStatement: Statement
    private var syncsInCommit = true

    init(_ connection: Connection) throws(DatabaseError) {
        self.connection = connection
        // IMMEDIATE takes the write lock at once, so that no write in the batch can meet a lock.
        beginStatement = try connection.preparePersistent("BEGIN IMMEDIATE")
        commitStatement = try connection.preparePersistent("COMMIT")
        rollbackStatement = try connection.preparePersistent("ROLLBACK")
        savepointStatement = try connection.preparePersistent("SAVEPOINT write")
        releaseStatement = try connection.preparePersistent("RELEASE write")
        rollbackToStatement = try connection.preparePersistent("ROLLBACK TO write")
    }

    /// Ends the statements, so that the connection can close.
    func finalize() {
        for statement in [beginStatement, commitStatement, rollbackStatement, savepointStatement, releaseStatement, rollbackToStatement] {
            statement.finalize()
        }
    }

    /// Whether the next commits sync the log before anybody sees them. Outside of a transaction.
    func setSyncsInCommit(_ isWanted: Bool) throws(DatabaseError) {
        guard isWanted != syncsInCommit else { return }
        try connection.execute(isWanted ? Pragmas.syncInCommit : Pragmas.syncBesideCommit)
        syncsInCommit = isWanted
    }

    func beginTransaction() throws(DatabaseError) {
        try run(beginStatement)
    }

    func commitTransaction() throws(DatabaseError) {
        try runDespiteBusyStatements(commitStatement)
    }

    /// Ends the transaction whatever state it is in. SQLite may have rolled it back already, which is no error.
    func rollBackTransaction() throws(DatabaseError) {
        connection.resetBusyStatements()
        if !connection.isAutocommit { try run(rollbackStatement) }
    }

    func begin() throws(DatabaseError) {
        try run(savepointStatement)
    }

    func release() throws(DatabaseError) {
        try runDespiteBusyStatements(releaseStatement)
    }

    func rollBack() throws(DatabaseError) {
        try run(rollbackToStatement)
        try runDespiteBusyStatements(releaseStatement)
    }

    /// Rolls back after `error`; throws `commitFailed` when there is no transaction any more that could go on.
    func rollBack(after error: any Error) throws(StorageError) {
        do throws(DatabaseError) {
            guard !connection.isAutocommit else { throw Self.cause(error) }
            try rollBack()
        } catch {
            throw .commitFailed(error)
        }
    }

    /// The database's own error behind `error`, as far as it shows.
    static func cause(_ error: (any Error)?) -> DatabaseError {
        switch error {
        case let error as DatabaseError: error
        case StorageError.commitFailed(let error)?: error
        default: DatabaseError(code: .abort, message: "the transaction was rolled back")
        }
    }

    private func run(_ statement: Statement) throws(DatabaseError) {
        _ = try statement.step()
        statement.reset()
    }

    /// A statement left in the middle of its rows (an INSERT … RETURNING read once) keeps the transaction from ending.
    private func runDespiteBusyStatements(_ statement: Statement) throws(DatabaseError) {
        do throws(DatabaseError) {
            try run(statement)
        } catch  where error.code.isKind(of: .busy) {
            connection.resetBusyStatements()
            try run(statement)
        }
    }
}
