// SIGTERM and SIGINT as something to wait for.

import Dispatch
import Glibc

/// Waits for the wish to stop. Made before anything starts, so that no signal finds the default action.
final class StopSignals {
    private let semaphore = DispatchSemaphore(value: 0)
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGTERM, SIGINT] { on(number) { [semaphore] in semaphore.signal() } }
        // A reader that went away is a failed write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        // A file that may grow no further is a failed write as well.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Runs `action` at each signal of that number, instead of what the system would do.
    func on(_ number: Int32, _ action: @escaping @Sendable () -> Void) {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: action)
        source.resume()
        sources.append(source)
    }

    func wait() {
        semaphore.wait()
    }
}
