// What a write sees: the connection inside its savepoint, and what is to happen after the commit.

package import SQLite

/// One write within a batch. It is valid until the work that got it returns.
package final class Transaction {
    /// The writer's connection. Do not begin or end transactions on it.
    package let connection: Connection
    /// What all writes of this commit share.
    package let batch: Batch

    init(_ batch: Batch) {
        connection = batch.connection
        self.batch = batch
    }

    /// Runs `hook` on the writer's thread after the commit is on disk and before the answers; not at all if this write is undone.
    package func afterCommit(_ hook: @escaping () -> Void) {
        batch.addCommitHook(hook)
    }

    /// Runs `hook` on the writer's thread if this write is undone, alone or with its batch: for what was changed in memory.
    package func onRollback(_ hook: @escaping () -> Void) {
        batch.addRollbackHook(hook)
    }
}
