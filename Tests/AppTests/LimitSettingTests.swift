// Each limit of the server, set to a small value and met over a socket.

import App
import HTTPServer
import TestSupport
import Testing

@Suite struct LimitSettingTests {
    /// A server with those settings, read as an administrator's are.
    private func server(_ settings: [String: String]) throws -> TestServer {
        let read = try ConfigurationReader.read(flags: settings.mapValues { [$0] }, environment: [:])
        return try TestServer(changing: {
            $0.limits = read.limits
            $0.loops = 1
        })
    }

    private func client(_ server: TestServer, sending text: String) throws -> HTTPClient {
        let client = try server.client()
        try client.write(Array(text.utf8))
        return client
    }

    private func isRefused(_ answer: Answer, _ status: Int, _ code: String) -> Bool {
        answer.status == status && Reply(answer).code == code && answer.field("Connection") == "close"
    }

    private let healthy = "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n"

    @Test(arguments: [
        ("max_request_line", "256", "GET /\(String(repeating: "a", count: 300)) HTTP/1.1\r\nHost: t\r\n\r\n", 414, "target_too_long"),
        (
            "max_field_bytes", "1024", "GET /healthz HTTP/1.1\r\nHost: t\r\nX: \(String(repeating: "a", count: 1100))\r\n\r\n", 431,
            "fields_too_large"
        ),
        (
            "max_fields", "8", "GET /healthz HTTP/1.1\r\nHost: t\r\n\(String(repeating: "X: y\r\n", count: 8))\r\n", 431,
            "fields_too_large"
        ),
        ("max_body", "1024", "POST /v1/sessions HTTP/1.1\r\nHost: t\r\nContent-Length: 1025\r\n\r\n", 413, "body_too_large"),
        ("head_time", "100", "GET /healthz HTTP/1.1\r\nHost:", 408, "request_timeout"),
        ("body_time", "100", "POST /v1/sessions HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n{", 408, "request_timeout"),
    ])
    func `a request beyond it is refused with its code, one within it is taken`(
        _ name: String, _ value: String, _ text: String, _ status: Int, _ code: String
    ) throws {
        let server = try server([name: value])
        #expect(try client(server, sending: healthy).readAnswer().status == 200)
        #expect(isRefused(try client(server, sending: text).readAnswer(), status, code))
        #expect(try client(server, sending: healthy).readAnswer().status == 200)
    }

    @Test(arguments: ["max_connections", "max_connections_per_address"])
    func `a connection too many is told so`(_ name: String) throws {
        let server = try server([name: "1"])
        let first = try client(server, sending: healthy)
        #expect(try first.readAnswer().status == 200)
        let refused = try server.client().readAnswer()
        #expect(isRefused(refused, 503, "busy") && refused.field("Retry-After") == "1")
        try first.write(Array(healthy.utf8))
        #expect(try first.readAnswer().status == 200)
        // The limit by address is each address's own.
        let other = try server.client(from: "127.0.0.2")
        #expect(try other.send("GET", "/healthz").status == (name == "max_connections" ? 503 : 200))
    }

    @Test func `content that comes fast enough has longer than its time`() throws {
        let server = try server(["body_time": "100", "least_body_rate": "1"])
        let head = "POST /v1/sessions HTTP/1.1\r\nHost: t\r\nContent-Length: 40\r\n\r\n"
        let fast = try client(server, sending: head + #"{"username":"nancy","password":"wrong"} "#.dropLast())
        // By the time that this one is refused, the other's is over as well.
        #expect(isRefused(try client(server, sending: head).readAnswer(), 408, "request_timeout"))
        try fast.write(Array(" ".utf8))
        #expect(try fast.readAnswer().status == 401)
    }

    @Test func `a connection without a next request is closed without a word`() throws {
        let server = try server(["idle_time": "100"])
        let client = try client(server, sending: healthy)
        #expect(try client.readAnswer().status == 200)
        #expect(throws: ClientError.self) { try client.readAnswer() }
    }

    @Test func `a peer that takes nothing is closed`() throws {
        let server = try server(["write_time": "100", "output_buffer": "4096"])
        let deaf = try client(server, sending: String(repeating: "GET /v1/openapi.json HTTP/1.1\r\nHost: t\r\n\r\n", count: 40))
        let other = try server.client()
        while try connections(other) != "1" {}
        #expect(throws: ClientError.self) { for _ in 0..<40 { _ = try deaf.readAnswer() } }
    }

    /// How many the server says that it has.
    private func connections(_ client: HTTPClient) throws -> Substring {
        let lines = try client.send("GET", "/metrics").text.split(separator: "\n")
        return try #require(lines.first { $0.hasPrefix("salesd_http_connections ") }?.split(separator: " ").last)
    }
}
