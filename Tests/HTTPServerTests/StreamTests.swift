// Answers whose content is made while the peer takes it.

import HTTP
import HTTPServer
import Testing

struct StreamTests {
    private func portions(_ server: TestServer) -> Int {
        server.journal.all.filter { $0 == "portion" }.count
    }

    @Test func `content comes in chunks, and in the order of the requests`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /stream/3 HTTP/1.1\r\nHost: t\r\n\r\nGET /now HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        let text = try client.rest()
        #expect(text.contains("Transfer-Encoding: chunked\r\n\r\n2\r\np1\r\n2\r\np2\r\n2\r\np3\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(!text.contains("Content-Length: 6"))
        #expect(text.hasSuffix("/now"))
        #expect(server.journal.accessEntries.map(\.target) == ["/stream/3", "/now"])
    }

    @Test func `to HTTP 1.0 the end of the connection is the end of the content`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /stream/2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let text = try client.rest()
        #expect(text.hasSuffix("Connection: close\r\n\r\np1p2"))
        #expect(!text.contains("chunked"))
    }

    @Test func `HEAD has nothing made`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("HEAD /stream/2 HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        #expect(try client.rest().hasSuffix("Connection: close\r\n\r\n"))
        #expect(portions(server) == 0)
    }

    @Test func `a failure ends the connection without the last chunk`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.get("/stream/3/fail")
        #expect(try client.rest().hasSuffix("2\r\np1\r\n2\r\np2\r\n"))
        let old = try server.client()
        try old.send("GET /stream/3/fail HTTP/1.0\r\n\r\n")
        #expect(throws: TestClientError.self) { try old.rest() }
    }

    @Test func `a peer that does not read has no more made than the output holds`() throws {
        let server = try TestServer()
        let client = try TestClient(server.address, receiveBuffer: 4096, of: server)
        try client.get("/stream/10000")
        _ = try client.head()
        var before = -1
        // Until the socket takes nothing more and the output is full.
        while portions(server) != before {
            before = portions(server)
            for _ in 0..<10 { try server.settle() }
        }
        // The output's limit, what the system's socket buffers take, and one portion.
        #expect(before < 200)
        server.moveClock(milliseconds: 30_100)
        try server.settle()
        #expect(server.journal.accessEntries.contains { $0.target == "/stream/10000" && $0.responseBytes < 200 * 65_600 })
    }

    @Test func `a server that stops ends it`() throws {
        let server = try TestServer()
        let client = try TestClient(server.address, receiveBuffer: 4096, of: server)
        try client.get("/stream/1000000")
        _ = try client.head()
        let start = ContinuousClock.now
        server.server.stop(within: 20)
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
