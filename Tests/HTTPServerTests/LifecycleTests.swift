// Starting, claiming an address, stopping gracefully.

import Glibc
import HTTP
import Synchronization
import Testing

@testable import HTTPServer

struct LifecycleTests {
    @Test func `stopping finishes what runs and closes what is idle`() throws {
        let server = try TestServer()
        var busy: TestClient? = try server.client()
        let idle = try server.client()
        try busy?.get("/later")
        let exchange = try server.journal.exchange("/later")
        try server.settle()
        let stopping = BackgroundThread { [server = server.server] in server.stop(within: 20) }
        #expect(try idle.rest() == "")
        #expect(throws: TestClientError.self) { try server.client() }
        exchange.respond(HTTPResponse(.ok, body: Array("done".utf8)))
        let answer = try #require(try busy?.answer())
        #expect(answer.body == "done" && answer.closes)
        #expect(try busy?.rest() == "")
        busy = nil
        stopping.join()
        #expect(server.server.connectionCount == 0)
    }

    @Test func `stopping does not wait longer than it may`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.get("/later")
        _ = try server.journal.exchange("/later")
        server.server.stop(within: 0.05)
        #expect(server.server.connectionCount == 0)
    }

    @Test func `stopping twice, or before starting, does no harm`() throws {
        let server = try TestServer()
        server.server.stop(within: 1)
        server.server.stop(within: 1)
        HTTPServer(ServerConfiguration(addresses: [])) { _ in TestHandler(Journal()) }.stop(within: 1)
    }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0"])
    func `a port has one server, and is free at once when it stops`(text: String) throws {
        let first = try TestServer(text, loops: 2)
        let client = try first.client()
        try client.get("/now")
        #expect(try client.answer().status == 200)
        #expect { try TestServer(first.address.description, loops: 2) } throws: { ($0 as? SocketError)?.code == EADDRINUSE }
        try client.get("/now/again")
        #expect(try client.answer().body == "/now/again")
        first.server.stop(within: 5)
        let second = try TestServer(first.address.description, loops: 2)
        #expect(second.address == first.address)
        let other = try second.client()
        try other.get("/now")
        #expect(try other.answer().status == 200)
    }

    @Test func `of many servers that start at once, one gets the port`() throws {
        let address = try TestServer().address
        var winners = 0
        for _ in 0..<20 {
            let servers = (0..<4).map { _ in
                HTTPServer(ServerConfiguration(addresses: [address], loops: 2)) { _ in TestHandler(Journal()) }
            }
            let counter = Counter()
            let threads = servers.map { server in
                BackgroundThread { if (try? server.start()) != nil { counter.add() } }
            }
            for thread in threads { thread.join() }
            #expect(counter.value <= 1)
            winners += counter.value
            for server in servers { server.stop(within: 1) }
        }
        #expect(winners > 0)
    }

    @Test func `a Unix socket is its owner's, and is taken away at the end`() throws {
        let path = temporaryPath()
        let server = try TestServer("unix:\(path)", loops: 2)
        let client = try server.client()
        try client.get("/now")
        #expect(try client.answer().body == "/now")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect { try TestServer("unix:\(path)") } throws: { ($0 as? SocketError)?.code == EADDRINUSE }
        server.server.stop(within: 5)
        #expect(access(path, F_OK) != 0)
        #expect(server.journal.accessEntries.first?.remoteAddress == "")
    }

    @Test func `a Unix socket left by a dead process is replaced, a file is not`() throws {
        let path = temporaryPath()
        let descriptor = try Socket.open(.unix(path: path))
        try Socket.bind(descriptor, to: .unix(path: path))
        Socket.close(descriptor)
        let server = try TestServer("unix:\(path)")
        try server.settle()
        server.server.stop(within: 5)
        fclose(fopen(path, "w"))
        #expect { try TestServer("unix:\(path)") } throws: { ($0 as? SocketError)?.code == EEXIST }
        unlink(path)
    }

    @Test func `a handler that cannot be made fails the start`() throws {
        let server = HTTPServer(ServerConfiguration(addresses: [try #require(ListenAddress("127.0.0.1:0"))], loops: 2)) { loop in
            if loop == 1 { throw TestClientError.ended("no") }
            return TestHandler(Journal())
        }
        #expect(throws: TestClientError.self) { try server.start() }
    }

    private func temporaryPath() -> String {
        "/tmp/http-server-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
    }
}

/// A count that threads share.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}
