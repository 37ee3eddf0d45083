// Reads a stream of events the way a browser does (WHATWG HTML, server-sent events).

package import JSON

/// A message of a stream.
package struct EventMessage: Sendable {
    /// Nil where it says nothing of its own.
    package let id: Int64?
    /// What `event:` says; empty where it says nothing.
    package let type: String
    package let json: JSONValue
    /// Whether it is more than a sign of life.
    package let hasData: Bool

    /// What the event is about, such as `salesd.order.confirm`.
    package var kind: String { json.object?["type"]?.string ?? "" }
}

/// A stream that is being read.
package final class EventReader {
    /// The answer's head, or the whole answer where it is a refusal.
    package let answer: Answer
    private let client: HTTPClient
    private var text: [UInt8] = []
    /// Whether the server has ended it in order.
    package private(set) var hasEnded = false

    /// Asks for the stream of events.
    ///
    /// - Parameter last: as `Last-Event-ID`
    package init(_ client: HTTPClient, token: String, _ query: String = "", last: Int64? = nil, fields: String = "") throws {
        self.client = client
        let place = last.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        let head = "GET /v1/events\(query) HTTP/1.1\r\nHost: t\r\nAccept: text/event-stream\r\nAuthorization: Bearer \(token)\r\n"
        try client.write(Array((head + place + fields + "\r\n").utf8))
        answer = try client.readHead()
    }

    /// The next message, whatever it is; nil at the end of the stream.
    package func message() throws -> EventMessage? {
        while true {
            if let end = text.firstRange(of: [10, 10])?.lowerBound {
                let block = String(decoding: text[..<end], as: UTF8.self)
                text.removeFirst(end + 2)
                return EventReader.message(block)
            }
            let chunk = try client.readChunk()
            guard !chunk.isEmpty else {
                hasEnded = true
                return nil
            }
            text += chunk
        }
    }

    /// The next event; nil at the end of the stream, also where that tells why.
    package func event() throws -> EventMessage? {
        while let message = try message() {
            if message.hasData { return message.type.isEmpty ? message : nil }
        }
        return nil
    }

    /// The next so many events.
    package func events(_ count: Int) throws -> [EventMessage] {
        var events: [EventMessage] = []
        while events.count < count, let event = try event() { events.append(event) }
        return events
    }

    private static func message(_ block: String) -> EventMessage {
        var values: [String: String] = [:]
        for line in block.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(parts[0])] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let data = values["data"]
        return EventMessage(
            id: values["id"].flatMap { Int64($0) }, type: values["event"] ?? "",
            json: data.flatMap { try? JSONReader.parse($0) } ?? .null, hasData: data != nil)
    }
}
