// Files on their way in, for tests.

import JSON
import TestSupport
import Testing

/// A company with a server to which files are sent.
struct ImportDesk {
    let world: World

    init(_ world: World? = nil) throws {
        self.world = try world ?? World()
    }

    /// Sends a file; the answer says that it waits.
    func send(
        _ name: String?, _ collection: String, _ text: String, as type: String = "text/csv", _ query: String = ""
    ) throws -> Reply {
        try send(name, collection, bytes: Array(text.utf8), as: type, query)
    }

    func send(
        _ name: String?, _ collection: String, bytes: [UInt8], as type: String = "text/csv", _ query: String = "",
        fields: [(String, String)] = []
    ) throws -> Reply {
        let client = try world.server.client()
        let token = name.map { "Authorization: Bearer \(world.person($0).token)\r\n" } ?? ""
        let more = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        let head = "POST /v1/imports/\(collection)\(query) HTTP/1.1\r\nHost: x\r\n\(token)Content-Type: \(type)\r\n\(more)"
        try client.write(Array("\(head)Content-Length: \(bytes.count)\r\n\r\n".utf8) + bytes)
        return Reply(try client.readAnswer())
    }

    /// Sends a file and waits for the end of its import. Throws the answer where it was not taken.
    func run(
        _ name: String, _ collection: String, _ text: String, as type: String = "text/csv", _ query: String = ""
    ) throws -> Done {
        try wait(name, send(name, collection, text, as: type, query))
    }

    func run(_ name: String, _ collection: String, bytes: [UInt8], as type: String = "text/csv", _ query: String = "") throws -> Done {
        try wait(name, send(name, collection, bytes: bytes, as: type, query))
    }

    /// Waits for the end.
    func wait(_ name: String, _ reply: Reply) throws -> Done {
        let id = try world.created(reply)
        guard try eventually({ ["finished", "failed", "cancelled"].contains(try state(of: id, name)) }) else {
            throw ClientError.malformed("the import does not end")
        }
        let record = try world.get(name, "/v1/imports/\(id)")
        let rows = try world.get(name, "/v1/imports/\(id)/rows?limit=200")
        return Done(id: id, record: record, rows: rows.array("items").compactMap(\.object))
    }

    private func state(of id: Int64, _ name: String) throws -> String {
        try world.get(name, "/v1/imports/\(id)").string("status") ?? ""
    }

    /// The records of a collection.
    func all(_ collection: String, by name: String = "admin", _ query: String = "") throws -> [JSONObject] {
        try world.get(name, "/v1/\(collection)?limit=200&sort=id\(query)").array("items").compactMap(\.object)
    }
}

/// An import that has ended.
struct Done {
    let id: Int64
    let record: Reply
    let rows: [JSONObject]

    var status: String? { record.string("status") }

    /// Such as `1 created, 2 refused /phone: bad_format`.
    var lines: [String] {
        rows.map { row in
            let faults = (row["errors"]?.array ?? []).compactMap(\.object).map {
                " \($0["pointer"]?.string ?? "?"): \($0["code"]?.string ?? "?")"
            }
            return "\(row["row"]?.number?.literal ?? "?") \(row["outcome"]?.string ?? "?")\(faults.joined(separator: ","))"
        }
    }

    /// Such as `3 rows: 2 created, 0 updated, 0 unchanged, 1 refused`.
    var counts: String {
        let numbers = ["rows_read", "created", "updated", "unchanged", "refused"].map { record.integer($0).map(String.init) ?? "?" }
        return "\(numbers[0]) rows: \(numbers[1]) created, \(numbers[2]) updated, \(numbers[3]) unchanged, \(numbers[4]) refused"
    }

    /// The ids of the records, in the order of the rows.
    var ids: [Int64] { rows.compactMap { $0["record_id"]?.number?.int64 } }
}
