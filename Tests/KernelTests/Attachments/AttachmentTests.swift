// Files on records over HTTP: sent, listed, read whole and in parts, taken away; and what somebody could try with them.

import Crypto
import Foundation
import Glibc
import JSON
import Kernel
import TestSupport
import Testing

struct AttachmentTests {
    private let world: World
    private let customer: Int64
    private var path: String { "/v1/customers/\(customer)/attachments" }
    static let pdf = Array("%PDF-1.7\n%\u{E2}\n1 0 obj\n".utf8)

    init() throws {
        world = try World()
        customer = try world.customer(limit: nil)
    }

    private func attach(_ bytes: [UInt8] = pdf, by name: String = "rep", _ query: String = "", fields: [(String, String)] = []) throws
        -> Reply
    {
        try world.upload(name, path + query, bytes, fields: fields)
    }

    private var incoming: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: world.server.directory + "/incoming")) ?? []
    }

    private func blob(_ bytes: [UInt8]) -> String {
        let digest = Hex.encode(SHA256Digest.hash(bytes))
        return "\(world.server.directory)/blobs/\(digest.prefix(2))/\(digest.dropFirst(2))"
    }

    /// Throws where it does not become so within 20 seconds, so that no test hangs.
    private func waitUntil(_ isSo: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isSo() {
            guard ContinuousClock.now < deadline else { throw ClientError.closed }
            sched_yield()
        }
    }

    // MARK: The way it is meant

    @Test func `a file is kept with its name, type, size and digest, and given out again`() throws {
        let reply = try attach(Self.pdf, "?name=%E5%90%88%E5%90%8C.pdf&kind=signed_copy")
        #expect(reply.status == 201, "\(reply.answer.text)")
        #expect(reply.string("name") == "合同.pdf" && reply.string("kind") == "signed_copy")
        #expect(reply.string("content_type") == "application/pdf" && reply.integer("size") == Int64(Self.pdf.count))
        #expect(reply.string("sha256") == Hex.encode(SHA256Digest.hash(Self.pdf)))
        #expect(reply.string("entity") == "customer" && reply.integer("entity_id") == customer)
        #expect(reply.answer.field("Location") == "/v1/attachments/\(reply.id)")
        #expect(FileManager.default.contents(atPath: blob(Self.pdf)).map(Array.init) == Self.pdf)
        let content = try world.get("rep", "/v1/attachments/\(reply.id)/content")
        #expect(content.answer.body == Self.pdf)
        #expect(content.answer.field("Content-Length") == String(Self.pdf.count))
        #expect(content.answer.field("Content-Type") == "application/pdf")
        #expect(content.answer.field("X-Content-Type-Options") == "nosniff")
        #expect(content.answer.field("Content-Security-Policy")?.hasPrefix("sandbox") == true)
        #expect(content.answer.field("Content-Disposition") == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf")
        #expect(incoming.isEmpty)
    }

    @Test func `the files of a record are listed, the newest first, and those of another are not`() throws {
        let other = try world.customer("Other", limit: nil)
        let ids = try (1...3).map { try attach(Array("text \($0)".utf8), "?name=\($0).txt").id }
        _ = try world.upload("rep", "/v1/customers/\(other)/attachments", Self.pdf)
        func listed(_ query: String) throws -> [Int64] {
            try world.get("rep", path + query).array("items").compactMap { $0.object?["id"]?.number?.int64 }
        }
        #expect(try listed("") == ids.reversed())
        #expect(try listed("?name=2.txt") == [ids[1]])
        let first = try world.get("rep", path + "?limit=2")
        let next = try #require(first.string("next_cursor"))
        #expect(try listed("?limit=2&cursor=\(next)") == [ids[0]])
        #expect(try world.get("rep", "/v1/customers/\(other)/attachments?limit=2&cursor=\(next)").code == "bad_cursor")
        #expect(try world.get("rep", "/v1/attachments?count=true").integer("total") == 4)
    }

    @Test func `it stands on the timeline of its record and of the customer, in the audit and in the events`() throws {
        let opportunity = try world.created(
            world.post("rep", "/v1/opportunities", "{\"customer_id\":\(customer),\"name\":\"Deal\",\"owner_id\":\(world.person("rep").id)}")
        )
        let id = try world.upload("rep", "/v1/opportunities/\(opportunity)/attachments?name=needs.txt", Array("needs".utf8)).id
        for path in ["/v1/opportunities/\(opportunity)/timeline", "/v1/customers/\(customer)/timeline"] {
            let entries = try world.get("rep", path).array("items").compactMap(\.object)
            #expect(entries.contains { $0["entity"]?.string == "attachment" && $0["entity_id"]?.number?.int64 == id }, "\(path)")
        }
        let stranger = try world.get("stranger", "/v1/events?type=salesd.attachment.created").array("items")
        #expect(stranger.isEmpty)
        #expect(try world.get("rep", "/v1/events?type=salesd.attachment.created").array("items").count == 1)
    }

    @Test func `the same content is stored once, and each has its own name`() throws {
        let first = try attach(Self.pdf, "?name=a.pdf")
        let second = try attach(Self.pdf, "?name=b.pdf")
        #expect(first.id != second.id && first.string("sha256") == second.string("sha256"))
        let folder = (blob(Self.pdf) as NSString).deletingLastPathComponent
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    }

    @Test func `more than is held in memory comes through a file, and the same bytes come back`() throws {
        var random = SeededRandom(seed: 7)
        let bytes = (0..<3_000_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let reply = try attach(bytes, "?name=big.bin", fields: [("Expect", "100-continue")])
        #expect(reply.status == 201 && reply.string("sha256") == Hex.encode(SHA256Digest.hash(bytes)), "\(reply.answer.text)")
        #expect(try world.get("rep", "/v1/attachments/\(reply.id)/content").answer.body == bytes)
        #expect(incoming.isEmpty)
    }

    // MARK: Parts

    @Test func `parts, conditions and heads`() throws {
        let bytes = Array("0123456789".utf8)
        let id = try attach(bytes).id
        let path = "/v1/attachments/\(id)/content"
        let whole = try world.get("rep", path)
        let tag = try #require(whole.answer.field("ETag"))
        #expect(whole.answer.field("Accept-Ranges") == "bytes")
        for (range, status, text, field) in [
            ("bytes=2-4", 206, "234", "bytes 2-4/10"), ("bytes=-2", 206, "89", "bytes 8-9/10"), ("bytes=7-", 206, "789", "bytes 7-9/10"),
            ("bytes=0-1,4-5", 200, "0123456789", nil), ("bytes=10-", 416, nil, "bytes */10"), ("bytes=x", 200, "0123456789", nil),
        ] {
            let reply = try world.get("rep", path, fields: [("Range", range)])
            #expect(reply.status == status && reply.answer.field("Content-Range") == field, "\(range)")
            if let text { #expect(reply.answer.text == text, "\(range)") }
        }
        #expect(try world.get("rep", path, fields: [("Range", "bytes=2-4"), ("If-Range", tag)]).status == 206)
        #expect(try world.get("rep", path, fields: [("Range", "bytes=2-4"), ("If-Range", "\"other\"")]).status == 200)
        #expect(try world.get("rep", path, fields: [("If-None-Match", tag)]).status == 304)
        let head = try world.send("rep", "HEAD", path)
        #expect(head.status == 200 && head.answer.field("Content-Length") == "10" && head.answer.body.isEmpty)
        #expect(try world.get("rep", path, fields: [("Accept-Encoding", "gzip")]).answer.field("Content-Encoding") == nil)
    }

    // MARK: What somebody could try

    @Test(arguments: [
        ("..", 422), (".", 422), ("..%2F..%2Fetc%2Fpasswd", 422), ("a%2Fb", 422), ("a%5Cb", 422), ("a%00b", 400),
        ("a%0D%0ASet-Cookie:%20x", 422), ("a%E2%80%AEfdp.exe", 422), ("%20", 422), (String(repeating: "a", count: 201), 422),
        (String(repeating: "a", count: 200), 201), ("a%22;b=%22c", 201), ("%E2%9C%93", 201),
    ])
    func `a name is a name and no path`(_ name: String, _ status: Int) throws {
        let reply = try attach(Self.pdf, "?name=" + name)
        #expect(reply.status == status, "\(reply.answer.text)")
        guard status == 201 else {
            // A NUL is in no query string.
            #expect(reply.code == (status == 400 ? "bad_query" : "bad_file_name"))
            return
        }
        let content = try world.get("rep", "/v1/attachments/\(reply.id)/content")
        #expect(content.status == 200 && content.answer.field("b") == nil && content.answer.field("Set-Cookie") == nil)
    }

    @Test func `what a browser would carry out is given out as bytes`() throws {
        for (type, text) in [
            ("text/html", "<html><script>alert(1)</script>"), ("image/svg+xml", "<svg onload='alert(1)'/>"),
            ("application/javascript", "alert(1)"), ("application/xhtml+xml", "<html/>"), ("TEXT/HTML; charset=utf-8", "<p>"),
        ] {
            let reply = try attach(Array(text.utf8), fields: [("Content-Type", type)])
            #expect(reply.status == 201, "\(type): \(reply.answer.text)")
            let content = try world.get("rep", "/v1/attachments/\(reply.id)/content")
            #expect(content.answer.field("Content-Type") == "application/octet-stream", "\(type)")
            #expect(content.answer.field("Content-Disposition")?.hasPrefix("attachment") == true)
        }
    }

    @Test(arguments: [
        ("image/png", "<html>", 415), ("application/pdf", "PK\u{3}\u{4}", 415), ("text/plain", "%PDF-1.4", 415),
        ("image/png", "%PDF-1.4", 415),
        ("application/pdf", "%PDF-1.4", 201), ("text/csv", "a,b\n", 201), ("application/json", "{}", 201), ("text/plain", "a\u{0}b", 415),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\u{3}\u{4}", 201), ("application/x-own", "abc", 201),
        ("nonsense", "abc", 201), ("application/octet-stream", "%PDF-1.4", 201),
    ])
    func `a type that the content contradicts is refused`(_ type: String, _ text: String, _ status: Int) throws {
        let reply = try attach(Array(text.utf8), fields: [("Content-Type", type)])
        #expect(reply.status == status, "\(reply.answer.text)")
        if status == 415 { #expect(reply.code == "content_type_differs") }
    }

    @Test func `too large, empty and coded are refused, and leave nothing`() throws {
        #expect(try world.patch("admin", "/v1/settings/attachments", #"{"max_bytes":2000000}"#).status == 200)
        #expect(try attach([]).code == "empty_file")
        #expect(try attach(Self.pdf, fields: [("Content-Encoding", "gzip")]).status == 415)
        let big = [UInt8](repeating: 0, count: 2_000_001)
        let client = try world.server.client()
        try client.write(
            Array(
                "POST \(path) HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(world.person("rep").token)\r\nContent-Length: \(big.count)\r\n\r\n"
                    .utf8))
        // Before a byte of it was sent.
        let answer = Reply(try client.readAnswer())
        #expect(answer.status == 413 && answer.code == "file_too_large" && answer.answer.text.contains("2000000"))
        let chunked = try world.server.client()
        let head =
            "POST \(path) HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(world.person("rep").token)\r\nTransfer-Encoding: chunked\r\n\r\n"
        try chunked.write(Array((head + String(big.count, radix: 16) + "\r\n").utf8))
        #expect(Reply(try chunked.readAnswer()).code == "file_too_large")
        #expect(try world.patch("admin", "/v1/settings/attachments", #"{"max_bytes":20}"#).status == 200)
        #expect(try attach([UInt8](repeating: 65, count: 21)).code == "file_too_large")
        #expect(try attach([UInt8](repeating: 65, count: 20)).status == 201)
        #expect(incoming.isEmpty)
        #expect(try world.get("rep", path + "?count=true").integer("total") == 1)
    }

    @Test func `who may not send it is told so before it is read`() throws {
        let token = world.person("stranger").token
        for (authorization, status) in [("", 401), ("Authorization: Bearer wrong\r\n", 401), ("Authorization: Bearer \(token)\r\n", 404)] {
            let client = try world.server.client()
            try client.write(
                Array("POST \(path) HTTP/1.1\r\nHost: t\r\n\(authorization)Content-Length: 9000000\r\nExpect: 100-continue\r\n\r\n".utf8))
            let answer = try client.readAnswer()
            #expect(answer.status == status && answer.field("Connection") == "close", "\(answer.text)")
        }
        #expect(try attach(by: "finance").status == 403)
        #expect(try attach(by: "auditor").status == 403)
        #expect(try attach(by: "production").status == 403)
    }

    @Test func `a connection that is cut in the middle leaves nothing`() throws {
        let head =
            "POST \(path) HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(world.person("rep").token)\r\nContent-Length: 3000000\r\n\r\n"
        var client: HTTPClient? = try world.server.client()
        try client?.write(Array(head.utf8) + [UInt8](repeating: 1, count: 1_500_000))
        try waitUntil { !incoming.isEmpty }
        client = nil
        try waitUntil { incoming.isEmpty }
        #expect(try world.get("rep", path + "?count=true").integer("total") == 0)
    }

    @Test func `a retry with a key adds nothing, and another content under it is refused`() throws {
        let big = [UInt8](repeating: 7, count: 1_200_000)
        for bytes in [Self.pdf, big] {
            let key = [("Idempotency-Key", "scan-\(bytes.count)")]
            let first = try attach(bytes, fields: key)
            let again = try attach(bytes, fields: key)
            #expect(first.status == 201 && again.id == first.id && again.answer.field("Idempotency-Replayed") == "true")
            #expect(try attach(bytes + [1], fields: key).code == "idempotency_key_reused")
        }
        #expect(try world.get("rep", path + "?count=true").integer("total") == 2)
    }

    @Test func `a trial keeps neither row nor content`() throws {
        let reply = try attach(Self.pdf, "?name=a.pdf&dry_run=true")
        #expect(reply.status == 201 && reply.answer.field("Dry-Run") == "true")
        #expect(!FileManager.default.fileExists(atPath: blob(Self.pdf)))
        #expect(try world.get("rep", path + "?count=true").integer("total") == 0)
    }

    @Test func `two at once are both kept`() throws {
        let clients = try (0..<4).map { _ in try world.server.client() }
        let head =
            "POST \(path)?name=x HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(world.person("rep").token)\r\nContent-Length: 1500000\r\n\r\n"
        let bytes = [UInt8](repeating: 9, count: 1_500_000)
        for client in clients { try client.write(Array(head.utf8) + bytes) }
        for client in clients { #expect(try client.readAnswer().status == 201) }
        #expect(try world.get("rep", path + "?count=true").integer("total") == 4)
    }

    @Test func `nothing else is added by a body or changed afterwards`() throws {
        let id = try attach().id
        #expect(try world.post("rep", "/v1/attachments", "{}").status == 405)
        #expect(try world.patch("rep", "/v1/attachments/\(id)", #"{"name":"x"}"#).status == 405)
        #expect(try attach(Self.pdf, "?nam=x").code == "unknown_parameter")
        #expect(try attach(Self.pdf, "?kind=Bad%20kind").code == "bad_parameter")
        #expect(try world.upload("rep", "/v1/settings/attachments/attachments", Self.pdf).status == 404)
        #expect(try world.upload("admin", "/v1/users/1/attachments", Self.pdf).status == 404)
    }
}
