// Answers in gzip for who asks for it (api.md, sizes and caches; RFC 9110 §8.4, §12.5.3).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct CompressionTests {
    private let world: World
    private let gzip = [("Accept-Encoding", "gzip")]

    init() throws { world = try World() }

    /// A record longer than what is sent plain in any case.
    private func longRecord() throws -> String {
        let description = String(repeating: "茶 tea ", count: 200)
        let body = "{\"name\":\"Tea\",\"description\":\"\(description)\"}"
        return "/v1/categories/\(try world.created(world.post("product", "/v1/categories", body)))"
    }

    private func addCategories(_ count: Int, _ description: String) throws {
        try world.server.application.database.write { transaction in
            let sql = "INSERT INTO categories (version, created_at, updated_at, name, description) VALUES (1, 0, 0, ?, ?)"
            for number in 0..<count { try transaction.connection.run(sql, [.text("C\(number)"), .text(description)]) }
        }
    }

    private func vary(_ answer: Answer) -> [String] {
        answer.fields.filter { $0.name == "Vary" }.map(\.value)
    }

    @Test func `long content comes in gzip to who accepts it, and says the same`() throws {
        try addCategories(50, "what it is")
        for (target, accept) in [
            ("/v1/categories?limit=50", "application/json"), ("/v1/openapi.json", "*/*"), ("/v1/openapi.json?pretty=true", "*/*"),
            ("/v1/categories", "text/csv"), ("/v1/categories", "application/x-ndjson"), (try longRecord(), "*/*"), ("/metrics", "*/*"),
        ] {
            let plain = try world.get("rep", target, fields: [("Accept", accept)]).answer
            let coded = try world.get("rep", target, fields: [("Accept", accept)] + gzip).answer
            #expect(coded.status == 200 && coded.field("Content-Encoding") == "gzip", "\(target) \(accept)")
            #expect(coded.field("Content-Type") == plain.field("Content-Type"))
            #expect(plain.field("Content-Encoding") == nil)
            #expect(vary(coded) == vary(plain) && vary(plain).count == 1, "\(target)")
            let isList = target.hasPrefix("/v1/categories?") || target == "/v1/categories"
            #expect(vary(plain).first == (isList ? "Accept, Accept-Encoding" : "Accept-Encoding"), "\(target)")
            #expect(coded.body.count < plain.body.count)
            if target != "/metrics" { #expect(try gunzip(coded.body) == plain.body, "\(target) \(accept)") }
        }
    }

    @Test func `short content and refusals of gzip stay plain`() throws {
        let path = try longRecord()
        for field in ["", "br", "identity", "gzip;q=0", "gzip;q=0.5, identity", "*;q=0"] {
            let answer = try world.get("rep", path, fields: [("Accept-Encoding", field)]).answer
            #expect(answer.status == 200 && answer.field("Content-Encoding") == nil, "\(field)")
            #expect(vary(answer) == ["Accept-Encoding"])
        }
        let short = try world.get("rep", path + "?fields=id", fields: gzip).answer
        #expect(short.field("Content-Encoding") == nil && vary(short).isEmpty)
        // Who refuses the plain content gets even the least of it coded.
        let refused = try world.get("rep", path + "?fields=id", fields: [("Accept-Encoding", "gzip, identity;q=0")]).answer
        #expect(refused.field("Content-Encoding") == "gzip")
        #expect(try JSONReader.parse(gunzip(refused.body)) == JSONReader.parse(short.body))
    }

    @Test func `a long refusal comes in gzip, too`() throws {
        let members = (0..<60).map { "\"nonsense_\($0)\":1" }.joined(separator: ",")
        let reply = try world.send("product", "POST", "/v1/categories", "{\(members)}", fields: gzip)
        #expect(reply.status == 422 && reply.answer.field("Content-Encoding") == "gzip")
        #expect(try JSONReader.parse(gunzip(reply.answer.body)).object?["code"]?.string == "invalid_body")
    }

    @Test func `each coding has a tag of its own, and a condition on either holds`() throws {
        let path = try longRecord()
        let plain = try #require(try world.get("rep", path).answer.field("ETag"))
        let coded = try #require(try world.get("rep", path, fields: gzip).answer.field("ETag"))
        #expect(plain != coded)
        for (known, fields, status) in [
            (coded, gzip, 304), (plain, gzip, 304), (plain, [], 304), ("W/" + coded, gzip, 304), ("\"9.x\", \(coded)", gzip, 304),
            // The bytes that it has are none that it could be sent.
            (coded, [], 200), (coded, [("Accept-Encoding", "gzip;q=0")], 200),
        ] {
            let reply = try world.get("rep", path, fields: [("If-None-Match", known)] + fields)
            #expect(reply.status == status, "\(known) \(fields)")
            if status == 304 {
                #expect(reply.answer.field("ETag") == (known.contains(coded) ? coded : plain))
                #expect(vary(reply.answer) == ["Accept-Encoding"])
                #expect(reply.answer.field("Content-Encoding") == nil)
            }
        }
        // If-Match looks at the version alone.
        for (number, tag) in [coded, plain].enumerated() {
            let version = try #require(try world.get("rep", path).integer("version"))
            let current = "\"\(version)" + tag.drop { $0 != "." }
            #expect(try world.patch("product", path, "{\"name\":\"C\(number)\"}", fields: [("If-Match", current)]).status == 200)
            #expect(try world.patch("product", path, #"{"name":"D"}"#, fields: [("If-Match", current)]).status == 412)
        }
    }

    @Test func `the description is known by the tag of its coding`() throws {
        let tag = try #require(try world.get("rep", "/v1/openapi.json", fields: gzip).answer.field("ETag"))
        #expect(try world.get("rep", "/v1/openapi.json", fields: gzip + [("If-None-Match", tag)]).status == 304)
        #expect(try world.get("rep", "/v1/openapi.json", fields: [("If-None-Match", tag)]).status == 200)
    }

    @Test func `HEAD tells what GET would send`() throws {
        try addCategories(50, "what it is")
        for target in [try longRecord(), "/v1/categories?limit=50", "/v1/openapi.json"] {
            let get = try world.get("rep", target, fields: gzip).answer
            let head = try world.send("rep", "HEAD", target, fields: gzip).answer
            #expect(head.body.isEmpty)
            for name in ["Content-Length", "Content-Encoding", "ETag", "Content-Type"] {
                #expect(head.field(name) == get.field(name), "\(target) \(name)")
            }
            #expect(vary(head) == vary(get))
        }
        let export = try world.send("rep", "HEAD", "/v1/categories", fields: gzip + [("Accept", "text/csv")]).answer
        #expect(export.field("Content-Encoding") == "gzip" && export.body.isEmpty)
    }

    @Test func `a kept answer is kept plain and coded for who asks again`() throws {
        let remarks = String(repeating: "x", count: 1500)
        let key = [("Idempotency-Key", "one")]
        let body = "{\"name\":\"Tea\",\"description\":\"\(remarks)\"}"
        let first = try world.send("product", "POST", "/v1/categories", body, fields: key + gzip).answer
        let plain = try world.send("product", "POST", "/v1/categories", body, fields: key).answer
        let again = try world.send("product", "POST", "/v1/categories", body, fields: key + gzip).answer
        #expect(first.status == 201 && first.field("Content-Encoding") == "gzip", "\(first.text)")
        #expect(plain.field("Idempotency-Replayed") == "true" && plain.field("Content-Encoding") == nil)
        #expect(try gunzip(first.body) == plain.body)
        #expect(again.body == first.body && again.field("ETag") == first.field("ETag") && first.field("ETag") != plain.field("ETag"))
        #expect(vary(again) == ["Accept-Encoding"])
    }

    @Test func `a long export is coded as it comes`() throws {
        try addCategories(3000, "what it is")
        let fields = [("Accept", "text/csv")]
        let plain = try world.get("rep", "/v1/categories?fields=id,name", fields: fields).answer.body
        let coded = try world.get("rep", "/v1/categories?fields=id,name", fields: fields + gzip).answer.body
        #expect(try gunzip(coded) == plain)
        #expect(coded.count * 2 < plain.count)
    }

    @Test(arguments: ["gzip", "br", "gzip, identity", "nonsense"])
    func `a coded body is refused with what to do instead`(_ coding: String) throws {
        let reply = try world.send("product", "POST", "/v1/categories", #"{"name":"Tea"}"#, fields: [("Content-Encoding", coding)])
        #expect(reply.status == 415 && reply.code == "unsupported_content_coding")
        #expect(reply.answer.field("Accept-Encoding") == "identity")
        #expect(reply.string("detail")?.contains(coding) == true)
        #expect(try world.get("product", "/v1/categories").array("items").isEmpty)
    }

    @Test func `a body that says it is plain is taken`() throws {
        let fields = [("Content-Encoding", "identity")]
        #expect(try world.send("product", "POST", "/v1/categories", #"{"name":"Tea"}"#, fields: fields).status == 201)
    }
}
