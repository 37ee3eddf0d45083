// Content that is too much to be held: asked about before it is read, handed on as it comes, in every split and however it ends.

import HTTP
import HTTPServer
import Testing

struct IntakeTests {
    /// A server that holds no more than 1,000 bytes, and hands on 200 at once.
    private func server(_ change: (inout ServerLimits) -> Void = { _ in }) throws -> TestServer {
        try TestServer { limits in
            limits.request.body = 1000
            limits.contentPortion = 200
            change(&limits)
        }
    }

    private func content(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }
    }

    private func head(_ path: String, _ fields: String) -> [UInt8] {
        Array("POST \(path) HTTP/1.1\r\nHost: t\r\n\(fields)\r\n\r\n".utf8)
    }

    private func chunked(_ content: [UInt8], by size: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: content.count, by: size) {
            let chunk = content[start..<min(start + size, content.count)]
            bytes += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
        }
        return bytes + Array("0\r\n\r\n".utf8)
    }

    private func expected(_ content: [UInt8]) -> String {
        "\(content.count) taken, 0 held, \(TestSink.sum(content))"
    }

    @Test func `what is held in memory asks nobody`() throws {
        let server = try server()
        let client = try server.client()
        try client.send(head("/upload/5000", "Content-Length: 1000") + content(1000))
        #expect(try client.answer().body == "/upload/5000")
        try client.send(head("/upload/5000", "Transfer-Encoding: chunked") + chunked(content(1000), by: 100))
        #expect(try client.answer().body == "/upload/5000")
        #expect(!server.journal.all.contains { $0.hasPrefix("ask") })
    }

    @Test(arguments: [1, 7, 199, 200, 201, 1001, 3000])
    func `all of it is handed on, however it is split, with its length or in chunks`(size: Int) throws {
        let server = try server()
        let client = try server.client()
        let content = content(3000)
        for bytes in [
            head("/upload/3000", "Content-Length: 3000") + content,
            head("/upload/3000", "Transfer-Encoding: chunked") + chunked(content, by: 333),
            head("/upload/3000", "Transfer-Encoding: chunked") + chunked(content, by: 3000),
        ] {
            for start in stride(from: 0, to: bytes.count, by: size) {
                try client.send(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(try client.answer().body == expected(content))
        }
        #expect(server.journal.all.filter { $0 == "ask /upload/3000" }.count == 3)
    }

    @Test func `requests before and behind it on one connection are answered in their order`() throws {
        let server = try server()
        let client = try server.client()
        let content = content(2500)
        let upload = head("/upload/3000", "Content-Length: 2500") + content
        let get = Array("GET /now HTTP/1.1\r\nHost: t\r\n\r\n".utf8)
        try client.send(get + upload + upload + get)
        #expect(try client.answer().body == "/now")
        #expect(try client.answer().body == expected(content))
        #expect(try client.answer().body == expected(content))
        #expect(try client.answer().body == "/now")
    }

    @Test func `it waits behind an answer that is owed`() throws {
        let server = try server()
        let client = try server.client()
        let content = content(2500)
        try client.send(Array("GET /later HTTP/1.1\r\nHost: t\r\n\r\n".utf8) + head("/upload/3000", "Content-Length: 2500") + content)
        let exchange = try server.journal.exchange("/later")
        try server.settle()
        exchange.respond(HTTPResponse(.ok, body: Array("late".utf8)))
        #expect(try client.answer().body == "late")
        #expect(try client.answer().body == expected(content))
    }

    @Test func `who may not send it is told before it is read, and never told to go on`() throws {
        let server = try server()
        let client = try server.client()
        try client.send(head("/upload/forbidden", "Content-Length: 100000000\r\nExpect: 100-continue"))
        let answer = try client.answer()
        #expect(answer.status == 403 && answer.closes && answer.body == "forbidden")
        let other = try server.client()
        try other.send(head("/upload/forbidden", "Transfer-Encoding: chunked\r\nExpect: 100-continue"))
        #expect(try other.answer().status == 403)
    }

    @Test(arguments: ["Content-Length: 2000", "Transfer-Encoding: chunked"])
    func `who waits to hear whether it is wanted is told to go on`(length: String) throws {
        let server = try server()
        let client = try server.client()
        try client.send(head("/upload/3000", length + "\r\nExpect: 100-continue"))
        #expect(try client.head() == "HTTP/1.1 100 Continue\r\n\r\n")
        try client.send(length.hasPrefix("C") ? content(2000) : chunked(content(2000), by: 500))
        #expect(try client.answer().body == expected(content(2000)))
    }

    @Test func `too large by its length is refused before it is read, in chunks when it is`() throws {
        let server = try server()
        let first = try server.client()
        try first.send(head("/upload/1500", "Content-Length: 1501"))
        #expect(try first.answer().status == 413)
        let second = try server.client()
        try second.send(head("/upload/1500", "Transfer-Encoding: chunked") + chunked(content(1501), by: 100))
        let answer = try second.answer()
        #expect(answer.status == 413 && answer.closes)
        let third = try server.client()
        try third.send(head("/echo", "Content-Length: 1001\r\nExpect: 100-continue"))
        #expect(try third.answer().status == 413)
        let fourth = try server.client()
        try fourth.send(head("/echo", "Transfer-Encoding: chunked") + chunked(content(1001), by: 100))
        #expect(try fourth.answer().status == 413)
        #expect(server.journal.handledCount == 0)
    }

    @Test(arguments: [("/upload/full", 507), ("/upload/failed", 500)])
    func `what cannot be kept is refused`(path: String, status: Int) throws {
        let server = try server()
        let client = try server.client()
        try client.send(head(path, "Content-Length: 5000") + content(5000))
        let answer = try client.answer()
        #expect(answer.status == status && answer.closes)
        #expect(server.journal.handledCount == 0)
    }

    @Test func `a connection that is cut leaves nothing`() throws {
        let server = try server()
        for bytes in [head("/upload/9000", "Content-Length: 5000") + content(4999), head("/upload/9000", "Content-Length: 5000")] {
            var client: TestClient? = try server.client()
            try client?.send(bytes)
            client?.finishSending()
            client = nil
        }
        while server.journal.all.filter({ $0 == "sink gone" }).count < 2 { try server.settle() }
        #expect(!server.journal.all.contains("/upload/9000"))
    }

    @Test func `a peer that has sent all and closes its side gets its answer`() throws {
        let server = try server()
        let client = try server.client()
        try client.send(head("/upload/held", "Content-Length: 3000") + content(3000))
        client.finishSending()
        for _ in 0..<40 {
            server.journal.letGo()
            try server.settle()
        }
        #expect(try client.rest().hasSuffix(expected(content(3000))))
    }

    @Test func `it is read no faster than it is taken`() throws {
        let server = try server()
        let client = try server.client()
        try client.send(head("/upload/held", "Content-Length: 1000000"))
        // Sends on one thread and reads on the other.
        nonisolated(unsafe) let shared = client
        let sender = BackgroundThread { try? shared.send(content(1_000_000)) }
        while !server.journal.all.contains(where: { $0.hasPrefix("taken") }) { try server.settle() }
        for _ in 0..<20 { try server.settle() }
        // The one portion that is held: what was read with it at once.
        #expect(server.journal.all.filter { $0.hasPrefix("taken") }.count == 1)
        while !server.journal.all.contains("/upload/held") {
            server.journal.letGo()
            try server.settle()
        }
        sender.join()
        #expect(try client.answer().body == expected(content(1_000_000)))
    }

    @Test func `too slow a peer is refused, and a slow disk is not the peer's fault`() throws {
        let server = try server { $0.leastBodyRate = 1000 }
        let slow = try server.client()
        try slow.send(head("/upload/direct", "Content-Length: 5000") + content(2000))
        try server.settle()
        for _ in 0..<3 {
            server.moveClock(milliseconds: 10_000)
            try slow.send([1])
            try server.settle()
        }
        server.moveClock(milliseconds: 3_000)
        #expect(try slow.answer().status == 408)
        let held = try server.client()
        try held.send(head("/upload/held", "Content-Length: 2000") + content(1999))
        try server.settle()
        server.moveClock(milliseconds: 600_000)
        try server.settle()
        server.journal.letGo()
        try server.settle()
        try held.send([content(2000)[1999]])
        for _ in 0..<20 {
            server.journal.letGo()
            try server.settle()
        }
        #expect(try held.answer().body == expected(content(2000)))
    }

    @Test func `a server that stops still takes what is on its way`() throws {
        let server = try server()
        let client = try server.client()
        try client.send(head("/upload/9000", "Content-Length: 3000") + content(2000))
        try server.settle()
        let running = server.server
        let stopper = BackgroundThread { running.stop(within: 20) }
        try client.send(Array(content(3000)[2000...]))
        #expect(try client.answer().body == expected(content(3000)))
        stopper.join()
    }
}
