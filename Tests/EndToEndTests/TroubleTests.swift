// An error of the server's own: the answer hides its cause, the report tells it once.

import App
import Dispatch
import Kernel
import SQLite
import Storage
import Synchronization
import TestSupport
import Testing

/// What was reported, and a way to wait for it.
private final class Reports: Sendable {
    private let troubles = Mutex<[Trouble]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func add(_ trouble: Trouble) {
        troubles.withLock { $0.append(trouble) }
        arrived.signal()
    }

    var all: [Trouble] { troubles.withLock { $0 } }

    /// Whether one more came within ten seconds.
    func wait() -> Bool { arrived.wait(timeout: .now() + 10) == .success }
}

struct TroubleTests {
    private let reports: Reports
    private let world: World

    init() throws {
        let reports = Reports()
        self.reports = reports
        world = try World(TestServer(report: { reports.add($0) }))
    }

    private func breakTable(_ sql: String) throws {
        try world.server.application.database.write { try $0.connection.execute(sql) }
    }

    @Test func `the cause of a 500 is reported once, with the request's id, on every lane`() throws {
        try breakTable("ALTER TABLE categories RENAME TO lost")
        let read = try world.get("admin", "/v1/categories")
        let write = try world.post("admin", "/v1/categories", #"{"name":"Tea"}"#)
        for reply in [read, write] {
            #expect(reply.status == 500 && reply.code == "internal_error")
            #expect(!reply.answer.text.contains("SQL"))
        }
        #expect(reports.all.map(\.task) == ["GET /v1/categories", "POST /v1/categories"])
        #expect(reports.all.map(\.requestID) == [read, write].map { $0.string("request_id") ?? "?" })
        for trouble in reports.all { #expect(trouble.cause.contains("no such table: categories")) }
    }

    @Test func `what the caller has caused is not reported`() throws {
        #expect(try world.get("admin", "/v1/nothing").status == 404)
        #expect(try world.get(nil, "/v1/orders").status == 401)
        #expect(try world.post("admin", "/v1/categories", "{").status == 400)
        #expect(try world.post("admin", "/v1/categories", "{}").status == 422)
        _ = try world.post("admin", "/v1/categories", #"{"name":"Tea"}"#)
        #expect(reports.all.isEmpty)
    }

    @Test func `a job that fails is reported`() throws {
        try breakTable("ALTER TABLE api_keys RENAME COLUMN last_used_at TO lost")
        world.server.clock.advance(seconds: 61)
        #expect(try world.get("admin", "/v1/sessions/current").status == 200)
        #expect(reports.wait())
        #expect(reports.all.first?.task == "noting when tokens were used")
        #expect(reports.all.first?.requestID == "")
        #expect(reports.all.first?.cause.contains("last_used_at") == true)
    }

    @Test func `the line of the log is JSON`() {
        let trouble = Trouble("a job", StorageError.commitFailed(DatabaseError(code: .misuse, message: "disk \"x\"\n")))
        let line = String(decoding: trouble.line(at: TestServer.start), as: UTF8.self)
        #expect(line.hasPrefix(#"{"at":"2026-11-24T01:00:00.000Z","error":"#))
        #expect(line.hasSuffix("\"task\":\"a job\",\"request_id\":\"\"}\n"))
        #expect(line.filter { $0 == "\n" }.count == 1)
    }
}
