// Idempotency-Key: retrying without harm (api.md, retry without harm).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct RetryTests {
    private let world: World

    init() throws { world = try World() }

    private func create(_ key: String, _ name: String = "Tea", by person: String = "admin", at path: String = "/v1/categories") throws
        -> Reply
    {
        try world.post(person, path, "{\"name\":\"\(name)\"}", fields: [("Idempotency-Key", key)])
    }

    private func stored() throws -> Int64 {
        try world.server.application.database.read { try $0.first("SELECT count(*) FROM idempotency")?.first?.integer } ?? -1
    }

    @Test func `a repetition is answered byte for byte and does nothing`() throws {
        let first = try create("po-4711")
        let again = try create("po-4711")
        #expect(first.status == 201)
        #expect(first.answer.field("Idempotency-Replayed") == nil)
        #expect(again.status == 201)
        #expect(again.answer.body == first.answer.body)
        for name in ["Location", "ETag", "Content-Type", "Cache-Control"] {
            #expect(again.answer.field(name) == first.answer.field(name), "\(name)")
        }
        #expect(again.answer.field("Idempotency-Replayed") == "true")
        #expect(try world.get("admin", "/v1/categories").array("items").count == 1)
    }

    @Test func `the answer is that of the first time, whatever became of the record`() throws {
        let first = try create("k")
        #expect(try world.patch("admin", "/v1/categories/\(first.id)", #"{"name":"Coffee"}"#).status == 200)
        #expect(try create("k").answer.body == first.answer.body)
    }

    @Test func `a key is the same bare and quoted`() throws {
        let first = try create("abc")
        #expect(try create("\"abc\"").answer.body == first.answer.body)
        #expect(try world.get("admin", "/v1/categories").array("items").count == 1)
    }

    @Test func `the same key with another body or query is refused`() throws {
        _ = try create("k")
        let other = try create("k", "Coffee")
        #expect(other.status == 422)
        #expect(other.code == "idempotency_key_reused")
        #expect(try create("k", at: "/v1/categories?pretty=true").code == "idempotency_key_reused")
        #expect(try world.get("admin", "/v1/categories").array("items").count == 1)
    }

    @Test func `another caller, another path and another method have keys of their own`() throws {
        let first = try create("k")
        #expect(try create("k", by: "product").code == "duplicate")
        #expect(try world.post("product", "/v1/categories", #"{"name":"Coffee"}"#, fields: [("Idempotency-Key", "k")]).status == 201)
        #expect(try world.post("admin", "/v1/departments", #"{"code":"x","name":"X"}"#, fields: [("Idempotency-Key", "k")]).status == 201)
        let path = "/v1/categories/\(first.id)"
        for city in ["A", "A"] {
            let reply = try world.patch("admin", path, "{\"description\":\"\(city)\"}", fields: [("Idempotency-Key", "k")])
            #expect(reply.integer("version") == 2)
        }
        #expect(try stored() == 4)
    }

    @Test func `a user's session and a user's key do not meet`() throws {
        let body = "{\"name\":\"own\",\"user_id\":\(world.person("admin").id)}"
        let token = try world.post("admin", "/v1/api-keys", body).string("key") ?? ""
        let first = try create("k")
        let fields = [("Authorization", "Bearer \(token)"), ("Idempotency-Key", "k"), ("Content-Type", "application/json")]
        let other = Reply(try world.server.client().send("POST", "/v1/categories", fields: fields, body: #"{"name":"Tea"}"#))
        #expect(first.status == 201)
        #expect(other.code == "duplicate")
    }

    @Test func `a refusal is not kept: the same key works once the reason is gone`() throws {
        let taken = try world.created(world.post("admin", "/v1/categories", #"{"name":"Tea"}"#))
        #expect(try create("k").status == 409)
        #expect(try world.post("rep", "/v1/categories", #"{"name":"Tea"}"#, fields: [("Idempotency-Key", "r")]).status == 403)
        #expect(try world.post("admin", "/v1/categories", "{}", fields: [("Idempotency-Key", "e")]).status == 422)
        #expect(try stored() == 0)
        #expect(try world.send("admin", "DELETE", "/v1/categories/\(taken)").status == 200)
        #expect(try create("k").status == 201)
    }

    @Test func `a step is taken once`() throws {
        let customer = try world.customer(limit: nil)
        let body = "{\"customer_id\":\(customer),\"payment_method\":\"cash\",\"payment_terms_days\":0,\"transport_mode\":\"road\"}"
        let path = "/v1/orders/\(try world.created(world.post("rep", "/v1/orders", body)))/cancel"
        let key = [("Idempotency-Key", "cancel-it")]
        let first = try world.post("rep", path, #"{"reason":"Mistake"}"#, fields: key)
        #expect(first.status == 200)
        #expect(try world.post("rep", path, #"{"reason":"Mistake"}"#, fields: key).answer.body == first.answer.body)
        #expect(try world.post("rep", path, #"{"reason":"Mistake"}"#).code == "wrong_state")
    }

    @Test func `what carries a secret is kept by the place of what was made, or not at all`() throws {
        let key = [("Idempotency-Key", "s")]
        let body = #"{"name":"one","roles":["integration"]}"#
        let first = try world.post("admin", "/v1/api-keys", body, fields: key)
        #expect(first.status == 201)
        let again = try world.post("admin", "/v1/api-keys", body, fields: key)
        #expect(again.status == 409 && again.code == "secret_shown_once")
        #expect(try stored() == 1)
        let id = world.person("rep").id
        #expect(try world.post("admin", "/v1/users/\(id)/password", #"{"password":"correct horse"}"#, fields: key).status == 204)
        let signedIn = try world.post(nil, "/v1/sessions", #"{"username":"rep","password":"correct horse"}"#, fields: key)
        #expect(signedIn.status == 201)
        #expect(try stored() == 1)
        let secret = try #require(first.string("key"))
        let answers = "SELECT count(*) FROM idempotency WHERE instr(fields || CAST(body AS TEXT), '\(secret)') > 0"
        #expect(try world.server.application.database.read { try $0.first(answers)?[0].integer } == 0)
    }

    @Test(arguments: ["", "\"\"", String(repeating: "k", count: 256), "two words", "schlüssel"])
    func `a key that is none is a 400`(_ key: String) throws {
        let reply = try create(key)
        #expect(reply.status == 400)
        #expect(try world.get("admin", "/v1/categories").array("items").isEmpty)
    }

    @Test func `who no longer sees a record gets it by no repetition either`() throws {
        let key = [("Idempotency-Key", "k")]
        let body = #"{"name":"Round"}"#
        let first = try world.post("rep", "/v1/customers", body, fields: key)
        #expect(first.status == 201)
        let path = "/v1/customers/\(first.id)"
        #expect(try world.patch("admin", path, "{\"owner_id\":\(world.person("stranger").id)}").status == 200)
        let again = try world.post("rep", "/v1/customers", body, fields: key)
        #expect(again.status == 404)
        #expect(!again.answer.text.contains("Round"))
        #expect(try world.patch("admin", path, "{\"owner_id\":\(world.person("rep").id)}").status == 200)
        #expect(try world.post("rep", "/v1/customers", body, fields: key).answer.body == first.answer.body)
    }

    @Test func `whose roles have changed gets the record anew, as he or she may see it now`() throws {
        let key = [("Idempotency-Key", "k")]
        let body = #"{"sku":"CHAI","name":"Chai","unit":"box","list_price":"18","standard_cost":"12.60"}"#
        let first = try world.post("product", "/v1/products", body, fields: key)
        #expect(first.string("standard_cost") == "12.60")
        #expect(try world.patch("admin", "/v1/users/\(world.person("product").id)", #"{"roles":["integration"]}"#).status == 200)
        // Who may neither create nor see it the old way is not answered from the store.
        let again = try world.post(
            "product", "/v1/products", #"{"sku":"CHAI","name":"Chai","unit":"box","list_price":"18","standard_cost":"12.60"}"#, fields: key)
        #expect(!again.answer.text.contains("12.60"))
        #expect(try world.patch("admin", "/v1/users/\(world.person("product").id)", #"{"roles":["product","hr"]}"#).status == 200)
        #expect(try world.patch("admin", "/v1/products/\(first.id)", #"{"name":"Chai tea"}"#).status == 200)
        let seen = try world.post("product", "/v1/products", body, fields: key)
        #expect(seen.status == 201)
        #expect(seen.string("name") == "Chai tea")
        #expect(seen.integer("version") == 2)
        #expect(seen.answer.field("ETag")?.hasPrefix("\"2.") == true)
        #expect(seen.answer.field("Location") == first.answer.field("Location"))
        #expect(seen.answer.field("Idempotency-Replayed") == "true")
    }

    @Test func `who has taken a step that led out of his or her sight may ask again what came of it`() throws {
        let product = try world.product("CHAI")
        let customer = try world.customer()
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "lines":[{"product_id":\(product),"quantity":"10"}]}
            """
        let path = "/v1/orders/\(try world.created(world.post("rep", "/v1/orders", body)))"
        #expect(try world.post("rep", path + "/submit", #"{"no_contract_reason":"Small order"}"#).status == 200)
        let key = [("Idempotency-Key", "reject")]
        let first = try world.post("logistics", path + "/reviews/logistics/reject", #"{"comment":"No lorry"}"#, fields: key)
        #expect(first.string("status") == "draft")
        #expect(try world.get("logistics", path).status == 404)
        let again = try world.post("logistics", path + "/reviews/logistics/reject", #"{"comment":"No lorry"}"#, fields: key)
        #expect(again.answer.body == first.answer.body)
    }

    @Test func `stored answers are forgotten after 48 hours, however many they are`() throws {
        let start = world.server.clock.now
        try world.server.application.database.write { transaction in
            for number in 0..<1200 {
                try transaction.connection.run(
                    "INSERT INTO idempotency (caller, key, request_hash, status, fields, body, at, roles) VALUES ('c', ?, x'', 201, '', x'', ?, 0)",
                    [.text("\(number)"), start.stored])
            }
        }
        world.server.clock.advance(seconds: 48 * 3600 - 1)
        try world.renewSessions()
        let first = try create("recent")
        world.server.application.keepHouse()
        try world.server.application.database.write { _ in }
        #expect(try stored() == 1201)
        world.server.clock.advance(seconds: 3601)
        world.server.application.keepHouse()
        #expect(try eventually { try stored() == 1 })
        #expect(try create("recent").answer.body == first.answer.body)
    }

    @Test func `two at once on two connections make one record`() throws {
        let token = world.person("admin").token
        let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"), ("Idempotency-Key", "both")]
        let clients = try (0..<8).map { _ in try world.server.client() }
        for client in clients {
            try client.write(Array(request(fields, #"{"name":"Tea"}"#).utf8))
        }
        let answers = try clients.map { try $0.readAnswer() }
        #expect(answers.allSatisfy { $0.status == 201 })
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(answers.filter { $0.field("Idempotency-Replayed") == "true" }.count == 7)
        #expect(try world.get("admin", "/v1/categories").array("items").count == 1)
    }

    @Test func `in a batch one refusal leaves its neighbours`() throws {
        let token = world.person("admin").token
        let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        let names = (0..<20).map { $0 % 3 == 1 ? "Same" : "Name \($0)" }
        let client = try world.server.client()
        try client.write(Array(names.map { request(fields, "{\"name\":\"\($0)\"}") }.joined().utf8))
        let answers = try names.map { _ in try client.readAnswer() }
        #expect(answers.map(\.status) == names.enumerated().map { $0.offset % 3 == 1 && $0.offset > 1 ? 409 : 201 })
        #expect(try world.get("admin", "/v1/categories?count=true").integer("total") == 14)
        let found = try world.server.application.database.read { connection in
            try connection.rows(
                "SELECT count(*), max(sequence) FROM audit WHERE entity = 'category' UNION ALL SELECT count(*), 0 FROM event WHERE entity = 'category'"
            )
        }
        #expect(found.map { $0[0] } == [.integer(14), .integer(14)])
    }

    private func request(_ fields: [(String, String)], _ body: String) -> String {
        let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        return "POST /v1/categories HTTP/1.1\r\nHost: x\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
