// What holds for every path: methods, problems in two languages, request ids, sizes, health (api.md).

import JSON
import Kernel
import TestSupport
import Testing

struct ProtocolTests {
    private let world: World

    init() throws { world = try World() }

    private func raw(_ method: String, _ target: String, fields: [(String, String)] = [], body: String? = nil, by name: String? = "admin")
        throws
        -> Reply
    {
        let token = name.map { [("Authorization", "Bearer \(world.person($0).token)")] } ?? []
        return Reply(try world.server.client().send(method, target, fields: token + fields, body: body))
    }

    // MARK: Methods and paths

    @Test func `HEAD is GET without its content`() throws {
        let id = try world.customer(limit: nil)
        for target in ["/v1/customers/\(id)", "/v1/customers?limit=1", "/healthz", "/v1/customers/999"] {
            let get = try raw("GET", target, fields: [("X-Request-Id", "same")])
            let head = try raw("HEAD", target, fields: [("X-Request-Id", "same")])
            #expect(head.status == get.status, "\(target)")
            #expect(head.answer.body.isEmpty)
            for name in ["Content-Type", "Content-Length", "ETag", "Link", "Cache-Control"] {
                #expect(head.answer.field(name) == get.answer.field(name), "\(target) \(name)")
            }
        }
    }

    @Test(arguments: [
        ("/v1/categories", "GET, HEAD, OPTIONS, POST"), ("/v1/categories/1", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/v1/categories/1/restore", "OPTIONS, POST"), ("/v1/sessions", "OPTIONS, POST"),
        ("/v1/sessions/current", "DELETE, GET, HEAD, OPTIONS"),
        ("/healthz", "GET, HEAD, OPTIONS"), ("/v1/orders/1/erp-confirmation", "OPTIONS, PUT"),
    ])
    func `OPTIONS and 405 tell what is possible`(_ path: String, _ allowed: String) throws {
        let options = try raw("OPTIONS", path, by: nil)
        #expect(options.status == 204)
        #expect(options.answer.field("Allow") == allowed)
        let refused = try raw(allowed.contains("PUT") ? "DELETE" : "PUT", path, body: allowed.contains("PUT") ? nil : "{}")
        #expect(refused.status == 405)
        #expect(refused.code == "method_not_allowed")
        #expect(refused.answer.field("Allow") == allowed)
    }

    @Test func `OPTIONS of the server itself is answered`() throws {
        #expect(try raw("OPTIONS", "*", by: nil).status == 204)
    }

    @Test func `a method that nobody knows is a 501`() throws {
        let reply = try raw("BREW", "/v1/categories")
        #expect(reply.status == 501)
        #expect(reply.code == "not_implemented")
    }

    @Test(arguments: [
        "/", "/v1", "/v1/", "/v2/orders", "/v1/ordres", "/v1/Orders", "/v1/orders/", "/v1//orders", "/v1/orders/1/nothing",
        "/v1/orders/1/submit/x",
        "/v1/order_lines", "/v1/audit/1", "/healthz/",
    ])
    func `a path that leads nowhere is not found, whoever asks`(_ path: String) throws {
        for name in ["admin", nil] as [String?] {
            let reply = try raw("GET", path, by: name)
            #expect([404, 405].contains(reply.status), "\(path)")
            #expect(reply.answer.field("Content-Type") == "application/problem+json")
        }
    }

    // MARK: Sizes

    @Test func `a body beyond one mebibyte is a 413`() throws {
        let body = "{\"name\":\"\(String(repeating: "a", count: 1 << 20))\"}"
        let reply = try raw("POST", "/v1/categories", body: body)
        #expect(reply.status == 413)
        #expect(reply.code == "body_too_large")
    }

    @Test func `a target beyond the limit is a 414, fields beyond it are a 431`() throws {
        #expect(try raw("GET", "/v1/categories?name=" + String(repeating: "a", count: 9000)).code == "target_too_long")
        #expect(try raw("GET", "/v1/categories", fields: [("X-Long", String(repeating: "a", count: 40_000))]).code == "fields_too_large")
        let many = (0..<150).map { ("X-\($0)", "1") }
        #expect(try raw("GET", "/v1/categories", fields: many).status == 431)
    }

    // MARK: Problems

    @Test func `a problem has the members of RFC 9457 and a stable code`() throws {
        let reply = try raw("GET", "/v1/categories/77", fields: [("X-Request-Id", "r-77")])
        #expect(reply.status == 404)
        #expect(reply.answer.field("Content-Type") == "application/problem+json")
        #expect(reply.answer.field("Content-Language") == "en")
        #expect(reply.answer.field("Cache-Control") == "no-store")
        #expect(
            reply.json.object?.members.map(\.name) == ["type", "title", "status", "detail", "instance", "code", "request_id"])
        #expect(reply.integer("status") == 404)
        #expect(reply.string("instance") == "/v1/categories/77")
        #expect(reply.string("code") == "not_found")
        #expect(reply.string("request_id") == "r-77")
        #expect(reply.string("type")?.hasSuffix("not_found") == true)
    }

    @Test(arguments: [
        ("zh-CN", "zh-CN"), ("zh", "zh-CN"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-GB", "en"), ("fr", "en"),
        ("en;q=0.3, zh-CN;q=0.7", "zh-CN"),
        ("zh;q=0, en", "en"), ("*", "en"), ("", "en"), (";;q=,,", "en"),
    ])
    func `a problem speaks the language that is asked for`(_ accepted: String, _ language: String) throws {
        let reply = try raw(
            "POST", "/v1/categories", fields: [("Accept-Language", accepted), ("Content-Type", "application/json")], body: "{}")
        #expect(reply.answer.field("Content-Language") == language)
        let isChinese = language == "zh-CN"
        #expect((reply.string("detail") ?? "").contains("请求体") == isChinese)
        #expect((reply.string("errors/0/message") ?? "").contains("必填") == isChinese)
        #expect(reply.string("errors/0/pointer") == "/name")
        #expect(reply.string("errors/0/code") == "required")
        #expect(reply.code == "invalid_body")
    }

    @Test(arguments: [
        ("POST /v1 HTTP/1.1\r\nHost: x\r\n*\r\nContent-Length: 9999999\r\n\r\n", 413, true),
        ("POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n*\r\n\r\n", 413, true),
        ("POST /v1 HTTP/1.1\r\nHost: x\r\n*\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nffffff\r\n", 413, true),
        ("POST /v1 HTTP/1.1\r\nHost: x\r\n*\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, true),
        ("GET /v1 HTTP/1.1\r\n*\r\n\r\n", 400, true),
        ("GET /v1 HTTP/1.1\r\nHost: x\r\n*\r\nHost: y\r\n\r\n", 400, true),
        ("GET /v1 HTTP/1.1\r\nHost: x\r\n*\r\nExpect: tea\r\n\r\n", 417, true),
        ("POST /v1 HTTP/1.1\r\nHost: x\r\n*\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, true),
        ("GET /v1 HTTP/1.1\r\n*\r\n" + String(repeating: "X: y\r\n", count: 200) + "\r\n", 431, true),
        // What comes behind the fault is not read.
        ("GET /v1 HTTP/1.1\r\nHost: x\r\nHost: y\r\n*\r\n\r\n", 400, false),
        ("GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\nHost: x\r\n*\r\n\r\n", 414, false),
        ("GET /v1 HTTP/9.9\r\nHost: x\r\n*\r\n\r\n", 505, false),
        // Nor does a request speak for the one behind it.
        ("GET /healthz HTTP/1.1\r\nHost: x\r\n*\r\n\r\nGET  /v1 HTTP/1.1\r\n", 400, false),
    ])
    func `what is refused before it was read whole speaks the language that was read`(_ text: String, _ status: Int, _ isChinese: Bool)
        throws
    {
        for (field, language) in [
            ("Accept-Language: zh-CN", isChinese ? "zh-CN" : "en"), ("Accept-Language: en", "en"), ("X-None: 1", "en"),
        ] {
            let client = try world.server.client()
            try client.write(Array(text.replacing("*", with: field).utf8))
            var reply = Reply(try client.readAnswer())
            if reply.status == 200 { reply = Reply(try client.readAnswer()) }
            #expect(reply.status == status)
            #expect(reply.answer.field("Content-Language") == language)
            let detail = reply.string("detail") ?? ""
            #expect(detail.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } == (language == "zh-CN"), "\(detail)")
        }
    }

    @Test func `a refusal of the protocol is a problem as well`() throws {
        for request in ["GET /v1/orders HTTP/1.1\r\n\r\n", "GET  /v1 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1 HTTP/2.0\r\nHost: x\r\n\r\n"] {
            let client = try world.server.client()
            try client.write(Array(request.utf8))
            let reply = Reply(try client.readAnswer())
            #expect([400, 505].contains(reply.status))
            #expect(reply.answer.field("Content-Type") == "application/problem+json")
            #expect(reply.code != nil)
            #expect(reply.answer.field("X-Request-Id") == reply.string("request_id"))
        }
    }

    // MARK: Request ids

    @Test(arguments: ["abc-123", "01HV.4_2:a/b+c=", String(repeating: "a", count: 100)])
    func `a request id is echoed`(_ id: String) throws {
        #expect(try raw("GET", "/v1/products", fields: [("X-Request-Id", id)]).answer.field("X-Request-Id") == id)
    }

    @Test(arguments: ["", "two words", "a\"b", "<script>", String(repeating: "a", count: 101), "a;b", "编号"])
    func `a request id that could harm a log is replaced`(_ id: String) throws {
        let reply = try raw("GET", "/v1/products", fields: [("X-Request-Id", id)])
        let made = reply.answer.field("X-Request-Id") ?? ""
        #expect(made != id)
        #expect(!made.isEmpty)
    }

    @Test func `a request without an id gets one of its own`() throws {
        let ids = try (0..<20).compactMap { _ in try world.get("admin", "/v1/products").answer.field("X-Request-Id") }
        #expect(Set(ids).count == 20)
    }

    // MARK: Shape, health

    @Test func `pretty indents, and says the same`() throws {
        let id = try world.customer(limit: nil)
        for target in ["/v1/customers/\(id)", "/v1/customers", "/v1/customers/999"] {
            let plain = try raw("GET", target)
            let pretty = try raw("GET", target + "?pretty=true")
            #expect(pretty.answer.text.contains("\n  \""), "\(target)")
            #expect(!plain.answer.text.contains("\n"))
            if plain.status == 200 { #expect(pretty.json == plain.json) }
            #expect(pretty.answer.field("Content-Length") == String(pretty.answer.body.count))
        }
        #expect(try raw("GET", "/v1/customers?pretty=yes").status == 400)
        #expect(try raw("POST", "/v1/categories?pretty=true", body: #"{"name":"Tea"}"#).answer.text.contains("\n"))
    }

    @Test func `health needs nobody, tells the state, and takes no question`() throws {
        for path in ["/healthz", "/readyz"] {
            let reply = try raw("GET", path, by: nil)
            #expect(reply.status == 200)
            #expect(reply.string("status") == "ok")
            #expect(reply.answer.field("Cache-Control") == "no-store")
        }
    }

    @Test func `a write refuses parameters that it does not know`() throws {
        let reply = try raw("POST", "/v1/categories?prety=true", body: #"{"name":"Tea"}"#)
        #expect(reply.status == 400)
        #expect(reply.code == "unknown_parameter")
    }
}
