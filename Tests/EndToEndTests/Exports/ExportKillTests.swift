// Exports of a server that is killed in the middle: made whole by the next start, or failed, and never half of a file.

import Foundation
import Glibc
import JSON
import SQLite
import TestSupport
import Testing

struct ExportKillTests {
    private static let rows = 60_000

    private func fill(_ directory: DataDirectory) throws {
        let connection = try Connection(path: directory.path + "/salesd.db", mode: .readWrite)
        defer { connection.close() }
        try connection.execute("BEGIN")
        let text = String(repeating: "x", count: 500)
        for number in 0..<Self.rows {
            try connection.run(
                "INSERT INTO categories (version, created_at, updated_at, name, description) VALUES (1, 0, 0, ?, ?)",
                [.text("C\(number)"), .text(text)])
        }
        try connection.execute("COMMIT")
    }

    private func wait(_ client: HTTPClient, _ path: String, _ fields: [(String, String)], until states: Set<String>) throws -> Reply {
        var reply = Reply(try client.send("GET", path, fields: fields))
        while !states.contains(reply.string("status") ?? "") { reply = Reply(try client.send("GET", path, fields: fields)) }
        return reply
    }

    @Test(arguments: ["csv", "ndjson", "xlsx"])
    func `after a kill the file is made whole`(_ format: String) throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "e", "--user", "nancy"] + data).output.dropLast())
        try fill(directory)
        let fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")]
        var (child, port) = try directory.serve()
        var client = try HTTPClient(port: port)
        let body = "{\"collection\":\"categories\",\"format\":\"\(format)\",\"fields\":[\"id\",\"name\",\"description\"]}"
        let id = Reply(try client.send("POST", "/v1/exports", fields: fields, body: body)).id
        let path = "/v1/exports/\(id)"
        // Twice in the middle: it may be interrupted more than once.
        for _ in 0..<2 {
            var reply = try wait(client, path, fields, until: ["running", "finished"])
            while reply.string("status") == "running", reply.integer("rows_written") == 0 {
                reply = Reply(try client.send("GET", path, fields: fields))
            }
            #expect(reply.string("status") == "running")
            child.signal(SIGKILL)
            _ = child.finish()
            (child, port) = try directory.serve()
            client = try HTTPClient(port: port)
        }
        #expect(try wait(client, path, fields, until: ["finished", "failed"]).string("status") == "finished")
        let file = try client.send("GET", path + "/file", fields: fields)
        #expect(file.status == 200)
        if format != "xlsx" {
            let lines = file.text.split(whereSeparator: \.isNewline)
            #expect(lines.count == Self.rows + (format == "csv" ? 1 : 0))
            #expect(Set(lines).count == lines.count)
        }
        let folder = directory.path + "/exports"
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
        let inside = try FileManager.default.contentsOfDirectory(atPath: folder).map { folder + "/" + $0 }
        #expect(try FileManager.default.contentsOfDirectory(atPath: inside[0]) == ["file"])
        #expect(child.stop().code == 0)
        #expect(try Salesd.run(["audit", "verify"] + data).code == 0)
    }

    @Test func `one that is interrupted again and again fails`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "e", "--user", "nancy"] + data).output.dropLast())
        try fill(directory)
        let fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")]
        var (child, port) = try directory.serve()
        var client = try HTTPClient(port: port)
        let id = Reply(try client.send("POST", "/v1/exports", fields: fields, body: #"{"collection":"categories","format":"xlsx"}"#)).id
        var reply = Reply(try client.send("GET", "/v1/exports/\(id)", fields: fields))
        var kills = 0
        while ["queued", "running"].contains(reply.string("status")) {
            if reply.integer("rows_written") ?? 0 > 0 {
                kills += 1
                child.signal(SIGKILL)
                _ = child.finish()
                (child, port) = try directory.serve()
                client = try HTTPClient(port: port)
            }
            reply = Reply(try client.send("GET", "/v1/exports/\(id)", fields: fields))
        }
        // One that comes before it has begun anew counts for nothing.
        #expect(kills >= 3)
        #expect(reply.string("status") == "failed")
        #expect(reply.string("failure") == "export_interrupted")
        #expect(child.stop().code == 0)
    }

    @Test func `a server that is stopped in order goes on with it at the next start`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "e", "--user", "nancy"] + data).output.dropLast())
        try fill(directory)
        let fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")]
        var (child, port) = try directory.serve()
        var client = try HTTPClient(port: port)
        let id = Reply(try client.send("POST", "/v1/exports", fields: fields, body: #"{"collection":"categories","format":"csv"}"#)).id
        _ = try wait(client, "/v1/exports/\(id)", fields, until: ["running", "finished"])
        #expect(child.stop().code == 0)
        (child, port) = try directory.serve()
        client = try HTTPClient(port: port)
        #expect(try wait(client, "/v1/exports/\(id)", fields, until: ["finished", "failed"]).string("status") == "finished")
        #expect(child.stop().code == 0)
    }
}
