// A log's file: written beside the event loops, bounded, opened anew when it was moved away.

import Dispatch
import Foundation
import Glibc
import Synchronization

/// Takes lines from all loops and writes them in order on a queue of its own, so that a slow disk holds no loop up.
final class LogFile: Sendable {
    private struct State {
        var handle: FileHandle
        var pendingBytes = 0
        var droppedLines = 0
    }

    /// What may wait to be written; what comes beyond it is dropped, and counted in the log.
    private static let pendingLimitBytes = 8 << 20

    private let path: String?
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "salesd.log")

    /// Opens the file to append to it; nil for standard error. Throws `CommandFailure` where it cannot be opened.
    init(path: String?) throws {
        self.path = path
        state = Mutex(State(handle: try Self.open(path)))
    }

    /// Takes whole lines. Never waits for the disk.
    func write(_ lines: [UInt8]) {
        let isTaken = state.withLock { state in
            guard state.pendingBytes + lines.count <= Self.pendingLimitBytes else {
                state.droppedLines += 1
                return false
            }
            state.pendingBytes += lines.count
            return true
        }
        if isTaken { queue.async { self.append(lines) } }
    }

    /// Opens the file anew: after it was moved away. Where that fails, the old one stays.
    func reopen() {
        queue.async { [self] in
            guard path != nil, let handle = try? Self.open(path) else { return }
            state.withLock { $0.handle = handle }
        }
    }

    /// Returns when all that was taken is written.
    func flush() {
        queue.sync {}
    }

    private func append(_ lines: [UInt8]) {
        let (handle, dropped) = state.withLock { state in
            state.pendingBytes -= lines.count
            defer { state.droppedLines = 0 }
            return (state.handle, state.droppedLines)
        }
        let notice = dropped == 0 ? [] : Array("{\"dropped_batches\":\(dropped)}\n".utf8)
        try? handle.write(contentsOf: Data(lines + notice))
    }

    private static func open(_ path: String?) throws -> FileHandle {
        guard let path else { return .standardError }
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw CommandFailure("the access log \(path) cannot be opened: \(SystemError.text(errno))") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
