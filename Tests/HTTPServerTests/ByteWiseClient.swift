// A client of TLS whose every byte is a packet of its own.

import COpenSSL

/// TLS between memory and a connection of raw bytes.
final class ByteWiseClient {
    private let connection: TestClient
    private let context: OpaquePointer
    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    init(_ connection: TestClient, _ version: Int32) throws {
        self.connection = connection
        context = SSL_CTX_new(TLS_client_method())
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(version), nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version), nil)
        session = SSL_new(context)
        incoming = BIO_new(BIO_s_mem())
        outgoing = BIO_new(BIO_s_mem())
        // The session frees both.
        SSL_set_bio(session, incoming, outgoing)
        _ = try untilDone { SSL_connect($0) }
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    /// The whole answer of a server that closes behind it.
    func get(_ path: String) throws -> String {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n".utf8)
        _ = try untilDone { SSL_write($0, request, Int32(request.count)) }
        var answer = [UInt8](repeating: 0, count: 65_536)
        let count = try untilDone { SSL_read($0, &answer, 65_536) }
        return String(decoding: answer[..<Int(count)], as: UTF8.self)
    }

    private func untilDone(_ call: (OpaquePointer) -> Int32) throws -> Int32 {
        while true {
            let result = call(session)
            try flush()
            if result > 0 { return result }
            guard SSL_get_error(session, result) == SSL_ERROR_WANT_READ else { throw TLSFailed(call: "a call byte by byte") }
            let bytes = try connection.some()
            BIO_write(incoming, bytes, Int32(bytes.count))
        }
    }

    private func flush() throws {
        var byte: UInt8 = 0
        while BIO_read(outgoing, &byte, 1) == 1 { try connection.send([byte]) }
    }
}
