// What one connection can make the server hold: a peer that does not read, and answers that wait for an earlier one.

import HTTP
import HTTPServer
import Testing

struct MemoryTests {
    private static let megabyte = [UInt8](repeating: 120, count: 1 << 20)

    /// The answers to paths that begin with `prefix` that were put into the connection's output.
    private func written(_ server: TestServer, _ prefix: String) -> Int {
        server.journal.accessEntries.filter { $0.target.hasPrefix(prefix) }.count
    }

    @Test func `big answers that come late wait as they are until the peer reads, and then come in order and whole`() throws {
        let server = try TestServer { $0.outputBuffer = 65536 }
        let client = try TestClient(server.address, receiveBuffer: 8192, of: server)
        let requests = 64
        for index in 0..<requests { try client.get("/later/\(index)") }
        for index in (0..<requests).reversed() {
            let tag = Array("\(index) ".utf8)
            try server.journal.exchange("/later/\(index)").respond(HTTPResponse(.ok, body: tag + Self.megabyte))
        }
        try server.settle()
        // The system's own buffers take some megabytes.
        #expect(written(server, "/later") < requests / 2)
        for index in 0..<requests {
            let body = try client.answer().body
            #expect(body.hasPrefix("\(index) x") && body.utf8.count == "\(index) ".utf8.count + Self.megabyte.count)
        }
        #expect(written(server, "/later") == requests)
    }

    @Test func `answers that wait for an earlier one count, and no more requests are taken`() throws {
        let server = try TestServer { $0.outputBuffer = 65536 }
        let client = try server.client()
        try client.get("/later/first")
        try client.get("/later/second")
        try server.journal.exchange("/later/second").respond(HTTPResponse(.ok, body: Self.megabyte))
        try server.settle()
        try client.get("/more")
        try server.settle()
        #expect(!server.journal.all.contains("/more"))
        try server.journal.exchange("/later/first").respond(HTTPResponse(.ok, body: Array("first".utf8)))
        #expect(try client.answer().body == "first")
        #expect(try client.answer().body.utf8.count == Self.megabyte.count)
        #expect(try client.answer().body == "/more")
    }

    @Test func `the content of requests that are not answered yet counts`() throws {
        let server = try TestServer { $0.outputBuffer = 4096 }
        let client = try server.client()
        try client.send("POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 4096\r\n\r\n" + String(repeating: "x", count: 4096))
        try client.get("/more")
        let exchange = try server.journal.exchange("/later")
        try server.settle()
        #expect(!server.journal.all.contains("/more"))
        exchange.respond(HTTPResponse(.ok, body: Array("late".utf8)))
        #expect(try client.answer().body == "late")
        #expect(try client.answer().body == "/more")
    }

    @Test func `a last answer that waits for room is still sent, and the connection closed behind it`() throws {
        let server = try TestServer { $0.outputBuffer = 65536 }
        let client = try TestClient(server.address, receiveBuffer: 8192, of: server)
        for index in 0..<32 { try client.get("/later/\(index)") }
        try client.get("/last", fields: "Connection: close\r\n")
        // All are taken before the first answer could keep the others from being read.
        let exchanges = try (0..<32).map { try server.journal.exchange("/later/\($0)") }
        for exchange in exchanges { exchange.respond(HTTPResponse(.ok, body: Self.megabyte)) }
        for _ in 0..<32 { #expect(try client.answer().body.utf8.count == Self.megabyte.count) }
        let last = try client.answer()
        #expect(last.body == "/last" && last.closes)
        #expect(try client.rest() == "")
    }
}
