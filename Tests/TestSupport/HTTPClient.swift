// A small blocking HTTP/1.1 client over a raw socket, so that tests speak to the server the way others do.

import Glibc

/// An answer as it came over the wire.
package struct Answer: Sendable {
    package let status: Int
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// What can go wrong between the test and the server.
package enum ClientError: Error {
    case noConnection(Int32)
    case closed
    case malformed(String)
}

/// One connection. It is kept open between requests.
package final class HTTPClient {
    private let descriptor: Int32
    private var received: [UInt8] = []

    /// - Parameter receiveBuffer: so much of what was sent is held before it is read; nil for what the system holds
    package init(port: UInt16, from source: String? = nil, receiveBuffer: Int32? = nil) throws {
        descriptor = try HTTPClient.connect(port, from: source, receiveBuffer)
    }

    /// Over a Unix socket, such as the operator's.
    package init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            for (index, byte) in path.utf8.prefix(place.count - 1).enumerated() { place[index] = byte }
        }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw ClientError.noConnection(errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Has every wait for bytes end with `ClientError.closed` after so many seconds without any.
    package func giveUp(afterSeconds seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    private static func connect(_ port: UInt16, from source: String?, _ receiveBuffer: Int32?) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var bytes = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size)) }
        if let source {
            let result = withAddress(source, 0) { bind(descriptor, $0, $1) }
            guard result == 0 else { throw ClientError.noConnection(errno) }
        }
        let result = withAddress("127.0.0.1", port) { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 else { throw ClientError.noConnection(errno) }
        return descriptor
    }

    private static func withAddress(_ host: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    /// Sends a request and waits for its answer.
    package func send(_ method: String, _ target: String, fields: [(String, String)] = [], body: String? = nil) throws -> Answer {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
        try write(Array((head + "\r\n" + (body ?? "")).utf8))
        return try readAnswer(isHead: method == "HEAD")
    }

    package func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ClientError.closed }
            sent += count
        }
    }

    /// Waits until an answer begins, and leaves it to be read.
    package func waitForHead() throws { try wait(for: "\r\n\r\n") }

    /// Waits until these words have come, and leaves them to be read.
    package func wait(for words: String) throws {
        _ = try waitFor { HTTPClient.find(Array(words.utf8), in: $0) }
    }

    /// Reads one whole answer; interim answers are passed over.
    package func readAnswer(isHead: Bool = false) throws -> Answer {
        let end = try waitFor { HTTPClient.find([13, 10, 13, 10], in: $0) }
        let lines = String(decoding: received[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        received.removeFirst(end + 4)
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { throw ClientError.malformed(lines[0]) }
        if status < 200 { return try readAnswer(isHead: isHead) }
        let fields = HTTPClient.fields(lines)
        let length = fields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        var body: [UInt8] = []
        if !isHead, status != 204, status != 304, length > 0 {
            _ = try waitFor { $0.count >= length ? length : nil }
            body = Array(received[..<length])
            received.removeFirst(length)
        }
        if !isHead, fields.contains(where: { $0.name.lowercased() == "transfer-encoding" }) { body = try readChunks() }
        return Answer(status: status, fields: fields, body: body)
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let chunk = try readChunk()
            if chunk.isEmpty { return body }
            body += chunk
        }
    }

    /// The next chunk of an answer without length; empty at its end.
    package func readChunk() throws -> [UInt8] {
        let end = try waitFor { HTTPClient.find([13, 10], in: $0) }
        guard let size = Int(String(decoding: received[..<end], as: UTF8.self), radix: 16) else { throw ClientError.malformed("chunk") }
        _ = try waitFor { $0.count >= end + size + 4 ? 0 : nil }
        defer { received.removeFirst(end + size + 4) }
        return Array(received[(end + 2)..<(end + 2 + size)])
    }

    /// Everything up to the end of the connection.
    package func readRest() -> [UInt8] {
        _ = try? waitFor { _ in nil }
        defer { received = [] }
        return received
    }

    /// Reads the head of an answer whose content goes on, and gives its status and fields.
    package func readHead() throws -> Answer {
        let end = try waitFor { HTTPClient.find([13, 10, 13, 10], in: $0) }
        let lines = String(decoding: received[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw ClientError.malformed(lines[0])
        }
        let fields = HTTPClient.fields(lines)
        // A refusal is read as a whole.
        guard fields.contains(where: { $0.name.lowercased() == "transfer-encoding" }) else { return try readAnswer() }
        received.removeFirst(end + 4)
        return Answer(status: status, fields: fields, body: [])
    }

    private static func fields(_ lines: [String]) -> [(name: String, value: String)] {
        lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
    }

    private func waitFor(_ found: ([UInt8]) -> Int?) throws -> Int {
        while true {
            if let place = found(received) { return place }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { throw ClientError.closed }
            received += chunk[..<count]
        }
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= needle.count else { return nil }
        // The first byte alone decides most places, without a copy.
        return (0...(bytes.count - needle.count)).first { bytes[$0] == needle[0] && Array(bytes[$0..<($0 + needle.count)]) == needle }
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
