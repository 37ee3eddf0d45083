// The thread beside the writer.

/// Does what the writer has left to others, the oldest first.
///
/// It is woken for several pieces at a time: waking costs the writer more than a small piece.
final class Sideline: Sendable {
    private struct State {
        var works: [BesideWork] = []
        var isAsleep = false
        var isClosed = false
    }

    private let state = Monitor(State())

    /// Leaves work to whoever comes first.
    func offer(_ work: BesideWork) {
        let mustWake = state.withLock { state in
            state.works.append(work)
            return state.isAsleep && state.works.count >= StorageLimits.besideWorksToWake
        }
        if mustWake { state.signal() }
    }

    /// Leaves work to this thread alone: it is woken at once.
    private func hand(_ work: BesideWork) {
        state.withLock { $0.works.append(work) }
        state.signal()
    }

    /// Has those told who wait for these writes; where they are few, at once.
    func handAnswers(_ jobs: [WriterJob]) {
        guard jobs.count >= StorageLimits.besideWorksToWake else {
            for job in jobs { job.finish() }
            return
        }
        hand(BesideAnswers(jobs))
    }

    /// Forgets work that the writer has done itself.
    func forgetOffers() {
        state.withLock { $0.works.removeAll { !($0 is BesideAnswers) } }
    }

    /// The thread's life, until `close()`.
    func run() {
        while let works = next() {
            for work in works { work.carryOutUnlessTaken() }
        }
    }

    /// Ends the thread when it has done what waits.
    func close() {
        state.withLock { $0.isClosed = true }
        state.signal()
    }

    private func next() -> [BesideWork]? {
        state.wait { state -> [BesideWork]?? in
            state.isAsleep = state.works.isEmpty && !state.isClosed
            guard !state.isAsleep else { return nil }
            defer { state.works = [] }
            return .some(state.works.isEmpty ? nil : state.works)
        }
    }
}
