// How far the disk is behind what readers see, and who waits for it.

import Synchronization

/// The commits that are seen before they are on disk. A commit that SQLite syncs itself is seen after that, and is none of them.
///
/// What was read from a snapshot is on disk once `pending`, asked after the reading, is: then it may be told.
package final class Durability: Sendable {
    private typealias Waiter = (mark: Int, body: @Sendable (_ isOnDisk: Bool) -> Void)

    private let begun = Atomic<Int>(0)
    private let reached = Atomic<Int>(0)
    private let hasFailed = Atomic<Bool>(false)
    private let waiters = Mutex<[Waiter]>([])

    init() {}

    /// Says that a commit follows which will be seen before it is on disk; returns its number. Called by the writer alone.
    func begin() -> Int {
        begun.add(1, ordering: .sequentiallyConsistent).newValue
    }

    /// Says that the commits up to this number are on disk.
    func reach(_ number: Int) {
        reached.store(number, ordering: .sequentiallyConsistent)
        settle(upTo: number, isOnDisk: true)
    }

    /// Says that nobody knows any more what is on disk: what is seen beyond it stays pending for ever.
    func fail() {
        hasFailed.store(true, ordering: .sequentiallyConsistent)
        settle(upTo: .max, isOnDisk: false)
    }

    /// The last commit that may have been seen and is not on disk yet; nil where there is none.
    package var pending: Int? {
        let last = begun.load(ordering: .sequentiallyConsistent)
        return reached.load(ordering: .sequentiallyConsistent) < last ? last : nil
    }

    /// Runs `body` once that commit is on disk, or is known not to come there, now or on another thread.
    package func whenReached(_ mark: Int, _ body: @escaping @Sendable (_ isOnDisk: Bool) -> Void) {
        let outcome = waiters.withLock { waiters -> Bool? in
            // Under the lock, so that nobody is added behind the one who looks for him.
            if reached.load(ordering: .sequentiallyConsistent) >= mark { return true }
            if hasFailed.load(ordering: .sequentiallyConsistent) { return false }
            waiters.append((mark, body))
            return nil
        }
        if let outcome { body(outcome) }
    }

    /// How many wait.
    package var waiting: Int { waiters.withLock { $0.count } }

    /// Waits until everything is on disk that may have been seen until now. Never on an event loop or the writer's thread.
    ///
    /// Throws `notOnDisk` where it does not come there.
    package func waitForDisk() throws(StorageError) {
        guard let mark = pending else { return }
        let outcome = Monitor<Bool?>(nil)
        whenReached(mark) { isOnDisk in
            outcome.withLock { $0 = isOnDisk }
            outcome.signal()
        }
        guard outcome.wait(for: { $0 }) else { throw .notOnDisk }
    }

    private func settle(upTo number: Int, isOnDisk: Bool) {
        let ready = waiters.withLock { waiters in
            guard !waiters.isEmpty else { return [] as [Waiter] }
            defer { waiters.removeAll { $0.mark <= number } }
            return waiters.filter { $0.mark <= number }
        }
        for waiter in ready { waiter.body(isOnDisk) }
    }
}
