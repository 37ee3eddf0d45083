// A system that comes with a key.

import TestSupport

/// Requests with a key.
struct SystemClient {
    private let client: HTTPClient
    private let key: String

    init(port: UInt16, key: String) throws {
        client = try HTTPClient(port: port)
        self.key = key
    }

    func get(_ path: String) throws -> Reply {
        Reply(try client.send("GET", path, fields: [("Authorization", "Bearer \(key)")]))
    }

    /// The id of what was made or changed. Throws the answer where it was refused.
    func post(_ path: String, _ body: String) throws -> Int64 { try write("POST", path, body) }

    func patch(_ path: String, _ body: String) throws -> Int64 { try write("PATCH", path, body) }

    private func write(_ method: String, _ path: String, _ body: String) throws -> Int64 {
        let fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")]
        let reply = Reply(try client.send(method, path, fields: fields, body: body))
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(reply.answer.text) }
        return reply.id
    }
}
