// How commands reach the data: by requests to the server that owns it, or to one that they start for themselves.
//
// Either way there is one writer, one audit chain and one place where rules are kept.

import Foundation
import Glibc
import JSON
import Storage

/// Sends requests over a data directory's control socket, as the operator.
struct ControlClient {
    private let path: String
    /// Answers to the operator may be long: a slice of the audit with every record erased.
    private static let limits = JSONLimits(bytes: 64 << 20, elements: 100_000, values: 1_000_000)

    /// Runs `body` with a client of the data directory's server: the one that runs, or one that lives as long as `body`.
    ///
    /// - Parameter makesData: whether a data directory without a database may be filled
    static func with<Result>(_ configuration: Configuration, makesData: Bool, _ body: (ControlClient) throws -> Result) throws -> Result {
        guard makesData || configuration.hasData else { throw CommandFailure("\(configuration.data) holds no data of salesd") }
        guard let application = try ownApplication(configuration) else {
            return try body(ControlClient(path: configuration.controlPath))
        }
        defer { application.stop() }
        return try body(ControlClient(path: configuration.ownControlPath))
    }

    /// Seconds for which a command waits for others that have the data directory to themselves.
    private static let waitSeconds = 60.0

    /// Nil where a server answers already; otherwise one that only this command reaches.
    ///
    /// Between the two lies a server that starts or stops, or that another command has started for itself: it has the lock and does not
    /// answer. It must not: it goes when its own command is done, whatever others had still to ask.
    private static func ownApplication(_ configuration: Configuration) throws -> Application? {
        var configuration = configuration
        configuration.listen = []
        configuration.accessLog = .off
        let deadline = Deadline(seconds: waitSeconds)
        while LocalSocket(path: configuration.controlPath) == nil {
            do {
                return try Application.start(configuration, isForOneCommand: true)
            } catch StorageError.locked(let directory) {
                guard !deadline.isOver else {
                    throw CommandFailure("\(directory) belongs to a process that does not answer over control.sock")
                }
                usleep(50_000)
            }
        }
        return nil
    }

    /// Sends one request and gives the answer's body. Throws `CommandFailure` with the refusal's text.
    @discardableResult
    func send(_ method: String, _ target: String, _ body: JSONValue? = nil) throws -> JSONObject {
        let bytes = try sendForBytes(method, target, body)
        guard !bytes.isEmpty else { return JSONObject() }
        guard let object = try JSONReader.parse(bytes, limits: Self.limits).object else {
            throw CommandFailure("the server's answer cannot be read")
        }
        return object
    }

    /// The same for an answer that is passed on as it is.
    func sendForBytes(_ method: String, _ target: String, _ body: JSONValue? = nil) throws -> [UInt8] {
        let lost = CommandFailure("the server went away before it answered")
        guard let socket = LocalSocket(path: path), socket.send(request(method, target, body)) else { throw lost }
        guard let answer = ControlAnswer(socket.receiveAll()) else { throw lost }
        guard (200..<300).contains(answer.status) else { throw CommandFailure(answer.refusal) }
        return answer.body
    }

    /// All items of a list, page by page.
    func items(_ target: String) throws -> [JSONObject] {
        var items: [JSONObject] = []
        var cursor: String?
        repeat {
            let page = try send("GET", target + (cursor.map { "&cursor=\($0)" } ?? ""))
            items += page["items"]?.array?.compactMap(\.object) ?? []
            cursor = page["next_cursor"]?.string
        } while cursor != nil
        return items
    }

    /// Sends a file, however large, and gives the answer's body. Throws `CommandFailure` with the refusal's text.
    func upload(_ target: String, _ mediaType: String, _ path: String) throws -> JSONObject {
        let lost = CommandFailure("the server went away before it answered")
        guard let file = FileHandle(forReadingAtPath: path) else { throw CommandFailure("\(path) cannot be read") }
        guard let socket = LocalSocket(path: self.path) else { throw lost }
        let size = LocalFile.size(path)
        let head =
            "POST \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: \(mediaType)\r\nContent-Length: \(size)\r\n\r\n"
        var isGoing = socket.send(Array(head.utf8))
        // A refusal comes before all is sent: then the answer is what counts.
        while isGoing, let portion = try file.read(upToCount: 1 << 18), !portion.isEmpty { isGoing = socket.send(Array(portion)) }
        guard let answer = ControlAnswer(socket.receiveAll()) else { throw lost }
        guard (200..<300).contains(answer.status) else { throw CommandFailure(answer.refusal) }
        guard let object = try JSONReader.parse(answer.body, limits: Self.limits).object else { throw lost }
        return object
    }

    private func request(_ method: String, _ target: String, _ body: JSONValue?) -> [UInt8] {
        var writer = JSONWriter()
        if let body { writer.value(body) }
        let content = writer.finish()
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        if body != nil { head += "Content-Type: application/json\r\nContent-Length: \(content.count)\r\n" }
        return Array((head + "\r\n").utf8) + content
    }
}

/// What the server said.
private struct ControlAnswer {
    let status: Int
    let body: [UInt8]

    /// Reads an answer that ends with its connection and has no transfer coding; nil where part of it is missing.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, let status = Int(first.split(separator: " ").dropFirst().first ?? "") else { return nil }
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).filter { $0 != " " }) }
        self.status = status
        body = Array(bytes[end.upperBound...])
        guard length == nil || length == body.count else { return nil }
    }

    /// The problem in one line: its detail, then every fault.
    var refusal: String {
        guard let problem = (try? JSONReader.parse(body))?.object else { return "the server answered \(status)" }
        let faults = problem["errors"]?.array?.compactMap { $0.object?["message"]?.string } ?? []
        let detail = problem["detail"]?.string ?? "the server answered \(status)"
        return faults.isEmpty ? detail : faults.joined(separator: " ")
    }
}
