// How far the disk is behind what readers see, and who waits for it.

import Synchronization

/// The commits that are seen before they are on disk. A commit that SQLite syncs itself is seen after that, and is none of them.
///
/// What was read from a snapshot is on disk once `pending`, asked after the reading, is: then it may be told.
package final class Durability: Sendable {
    private typealias Waiter = (mark: Int, body: @Sendable () -> Void)

    private let begun = Atomic<Int>(0)
    private let reached = Atomic<Int>(0)
    private let waiters = Mutex<[Waiter]>([])

    init() {}

    /// Says that a commit follows which will be seen before it is on disk; returns its number. Called by the writer alone.
    func begin() -> Int {
        begun.add(1, ordering: .sequentiallyConsistent).newValue
    }

    /// Says that the commits up to this number are on disk, or that nobody needs to wait for them any more.
    func reach(_ number: Int) {
        reached.store(number, ordering: .sequentiallyConsistent)
        let ready = waiters.withLock { waiters in
            guard !waiters.isEmpty else { return [] as [Waiter] }
            defer { waiters.removeAll { $0.mark <= number } }
            return waiters.filter { $0.mark <= number }
        }
        for waiter in ready { waiter.body() }
    }

    /// The last commit that may have been seen and is not on disk yet; nil where there is none.
    package var pending: Int? {
        let last = begun.load(ordering: .sequentiallyConsistent)
        return reached.load(ordering: .sequentiallyConsistent) < last ? last : nil
    }

    /// Runs `body` once that commit is on disk, now or on another thread.
    package func whenReached(_ mark: Int, _ body: @escaping @Sendable () -> Void) {
        let isReached = waiters.withLock { waiters in
            // Under the lock, so that nobody is added behind the one who looks for him.
            if reached.load(ordering: .sequentiallyConsistent) >= mark { return true }
            waiters.append((mark, body))
            return false
        }
        if isReached { body() }
    }

    /// How many wait.
    package var waiting: Int { waiters.withLock { $0.count } }

    /// Waits until everything is on disk that may have been seen until now. Never on an event loop or the writer's thread.
    package func waitForDisk() {
        guard let mark = pending else { return }
        let isReached = Monitor(false)
        whenReached(mark) {
            isReached.withLock { $0 = true }
            isReached.signal()
        }
        isReached.wait { $0 ? () : nil }
    }
}
