// A server that runs out of descriptors: who is there is served, who comes waits, and nothing spins.

import TestSupport
import Testing

@Suite struct DescriptorTests {
    @Test func `running out of descriptors neither stops the server nor keeps it busy`() throws {
        let directory = try DataDirectory()
        let child = Child(["serve", "--data", directory.path, "--listen", "127.0.0.1:0", "--loops", "1"], descriptors: 64)
        try child.start()
        let port = try #require(child.line()?.split(separator: ":").last.flatMap { UInt16($0) })
        let first = try HTTPClient(port: port)
        #expect(try first.send("GET", "/healthz").status == 200)
        // More than it can have; the system takes all of them into the backlog.
        var crowd = try (0..<100).map { _ in try HTTPClient(port: port) }
        let waiting = try HTTPClient(port: port)
        try waiting.write(Array("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n".utf8))
        let before = try metric("salesd_http_loop_wakes_total", first)
        for _ in 0..<Self.requests { #expect(try first.send("GET", "/healthz").status == 200) }
        // A request wakes the loop once, and now and then it looks whether it may accept again; one that spins wakes all the while.
        #expect(try metric("salesd_http_loop_wakes_total", first) - before < 3 * Self.requests)
        // Not all of those who came were let in.
        #expect(try metric("salesd_http_connections", first) < 64)
        crowd.removeAll()
        #expect(try waiting.readAnswer().status == 200)
        #expect(try HTTPClient(port: port).send("GET", "/readyz").status == 200)
        #expect(child.stop().code == 0)
    }

    private static let requests = 300

    private func metric(_ name: String, _ client: HTTPClient) throws -> Int {
        let lines = try client.send("GET", "/metrics").text.split(separator: "\n")
        return try #require(lines.first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.flatMap { Int($0) })
    }
}
