// TLS between the socket and HTTP: what is spoken, what is refused, and that every limit holds as without it.

import COpenSSL
import HTTP
import HTTPServer
import Testing

struct TLSTests {
    private let files: CertificateFiles

    init() throws { files = try CertificateFiles() }

    private func secureServer(_ change: (inout ServerLimits) -> Void = { _ in }) throws -> TestServer {
        try TestServer(certificate: try ServerCertificate(chainFile: files.chain, keyFile: files.key), change)
    }

    private func client(_ server: TestServer, _ settings: TLSSession.Settings, receiveBuffer: Int32? = nil) throws -> TestClient {
        try TestClient(server.address, receiveBuffer: receiveBuffer, of: server, tls: settings)
    }

    // MARK: What is spoken

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `requests are answered over both versions, in their order`(_ version: Int32) throws {
        let server = try secureServer()
        let client = try client(server, TLSSession.Settings(versions: version...version))
        #expect(client.tls?.version == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"))
        for index in 0..<5 { try client.get("/now/\(index)") }
        for index in 0..<5 { #expect(try client.answer().body == "/now/\(index)") }
        try client.send("GET /a HTTP/1.1\r\nHost: t\r\n\r\nGET /b HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        #expect(try client.rest().hasSuffix("/b"))
        #expect(client.tls?.peerHasFinished == true)
    }

    @Test(arguments: [TLS1_VERSION, TLS1_1_VERSION])
    func `older versions are refused`(_ version: Int32) throws {
        let server = try secureServer()
        #expect(throws: TLSFailed.self) { try client(server, TLSSession.Settings(versions: version...version)) }
        try server.settle()
    }

    @Test func `ALPN names HTTP 1.1, and who speaks only others is refused`() throws {
        let server = try secureServer()
        #expect(try client(server, TLSSession.Settings(protocols: ["h2", "http/1.1"])).tls?.chosenProtocol == "http/1.1")
        #expect(try client(server, TLSSession.Settings()).tls?.chosenProtocol == "")
        #expect(throws: TLSFailed.self) { try client(server, TLSSession.Settings(protocols: ["h2"])) }
    }

    @Test func `renegotiation is refused`() throws {
        let server = try secureServer()
        let client = try client(server, TLSSession.Settings(versions: TLS1_2_VERSION...TLS1_2_VERSION))
        #expect(client.tls?.renegotiate() == false)
        try server.settle()
    }

    @Test func `plain HTTP is told that TLS is spoken here`() throws {
        let server = try secureServer()
        let client = try TestClient(server.address, of: server)
        try client.get("/now")
        let answer = try client.answer()
        #expect(answer.status == 400 && answer.closes && answer.body == "needs_tls")
        #expect(try client.rest() == "")
    }

    @Test func `bytes that are no TLS end the connection`() throws {
        let server = try secureServer()
        let client = try TestClient(server.address, of: server)
        try client.send([UInt8](repeating: 0xFF, count: 4096))
        _ = try? client.rest()
        try server.settle()
        #expect(server.journal.handledCount == 3)
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `a handshake and a request that come byte by byte are answered`(_ version: Int32) throws {
        let server = try secureServer()
        let client = try ByteWiseClient(TestClient(server.address, of: server), version)
        #expect(try client.get("/now/slow").hasSuffix("/now/slow"))
    }

    // MARK: Limits

    @Test(arguments: [[], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01]] as [[UInt8]])
    func `a handshake that does not end in time ends the connection`(_ beginning: [UInt8]) throws {
        let server = try secureServer()
        let client = try TestClient(server.address, of: server)
        try client.send(beginning)
        try server.settle()
        server.moveClock(milliseconds: 9_900)
        try server.settle()
        #expect(server.server.connectionCount >= 1)
        server.moveClock(milliseconds: 200)
        #expect(try client.rest() == "")
    }

    @Test func `a head that does not come in time is a 408, an idle connection is closed with a word`() throws {
        let server = try secureServer()
        let slow = try server.client()
        try slow.send("GET /now HTTP/1.1\r\nHost:")
        try server.settle()
        server.moveClock(milliseconds: 10_100)
        #expect(try slow.answer().status == 408)
        let idle = try server.client()
        try idle.get("/now")
        _ = try idle.answer()
        try server.settle()
        server.moveClock(milliseconds: 60_100)
        #expect(try idle.rest() == "")
        #expect(idle.tls?.peerHasFinished == true)
    }

    @Test func `content of a mebibyte comes and goes`() throws {
        let server = try secureServer()
        let client = try server.client()
        let content = String(repeating: "0123456789abcdef", count: 65_536)
        try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: \(content.utf8.count)\r\n\r\n" + content)
        #expect(try client.answer().body == content)
    }

    @Test func `a peer that does not read is not read from, and loses nothing`() throws {
        let server = try secureServer { $0.outputBuffer = 65536 }
        let client = try client(server, TLSSession.Settings(), receiveBuffer: 8192)
        let requests = 400
        try client.send(String(repeating: "GET /big HTTP/1.1\r\nHost: t\r\n\r\n", count: requests))
        try server.settle()
        #expect(server.journal.all.filter { $0 == "/big" }.count < requests)
        for _ in 0..<requests { #expect(try client.answer().body.utf8.count == 65536) }
    }

    @Test func `a peer that does not read has no more made than the output holds`() throws {
        let server = try secureServer()
        let client = try client(server, TLSSession.Settings(), receiveBuffer: 4096)
        try client.get("/stream/10000")
        _ = try client.head()
        var before = -1
        var portions = 0
        while portions != before {
            before = portions
            for _ in 0..<10 { try server.settle() }
            portions = server.journal.all.filter { $0 == "portion" }.count
        }
        #expect(portions < 200)
        server.moveClock(milliseconds: 30_100)
        try server.settle()
        #expect(server.journal.accessEntries.contains { $0.target == "/stream/10000" })
    }

    @Test func `one connection too many is told so under TLS`() throws {
        let server = try secureServer { $0.connections = 1 }
        let first = try server.client()
        try first.get("/now")
        #expect(try first.answer().status == 200)
        #expect(try server.client().answer().status == 503)
    }

    // MARK: The end

    @Test func `who has said everything still gets all answers`() throws {
        let server = try secureServer()
        let client = try server.client()
        try client.get("/later")
        let exchange = try server.journal.exchange("/later")
        client.finishSending()
        try server.settle()
        exchange.respond(HTTPResponse(.ok, body: Array("late".utf8)))
        #expect(try client.rest().hasSuffix("late"))
        #expect(client.tls?.peerHasFinished == true)
    }

    @Test func `a failure in the middle of content ends without a word`() throws {
        let server = try secureServer()
        let client = try server.client()
        try client.get("/stream/3/fail")
        _ = try? client.rest()
        #expect(client.tls?.peerHasFinished == false)
    }

    @Test func `peers that vanish take nothing with them`() throws {
        let server = try secureServer()
        for _ in 0..<20 {
            let client = try server.client()
            try client.get("/big")
        }
        for _ in 0..<20 { _ = try TestClient(server.address) }
        try server.settle()
        server.moveClock(milliseconds: 70_000)
        try server.settle()
        #expect(server.server.connectionCount <= 1)
    }

    @Test func `a server that stops says so to who is idle`() throws {
        let server = try secureServer()
        let client = try server.client()
        try client.get("/now")
        _ = try client.answer()
        server.server.stop(within: 20)
        #expect(try client.rest() == "")
        #expect(client.tls?.peerHasFinished == true)
    }

    @Test func `a server that stops does not wait for a handshake`() throws {
        let server = try secureServer()
        let waiting = try TestClient(server.address)
        try server.settle()
        let start = ContinuousClock.now
        server.server.stop(within: 20)
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try waiting.rest() == "")
    }

    @Test func `a Unix socket stays plain`() throws {
        let path = files.chain + ".sock"
        let server = try TestServer("unix:" + path, certificate: ServerCertificate(chainFile: files.chain, keyFile: files.key))
        let client = try TestClient(server.address, of: server)
        try client.get("/now")
        #expect(try client.answer().status == 200)
    }
}
