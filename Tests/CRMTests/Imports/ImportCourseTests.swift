// The way of an import: its report, its end before the end, two of them at once, and a process that is killed in the middle.

import Foundation
import Glibc
import JSON
import SQLite
import TestSupport
import Testing

struct ImportCourseTests {
    private let desk: ImportDesk
    private var world: World { desk.world }

    init() throws { desk = try ImportDesk() }

    private static func file(_ rows: Int, mark: String = "L") -> String {
        "external_id,company,channel\n"
            + (1...rows).map { "\(mark)\($0),\(mark) company \($0),\($0 % 10 == 0 ? "nowhere" : "other")\n" }.joined()
    }

    @Test func `the report is told page by page, by outcome, and as a file`() throws {
        let done = try desk.run("rep", "leads", Self.file(60))
        #expect(done.counts == "60 rows: 54 created, 0 updated, 0 unchanged, 6 refused")
        let path = "/v1/imports/\(done.id)/rows"
        var pages: [[Int64]] = []
        var next = path + "?limit=25"
        while true {
            let page = try world.get("rep", next)
            pages.append(page.array("items").compactMap { $0.object?["row"]?.number?.int64 })
            guard let cursor = page.string("next_cursor") else { break }
            next = path + "?limit=25&cursor=\(cursor)"
            #expect(try world.get("rep", path + "?limit=25&outcome=refused&cursor=\(cursor)").code == "bad_cursor")
        }
        #expect(pages.map(\.count) == [25, 25, 10] && pages.flatMap(\.self) == Array(1...60))
        let refused = try world.get("rep", path + "?outcome=refused,updated", fields: [("Accept-Language", "zh-CN")])
        #expect(refused.array("items").compactMap { $0.object?["row"]?.number?.int64 } == [10, 20, 30, 40, 50, 60])
        #expect(refused.string("items/0/errors/0/message")?.hasPrefix("“channel”必须是以下之一") == true)
        #expect(try world.get("rep", path + "?outcome=gone").code == "bad_parameter")
        let csv = try world.get("rep", path + "?outcome=refused&bom=true", fields: [("Accept", "text/csv")]).answer
        #expect(csv.body.starts(with: [0xEF, 0xBB, 0xBF]))
        let lines = csv.text.split(separator: "\r\n")
        #expect(lines.count == 7 && lines[1].hasPrefix("10,11,refused,,not_a_choice,/channel,,"))
        #expect(try world.get("rep", path, fields: [("Accept", "application/x-ndjson")]).answer.text.split(separator: "\n").count == 60)
    }

    @Test func `the trail tells by which row of which import`() throws {
        let done = try desk.run("rep", "leads", Self.file(2))
        let entry = try world.get("admin", "/v1/audit?entity=lead&entity_id=\(done.ids[1])")
        #expect(entry.string("items/0/request_id") == "import-\(done.id)-2")
        #expect(entry.integer("items/0/user_id") == world.person("rep").id)
        let actions = try world.get("admin", "/v1/audit?entity=import&entity_id=\(done.id)").array("items").compactMap {
            $0.object?["action"]?.string
        }
        #expect(actions.sorted() == ["created", "finish", "start"])
    }

    @Test func `one that is cancelled stops where it is, and two go on beside one another`() throws {
        let first = try world.created(desk.send("rep", "leads", Self.file(3_000, mark: "A")))
        let second = try world.created(desk.send("rep2", "leads", Self.file(600, mark: "B")))
        // The second one is through before the first: neither waits for the other.
        #expect(try eventually { try world.get("rep2", "/v1/imports/\(second)").string("status") == "finished" })
        #expect(try world.get("rep", "/v1/imports/\(first)").string("status") == "running")
        #expect(try world.post("rep", "/v1/imports/\(first)/cancel").string("status") == "cancelled")
        let record = try world.get("rep", "/v1/imports/\(first)")
        let read = record.integer("rows_read") ?? 0
        #expect(read > 0 && read < 3_000)
        // Another one begins and ends: the first one has not gone on meanwhile.
        _ = try desk.run("rep", "leads", Self.file(5, mark: "C"))
        #expect(try world.get("rep", "/v1/imports/\(first)").integer("rows_read") == read)
        let count = try world.get("rep", "/v1/leads?limit=1&count=true&company.contains=A%20company").integer("total")
        #expect(count == record.integer("created"))
        #expect(try world.get("rep", "/v1/imports/\(first)/rows?limit=1&outcome=created").array("items").count == 1)
        #expect(eventually { Self.files(world.server.directory).isEmpty })
    }

    private static func files(_ directory: String) -> [String] {
        ["/imports", "/incoming"].flatMap { (try? FileManager.default.contentsOfDirectory(atPath: directory + $0)) ?? [] }
    }

    @Test func `somebody has so many at a time`() throws {
        let held = try HeldWriter(world.server)
        defer { held.letGo() }
        let clients = try (1...9).map { number in
            let client = try world.server.client()
            let body = Self.file(500, mark: "M\(number)")
            let head = """
                POST /v1/imports/leads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(world.person("rep").token)\r\nContent-Type: text/csv\r
                Content-Length: \(body.utf8.count)\r\n\r\n
                """
            try client.write(Array((head + body).utf8))
            return client
        }
        try held.wait(for: 9)
        held.letGo()
        let replies = try clients.map { Reply(try $0.readAnswer()) }
        #expect(replies.filter { $0.status == 201 }.count == 8)
        #expect(replies.filter { $0.code == "too_many_imports" }.count == 1)
        for reply in replies where reply.status == 201 { _ = try world.post("rep", "/v1/imports/\(reply.id)/cancel") }
    }

    @Test func `the same request again is answered as the first time, and a cut one leaves nothing`() throws {
        let body = Array(Self.file(3).utf8)
        let replies = try (1...2).map { _ in try desk.send("rep", "leads", bytes: body, fields: [("Idempotency-Key", "k1")]) }
        #expect(replies.map(\.status) == [201, 201] && replies[0].id == replies[1].id)
        #expect(try desk.send("rep", "leads", bytes: body + [10], fields: [("Idempotency-Key", "k1")]).code == "idempotency_key_reused")
        do {
            let client = try world.server.client()
            let head =
                "POST /v1/imports/leads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(world.person("rep").token)\r\nContent-Type: text/csv\r\n"
            try client.write(Array("\(head)Content-Length: 5000000\r\n\r\n".utf8) + body)
        }
        #expect(try eventually { try FileManager.default.contentsOfDirectory(atPath: world.server.directory + "/incoming").isEmpty })
        #expect(try world.get("rep", "/v1/imports").array("items").count == 1)
    }
}

struct ImportCrashTests {
    @Test func `killed in the middle, it goes on where it was: nothing twice, nothing half`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin,sales_rep"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "crash", "--user", "nancy"] + data).output.dropLast())
        let rows = 3_000
        // Rows with a key, rows without one, and rows that are refused.
        let text =
            "external_id,company,channel\n"
            + (1...rows).map { "\($0 % 3 == 0 ? "" : "L\($0)"),Company \($0),\($0 % 50 == 0 ? "nowhere" : "other")\n" }.joined()
        var (child, port) = try directory.serve()
        let fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "text/csv")]
        let sent = Reply(try HTTPClient(port: port).send("POST", "/v1/imports/leads", fields: fields, body: text))
        #expect(sent.status == 201, "\(sent.answer.text)")
        for kill in 1...4 {
            let client = try HTTPClient(port: port)
            #expect(
                try eventually {
                    let record = Reply(try client.send("GET", "/v1/imports/\(sent.id)", fields: fields))
                    return record.integer("rows_read") ?? 0 > Int64(kill * 400) || record.string("status") == "finished"
                })
            child.signal(SIGKILL)
            _ = child.finish()
            (child, port) = try directory.serve()
        }
        let client = try HTTPClient(port: port)
        #expect(try eventually { Reply(try client.send("GET", "/v1/imports/\(sent.id)", fields: fields)).string("status") == "finished" })
        let record = Reply(try client.send("GET", "/v1/imports/\(sent.id)", fields: fields))
        #expect(record.integer("created") == Int64(rows - rows / 50) && record.integer("refused") == Int64(rows / 50))
        #expect(try Salesd.run(["audit", "verify"] + data).code == 0)
        #expect(try Salesd.run(["check"] + data).output == "OK\n")
        #expect(child.stop().code == 0)
        let connection = try Connection(path: directory.path + "/salesd.db", mode: .readWrite)
        defer { connection.close() }
        let created = Int64(rows - rows / 50)
        #expect(try connection.first("SELECT count(*), count(DISTINCT company) FROM leads") == [.integer(created), .integer(created)])
        #expect(try connection.first("SELECT count(*) FROM audit WHERE entity = 'lead'")?[0] == .integer(created))
        #expect(try connection.first("SELECT count(*), max(number) FROM import_row") == [.integer(Int64(rows)), .integer(Int64(rows))])
    }
}
