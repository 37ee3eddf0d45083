// The bounded queue before the writer, and what others may know of the writer.

import SQLite
import Synchronization

/// What the writer has done since it started.
package struct WriterStatistics: Sendable, Equatable {
    /// Writes that were answered, failed ones included.
    package var jobs = 0
    /// Commits that are on disk.
    package var commits = 0
    /// Batches that failed as a whole.
    package var failedCommits = 0
    /// Pages in the WAL after the last commit.
    package var walPages = 0
    /// Writes that wait now.
    package var waiting = 0
    /// Batches by how many writes they had: at most 1, 2, 4, … 128.
    package var batchSizes = [Int](repeating: 0, count: 8)

    mutating func noteBatch(of jobs: Int) {
        let index = jobs <= 1 ? 0 : Int.bitWidth - (jobs - 1).leadingZeroBitCount
        batchSizes[min(index, batchSizes.count - 1)] += 1
    }
}

/// Writes that wait, under a lock that is held for an append or a removal and never while one runs.
final class WriterQueue: Sendable {
    enum Readiness {
        case ready, notReady, needsProbe
    }

    /// What the writer's thread does next.
    enum Turn {
        /// Writes wait.
        case batch
        /// No long read runs, and the WAL is to begin anew.
        case stillness
    }

    private struct State {
        var waiting: [WriterJob] = []
        var isStill = false
        var isClosed = false
        var isThreadAsleep = false
        var isHealthy = true
        var isProbing = false
        var statistics = WriterStatistics()
    }

    private let state = Monitor(State())
    private let commits = Atomic<Int>(0)

    func append(_ job: WriterJob) throws(StorageError) {
        let mustWake = try state.withLock { state throws(StorageError) in
            guard !state.isClosed else { throw .closed }
            guard state.waiting.count < StorageLimits.writerQueueLength else { throw .busy }
            state.waiting.append(job)
            return state.isThreadAsleep
        }
        if mustWake { state.signal() }
    }

    /// Waits for work; nil when there is none and will be none.
    func waitForTurn() -> Turn? {
        state.wait { state -> Turn?? in
            if state.isStill {
                state.isStill = false
                return .stillness
            }
            state.isThreadAsleep = state.waiting.isEmpty && !state.isClosed
            return state.isThreadAsleep ? nil : .some(state.waiting.isEmpty ? nil : .batch)
        }
    }

    /// Has the writer's thread begin the WAL anew before anything else.
    func tellStillness() {
        state.withLock { $0.isStill = true }
        state.signal()
    }

    /// Takes up to `count` writes, the oldest first, without waiting.
    func take(_ count: Int) -> [WriterJob] {
        state.withLock { state in
            guard state.waiting.count > count else {
                defer { state.waiting = [] }
                return state.waiting
            }
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
    }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count } }

    var hasWaiting: Bool { state.withLock { !$0.waiting.isEmpty } }

    /// Puts writes that were taken and not run back to the front.
    func putBack(_ jobs: ArraySlice<WriterJob>) {
        guard !jobs.isEmpty else { return }
        state.withLock { $0.waiting.insert(contentsOf: jobs, at: 0) }
    }

    /// Notes the end of a batch.
    func recordBatch(jobs: Int, failed: Bool, walPages: Int) {
        state.withLock { state in
            state.isHealthy = !failed
            state.statistics.jobs += jobs
            state.statistics.noteBatch(of: jobs)
            state.statistics.commits += failed ? 0 : 1
            state.statistics.failedCommits += failed ? 1 : 0
            state.statistics.walPages = walPages
        }
        if !failed { commits.add(1, ordering: .releasing) }
    }

    /// Batches that were committed and did not come to the disk.
    func recordLoss(of batches: Int) {
        state.withLock { state in
            state.isHealthy = false
            state.statistics.commits -= batches
            state.statistics.failedCommits += batches
        }
    }

    /// Raised before the writes of a batch are answered, so that who knows an answer knows a higher count. It is read without a lock.
    var commitCount: Int { commits.load(ordering: .acquiring) }

    var statistics: WriterStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.waiting = state.waiting.count
            return statistics
        }
    }

    func readiness() -> Readiness {
        state.withLock { state in
            guard !state.isClosed, state.waiting.count < StorageLimits.writerQueueLength else { return .notReady }
            guard !state.isHealthy else { return .ready }
            guard !state.isProbing else { return .notReady }
            state.isProbing = true
            return .needsProbe
        }
    }

    func endProbe() {
        state.withLock { $0.isProbing = false }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        state.signal()
    }
}
