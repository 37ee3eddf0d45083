// Somebody else's server: takes what is sent, remembers it, and answers as the test wants.

import Dispatch
import Foundation
import Glibc
import Synchronization

/// A small HTTP/1.1 server on a free port of 127.0.0.1, a thread for each connection.
package final class StandIn: Sendable {
    /// A request as it came.
    package struct Received: Sendable {
        package let method: String
        package let target: String
        package let fields: [(name: String, value: String)]
        package let body: [UInt8]

        package func field(_ name: String) -> String? {
            fields.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        package var text: String { String(decoding: body, as: UTF8.self) }

        /// The value of a query parameter, decoded.
        package func query(_ name: String) -> String? {
            URLComponents(string: target)?.percentEncodedQueryItems?.first { $0.name == name }?.value?.removingPercentEncoding
        }
    }

    /// What becomes of a request.
    package enum Turn: Sendable {
        case answer(Int, fields: [(String, String)] = [], body: String = "")
        /// No byte comes, as long as the other side waits.
        case silence
        /// The connection ends without an answer.
        case cut
        /// The connection ends within the answer.
        case half
        /// These bytes, and the connection ends.
        case bytes(String)
        /// A byte of an answer's head now and then, as long as the other side waits.
        case drip
        /// The connection is reset (RST) without an answer.
        case reset
    }

    private struct State {
        var received: [Received] = []
        var connections = 0
        var descriptors: Set<Int32> = []
        var react: @Sendable (Received) -> Turn
    }

    package let port: UInt16
    private let listener: Int32
    private let state: Mutex<State>

    /// - Parameter port: 0 for a free one
    package init(port: UInt16 = 0, _ react: @escaping @Sendable (Received) -> Turn = { _ in .answer(200) }) throws {
        state = Mutex(State(react: react))
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { socket in
                bind(descriptor, socket, length) == 0 && listen(descriptor, 64) == 0 ? getsockname(descriptor, socket, &length) : -1
            }
        }
        guard code == 0 else { throw ClientError.noConnection(errno) }
        self.port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, let self else { return }
                self.state.withLock { state in
                    state.connections += 1
                    state.descriptors.insert(connection)
                }
                Thread.detachNewThread { [weak self] in self?.serve(connection) }
            }
        }
    }

    deinit { stop() }

    /// Takes nothing any more.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for descriptor in state.withLock({ $0.descriptors }) { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// What has come, in order.
    package var received: [Received] { state.withLock { $0.received } }
    package var connections: Int { state.withLock { $0.connections } }

    /// From now on.
    package func react(_ react: @escaping @Sendable (Received) -> Turn) {
        state.withLock { $0.react = react }
    }

    private func serve(_ connection: Int32) {
        var input: [UInt8] = []
        while let request = read(connection, &input), take(request, connection) {}
        state.withLock { _ = $0.descriptors.remove(connection) }
        close(connection)
    }

    /// Whether the connection goes on.
    private func take(_ request: Received, _ connection: Int32) -> Bool {
        let react = state.withLock { state in
            state.received.append(request)
            return state.react
        }
        switch react(request) {
        case .answer(let status, let fields, let body):
            let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
            return write("HTTP/1.1 \(status) X\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)", connection)
        case .silence:
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
            return false
        case .cut: return false
        case .half:
            _ = write("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{", connection)
            return false
        case .bytes(let text):
            _ = write(text, connection)
            return false
        case .drip:
            _ = write("HTTP/1.1 200 OK\r\nX: ", connection)
            while write("x", connection) { usleep(20_000) }
            return false
        case .reset:
            var end = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &end, socklen_t(MemoryLayout<linger>.size))
            return false
        }
    }

    private func write(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    private func read(_ connection: Int32, _ input: inout [UInt8]) -> Received? {
        guard let end = fill(&input, connection, until: { StandIn.headEnd(in: $0) }) else { return nil }
        let lines = String(decoding: input[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        input.removeFirst(end + 4)
        let words = lines[0].components(separatedBy: " ")
        guard words.count == 3 else { return nil }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        let length = fields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard fill(&input, connection, until: { $0.count >= length ? length : nil }) != nil else { return nil }
        let body = Array(input[..<length])
        input.removeFirst(length)
        return Received(method: words[0], target: words[1], fields: fields, body: body)
    }

    private func fill(_ input: inout [UInt8], _ connection: Int32, until found: ([UInt8]) -> Int?) -> Int? {
        while true {
            if let place = found(input) { return place }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            input += chunk[..<count]
        }
    }

    private static func headEnd(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
    }
}
