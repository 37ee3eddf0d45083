// API keys: made once, shown once, limited, revoked.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct KeyTests {
    private let world: World

    init() throws { world = try World() }

    private func key(_ more: String, name: String = "system") throws -> Reply {
        try world.post("admin", "/v1/api-keys", "{\"name\":\"\(name)\",\(more)}")
    }

    private func send(_ token: String, _ method: String = "GET", _ path: String = "/v1/products", _ body: String? = nil) throws -> Reply {
        let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        return Reply(try world.server.client().send(method, path, fields: fields, body: body))
    }

    @Test func `a key is shown once and works for its own service user`() throws {
        let made = try key(#""roles":["integration"],"scopes":["orders:read"]"#)
        #expect(made.status == 201)
        #expect(made.answer.field("Location") == "/v1/api-keys/\(made.id)")
        let token = made.string("key") ?? ""
        let read = try world.get("admin", "/v1/api-keys/\(made.id)")
        #expect(read["scopes"].array?.compactMap(\.string) == ["orders:read"])
        #expect(!read.answer.text.contains(token))
        #expect(read.json.object?["key"] == nil)
        let user = try world.get("admin", "/v1/users/\(made.integer("user_id") ?? 0)")
        #expect(user.string("username") == "key.system")
        #expect(user["is_service"].bool == true)
        #expect(try send(token, "GET", "/v1/sessions/current").string("user/username") == "key.system")
    }

    @Test func `keys are made, changed and revoked by administrators, and seen by those who see everything`() throws {
        for name in ["rep", "manager", "hr", "finance", "executive", "auditor", "key"] {
            #expect(try world.post(name, "/v1/api-keys", #"{"name":"mine","roles":["admin"]}"#).status == 403, "\(name)")
            #expect(try world.send(name, "DELETE", "/v1/api-keys/1").status == 403, "\(name)")
            #expect(try world.patch(name, "/v1/api-keys/1", #"{"expires_at":null}"#).status == 403, "\(name)")
            #expect(try world.get(name, "/v1/api-keys").status == (["executive", "auditor"].contains(name) ? 200 : 403), "\(name)")
        }
        #expect(try world.patch("admin", "/v1/api-keys/1", #"{"scopes":["users:write"]}"#).faults == ["/scopes: read_only_field"])
        #expect(
            try world.patch("admin", "/v1/api-keys/1", "{\"user_id\":\(world.person("admin").id)}").faults == ["/user_id: read_only_field"])
    }

    @Test func `faults of a new key are told`() throws {
        #expect(try key(#""scopes":["orders:read"]"#).faults == ["/roles: no_roles"])
        for scope in ["orders", "orders:delete", "nothing:read", "orders:read:write", "audit:write", ":read"] {
            #expect(try key("\"roles\":[\"integration\"],\"scopes\":[\"\(scope)\"]").faults == ["/scopes: unknown_scope"], "\(scope)")
        }
        #expect(try key(#""roles":["boss"]"#).faults == ["/roles: not_a_choice"])
        #expect(try key(#""user_id":999"#).status != 201)
        #expect(try key(#""roles":[]"#).status == 422)
        #expect(try world.get("admin", "/v1/api-keys?count=true").integer("total") == 1)
    }

    @Test func `a revoked key is refused from the next request on, on every loop`() throws {
        let made = try key(#""roles":["integration"]"#)
        let token = made.string("key") ?? ""
        let clients = try (0..<8).map { _ in try world.server.client() }
        let fields = [("Authorization", "Bearer \(token)")]
        for client in clients { #expect(try client.send("GET", "/v1/products", fields: fields).status == 200) }
        #expect(try world.send("admin", "DELETE", "/v1/api-keys/\(made.id)").status == 204)
        for client in clients { #expect(try client.send("GET", "/v1/products", fields: fields).status == 401) }
        #expect(try world.get("admin", "/v1/api-keys/\(made.id)").string("revoked_at") == "2026-11-24T01:00:00.000Z")
        #expect(try world.send("admin", "DELETE", "/v1/api-keys/\(made.id)").status == 204)
        #expect(try world.send("admin", "DELETE", "/v1/api-keys/999").status == 404)
    }

    @Test func `a key counts up to its expiry, which an administrator may move`() throws {
        let made = try key(#""roles":["integration"],"expires_at":"2026-11-24T02:00:00Z""#)
        let token = made.string("key") ?? ""
        #expect(try send(token).status == 200)
        world.server.clock.advance(seconds: 3599)
        #expect(try send(token).status == 200)
        world.server.clock.advance(seconds: 1)
        for _ in 0..<4 { #expect(try send(token).status == 401) }
        #expect(try world.patch("admin", "/v1/api-keys/\(made.id)", #"{"expires_at":"2026-11-25T00:00:00Z"}"#).status == 200)
        for _ in 0..<4 { #expect(try send(token).status == 200) }
    }

    @Test func `a key ends with its user`() throws {
        let made = try key("\"user_id\":\(world.person("rep").id)")
        let token = made.string("key") ?? ""
        #expect(try send(token).status == 200)
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#).status == 200)
        #expect(try send(token).status == 401)
    }

    @Test func `nobody revokes the key in use`() throws {
        let made = try key(#""roles":["admin"]"#)
        let token = made.string("key") ?? ""
        let refused = try send(token, "DELETE", "/v1/api-keys/\(made.id)")
        #expect(refused.status == 409)
        #expect(refused.code == "key_in_use")
        #expect(try send(token, "DELETE", "/v1/api-keys/1").status == 204)
    }

    @Test func `a key takes no decision, even in the name of somebody who may`() throws {
        let customer = try world.customer(limit: nil)
        let body = """
            {"customer_id":\(customer),"findings":"Fine","rating":"A","limit":"1000","payment_terms_days":30,"valid_until_on":"2027-11-24"}
            """
        let id = try world.created(world.post("finance", "/v1/credit-investigations", body))
        let path = "/v1/credit-investigations/\(id)"
        #expect(try world.post("finance", path + "/submit").status == 200)
        let token = try key("\"user_id\":\(world.person("finance2").id)").string("key") ?? ""
        let refused = try send(token, "POST", path + "/approve")
        #expect(refused.status == 403)
        #expect(refused.code == "decided_by_people")
        #expect(try send(token, "GET", path).array("actions").isEmpty)
        #expect(try world.post("finance2", path + "/approve").status == 200)
    }

    @Test func `a key does not change its user's password, nor sign out`() throws {
        let token = try key("\"user_id\":\(world.person("rep").id)").string("key") ?? ""
        let id = world.person("rep").id
        #expect(try send(token, "POST", "/v1/users/\(id)/password", #"{"password":"battery staple"}"#).status == 403)
        #expect(try send(token, "DELETE", "/v1/sessions/current").status == 404)
    }

    @Test func `the last use is noted once a minute, without version, audit record or event`() throws {
        let made = try key(#""roles":["integration"]"#)
        let token = made.string("key") ?? ""
        let before = try world.get("admin", "/v1/api-keys/\(made.id)")
        #expect(before["last_used_at"].isNull)
        let records = try world.get("admin", "/v1/audit").array("items").count
        let events = try world.get("admin", "/v1/events?limit=200").integer("next_after")
        var used: [String] = []
        // Uses are noted after the answer, so it goes on using the key until one of them is.
        for _ in 0..<50 {
            world.server.clock.advance(seconds: 61)
            used.append(world.server.clock.now.description)
            #expect(try send(token).status == 200)
            // Behind a write of ours, what the writer was told before is committed.
            try world.server.application.database.write { _ in }
            if try !world.get("admin", "/v1/api-keys/\(made.id)")["last_used_at"].isNull { break }
        }
        let after = try world.get("admin", "/v1/api-keys/\(made.id)")
        #expect(used.contains(after.string("last_used_at") ?? ""))
        #expect(after.integer("version") == before.integer("version"))
        #expect(after.string("updated_at") == before.string("updated_at"))
        #expect(try world.get("admin", "/v1/audit").array("items").count == records)
        #expect(try world.get("admin", "/v1/events?limit=200").integer("next_after") == events)
    }
}
