// Group commit: running the writes that wait in one transaction, each in a savepoint, and answering them after the commit.

import Glibc
import SQLite

/// Runs batches on the writer's thread.
final class BatchRunner {
    private let connection: Connection
    private let statements: TransactionStatements
    private let queue: WriterQueue
    private let walKeeper: WALKeeper

    init(_ connection: Connection, queue: WriterQueue, walKeeper: WALKeeper) throws(DatabaseError) {
        self.connection = connection
        self.queue = queue
        self.walKeeper = walKeeper
        statements = try TransactionStatements(connection)
    }

    /// Runs what waits as one batch and answers it.
    func runBatch() {
        let batch = Batch(connection)
        var jobs: [WriterJob] = []
        let failure = commit(batch, &jobs)
        if let failure {
            try? statements.rollBackTransaction()
            batch.rollBackAll()
            for job in jobs { job.fail(StorageError.commitFailed(failure)) }
        } else {
            batch.didCommit()
        }
        queue.recordBatch(jobs: jobs.count, failed: failure != nil, walPages: connection.walPages)
        for job in jobs { job.finish() }
        walKeeper.afterBatch(connection)
    }

    /// Leaves an empty WAL where no reader prevents it, and closes the connection.
    func close() {
        connection.setBusyTimeout(milliseconds: StorageLimits.restartTimeoutMilliseconds)
        _ = try? connection.checkpoint(.truncate)
        statements.finalize()
        connection.close()
    }

    /// Runs and commits; returns why the batch failed as a whole, or nil. `jobs` are those that belong to it.
    private func commit(_ batch: Batch, _ jobs: inout [WriterJob]) -> DatabaseError? {
        do {
            try statements.beginTransaction()
            try runJobs(batch, &jobs)
            try batch.prepareCommit()
            try statements.commitTransaction()
            if connection.holdsSnapshot { connection.resetBusyStatements() }
            return nil
        } catch {
            // Where not even a transaction could begin, those that wait are told so instead of waiting on.
            if jobs.isEmpty { jobs = queue.take(StorageLimits.batchJobs) }
            return TransactionStatements.cause(error)
        }
    }

    private func runJobs(_ batch: Batch, _ jobs: inout [WriterJob]) throws(DatabaseError) {
        let deadline = Self.milliseconds() + StorageLimits.batchMilliseconds
        while true {
            let taken = queue.take(StorageLimits.batchJobs - jobs.count)
            if taken.isEmpty { return }
            for (index, job) in taken.enumerated() {
                jobs.append(job)
                do throws(DatabaseError) {
                    try run(job, in: batch)
                } catch {
                    queue.putBack(taken[(index + 1)...])
                    throw error
                }
                if Self.milliseconds() > deadline {
                    queue.putBack(taken[(index + 1)...])
                    return
                }
            }
        }
    }

    /// Runs one write in its savepoint. Throws only when the whole transaction is lost.
    private func run(_ job: WriterJob, in batch: Batch) throws(DatabaseError) {
        let mark = batch.mark
        let transaction = Transaction(batch, savepoints: statements)
        try statements.begin()
        var isGood = job.run(transaction)
        guard !connection.isAutocommit else { throw TransactionStatements.cause(job.error) }
        // The commit would fail for all: find the one that breaks a deferred reference before.
        if isGood, connection.hasForeignKeyViolations {
            job.fail(DatabaseError(code: .constraintForeignKey, message: "FOREIGN KEY constraint failed"))
            isGood = false
        }
        if isGood, !transaction.isDiscarded {
            try statements.release()
        } else {
            reportDevice(job)
            batch.rollBack(to: mark)
            try statements.rollBack()
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
