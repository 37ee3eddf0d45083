// TLS over one socket, without ever waiting: what is not possible now says for what it waits.

import COpenSSL
import Glibc

/// The server's side of one connection's TLS; used from its loop's thread alone.
///
/// OpenSSL writes with write(2), which may raise SIGPIPE; the loops' threads have it blocked.
final class SecureChannel {
    /// How the handshake goes.
    enum Handshake {
        case established
        /// It goes on with the socket's next edge.
        case waits
        case failed
        /// The peer speaks HTTP without TLS.
        case isPlainHTTP
    }

    private let session: OpaquePointer
    /// After a failure not even the end may be told (SSL_shutdown(3)).
    private var isBroken = false
    private(set) var isEstablished = false
    /// Whether reading waits until the socket can be written to, as when a key is exchanged.
    @exclusivity(unchecked) private(set) var readingWaitsForRoom = false
    /// Whether writing waits until something comes.
    @exclusivity(unchecked) private(set) var writingWaitsForInput = false

    init(_ session: OpaquePointer) {
        self.session = session
    }

    deinit {
        SSL_free(session)
    }

    /// Goes on with the handshake.
    func shakeHands() -> Handshake {
        ERR_clear_error()
        let result = SSL_do_handshake(session)
        if result == 1 {
            isEstablished = true
            return .established
        }
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .waits
        default:
            isBroken = true
            return copenssl_reason(ERR_peek_error()) == SSL_R_HTTP_REQUEST ? .isPlainHTTP : .failed
        }
    }

    /// Reads what is there, at most a record: nil when nothing is, 0 when the peer has finished, be it without saying so.
    func receive(_ buffer: UnsafeMutableRawBufferPointer) throws(SocketError) -> Int? {
        ERR_clear_error()
        readingWaitsForRoom = false
        let count = SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count))
        if count > 0 { return Int(count) }
        switch SSL_get_error(session, count) {
        case SSL_ERROR_WANT_READ: return nil
        case SSL_ERROR_WANT_WRITE:
            readingWaitsForRoom = true
            return nil
        case SSL_ERROR_ZERO_RETURN: return 0
        default: throw failure("SSL_read")
        }
    }

    /// Sends what the socket takes: nil when it takes nothing now; then the same bytes are to come first again.
    func send(_ bytes: UnsafeRawBufferPointer) throws(SocketError) -> Int? {
        ERR_clear_error()
        writingWaitsForInput = false
        let count = SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count))
        if count > 0 { return Int(count) }
        switch SSL_get_error(session, count) {
        case SSL_ERROR_WANT_WRITE: return nil
        case SSL_ERROR_WANT_READ:
            writingWaitsForInput = true
            return nil
        default: throw failure("SSL_write")
        }
    }

    /// Tells the peer that nothing more comes (RFC 8446 6.1), if the socket takes it now.
    func finishSending() {
        guard isEstablished, !isBroken else { return }
        ERR_clear_error()
        SSL_shutdown(session)
    }

    private func failure(_ call: String) -> SocketError {
        isBroken = true
        return SocketError(call: call, code: EPROTO)
    }
}
