// Syncing the write-ahead log beside the writer, which runs the next batch meanwhile.
//
// SQLite's own sync stands between a batch and the next. While many writes wait, batches are committed without it, in their order, and the
// log is synced here: one sync for all that were committed until then. Nobody is answered before it, nor told what readers see
// sooner (`Durability`). The log's checksums run through all of it, so a power cut leaves a prefix of the commits.

import Glibc
import SQLite

/// A batch that is committed and may not be on disk yet, with what follows once it is.
///
/// `@unchecked Sendable`: it goes from the writer's thread to the one that syncs, and is touched by one at a time.
final class CommittedBatch: @unchecked Sendable {
    /// As `Durability` counts.
    let number: Int
    private let jobs: [WriterJob]
    private let hooks: [@Sendable () -> Void]

    init(number: Int, jobs: [WriterJob], hooks: [@Sendable () -> Void]) {
        self.number = number
        self.jobs = jobs
        self.hooks = hooks
    }

    /// Tells those who wait; those of many writes are told by the thread beside the writer.
    func tell(through sideline: Sideline, failure: DatabaseError?) {
        if let failure {
            for job in jobs { job.fail(StorageError.commitFailed(failure)) }
        } else {
            for hook in hooks { hook() }
        }
        sideline.handAnswers(jobs)
    }
}

/// The thread that syncs, and what waits for it.
final class LogSync: Sendable {
    private struct State {
        var waiting: [CommittedBatch] = []
        var isAtWork = false
        var isClosed = false
        /// Why a sync failed: what is in memory and what is on disk may differ from then on.
        var failure: DatabaseError?
    }

    private let state = Monitor(State())
    private let log: LogFile
    private let queue: WriterQueue
    private let sideline: Sideline
    private let durability: Durability
    private let writesToSyncBeside: Int

    init(_ log: LogFile, _ queue: WriterQueue, _ sideline: Sideline, _ durability: Durability, from writes: Int) {
        self.log = log
        self.queue = queue
        self.sideline = sideline
        self.durability = durability
        writesToSyncBeside = writes
    }

    /// Whether the next batch leaves its sync to this thread: while many writes wait, and behind batches that have.
    ///
    /// Throws where a sync has failed: nothing is written any more then.
    func takesNext(waiting: Int) throws(DatabaseError) -> Bool {
        let isBusy = try state.withLock { state throws(DatabaseError) in
            if let failure = state.failure { throw failure }
            return state.isAtWork || !state.waiting.isEmpty
        }
        return isBusy || waiting >= writesToSyncBeside
    }

    var isSound: Bool { state.withLock { $0.failure == nil } }

    func hand(_ batch: CommittedBatch) {
        state.withLock { $0.waiting.append(batch) }
        state.signal()
    }

    /// The thread's life, until `close()`.
    func run() {
        while let batches = next() {
            // A second sync may succeed although the first one has lost something: the system tells a fault once.
            if let failure = state.withLock({ $0.failure }) ?? log.sync() {
                state.withLock { $0.failure = failure }
                queue.recordLoss(of: batches.count)
                durability.fail()
                for batch in batches { batch.tell(through: sideline, failure: failure) }
            } else {
                if let last = batches.last { durability.reach(last.number) }
                for batch in batches { batch.tell(through: sideline, failure: nil) }
            }
            state.withLock { $0.isAtWork = false }
            state.signal()
        }
    }

    /// Waits until nothing is under way.
    func drain() {
        state.wait { $0.waiting.isEmpty && !$0.isAtWork ? () : nil }
    }

    /// Ends the thread when nothing waits any more.
    func close() {
        state.withLock { $0.isClosed = true }
        state.signal()
    }

    private func next() -> [CommittedBatch]? {
        state.wait { state -> [CommittedBatch]?? in
            guard !state.waiting.isEmpty else { return state.isClosed ? .some(nil) : nil }
            defer { state.waiting = [] }
            state.isAtWork = true
            return state.waiting
        }
    }
}
