// Requests and answers over real sockets: keeping alive, order, content, refusals.

import Glibc
import HTTP
import HTTPServer
import Testing

struct AnswerTests {
    @Test func `a connection is kept alive from answer to answer`() throws {
        let server = try TestServer()
        let client = try server.client()
        for path in ["/now/1", "/now/2", "/now/3"] {
            try client.get(path)
            let answer = try client.answer()
            #expect(answer.status == 200 && answer.body == path && !answer.closes)
            #expect(answer.head.contains("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"))
        }
    }

    @Test func `the client may ask to close`() throws {
        let client = try TestServer().client()
        try client.get("/now", fields: "Connection: close\r\n")
        #expect(try client.answer().closes)
        #expect(try client.rest() == "")
    }

    @Test func `the handler may close`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /close HTTP/1.1\r\nHost: t\r\n\r\nGET /now HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.answer().closes)
        #expect(try client.rest() == "")
    }

    @Test func `HTTP 1.0 closes unless it is asked to stay`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /now HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try client.answer().head.contains("\r\nConnection: keep-alive\r\n"))
        try client.send("GET /now HTTP/1.0\r\n\r\n")
        #expect(try client.answer().closes)
        #expect(try client.rest() == "")
    }

    @Test func `HEAD has the length of GET and no content`() throws {
        let client = try TestServer().client()
        try client.send("HEAD /now HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.answer(hasContent: false).head.contains("Content-Length: 4\r\n"))
        try client.get("/now/2")
        #expect(try client.answer().body == "/now/2")
    }

    @Test func `a request that comes byte by byte is answered`() throws {
        let client = try TestServer().client()
        for character in "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" {
            try client.send(String(character))
        }
        #expect(try client.answer().body == "abc")
    }

    @Test func `pipelined answers keep the order of their requests, whoever is ready first`() throws {
        let server = try TestServer()
        let client = try server.client()
        for path in ["/later/1", "/now/2", "/later/3", "/now/4"] { try client.get(path) }
        let third = try server.journal.exchange("/later/3")
        let first = try server.journal.exchange("/later/1")
        onAnotherThread {
            third.respond(HTTPResponse(.ok, body: Array("three".utf8)))
            first.respond(HTTPResponse(.ok, body: Array("one".utf8)))
        }
        #expect(try (0..<4).map { _ in try client.answer().body } == ["one", "/now/2", "three", "/now/4"])
    }

    @Test func `many answers at once reach their connections on every loop`() throws {
        let server = try TestServer(loops: 2)
        let clients = try (0..<16).map { _ in try server.client() }
        for (index, client) in clients.enumerated() { try client.get("/later/\(index)") }
        let answers = try clients.indices.map { index in
            (try server.journal.exchange("/later/\(index)"), HTTPResponse(.ok, body: Array("\(index)".utf8)))
        }
        onAnotherThread { Exchange.respond(answers) }
        for (index, client) in clients.enumerated() { #expect(try client.answer().body == "\(index)") }
    }

    @Test func `only the first answer counts`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.get("/later")
        let exchange = try server.journal.exchange("/later")
        exchange.respond(HTTPResponse(.ok, body: Array("first".utf8)))
        exchange.respond(HTTPResponse(.ok, body: Array("second".utf8)))
        #expect(try client.answer().body == "first")
        exchange.respond(HTTPResponse(.ok, body: Array("third".utf8)))
        try client.get("/now")
        #expect(try client.answer().body == "/now")
    }

    @Test func `an answer does no harm when its connection, or its server, is gone`() throws {
        let server = try TestServer()
        var client: TestClient? = try server.client()
        try client?.get("/later")
        let exchange = try server.journal.exchange("/later")
        client = nil
        try server.settle()
        exchange.respond(HTTPResponse(.ok))
        try server.settle()
        server.server.stop(within: 5)
        exchange.respond(HTTPResponse(.ok))
        #expect(server.server.connectionCount == 0)
    }

    @Test func `a client that has finished sending is still answered`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.get("/now")
        try client.get("/later")
        client.finishSending()
        try server.journal.exchange("/later").respond(HTTPResponse(.ok, body: Array("late".utf8)))
        #expect(try client.answer().body == "/now")
        #expect(try client.answer().body == "late")
        #expect(try client.rest() == "")
    }

    @Test func `content too large is refused before it is read`() throws {
        let client = try TestServer().client()
        try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 413 && answer.closes && answer.body == "content_too_large")
    }

    @Test func `a refusal reaches a client that is still sending`() throws {
        let client = try TestServer().client()
        try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4194304\r\n\r\n" + String(repeating: "x", count: 4_194_304))
        #expect(try client.answer().status == 413)
        client.finishSending()
        #expect(try client.rest() == "")
    }

    @Test func `a refusal comes after the answers before it`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /later HTTP/1.1\r\nHost: t\r\n\r\nGET\r\n\r\n")
        try server.journal.exchange("/later").respond(HTTPResponse(.ok, body: Array("late".utf8)))
        let first = try client.answer()
        #expect(first.body == "late" && !first.closes)
        let second = try client.answer()
        #expect(second.status == 400 && second.closes)
        #expect(try client.rest() == "")
    }

    @Test func `a client that waits is asked to continue`() throws {
        let client = try TestServer().client()
        try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try client.head() == "HTTP/1.1 100 Continue\r\n\r\n")
        try client.send("ok")
        #expect(try client.answer().body == "ok")
    }

    @Test func `it is asked to continue after the answers before`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.get("/later")
        try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        try server.journal.exchange("/later").respond(HTTPResponse(.ok, body: Array("late".utf8)))
        #expect(try client.answer().body == "late")
        #expect(try client.head() == "HTTP/1.1 100 Continue\r\n\r\n")
        try client.send("ok")
        #expect(try client.answer().body == "ok")
    }

    @Test func `a loop that is woken for nothing ends a batch, so that its handler hands over what it has gathered`() throws {
        let server = try TestServer()
        server.server.wake()
        let end = ContinuousClock.now.advanced(by: .seconds(30))
        while server.journal.all.isEmpty, ContinuousClock.now < end { sched_yield() }
        #expect(server.journal.all == ["end"])
    }

    @Test func `a batch ends after its requests, and every answer is logged`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /now/1?q HTTP/1.1\r\nHost: t\r\n\r\nGET /now/2 HTTP/1.1\r\nHost: t\r\n\r\nBAD\r\n")
        for _ in 0..<3 { _ = try client.answer() }
        #expect(try client.rest() == "")
        server.server.stop(within: 5)
        #expect(server.journal.all == ["/now/1", "/now/2", "end"])
        let entries = server.journal.accessEntries
        #expect(entries.map(\.status) == [.ok, .ok, .badRequest])
        #expect(entries.map(\.target) == ["/now/1?q", "/now/2", ""])
        #expect(entries[0].method == .get && entries[0].note == "noted" && entries[0].remoteAddress == "127.0.0.1")
        #expect(entries[2].method == nil && entries.allSatisfy { $0.responseBytes > 40 })
    }
}

/// Does something on a thread of its own and waits for its end.
func onAnotherThread(_ body: @escaping @Sendable () -> Void) {
    let thread = BackgroundThread(body)
    thread.join()
}
