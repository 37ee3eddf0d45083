// Work of a batch that needs no connection: done on a second thread while the writer goes on, or by the writer when it needs the result.

import Synchronization

/// Work that is done once, by whoever takes it first.
///
/// `@unchecked Sendable`: a class to inherit from; what its heirs hold is touched by whoever has taken the work.
package class BesideWork: @unchecked Sendable {
    private enum Stage {
        static let open = 0
        static let taken = 1
        /// Somebody waits until it is done.
        static let awaited = 2
        static let done = 3
    }

    private let stage = Atomic<Int>(Stage.open)

    /// Does the work. Called once, on any thread.
    func carryOut() {}

    /// Does the work where nobody has taken it.
    final func carryOutUnlessTaken() {
        guard stage.compareExchange(expected: Stage.open, desired: Stage.taken, ordering: .acquiringAndReleasing).exchanged else { return }
        carryOut()
        if stage.exchange(Stage.done, ordering: .acquiringAndReleasing) == Stage.awaited {
            BesideWork.ends.withLock { _ in BesideWork.ends.signal() }
        }
    }

    /// Returns when the work is done, by whomever.
    final func finish() {
        carryOutUnlessTaken()
        guard stage.load(ordering: .acquiring) != Stage.done else { return }
        let exchange = stage.compareExchange(expected: Stage.taken, desired: Stage.awaited, ordering: .acquiringAndReleasing)
        guard exchange.original != Stage.done else { return }
        BesideWork.ends.wait { _ in stage.load(ordering: .acquiring) == Stage.done ? () : nil }
    }

    /// Where those wait whose work somebody else does just now. It guards nothing; a value without a size would lie where the monitor itself
    /// does, and what is done under the lock would look like a change of that.
    private static let ends = Monitor(false)
}

/// A value in the making.
///
/// `@unchecked Sendable`: the content is touched by whoever has taken the work, and read after its end.
package final class Beside<Value: Sendable>: BesideWork, @unchecked Sendable {
    private enum Content {
        case work(@Sendable () -> Value)
        case value(Value)
    }

    private var content: Content

    init(_ work: @escaping @Sendable () -> Value) {
        content = .work(work)
    }

    override func carryOut() {
        if case .work(let work) = content { content = .value(work()) }
    }

    /// The value; worked out here where nobody has begun.
    package var value: Value {
        finish()
        return switch content {
        case .value(let value): value
        case .work(let work): work()
        }
    }
}

/// The answers of a batch that is on disk.
final class BesideAnswers: BesideWork, @unchecked Sendable {
    private var jobs: [WriterJob]

    init(_ jobs: [WriterJob]) {
        self.jobs = jobs
    }

    override func carryOut() {
        for job in jobs { job.finish() }
        jobs = []
    }
}
