// Tricks with lengths, lines and paths against the whole server: nothing that hides behind another request is ever carried out.

import JSON
import Kernel
import TestSupport
import Testing

struct SmugglingTests {
    private let world: World

    init() throws { world = try World() }

    private var authorized: String { "Host: localhost\r\nAuthorization: Bearer \(world.person("product").token)\r\n" }

    /// A write that must never happen.
    private var hidden: String {
        let body = #"{"name":"smuggled"}"#
        return "POST /v1/categories HTTP/1.1\r\n\(authorized)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(arguments: [
        "Content-Length: 0\r\nContent-Length: 300", "Content-Length: 0, 300", "Content-Length: +0", "Content-Length: 0x0",
        "Content-Length : 0", "Content-Length: 18446744073709551616", "Transfer-Encoding: chunked\r\nContent-Length: 0",
        "Content-Length: 0\r\nTransfer-Encoding: chunked", "Transfer-Encoding : chunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity", "Transfer-Encoding:\u{B}chunked", "X: y\r\n Transfer-Encoding: chunked",
        "X: y\nTransfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked", "X\0: y", "X: y\0",
    ])
    func `a request whose end is in doubt is refused, and nothing behind it is read`(_ fields: String) throws {
        let client = try world.server.client()
        try client.write(Array("GET /healthz HTTP/1.1\r\n\(authorized)\(fields)\r\n\r\n0\r\n\r\n\(hidden)".utf8))
        let answer = try client.readAnswer()
        #expect(answer.status >= 400 && answer.field("Connection") == "close", "\(answer.status)")
        #expect(throws: ClientError.self) { try client.readAnswer() }
        #expect(try world.get("product", "/v1/categories").array("items").isEmpty)
    }

    @Test(arguments: ["1\nx", "+1\r\nx", "0x1\r\nx", " 1\r\nx", "1;a\nx", "FFFFFFFFFFFFFFFFF\r\nx", "10000000000000001\r\nx", "2\r\nx"])
    func `content whose chunks are in doubt is refused, and nothing behind it is read`(_ chunk: String) throws {
        let client = try world.server.client()
        let head = "POST /v1/categories HTTP/1.1\r\n\(authorized)Transfer-Encoding: chunked\r\n\r\n"
        try client.write(Array("\(head)\(chunk)\r\n0\r\n\r\n\(hidden)".utf8))
        #expect([400, 413].contains(try client.readAnswer().status))
        #expect(throws: ClientError.self) { try client.readAnswer() }
        #expect(try world.get("product", "/v1/categories").array("items").isEmpty)
    }

    @Test func `content that looks like a request is content`() throws {
        let client = try world.server.client()
        try client.write(Array("POST /v1/categories HTTP/1.1\r\n\(authorized)Content-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)".utf8))
        #expect(try client.readAnswer().status == 400)
        #expect(try client.send("GET", "/healthz").status == 200)
        #expect(try world.get("product", "/v1/categories").array("items").isEmpty)
    }

    @Test(arguments: [
        "/v1/categories/%2e%2e/users", "/v1/%2E%2E/v1/users", "/v1/categories/..%2fusers", "/v1/categories%2f1", "/v1%2fusers",
        "/v1/users%00", "/v1/users/%00", "/v1/%75sers%2f", "/%c0%af/v1/users", "/v1/%c1%b5sers", "/v1/users/%e0%80%af", "/v1/../v1/users",
        "/./v1/users", "//v1/users", "/v1/users/.", "/v1/users;a=b", "/V1/users",
    ])
    func `no other spelling of a path opens it`(_ path: String) throws {
        #expect(try world.get("admin", "/v1/users").status == 200)
        #expect(try world.get("admin", path).status == 404, "\(path)")
    }

    @Test func `letters that are encoded are letters, and no more rights come with them`() throws {
        #expect(try world.get("admin", "/v1/%75sers").status == 200)
        for path in ["/v1/audit", "/v1/%61udit"] { #expect(try world.get("rep", path).status == 403, "\(path)") }
    }

    @Test func `the other forms of a target mean what they say`() throws {
        let client = try world.server.client()
        let token = [("Authorization", "Bearer \(world.person("admin").token)")]
        #expect(try client.send("GET", "http://elsewhere.example/v1/users", fields: token).status == 200)
        #expect(try client.send("OPTIONS", "*").status == 204)
        for (method, target) in [("GET", "*"), ("CONNECT", "h:443"), ("GET", "h:443"), ("GET", "ftp://h/"), ("GET", "v1/users")] {
            #expect([400, 501].contains(try world.server.client().send(method, target, fields: token).status), "\(method) \(target)")
        }
    }
}
