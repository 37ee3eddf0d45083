// The bytes of a connection, with TLS between or without.

import Glibc
import HTTP

extension Connection {
    /// Reads what is there: nil when nothing is, 0 when the peer has finished.
    @inline(__always)
    func receiveBytes(_ buffer: UnsafeMutableRawBufferPointer) throws(SocketError) -> Int? {
        guard let channel else { return try Socket.receive(descriptor, buffer) }
        return try channel.receive(buffer)
    }

    /// Sends what the socket takes: nil when it takes nothing now.
    @inline(__always)
    func sendBytes(_ bytes: UnsafeRawBufferPointer) throws(SocketError) -> Int? {
        guard let channel else { return try Socket.send(descriptor, bytes) }
        return try channel.send(bytes)
    }

    /// Whether TLS has still to be agreed on.
    var isShakingHands: Bool { channel?.isEstablished == false }

    /// Goes on with the handshake; true once requests can be read.
    func shakeHands(_ loop: EventLoop) -> Bool {
        switch channel?.shakeHands() {
        case .established, nil:
            // What came with its last bytes is in OpenSSL's memory, and no edge tells of it.
            isReadable = true
            isWritable = true
            return true
        case .waits:
            settle(loop)
        case .failed:
            close(loop)
        case .isPlainHTTP:
            channel = nil
            refuse(.needsTLS, loop)
            sendReadyAnswers(loop)
            settle(loop)
        }
        return false
    }
}
