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
    private let path: String
    private let sideline: Sideline
    private let durability: Durability
    private let sync: @Sendable (_ descriptor: Int32) -> Int32
    private let writesToSyncBeside: Int

    /// - Parameter path: the log's file
    init(_ path: String, _ sideline: Sideline, _ durability: Durability, _ options: Database.Options) {
        self.path = path
        self.sideline = sideline
        self.durability = durability
        sync = options.sync
        writesToSyncBeside = options.writesToSyncBeside
    }

    /// Whether the next batch leaves its sync to this thread: while many writes wait, and behind batches that have.
    func takesNext(waiting: Int) -> Bool {
        waiting >= writesToSyncBeside || state.withLock { $0.isAtWork || !$0.waiting.isEmpty }
    }

    /// Throws where a sync has failed. Only a new start, which reads the log from the disk, finds out what is there.
    func requireSound() throws(DatabaseError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    var isSound: Bool { state.withLock { $0.failure == nil } }

    func hand(_ batch: CommittedBatch) {
        state.withLock { $0.waiting.append(batch) }
        state.signal()
    }

    /// The thread's life, until `close()`.
    func run() {
        var log = LogFile(path)
        while let batches = next() {
            let failure = log.sync(with: sync)
            if let failure { state.withLock { $0.failure = failure } }
            if let last = batches.last { durability.reach(last.number) }
            for batch in batches { batch.tell(through: sideline, failure: failure) }
            state.withLock { $0.isAtWork = false }
        }
        log.close()
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

/// The log's file, opened beside SQLite for syncing alone: no lock of SQLite's lies on it that closing could drop.
struct LogFile {
    private let path: String
    private var descriptor: Int32 = -1

    init(_ path: String) {
        self.path = path
    }

    /// Returns why it failed.
    mutating func sync(with sync: (Int32) -> Int32) -> DatabaseError? {
        if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
        while descriptor >= 0 {
            if sync(descriptor) == 0 { return nil }
            if errno != EINTR { break }
        }
        return DatabaseError(code: .ioError, message: "\(path) could not be synced: \(String(cString: strerror(errno)))")
    }

    /// Syncs what is there. Where it fails, the first commit finds out.
    static func syncOnce(_ path: String, with sync: (Int32) -> Int32) {
        var log = LogFile(path)
        _ = log.sync(with: sync)
        log.close()
    }

    func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }
}
