// A client of raw bytes, so that tests say exactly what goes over the wire.

import Glibc
import Testing

@testable import HTTPServer

/// What a client cannot do.
enum TestClientError: Error {
    case connect(Int32)
    case send(Int32)
    case receive(Int32)
    case ended(String)
    case malformed(String)
}

/// An answer as the client reads it.
struct ClientAnswer {
    let head: String
    let body: String
    var status: Int { Int(head.dropFirst(9).prefix(3)) ?? 0 }
    var closes: Bool { head.contains("\r\nConnection: close") }
}

/// A blocking connection; waiting for the server ends with an error after 20 seconds, so that no test hangs.
final class TestClient {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// The server, kept running as long as it has this client.
    private let server: TestServer?
    /// What speaks TLS; nil where nothing does.
    private(set) var tls: TLSSession?

    /// - Parameter tls: begins TLS over the connection
    init(
        _ address: ListenAddress, receiveBuffer: Int32? = nil, of server: TestServer? = nil, tls settings: TLSSession.Settings? = nil
    ) throws {
        self.server = server
        descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        // Each call a packet of its own.
        if address.family != AF_UNIX { try Socket.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
        if let receiveBuffer { try Socket.set(descriptor, SOL_SOCKET, SO_RCVBUF, receiveBuffer) }
        var time = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        do {
            try Socket.connect(descriptor, to: address)
        } catch {
            throw TestClientError.connect(error.code)
        }
        tls = try settings.map { try TLSSession(descriptor, $0) }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ all: [UInt8]) throws {
        if let tls { return try tls.send(all) }
        var bytes = all[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw TestClientError.send(errno) }
            bytes = bytes.dropFirst(count)
        }
    }

    func get(_ path: String, fields: String = "") throws {
        try send("GET \(path) HTTP/1.1\r\nHost: t\r\n\(fields)\r\n")
    }

    func finishSending() {
        tls?.finish()
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next answer, framed by its length.
    func answer(hasContent: Bool = true) throws -> ClientAnswer {
        let head = try head()
        let lower = head.lowercased()
        var length = 0
        if hasContent, let range = lower.firstRange(of: "\r\ncontent-length: ") {
            length = Int(lower[range.upperBound...].prefix { $0.isNumber }) ?? 0
        }
        while buffer.count < length { try receive() }
        let body = String(decoding: buffer[..<length], as: UTF8.self)
        buffer.removeFirst(length)
        return ClientAnswer(head: head, body: body)
    }

    /// The next head, its empty line included.
    func head() throws -> String {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = buffer.firstRange(of: end) {
                let head = String(decoding: buffer[..<range.upperBound], as: UTF8.self)
                buffer.removeFirst(range.upperBound)
                return head
            }
            try receive()
        }
    }

    /// All that comes until the server closes.
    func rest() throws -> String {
        do {
            while true { try receive() }
        } catch TestClientError.ended(let text) {
            buffer.removeAll()
            return text
        }
    }

    /// What comes next, at least a byte.
    func some() throws -> [UInt8] {
        if buffer.isEmpty { try receive() }
        defer { buffer.removeAll() }
        return buffer
    }

    private func receive() throws {
        var portion = [UInt8](repeating: 0, count: 65536)
        let count = tls.map { $0.receive(&portion) } ?? recv(descriptor, &portion, portion.count, 0)
        if count == 0 { throw TestClientError.ended(String(decoding: buffer, as: UTF8.self)) }
        guard count > 0 else { throw TestClientError.receive(errno) }
        buffer.append(contentsOf: portion[..<count])
    }
}
