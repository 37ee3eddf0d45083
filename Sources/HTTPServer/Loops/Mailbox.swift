// What other threads hand to an event loop: answers, under a lock, with one wake for all that wait.

import CLinux
import Glibc
import HTTP
import Synchronization

/// An answer, or a part of one, on its way to the loop that owns the connection.
struct Letter: Sendable {
    enum Content: Sendable {
        case answer(HTTPResponse, sequence: UInt64)
        /// Of the content that the connection asked for.
        case portion(ContentPortion)
        /// Of the content that the connection handed on.
        case taken(SinkOutcome)
    }

    let connection: UInt64
    let content: Content
}

/// The letters of one loop and the eventfd that wakes it.
final class Mailbox: Sendable {
    /// The eventfd; it lives as long as anyone may still write.
    let descriptor: Int32
    private let letters = Mutex<[Letter]>([])

    init() throws(SocketError) {
        descriptor = try Syscall.result("eventfd") { eventfd(0, clinux_eventfd_flags) }
    }

    deinit {
        Socket.close(descriptor)
    }

    /// Adds letters; the loop is woken when there were none.
    func post(_ new: [Letter]) {
        let wasEmpty = letters.withLock { letters in
            defer { letters.append(contentsOf: new) }
            return letters.isEmpty
        }
        if wasEmpty { wake() }
    }

    /// Wakes the loop.
    func wake() {
        var one: UInt64 = 1
        // The counter can only be full when the loop is awake anyway.
        _ = write(descriptor, &one, 8)
    }

    /// Takes all letters; called by the loop when it was woken.
    func take() -> [Letter] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return letters.withLock { letters in
            let taken = letters
            letters = []
            return taken
        }
    }
}
