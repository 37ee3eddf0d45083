// What a write sees: the connection inside its savepoint, and what is to happen after the commit.

package import SQLite

/// One write within a batch. It is valid until the work that got it returns.
package final class Transaction {
    /// The writer's connection. Do not begin or end transactions on it.
    package let connection: Connection
    /// What all writes of this commit share.
    package let batch: Batch

    private let savepoints: TransactionStatements
    private(set) var isDiscarded = false

    init(_ batch: Batch, savepoints: TransactionStatements) {
        connection = batch.connection
        self.batch = batch
        self.savepoints = savepoints
    }

    /// Rolls this write back when its work returns, and delivers the value all the same: a dry run.
    package func discard() {
        isDiscarded = true
    }

    /// Runs `hook` on the writer's thread once readers and the next writes see this one; not at all if it is undone.
    ///
    /// For memory that has to agree with the database. What is told to somebody waits for the disk: `onDisk`.
    package func afterCommit(_ hook: @escaping () -> Void) {
        batch.addCommitHook(hook)
    }

    /// Runs `hook` after the commit is on disk and before the answers, on any thread; not at all if this write is undone.
    package func onDisk(_ hook: @escaping @Sendable () -> Void) {
        batch.addDiskHook(hook)
    }

    /// Runs `hook` on the writer's thread if this write is undone, alone or with its batch: for what was changed in memory.
    package func onRollback(_ hook: @escaping () -> Void) {
        batch.addRollbackHook(hook)
    }

    /// Runs `body` so that what it changed is undone if it throws, and this write can go on.
    ///
    /// Throws what `body` throws, and `StorageError.commitFailed` when SQLite has given the whole transaction up.
    package func savepoint<T>(_ body: () throws -> T) throws -> T {
        let mark = batch.mark
        try savepoints.begin()
        do {
            let result = try body()
            try savepoints.release()
            return result
        } catch {
            batch.rollBack(to: mark)
            try savepoints.rollBack(after: error)
            throw error
        }
    }
}
