// The machine's own clock: read here and nowhere else.

import Glibc
package import Kernel

/// The clock of the machine.
package struct SystemClock: Clock {
    package init() {}

    /// The system's time.
    package var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000)
    }
}

/// A moment until which something may take, on a clock that never goes back.
struct Deadline: Sendable {
    private let end: ContinuousClock.Instant

    init(seconds: Double) {
        end = ContinuousClock.now.advanced(by: .seconds(seconds))
    }

    /// Seconds left; 0 when it is over.
    var secondsLeft: Double {
        max(0, ContinuousClock.now.duration(to: end) / .seconds(1))
    }

    var isOver: Bool { secondsLeft == 0 }
}
