// Sockets by their descriptors: listening, accepting, reading, sending, closing.

import CLinux
import Glibc

/// A socket just accepted.
struct AcceptedSocket {
    let descriptor: Int32
    /// The peer's host, empty for a Unix socket.
    let remoteAddress: String
}

/// The calls on sockets; all of them are non-blocking and closed on exec.
enum Socket {
    static func open(_ address: ListenAddress) throws(SocketError) -> Int32 {
        try Syscall.result("socket") { socket(address.family, clinux_sock_stream, 0) }
    }

    static func bind(_ descriptor: Int32, to address: ListenAddress) throws(SocketError) {
        let result = address.withSocketAddress { pointer, length -> Int32 in
            Glibc.bind(descriptor, pointer, length) == 0 ? 0 : errno
        }
        guard let code = result else { throw SocketError(call: "bind", code: EINVAL) }
        guard code == 0 else { throw SocketError(call: "bind \(address)", code: code) }
    }

    static func listen(_ descriptor: Int32, backlog: Int32) throws(SocketError) {
        try Syscall.result("listen") { Glibc.listen(descriptor, backlog) }
    }

    static func connect(_ descriptor: Int32, to address: ListenAddress) throws(SocketError) {
        let code = address.withSocketAddress { pointer, length -> Int32 in
            Glibc.connect(descriptor, pointer, length) == 0 ? 0 : errno
        }
        guard code == 0 else { throw SocketError(call: "connect", code: code ?? EINVAL) }
    }

    static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) throws(SocketError) {
        var number = value
        try Syscall.result("setsockopt") { setsockopt(descriptor, level, option, &number, socklen_t(MemoryLayout<Int32>.size)) }
    }

    /// The port that the system gave.
    static func port(_ descriptor: Int32) throws(SocketError) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        try Syscall.result("getsockname") {
            withUnsafeMutableBytes(of: &storage) { bytes -> Int32 in
                guard let base = bytes.baseAddress else { return -1 }
                return getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length)
            }
        }
        // The port stands at the same place in IPv4 and IPv6 addresses.
        return withUnsafeBytes(of: &storage) { UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self)) }
    }

    /// The next connection that waits, nil when none does.
    static func accept(_ listener: Int32) throws(SocketError) -> AcceptedSocket? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = try Syscall.ifReady("accept4") {
            withUnsafeMutableBytes(of: &storage) { bytes -> Int32 in
                guard let base = bytes.baseAddress else { return -1 }
                return accept4(listener, base.assumingMemoryBound(to: sockaddr.self), &length, clinux_accept_flags)
            }
        }
        guard let descriptor else { return nil }
        return AcceptedSocket(descriptor: descriptor, remoteAddress: ListenAddress.hostText(of: &storage))
    }

    /// Reads what is there: nil when nothing is, 0 when the peer has finished.
    @inline(__always)
    static func receive(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) throws(SocketError) -> Int? {
        try Syscall.ifReady("recv") { recv(descriptor, buffer.baseAddress, buffer.count, 0) }
    }

    /// Sends what the socket takes: nil when it takes nothing now. A peer that is gone is an error, never SIGPIPE.
    @inline(__always)
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(SocketError) -> Int? {
        try Syscall.ifReady("send") { Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Bounds what the system holds of what was sent and not taken.
    static func limitSendBuffer(_ descriptor: Int32, bytes: Int32) {
        var number = bytes
        _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &number, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Says that nothing more will be sent.
    static func finishSending(_ descriptor: Int32) {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Ends listening at once, though the descriptor stays open: who connects is refused.
    static func finishListening(_ listener: Int32) {
        _ = shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Has the coming close tell the peer that something went wrong.
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    static func close(_ descriptor: Int32) {
        // Not repeated on EINTR: on Linux the descriptor is gone all the same.
        _ = Glibc.close(descriptor)
    }
}
