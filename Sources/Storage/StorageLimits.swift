// Every limit of the storage, with its unit.

/// What bounds queues, waits and files of the storage.
package enum StorageLimits {
    /// Writes that wait for the writer; more are refused with `StorageError.busy`.
    package static let writerQueueLength = 4_096
    /// Writes in one commit.
    package static let batchJobs = 128
    /// After so long a batch takes no further write and is committed. No single write may need longer, unless it
    /// looks whether others wait: longer work comes in slices.
    package static let batchMilliseconds = 50
    /// After a batch had to run again because a write in it failed, so many further ones use a savepoint for each write from the start.
    package static let batchesKeptApart = 16

    /// From so many pieces of work or answers on, the thread beside the writer is woken for them.
    package static let besideWorksToWake = 8

    /// While so many writes wait, the log is synced beside the writer.
    package static let writesToSyncBeside = 16

    /// How long a statement waits for a lock of another connection.
    package static let busyTimeoutMilliseconds = 5_000
    /// How long the writer waits for readers so that the WAL can begin anew.
    package static let restartTimeoutMilliseconds = 50
    /// From so many pages (4 KiB each) on the WAL is moved into the database file, beside the writer.
    package static let checkpointPages = 2_000
    /// From so many pages on the writer itself stops between two batches until the WAL can begin anew.
    package static let restartPages = 16_000
    /// From so many pages on, where long reads kept that from happening, none begins until those that run have ended.
    package static let stillnessPages = 32_000
    /// The WAL file is cut back to this size when it begins anew.
    package static let journalSizeBytes = 64 << 20

    /// Steps of SQLite's machine that a read on an event loop may take: some milliseconds.
    package static let readBudgetSteps = 200_000
    /// How long a read on the heavy pool may take; it also bounds how long a snapshot can keep the WAL from shrinking.
    package static let heavyReadMilliseconds = 30_000
    /// Threads of the heavy pool.
    package static let heavyWorkers = 2
    /// How far they stand back where processors are short, as of nice(1): an event loop that wakes does not wait for their turn to end, and
    /// beside loops that never rest they still have about a quarter of a processor.
    package static let heavyNiceness: Int32 = 5
    /// Works that wait for the heavy pool; more are refused with `StorageError.busy`.
    package static let heavyQueueLength = 64

    /// Page cache of the writer's connection.
    package static let writerCacheKiB = 49_152
    /// Page cache of each reading connection.
    package static let readerCacheKiB = 16_384
}
