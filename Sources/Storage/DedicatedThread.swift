// A thread of the operating system for one purpose, which Dispatch does not promise.

import Glibc

/// A running thread that must be joined once.
struct DedicatedThread: Sendable {
    private let identifier: pthread_t

    /// Starts `body` on a thread that takes no signals: those are for the main thread.
    ///
    /// Throws `inaccessible` when the system gives no thread; `purpose` names it in the error.
    init(_ purpose: String, body: @escaping @Sendable () -> Void) throws(StorageError) {
        let context = Unmanaged.passRetained(ThreadBody(body))
        var identifier = pthread_t()
        let code = pthread_create(
            &identifier, nil,
            { context in
                var signals = sigset_t()
                sigfillset(&signals)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw .inaccessible(path: "the \(purpose) thread", errno: code)
        }
        self.identifier = identifier
    }

    /// Starts `body` on a thread that ends by itself, with less right to a processor than the others where it is needed; false when the
    /// system gives no thread.
    ///
    /// - Parameter niceness: 0 to 19, as of nice(1); on Linux it is that of the thread alone
    static func begin(niceness: Int32, _ body: @escaping @Sendable () -> Void) -> Bool {
        let thread = try? DedicatedThread("heavy") {
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
            body()
        }
        guard let thread else { return false }
        pthread_detach(thread.identifier)
        return true
    }

    /// Whether the caller runs on this thread.
    var isCurrent: Bool { pthread_equal(pthread_self(), identifier) != 0 }

    /// Waits until the thread has ended.
    func join() {
        pthread_join(identifier, nil)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
