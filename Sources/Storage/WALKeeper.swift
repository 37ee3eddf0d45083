// When the write-ahead log is moved into the database file, and when the writer has to wait for that.

import SQLite

/// Keeps the WAL short; asked by the writer's thread after every batch.
///
/// A passive checkpoint beside the writer does the work, but the WAL begins anew only at a moment when all of it is moved
/// and no reader needs it. Under constant load that moment does not come by itself: past the second threshold the writer makes it,
/// by waiting a little for the readers that are there. Long reads one upon the other outlast that wait every time: past the third
/// threshold no other begins until those that run have ended. Each has a time limit, so the moment comes.
final class WALKeeper {
    private let checkpointer: Checkpointer
    private let heavy: HeavyPool
    private let checkpointPages: Int
    private let restartPages: Int
    private let stillnessPages: Int
    /// Pages at which the next checkpoint is due, so that a WAL that cannot begin anew does not ask at every commit.
    private var nextCheckpoint: Int

    init(_ checkpointer: Checkpointer, _ heavy: HeavyPool, _ options: Database.Options) {
        self.checkpointer = checkpointer
        self.heavy = heavy
        checkpointPages = max(1, options.checkpointPages)
        restartPages = options.restartPages
        stillnessPages = options.stillnessPages
        nextCheckpoint = checkpointPages
    }

    /// - Parameter whenStill: called on any thread where long reads were held back; it has the writer's call `restartInStillness`
    func afterBatch(_ connection: Connection, whenStill: @escaping @Sendable () -> Void) {
        let pages = connection.walPages
        if pages < checkpointPages { nextCheckpoint = checkpointPages }
        guard pages >= nextCheckpoint else { return }
        nextCheckpoint = pages + checkpointPages
        guard pages >= restartPages else { return checkpointer.request() }
        restart(connection)
        if connection.walPages >= stillnessPages { heavy.holdBack(whenStill: whenStill) }
    }

    /// Begins the WAL anew while no long read runs, and lets those that were held back begin.
    func restartInStillness(_ connection: Connection) {
        restart(connection)
        endStillness()
    }

    /// Lets those begin that were held back.
    func endStillness() {
        heavy.goOn()
    }

    /// Where a reader stays too long, writing goes on, and it is tried again after as many pages more.
    private func restart(_ connection: Connection) {
        connection.setBusyTimeout(milliseconds: StorageLimits.restartTimeoutMilliseconds)
        checkpointer.takingTurn { _ = try? connection.checkpoint(.restart) }
        connection.setBusyTimeout(milliseconds: StorageLimits.busyTimeoutMilliseconds)
    }
}
