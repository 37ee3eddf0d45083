// What all connections under one certificate share: the certificate, and which TLS is spoken (RFC 8446, RFC 5246, RFC 9325).

import COpenSSL
import Glibc

/// OpenSSL's context: TLS 1.2 and 1.3, no compression, no renegotiation, `http/1.1` by ALPN.
///
/// It is never changed once it is made, and OpenSSL counts its references atomically, so loops share it.
final class SecureContext: Sendable {
    private nonisolated(unsafe) let context: OpaquePointer

    /// For TLS 1.2: forward secrecy and authenticated encryption only (RFC 9325 4.2). TLS 1.3 has no others.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

    init(chainFile: String, keyFile: String) throws(CertificateError) {
        for file in [chainFile, keyFile] where access(file, R_OK) != 0 {
            throw CertificateError(file: file, reason: String(cString: strerror(errno)))
        }
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw CertificateError(file: chainFile, reason: TLSErrors.take()) }
        self.context = context
        prepare()
        guard SSL_CTX_use_certificate_chain_file(context, chainFile) == 1 else {
            throw CertificateError(file: chainFile, reason: TLSErrors.take())
        }
        guard SSL_CTX_use_PrivateKey_file(context, keyFile, SSL_FILETYPE_PEM) == 1, SSL_CTX_check_private_key(context) == 1 else {
            throw CertificateError(file: keyFile, reason: TLSErrors.take())
        }
    }

    deinit {
        SSL_CTX_free(context)
    }

    func channel(over descriptor: Int32) -> SecureChannel? {
        guard let session = SSL_new(context) else { return nil }
        guard SSL_set_fd(session, descriptor) == 1 else {
            SSL_free(session)
            return nil
        }
        SSL_set_accept_state(session)
        return SecureChannel(session)
    }

    private func prepare() {
        SSL_CTX_set_options(context, copenssl_options)
        SSL_CTX_ctrl(context, SSL_CTRL_MODE, copenssl_modes, nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        // Two system calls fewer for each record.
        SSL_CTX_ctrl(context, SSL_CTRL_SET_READ_AHEAD, 1, nil)
        // Tickets carry sessions on the clients' side; kept here they would be memory that anybody can fill.
        SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        SSL_CTX_set_cipher_list(context, SecureContext.ciphers)
        // Without it OpenSSL would ask for a passphrase on the terminal.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        SSL_CTX_set_alpn_select_cb(context, { _, chosen, length, offered, count, _ in select(offered, count, chosen, length) }, nil)
    }
}

/// Picks `http/1.1` of what the client offers; one that speaks only other protocols is told so (RFC 7301 3.2).
private func select(
    _ offered: UnsafePointer<UInt8>?, _ count: UInt32, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<UInt8>?
) -> Int32 {
    let names = UnsafeBufferPointer(start: offered, count: Int(count))
    var start = 0
    while start < names.count {
        let end = start + 1 + Int(names[start])
        guard end <= names.count else { break }
        if names[(start + 1)..<end].elementsEqual("http/1.1".utf8) {
            chosen?.pointee = names.baseAddress?.advanced(by: start + 1)
            length?.pointee = names[start]
            return SSL_TLSEXT_ERR_OK
        }
        start = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}

/// What OpenSSL noted about a failure.
enum TLSErrors {
    /// The reason in words, as the end of a sentence; forgets all that was noted.
    static func take() -> String {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            if let text = ERR_reason_error_string(code) { reasons.append(String(cString: text)) }
        }
        for (known, words) in inWords where reasons.contains(where: { $0.contains(known) }) { return words }
        return reasons.last ?? "OpenSSL does not say why"
    }

    private static let inWords = [
        ("mismatch", "the key is not the certificate's"),
        ("password", "the key is encrypted; salesd cannot ask for its passphrase"),
        ("cancelled", "the key is encrypted; salesd cannot ask for its passphrase"),
        ("no start line", "nothing in it is in PEM"),
        ("unsupported", "there is no private key in PEM in it"),
        ("too small", "its key is too short to be safe"),
    ]
}
