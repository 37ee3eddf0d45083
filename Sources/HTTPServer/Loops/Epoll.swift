// The kernel's list of what a loop waits for.

import CLinux
import Glibc

/// What happened to one descriptor.
struct ReadyEvent {
    let token: UInt64
    let flags: UInt32

    var isReadable: Bool { flags & (clinux_epoll_in | clinux_epoll_half_closed) != 0 }
    var isWritable: Bool { flags & clinux_epoll_out != 0 }
    var isHalfClosed: Bool { flags & clinux_epoll_half_closed != 0 }
    var isFailed: Bool { flags & (clinux_epoll_failed | clinux_epoll_hangup) != 0 }
}

/// One epoll instance with room for the events of one wait.
struct Epoll: ~Copyable {
    private let descriptor: Int32
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init(eventsPerWake: Int) throws(SocketError) {
        descriptor = try Syscall.result("epoll_create1") { epoll_create1(clinux_epoll_flags) }
        events = .allocate(capacity: eventsPerWake)
        events.initialize(repeating: epoll_event())
    }

    deinit {
        events.deallocate()
        Socket.close(descriptor)
    }

    /// Watches a connection, edge-triggered: one call for its whole life.
    func addConnection(_ watched: Int32, token: UInt64) throws(SocketError) {
        try add(watched, token, clinux_epoll_in | clinux_epoll_out | clinux_epoll_half_closed | clinux_epoll_edge)
    }

    /// Watches a listener or a mailbox, level-triggered; of several loops at one listener, one is woken.
    func addSource(_ watched: Int32, token: UInt64) throws(SocketError) {
        try add(watched, token, clinux_epoll_in | clinux_epoll_exclusive)
    }

    /// Stops watching.
    func remove(_ watched: Int32) {
        _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, watched, nil)
    }

    private func add(_ watched: Int32, _ token: UInt64, _ flags: UInt32) throws(SocketError) {
        var event = epoll_event(events: flags, data: epoll_data_t(u64: token))
        try Syscall.result("epoll_ctl") { epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) }
    }

    /// Waits up to so many milliseconds, -1 for ever; says how many events there are.
    func wait(milliseconds: Int32) throws(SocketError) -> Int {
        let count = epoll_wait(descriptor, events.baseAddress, Int32(events.count), milliseconds)
        if count >= 0 { return Int(count) }
        let code = errno
        // A signal counts as waking without news.
        if code == EINTR { return 0 }
        throw SocketError(call: "epoll_wait", code: code)
    }

    /// One of the events of the last wait.
    subscript(index: Int) -> ReadyEvent {
        ReadyEvent(token: events[index].data.u64, flags: events[index].events)
    }
}
