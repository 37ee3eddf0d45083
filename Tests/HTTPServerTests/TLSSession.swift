// The client's side of TLS.

import COpenSSL
import Glibc

/// What TLS did not do, and why.
struct TLSFailed: Error {
    let call: String
    var reason = ""

    init(call: String) { self.call = call }

    /// - Parameter result: what the call returned; read at once, while errno is still its own.
    init(call: String, _ session: OpaquePointer, _ result: Int32) {
        let code = errno
        let kind = SSL_get_error(session, result)
        let queued = ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) } ?? "nothing queued"
        self.call = call
        reason = "SSL error \(kind), \(queued), errno \(code)"
    }
}

/// TLS over a blocking socket, certificates unchecked.
final class TLSSession {
    struct Settings {
        var versions = TLS1_2_VERSION...TLS1_3_VERSION
        /// Protocol names as ALPN has them, such as "h2".
        var protocols: [String] = []
    }

    private let context: OpaquePointer
    private let session: OpaquePointer

    init(_ descriptor: Int32, _ settings: Settings) throws {
        // OpenSSL writes with write(2).
        signal(SIGPIPE, SIG_IGN)
        context = SSL_CTX_new(TLS_client_method())
        // The library's own default refuses the old versions that a test asks for.
        SSL_CTX_set_security_level(context, 0)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(settings.versions.lowerBound), nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(settings.versions.upperBound), nil)
        let names = settings.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !names.isEmpty { SSL_CTX_set_alpn_protos(context, names, UInt32(names.count)) }
        session = SSL_new(context)
        SSL_set_fd(session, descriptor)
        ERR_clear_error()
        let result = SSL_connect(session)
        guard result == 1 else { throw TLSFailed(call: "SSL_connect", session, result) }
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    var version: String { String(cString: SSL_get_version(session)) }

    var chosenProtocol: String {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(session, &name, &count)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// Whether the peer has said that nothing more comes.
    var peerHasFinished: Bool { SSL_get_shutdown(session) & SSL_RECEIVED_SHUTDOWN != 0 }

    /// The serial number of the server's certificate.
    var serial: Int {
        guard let certificate = SSL_get1_peer_certificate(session) else { return -1 }
        defer { X509_free(certificate) }
        return ASN1_INTEGER_get(X509_get_serialNumber(certificate))
    }

    func send(_ bytes: [UInt8]) throws {
        ERR_clear_error()
        let result = SSL_write(session, bytes, Int32(bytes.count))
        guard result == Int32(bytes.count) else { throw TLSFailed(call: "SSL_write", session, result) }
    }

    /// 0 at the end, be it said or not; negative for a failure.
    func receive(_ buffer: inout [UInt8]) -> Int {
        ERR_clear_error()
        let count = SSL_read(session, &buffer, Int32(buffer.count))
        if count > 0 { return Int(count) }
        return SSL_get_error(session, count) == SSL_ERROR_ZERO_RETURN ? 0 : -1
    }

    func finish() {
        SSL_shutdown(session)
    }

    /// Asks for new keys in the middle, as TLS 1.2 could.
    func renegotiate() -> Bool {
        SSL_renegotiate(session) == 1 && SSL_do_handshake(session) == 1
    }
}
