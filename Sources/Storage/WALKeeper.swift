// When the write-ahead log is moved into the database file, and when the writer has to wait for that.

import SQLite

/// Keeps the WAL short; asked by the writer's thread after every batch.
///
/// A passive checkpoint beside the writer does the work, but the WAL begins anew only at a moment when all of it is moved
/// and no reader needs it. Under constant load that moment does not come by itself: past the second threshold the writer makes it,
/// by waiting for the readers that are there. Each reader has a time limit, so the wait ends.
final class WALKeeper {
    private let checkpointer: Checkpointer
    private let checkpointPages: Int
    private let restartPages: Int
    /// Pages at which the next checkpoint is due, so that a WAL that cannot begin anew does not ask at every commit.
    private var nextCheckpoint: Int

    init(_ checkpointer: Checkpointer, checkpointPages: Int, restartPages: Int) {
        self.checkpointer = checkpointer
        self.checkpointPages = max(1, checkpointPages)
        self.restartPages = restartPages
        nextCheckpoint = self.checkpointPages
    }

    func afterBatch(_ connection: Connection) {
        let pages = connection.walPages
        if pages < checkpointPages { nextCheckpoint = checkpointPages }
        guard pages >= nextCheckpoint else { return }
        nextCheckpoint = pages + checkpointPages
        if pages >= restartPages { restart(connection) } else { checkpointer.request() }
    }

    /// Where a reader stays too long, writing goes on, and it is tried again after as many pages more.
    private func restart(_ connection: Connection) {
        connection.setBusyTimeout(milliseconds: StorageLimits.restartTimeoutMilliseconds)
        checkpointer.takingTurn { _ = try? connection.checkpoint(.restart) }
        connection.setBusyTimeout(milliseconds: StorageLimits.busyTimeoutMilliseconds)
    }
}
