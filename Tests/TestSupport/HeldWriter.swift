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

    /// Returns when at least so many writes wait; throws where they never do.
    package func wait(for count: Int) throws {
        guard eventually({ writer.statistics.waiting >= count }) else { throw ClientError.malformed("the writes do not come") }
    }

    package func letGo() {
        release.signal()
    }
}

/// Asks again and again until something is so; false when it is not within half a minute.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now.advanced(by: .seconds(30))
    while ContinuousClock.now < end {
        if try condition() { return true }
        sched_yield()
    }
    return false
}
