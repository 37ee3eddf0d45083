// What the loops of one server share: configuration, the connection budget, and whether it stops.

import Glibc
import Synchronization

/// Shared by all loops; nothing of it changes while requests are served, the budget aside.
final class ServerState: Sendable {
    let configuration: ServerConfiguration
    let budget: ConnectionBudget
    /// When stopping must be over, in milliseconds of the machine's own clock; 0 while serving.
    private let stopDeadline = Atomic<UInt64>(0)

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
        budget = ConnectionBudget(configuration.limits)
    }

    var isStopping: Bool { stopDeadline.load(ordering: .acquiring) != 0 }

    var isStopOverdue: Bool { millisecondsToStop == 0 }

    /// What is left of the time to stop.
    var millisecondsToStop: Int32 {
        let now = MonotonicClock.nanoseconds() / 1_000_000
        let deadline = stopDeadline.load(ordering: .acquiring)
        return Int32(clamping: deadline > now ? deadline - now : 0)
    }

    /// Begins to stop; a second call does not prolong it.
    func stop(within milliseconds: UInt64) {
        let deadline = MonotonicClock.nanoseconds() / 1_000_000 &+ max(milliseconds, 1)
        _ = stopDeadline.compareExchange(expected: 0, desired: deadline, ordering: .acquiringAndReleasing)
    }
}

/// How often one loop went to work; written by its thread alone, read by any.
final class WakeCounter: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    /// Called by the loop, so that no other addition can come between.
    func add() {
        count.store(count.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}

/// The machine's own clocks, the defaults of what is injected.
package enum MonotonicClock {
    /// Nanoseconds since some moment; never goes back.
    package static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    package static func secondsSince1970() -> Int64 {
        Int64(time(nil))
    }
}
