// Time-outs with a clock moved by hand, connections over the limit, peers that do not read.

import HTTP
import HTTPServer
import Testing

struct LimitTests {
    @Test func `a head that does not come in time is a 408`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /now HTTP/1.1\r\nHost:")
        try server.settle()
        server.moveClock(milliseconds: 9_900)
        try server.settle()
        try client.send(" t\r\n")
        try server.settle()
        server.moveClock(milliseconds: 200)
        let answer = try client.answer()
        #expect(answer.status == 408 && answer.closes && answer.body == "request_timeout")
        #expect(try client.rest() == "")
    }

    @Test(arguments: [
        ("GET /now HTTP/1.1\r\nAccept-Language: zh\r\nHost:", "zh"), ("GET /now HTTP/1.1\r\nHost: t\r\nAccept-Language: z", nil),
        ("POST /echo HTTP/1.1\r\nHost: t\r\nAccept-Language: zh\r\nContent-Length: 9\r\n\r\nabc", "zh"),
    ])
    func `the refusal of what does not come in time is told the languages that came`(_ text: String, _ languages: String?) throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(text)
        try server.settle()
        server.moveClock(milliseconds: 30_100)
        #expect(try client.answer().body == "request_timeout" + (languages.map { " " + $0 } ?? ""))
    }

    @Test func `content that does not come in time is a 408`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nabc")
        try server.settle()
        server.moveClock(milliseconds: 30_100)
        #expect(try client.answer().status == 408)
    }

    @Test func `content that keeps the least rate earns time`() throws {
        let server = try TestServer { $0.leastBodyRate = 1024 }
        let client = try server.client()
        try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4097\r\n\r\n" + String(repeating: "x", count: 4096))
        try server.settle()
        server.moveClock(milliseconds: 33_900)
        try server.settle()
        try client.send("y")
        #expect(try client.answer().status == 200)
    }

    @Test func `an idle connection is closed without a word`() throws {
        let server = try TestServer()
        let fresh = try server.client()
        let used = try server.client()
        try used.get("/now")
        _ = try used.answer()
        try server.settle()
        server.moveClock(milliseconds: 60_100)
        #expect(try fresh.rest() == "")
        #expect(try used.rest() == "")
    }

    @Test func `a connection that waits for its answer is not closed`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.get("/later")
        let exchange = try server.journal.exchange("/later")
        server.moveClock(milliseconds: 600_000)
        try server.settle()
        exchange.respond(HTTPResponse(.ok, body: Array("late".utf8)))
        #expect(try client.answer().body == "late")
    }

    @Test func `a peer that does not read is not read from, and loses nothing`() throws {
        let server = try TestServer { $0.outputBuffer = 65536 }
        let client = try TestClient(server.address, receiveBuffer: 8192)
        let requests = 400
        try client.send(String(repeating: "GET /big HTTP/1.1\r\nHost: t\r\n\r\n", count: requests))
        try server.settle()
        #expect(server.journal.all.filter { $0 == "/big" }.count < requests)
        for _ in 0..<requests { #expect(try client.answer().body.utf8.count == 65536) }
    }

    @Test func `a peer that takes nothing for long is closed`() throws {
        let server = try TestServer { $0.outputBuffer = 65536 }
        let client = try TestClient(server.address, receiveBuffer: 8192)
        try client.send(String(repeating: "GET /big HTTP/1.1\r\nHost: t\r\n\r\n", count: 400))
        try server.settle()
        server.moveClock(milliseconds: 30_100)
        try server.settle()
        #expect(throws: TestClientError.self) { for _ in 0..<400 { _ = try client.answer() } }
    }

    @Test func `requests in flight are bounded`() throws {
        let server = try TestServer { $0.pipelinedRequests = 3 }
        let client = try server.client()
        for index in 0..<5 { try client.get("/later/\(index)") }
        try server.settle()
        #expect(server.journal.all.filter { $0.hasPrefix("/later") } == ["/later/0", "/later/1", "/later/2"])
        for index in 0..<5 {
            try server.journal.exchange("/later/\(index)").respond(HTTPResponse(.ok, body: Array("\(index)".utf8)))
            #expect(try client.answer().body == "\(index)")
        }
    }

    @Test func `one connection too many is told so, until another goes`() throws {
        let server = try TestServer { $0.connections = 2 }
        let first = try server.client()
        var second: TestClient? = try server.client()
        try first.get("/now")
        _ = try first.answer()
        try second?.get("/now")
        _ = try second?.answer()
        let third = try server.client()
        let answer = try third.answer()
        #expect(answer.status == 503 && answer.closes && answer.body == "too_many_connections")
        #expect(try third.rest() == "")
        second = nil
        try first.get("/now")
        _ = try first.answer()
        let fourth = try server.client()
        try fourth.get("/now")
        #expect(try fourth.answer().status == 200)
    }

    @Test func `one address may not have them all`() throws {
        let server = try TestServer { $0.connectionsPerAddress = 1 }
        let first = try server.client()
        try first.get("/now")
        #expect(try first.answer().status == 200)
        #expect(try server.client().answer().status == 503)
    }

    @Test func `refused connections that do not go are bounded, too`() throws {
        let server = try TestServer {
            $0.connections = 0
            $0.refusedConnections = 2
        }
        let held = try (0..<2).map { _ in try server.client() }
        for client in held { #expect(try client.answer().status == 503) }
        #expect(throws: TestClientError.self) { try server.client().answer() }
    }
}
