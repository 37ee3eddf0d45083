// What a key may not do, however much its roles allow: go beyond itself, and what people do themselves.

import JSON
import Kernel
import TestSupport
import Testing

struct KeyLimitTests {
    private let world: World

    init() throws { world = try World() }

    /// A key of an administrator's service user.
    private func makeKey(_ more: String = "", named name: String = "root") throws -> Reply {
        try world.post("admin", "/v1/api-keys", "{\"name\":\"\(name)\",\"roles\":[\"admin\",\"integration\"]\(more)}")
    }

    private func send(_ key: Reply, _ method: String, _ path: String, _ body: String? = nil) throws -> Reply {
        let fields = [("Authorization", "Bearer \(key.string("key") ?? "")"), ("Content-Type", "application/json")]
        return Reply(try world.server.client().send(method, path, fields: fields, body: body))
    }

    private func issue(_ key: Reply, _ more: String) throws -> Reply {
        try send(key, "POST", "/v1/api-keys", "{\"name\":\"made\",\(more)}")
    }

    @Test func `a key makes no key with more scopes than its own`() throws {
        let key = try makeKey(#","scopes":["api-keys:write","users:read","orders:write"]"#)
        for scopes in [
            #""scopes":["customers:read"]"#, #""scopes":["users:write"]"#, #""scopes":["users:read","audit:read"]"#, #""scopes":[]"#,
            #""scopes":null"#,
        ] {
            let reply = try issue(key, "\"roles\":[\"integration\"],\(scopes)")
            #expect(reply.faults == ["/scopes: wider_key"], "\(scopes)")
        }
        #expect(try issue(key, #""roles":["integration"],"scopes":["users:read","orders:read"]"#).status == 201)
    }

    @Test func `a key makes no key with roles that it has not, nor in the name of another person`() throws {
        let key = try makeKey()
        #expect(try issue(key, #""roles":["finance"]"#).faults == ["/roles: wider_key"])
        #expect(try issue(key, "\"user_id\":\(world.person("rep").id)").faults == ["/user_id: people_only"])
        #expect(try issue(key, "\"user_id\":\(world.person("admin").id)").faults == ["/user_id: people_only"])
        #expect(try issue(key, "\"user_id\":\(key.integer("user_id") ?? 0)").status == 201)
        #expect(try world.post("admin", "/v1/api-keys", #"{"name":"any","roles":["finance"]}"#).status == 201)
    }

    @Test func `a key makes and prolongs no key beyond its own end, itself least of all`() throws {
        let key = try makeKey(#","expires_at":"2026-12-01T00:00:00Z""#)
        for end in [#""expires_at":"2026-12-01T00:00:01Z""#, #""expires_at":null"#] {
            #expect(try issue(key, "\"roles\":[\"integration\"],\(end)").faults == ["/expires_at: wider_key"], "\(end)")
            #expect(try send(key, "PATCH", "/v1/api-keys/\(key.id)", "{\(end)}").faults == ["/expires_at: wider_key"], "\(end)")
        }
        let made = try issue(key, #""roles":["integration"],"expires_at":"2026-12-01T00:00:00Z""#)
        #expect(made.status == 201)
        #expect(try send(key, "PATCH", "/v1/api-keys/\(made.id)", #"{"expires_at":"2026-11-30T00:00:00Z"}"#).status == 200)
        #expect(try send(key, "PATCH", "/v1/api-keys/\(key.id)", #"{"name":"other"}"#).status == 200)
    }

    @Test func `a key changes no key that may do more than itself, and may revoke it`() throws {
        let wide = try makeKey(named: "wide")
        let key = try makeKey(#","scopes":["api-keys:write"]"#)
        let refused = try send(key, "PATCH", "/v1/api-keys/\(wide.id)", #"{"expires_at":"2027-12-01T00:00:00Z"}"#)
        #expect(refused.faults == ["/scopes: wider_key"])
        #expect(try send(key, "DELETE", "/v1/api-keys/\(wide.id)").status == 204)
    }

    @Test func `a key sets nobody's password, its own user's neither`() throws {
        let key = try makeKey()
        for id in [world.person("rep").id, key.integer("user_id") ?? 0] {
            let reply = try send(key, "POST", "/v1/users/\(id)/password", #"{"password":"battery staple"}"#)
            #expect(reply.status == 403)
            #expect(reply.code == "people_only")
        }
    }

    @Test func `a key signs nobody out`() throws {
        let reply = try send(try makeKey(), "DELETE", "/v1/sessions/current")
        #expect(reply.status == 403)
        #expect(reply.code == "people_only")
    }

    @Test func `a key changes neither roles nor access of a user, and may change the rest`() throws {
        let key = try makeKey()
        let path = "/v1/users/\(world.person("rep").id)"
        for body in [#"{"roles":["admin"]}"#, #"{"active":false}"#] {
            #expect(try send(key, "PATCH", path, body).code == "people_only", "\(body)")
        }
        #expect(try send(key, "DELETE", path).code == "people_only")
        #expect(try send(key, "PATCH", path, #"{"position":"Senior"}"#).status == 200)
        #expect(try world.send("admin", "DELETE", path).status == 200)
        #expect(try send(key, "POST", path + "/restore").code == "people_only")
    }
}
