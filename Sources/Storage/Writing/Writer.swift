// The one thread that writes: all writes that wait share one commit, and each is answered after it.

import SQLite
import Synchronization

/// The owner of the one connection that writes.
///
/// Writes wait in a bounded queue. The thread takes what waits, runs it inside one transaction, commits, and answers all.
/// A write that throws is undone alone; the others of its batch may run a second time for that. When the commit fails,
/// or SQLite has given the transaction up, every write of the batch gets `StorageError.commitFailed`.
///
/// `@unchecked Sendable`: what is not Sendable (`batches` and the connection in it) is touched only by the writer's thread
/// between `start()` and the thread's end.
package final class Writer: @unchecked Sendable {
    private let batches: BatchRunner
    private let queue = WriterQueue()
    private let sideline = Sideline()
    private let logSync: LogSync
    /// The writer's own thread and those beside it, while they run.
    private let threads = Mutex<WriterThreads?>(nil)

    init(
        _ connection: sending Connection, path: String, walKeeper: sending WALKeeper, durability: Durability, options: Database.Options
    ) throws {
        let log = try LogFile(path + "-wal", sync: options.sync)
        logSync = LogSync(log, queue, sideline, durability, from: options.writesToSyncBeside)
        batches = try BatchRunner(
            connection, queue: queue, presence: FilePresence(of: path), walKeeper: walKeeper, sideline: sideline, logSync: logSync,
            durability: durability)
    }

    func start() throws(StorageError) {
        var begun: [DedicatedThread] = []
        do {
            let beside = try DedicatedThread("writer's second") { [sideline] in sideline.run() }
            begun.append(beside)
            let log = try DedicatedThread("log") { [logSync] in logSync.run() }
            begun.append(log)
            let writer = try DedicatedThread("writer") { [self] in work() }
            threads.withLock { $0 = WriterThreads(writer: writer, log: log, beside: beside) }
        } catch {
            logSync.close()
            sideline.close()
            for thread in begun { thread.join() }
            throw error
        }
    }

    /// Puts `work` in the queue; `completion` gets its result after the commit is on disk, on one of the writer's threads.
    ///
    /// Work must be done within `StorageLimits.batchMilliseconds`: all others wait for it. Longer work comes in slices.
    /// It may run more than once, each time on the database as it was before: what it changes in memory it takes back with
    /// `Transaction.onRollback`, and it changes no tables' definitions. `apart` is for work that is likely to be undone.
    /// Throws `busy` when the queue is full and `closed` after closing; `completion` is not called then.
    package func submit<R>(
        apart: Bool = false, _ work: @escaping @Sendable (Transaction) throws -> R,
        completion: @escaping @Sendable (Result<R, any Error>) -> Void
    ) throws(StorageError) {
        try queue.append(TypedWriterJob(runsApart: apart, work, completion: completion))
    }

    /// Runs `work` as a write and waits for its commit: for commands, jobs and tests, never on an event loop.
    ///
    /// Throws what `work` throws, and like `submit`; within a write or a completion it throws instead of waiting for itself.
    @discardableResult
    package func write<R: Sendable>(_ work: @escaping @Sendable (Transaction) throws -> R) throws -> R {
        guard !isOwnThread else {
            throw DatabaseError(code: .misuse, message: "a write on the writer's thread would wait for itself")
        }
        let outcome = Monitor<Result<R, any Error>?>(nil)
        try submit(work) { result in
            outcome.withLock { $0 = result }
            outcome.signal()
        }
        return try outcome.wait { $0 }.get()
    }

    /// Whether writes are likely to succeed: the last commit did, the queue has room, nobody closes.
    ///
    /// After a failed commit it has a write tried in the background, at most one at a time, so that it finds out when the cause is gone.
    package func isReady() -> Bool {
        guard logSync.isSound else { return false }
        let state = queue.readiness()
        if state == .needsProbe { probe() }
        return state == .ready
    }

    /// How many batches were committed: raised before their writes are answered, read without a lock.
    package var commitCount: Int { queue.commitCount }

    /// What the writer has done since it started.
    package var statistics: WriterStatistics { queue.statistics }

    /// Refuses new writes, finishes those that wait, and ends the thread and its connection.
    func close() {
        queue.close()
        let running = threads.withLock { threads in
            defer { threads = nil }
            return threads
        }
        running?.writer.join()
        logSync.close()
        running?.log.join()
        sideline.close()
        running?.beside.join()
    }

    private var isOwnThread: Bool {
        threads.withLock { $0?.isCurrent ?? false }
    }

    private func work() {
        while let turn = queue.waitForTurn() {
            switch turn {
            case .batch: batches.runBatch()
            case .stillness: batches.restartWAL()
            }
        }
        batches.close()
    }

    /// Rewrites a number in the file's header with itself: the smallest write there is.
    private func probe() {
        do {
            try submit { transaction in
                try transaction.connection.execute("PRAGMA user_version = \(Pragmas.formatVersion)")
            } completion: { [queue] _ in
                queue.endProbe()
            }
        } catch {
            queue.endProbe()
        }
    }
}

/// The threads that writing takes. None of them may wait for a write.
private struct WriterThreads {
    let writer: DedicatedThread
    /// Syncs the log.
    let log: DedicatedThread
    let beside: DedicatedThread

    var isCurrent: Bool { writer.isCurrent || log.isCurrent || beside.isCurrent }
}
