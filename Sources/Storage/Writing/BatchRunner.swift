// Group commit: running the writes that wait in one transaction, and answering them after the commit.
//
// A savepoint copies every page that its write touches, some twenty for an order, and nearly every write succeeds. So the writes of
// a batch run in the bare transaction; where one fails that has changed rows, all of it is rolled back and run again, each write
// in a savepoint of its own.

import Glibc
import SQLite

/// Runs batches on the writer's thread.
final class BatchRunner {
    private let connection: Connection
    private let statements: TransactionStatements
    private let queue: WriterQueue
    private let walKeeper: WALKeeper
    private let presence: FilePresence
    private let sideline: Sideline
    private let logSync: LogSync
    private let durability: Durability
    /// How many of the next batches use savepoints, because a write has failed: another one may.
    private var batchesToKeepApart = 0

    init(
        _ connection: Connection, queue: WriterQueue, presence: FilePresence, walKeeper: WALKeeper, sideline: Sideline, logSync: LogSync,
        durability: Durability
    ) throws(DatabaseError) {
        self.presence = presence
        self.sideline = sideline
        self.logSync = logSync
        self.durability = durability
        self.connection = connection
        self.queue = queue
        self.walKeeper = walKeeper
        statements = try TransactionStatements(connection)
    }

    /// Runs what waits as one batch and answers it.
    func runBatch() {
        var batch = Batch(connection, keepsApart: batchesToKeepApart > 0, queue: queue, sideline: sideline)
        batchesToKeepApart = max(0, batchesToKeepApart - 1)
        var jobs: [WriterJob] = []
        var failure = commit(batch, &jobs)
        if batch.mustRunAgain {
            batchesToKeepApart = StorageLimits.batchesKeptApart
            undo(batch)
            batch = Batch(connection, keepsApart: true, queue: queue, sideline: sideline)
            failure = commit(batch, &jobs)
        }
        if let failure {
            undo(batch)
            for job in jobs { job.fail(StorageError.commitFailed(failure)) }
        } else {
            batch.didCommit()
        }
        queue.recordBatch(jobs: jobs.count, failed: failure != nil, walPages: connection.walPages)
        batch.withdrawOffers()
        answer(jobs, of: batch)
        // A log that could not be synced stays as it is for the next start.
        if logSync.isSound { walKeeper.afterBatch(connection) { [queue] in queue.tellStillness() } }
    }

    /// Tells those who wait, after the disk where the commit has left that to the other thread.
    private func answer(_ jobs: [WriterJob], of batch: Batch) {
        if let number = batch.number {
            logSync.hand(CommittedBatch(number: number, jobs: jobs, hooks: batch.takeDiskHooks()))
        } else {
            for hook in batch.takeDiskHooks() { hook() }
            sideline.handAnswers(jobs)
        }
    }

    /// Begins the WAL anew: no long read is in the way now.
    func restartWAL() {
        guard logSync.isSound else { return walKeeper.endStillness() }
        walKeeper.restartInStillness(connection)
    }

    private func undo(_ batch: Batch) {
        batch.withdrawOffers()
        try? statements.rollBackTransaction()
        batch.rollBackAll()
    }

    /// Leaves an empty WAL where no reader prevents it, and closes the connection. A log that could not be synced stays for the next start.
    func close() {
        logSync.drain()
        if logSync.isSound {
            connection.setBusyTimeout(milliseconds: StorageLimits.restartTimeoutMilliseconds)
            _ = try? connection.checkpoint(.truncate)
        } else {
            try? connection.set(.keepsWALOnClose, true)
        }
        statements.finalize()
        connection.close()
    }

    /// Runs `jobs` and what waits, and commits; returns why the batch failed as a whole, or nil. `jobs` are those that belong to it.
    private func commit(_ batch: Batch, _ jobs: inout [WriterJob]) -> DatabaseError? {
        do {
            try presence.require()
            let syncsBeside = try logSync.takesNext(waiting: queue.count)
            try statements.setSyncsInCommit(!syncsBeside)
            try statements.beginTransaction()
            try runJobs(batch, &jobs)
            if batch.mustRunAgain { return nil }
            try batch.prepareCommit()
            if syncsBeside { batch.number = durability.begin() }
            try statements.commitTransaction()
            if connection.holdsSnapshot { connection.resetBusyStatements() }
            return nil
        } catch {
            // Where not even a transaction could begin, those that wait are told so instead of waiting on.
            if jobs.isEmpty { jobs = queue.take(StorageLimits.batchJobs) }
            return TransactionStatements.cause(error)
        }
    }

    /// Takes what waits now and no more: those who come meanwhile fill the next batch, while the answered ones of this send anew.
    private func runJobs(_ batch: Batch, _ jobs: inout [WriterJob]) throws(DatabaseError) {
        for job in jobs { try run(job, in: batch) }
        let deadline = Self.milliseconds() + StorageLimits.batchMilliseconds
        let taken = queue.take(StorageLimits.batchJobs - jobs.count)
        for (index, job) in taken.enumerated() {
            jobs.append(job)
            do throws(DatabaseError) {
                try run(job, in: batch)
            } catch {
                queue.putBack(taken[(index + 1)...])
                throw error
            }
            if batch.mustRunAgain || Self.milliseconds() > deadline {
                queue.putBack(taken[(index + 1)...])
                return
            }
        }
    }

    /// Runs one write. Throws only when the whole transaction is lost.
    private func run(_ job: WriterJob, in batch: Batch) throws(DatabaseError) {
        let mark = batch.mark
        let transaction = Transaction(batch, savepoints: statements)
        let isApart = batch.keepsApart || job.runsApart
        if isApart { try statements.begin() }
        let before = connection.totalChanges
        var isGood = job.run(transaction)
        guard !connection.isAutocommit else { throw TransactionStatements.cause(job.error) }
        // The commit would fail for all: find the one that breaks a deferred reference before.
        if isGood, connection.hasForeignKeyViolations {
            job.fail(DatabaseError(code: .constraintForeignKey, message: "FOREIGN KEY constraint failed"))
            isGood = false
        }
        if isGood, !transaction.isDiscarded {
            if isApart { try statements.release() }
            return
        }
        reportDevice(job)
        batch.rollBack(to: mark)
        if isApart {
            try statements.rollBack()
        } else if connection.totalChanges != before {
            batch.mustRunAgain = true
        }
    }

    /// A full disk is told in one form, whether it hit the write or the commit.
    private func reportDevice(_ job: WriterJob) {
        guard let error = job.error as? DatabaseError else { return }
        let isDevice = [ResultCode.full, .ioError, .outOfMemory, .corrupt].contains { error.code.isKind(of: $0) }
        if isDevice { job.fail(StorageError.commitFailed(error)) }
    }

    private static func milliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec &* 1_000 &+ time.tv_nsec / 1_000_000
    }
}
