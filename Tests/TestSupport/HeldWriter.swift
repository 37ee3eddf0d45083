// A writer that stands still, so that what is sent meanwhile meets in one batch.

import App
import Dispatch
import Glibc
import Storage

/// Holds a server's writer between two batches until it is let go.
package final class HeldWriter {
    private let writer: Writer
    private let release = DispatchSemaphore(value: 0)

    package init(_ server: TestServer) throws {
        writer = server.application.database.writer
        let held = DispatchSemaphore(value: 0)
        try writer.submit { _ in
        } completion: { [release] _ in
            held.signal()
            release.wait()
        }
        held.wait()
    }

    /// Returns when at least so many writes wait.
    package func wait(for count: Int) {
        while writer.statistics.waiting < count { sched_yield() }
    }

    package func letGo() {
        release.signal()
    }
}

/// Asks again and again until something is so; false when it is not within ten seconds.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now.advanced(by: .seconds(10))
    while ContinuousClock.now < end {
        if try condition() { return true }
        sched_yield()
    }
    return false
}
