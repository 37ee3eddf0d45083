// How the event loops hear that something was told, or that somebody's rights have changed: one ring for each commit and loop.

import Storage
import Synchronization

/// Rung after a commit that told something. Nobody is rung who does not wait.
final class EventSignal: Sendable {
    private let count = Atomic<Int>(0)
    private let onDisk = Atomic<Int64>(0)
    private let bells = Mutex<[EventBell]>([])

    /// How often it was rung: whoever finds the number that it saw before has missed nothing.
    var number: Int { count.load(ordering: .sequentiallyConsistent) }

    /// The newest event that is on disk.
    var newestOnDisk: Int64 { onDisk.load(ordering: .acquiring) }

    /// Says which event was the newest before anything was written.
    func begin(at newest: Int64) {
        onDisk.store(newest, ordering: .releasing)
    }

    /// Has a bell rung from now on.
    func add(_ bell: EventBell) {
        bells.withLock { $0.append(bell) }
    }

    /// From any thread.
    func ring() {
        count.add(1, ordering: .sequentiallyConsistent)
        for bell in bells.withLock({ $0 }) { bell.ringIfAwaited() }
    }

    /// Rings once when the transaction is on disk, however many of its writes tell something.
    func ringOnDisk(of transaction: Transaction) {
        let mark = transaction.batch.value(ToldMark.self) { ToldMark() }
        guard !mark.isSet.exchange(true, ordering: .relaxed) else { return }
        transaction.onRollback { mark.isSet.store(false, ordering: .relaxed) }
        transaction.batch.beforeCommit { mark.newest.store(try EventLog.newest($0), ordering: .relaxed) }
        transaction.onDisk { [self] in
            onDisk.store(mark.newest.load(ordering: .relaxed), ordering: .releasing)
            ring()
        }
    }
}

/// Whether something was told in the batch already, and the newest event of it.
private final class ToldMark: Sendable {
    let isSet = Atomic(false)
    let newest = Atomic<Int64>(0)
}

/// What wakes one who waits, such as an event loop, as long as it has said so.
package final class EventBell: Sendable {
    private let isAwaited = Atomic(false)
    private let wake: @Sendable () -> Void

    init(_ wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    /// Said before one looks for the last time.
    package func expect() {
        isAwaited.store(true, ordering: .sequentiallyConsistent)
    }

    fileprivate func ringIfAwaited() {
        if isAwaited.exchange(false, ordering: .sequentiallyConsistent) { wake() }
    }
}
