// Moving the WAL's pages into the database file, beside the writer and behind everything else.

import Glibc
import SQLite
import Synchronization

/// A thread of low priority with a connection of its own that checkpoints when asked.
///
/// `@unchecked Sendable`: `connection` is touched only by that thread between `start()` and the thread's end.
final class Checkpointer: @unchecked Sendable {
    private struct State {
        var isRequested = false
        var isClosed = false
    }

    private let connection: Connection
    private let state = Monitor(State())
    private let thread = Mutex<DedicatedThread?>(nil)
    /// Held during a checkpoint: SQLite lets one run at a time, and refuses instead of waiting in line.
    private let turn = Mutex(())

    init(_ connection: sending Connection) {
        self.connection = connection
    }

    func start() throws(StorageError) {
        let started = try DedicatedThread("checkpoint") { [self] in work() }
        thread.withLock { $0 = started }
    }

    /// Asks for a checkpoint soon; several requests before it begins are one.
    func request() {
        state.withLock { $0.isRequested = true }
        state.signal()
    }

    /// Runs `body`, a checkpoint of another connection, after one that runs here and before the next.
    func takingTurn(_ body: () -> Void) {
        turn.withLock { _ in body() }
    }

    /// Ends the thread and its connection, after a checkpoint that runs.
    func close() {
        state.withLock { $0.isClosed = true }
        state.signal()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }

    private func work() {
        // On Linux this is the calling thread's priority alone.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        while waitForRequest() {
            // What fails now is tried at the next request, and in the end by the writer itself.
            takingTurn { _ = try? connection.checkpoint(.passive) }
        }
        connection.close()
    }

    private func waitForRequest() -> Bool {
        state.wait { state in
            if state.isClosed { return false }
            guard state.isRequested else { return nil }
            state.isRequested = false
            return true
        }
    }
}
