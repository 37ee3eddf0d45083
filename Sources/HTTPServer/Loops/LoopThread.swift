// A thread of its own for one event loop.

import CLinux
import Glibc

/// A running thread, to be joined once.
struct LoopThread: Sendable {
    private let thread: pthread_t

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread with a name of at most 15 bytes. Signals are left to the other threads.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SocketError) {
        let work = Unmanaged.passRetained(Work(name, body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                var signals = sigset_t()
                sigfillset(&signals)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                _ = pthread_setname_np(pthread_self(), work.name)
                work.body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw SocketError(call: "pthread_create", code: code)
        }
        self.thread = thread
    }

    /// Waits for its end.
    func join() {
        pthread_join(thread, nil)
    }
}
