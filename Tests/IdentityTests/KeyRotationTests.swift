// A key gives way to a new one, and both work for a while, so that a system can change without a pause.

import JSON
import Kernel
import TestSupport
import Testing

struct KeyRotationTests {
    private let world: World
    /// Of a service user with the role integration, scopes users:read.
    private let old: Reply

    init() throws {
        world = try World()
        old = try world.post("admin", "/v1/api-keys", #"{"name":"shop","roles":["integration"],"scopes":["users:read"]}"#)
    }

    private func rotate(_ key: Reply, _ body: String? = nil, by name: String = "admin") throws -> Reply {
        try world.post(name, "/v1/api-keys/\(key.id)/rotate", body)
    }

    private func works(_ key: Reply, _ path: String = "/v1/users") throws -> Bool {
        try send(key, "GET", path).status == 200
    }

    private func send(_ key: Reply, _ method: String, _ path: String, _ body: String? = nil) throws -> Reply {
        let fields = [("Authorization", "Bearer \(key.string("key") ?? "")"), ("Content-Type", "application/json")]
        return Reply(try world.server.client().send(method, path, fields: fields, body: body))
    }

    @Test func `both keys work for a day, then the new one alone`() throws {
        let new = try rotate(old)
        #expect(new.status == 201)
        #expect(new.answer.field("Location") == "/v1/api-keys/\(new.id)")
        #expect(new.string("key")?.hasPrefix("sk_") == true && new.string("key") != old.string("key"))
        #expect(new.integer("user_id") == old.integer("user_id"))
        #expect(try works(old) && works(new))
        #expect(try !works(new, "/v1/departments"), "the scopes are the old key's")
        world.server.clock.advance(seconds: 24 * 3600 - 1)
        #expect(try works(old) && works(new))
        world.server.clock.advance(seconds: 1)
        #expect(try !works(old) && works(new))
    }

    @Test func `by the same Idempotency-Key one key is made, and who lost it is told where it stands`() throws {
        let once = [("Idempotency-Key", "k")]
        let body = #"{"name":"mill","roles":["integration"]}"#
        let made = try world.post("admin", "/v1/api-keys", body, fields: once)
        let again = try world.post("admin", "/v1/api-keys", body, fields: once)
        #expect(made.status == 201 && again.status == 409 && again.code == "secret_shown_once")
        #expect(again.array("made") == [.string("/v1/api-keys/\(made.id)")] && !again.answer.text.contains("sk_"))
        #expect(try world.get("admin", "/v1/api-keys?name=mill&count=true").integer("total") == 1)
        let new = try world.post("admin", "/v1/api-keys/\(made.id)/rotate", "{}", fields: once)
        let repeated = try world.post("admin", "/v1/api-keys/\(made.id)/rotate", "{}", fields: once)
        #expect(new.status == 201 && repeated.array("made") == [.string("/v1/api-keys/\(new.id)")])
        #expect(try world.get("admin", "/v1/api-keys?name=mill&count=true").integer("total") == 2)
        // Who signs in again has another session.
        let words = #"{"username":"nobody","password":"wrong"}"#
        #expect(try world.post(nil, "/v1/sessions", words, fields: once).status == 401)
    }

    @Test func `both are listed, the key itself is nowhere, and the audit tells of both`() throws {
        let new = try rotate(old)
        let list = try world.get("admin", "/v1/api-keys?name=shop&sort=id")
        #expect(list.array("items").compactMap { $0.object?["id"]?.number?.int64 } == [old.id, new.id])
        #expect(list.string("items/0/expires_at") == "2026-11-25T01:00:00.000Z")
        #expect(list["items/1/expires_at"].isNull)
        #expect(list.integer("items/1/replaces_id") == old.id)
        let audit = try world.get("admin", "/v1/audit?entity=api_key")
        #expect(audit.array("items").prefix(2).compactMap { $0.object?["action"]?.string } == ["rotated", "created"])
        for key in [old, new] {
            let text = key.string("key") ?? ""
            #expect(!list.answer.text.contains(text) && !audit.answer.text.contains(text))
        }
    }

    @Test func `the overlap is 0 to 168 hours, and never prolongs the old key`() throws {
        for hours in ["-1", "169", "1.5", "\"x\"", "null"] {
            #expect(try rotate(old, "{\"overlap_hours\":\(hours)}").status == 422, "\(hours)")
        }
        let next = try rotate(old, #"{"overlap_hours":1}"#)
        #expect(try rotate(old, #"{"overlap_hours":168}"#).code == "key_replaced")
        #expect(try world.send("admin", "DELETE", "/v1/api-keys/\(next.id)").status == 204)
        let again = try rotate(old, #"{"overlap_hours":168}"#)
        #expect(again.status == 201)
        #expect(try world.get("admin", "/v1/api-keys/\(again.id)")["expires_at"].isNull, "as long a life as the key was meant to have")
        #expect(try world.get("admin", "/v1/api-keys/\(old.id)").string("expires_at") == "2026-11-24T02:00:00.000Z")
        #expect(try rotate(again, #"{"overlap_hours":0}"#).status == 201)
        #expect(try !works(again), "no overlap ends it at once")
    }

    @Test func `a key with an end gets as long a life again, or the end that is named`() throws {
        let ending = try world.post("admin", "/v1/api-keys", #"{"name":"ends","roles":["hr"],"expires_at":"2026-12-04T01:00:00Z"}"#)
        world.server.clock.advance(seconds: 5 * 86_400)
        try world.renewSessions()
        let same = try rotate(ending)
        #expect(try world.get("admin", "/v1/api-keys/\(same.id)").string("expires_at") == "2026-12-09T01:00:00.000Z")
        let named = try rotate(same, #"{"expires_at":"2027-01-01T00:00:00Z"}"#)
        #expect(try world.get("admin", "/v1/api-keys/\(named.id)").string("expires_at") == "2027-01-01T00:00:00.000Z")
        let last = try world.post("admin", "/v1/api-keys", #"{"name":"last","roles":["hr"],"expires_at":"9999-12-31T00:00:00Z"}"#)
        world.server.clock.advance(seconds: 86_400)
        try world.renewSessions()
        let beyond = try rotate(last)
        #expect(try world.get("admin", "/v1/api-keys/\(beyond.id)").string("expires_at") == "9999-12-31T00:00:00.000Z")
    }

    @Test func `what has ended is not brought back by a new key`() throws {
        let ending = try world.post("admin", "/v1/api-keys", #"{"name":"ends","roles":["hr"],"expires_at":"2026-11-24T02:00:00Z"}"#)
        world.server.clock.advance(seconds: 3600)
        #expect(try rotate(ending).code == "key_ended")
        #expect(try world.send("admin", "DELETE", "/v1/api-keys/\(old.id)").status == 204)
        #expect(try rotate(old).code == "key_ended")
        #expect(try world.post("admin", "/v1/api-keys/999/rotate").status == 404)
        #expect(try world.get("admin", "/v1/api-keys?count=true&name=shop").integer("total") == 1)
    }

    @Test func `administrators alone rotate`() throws {
        for name in ["rep", "manager", "hr", "finance", "executive", "auditor", "key"] {
            #expect(try rotate(old, by: name).status == 403, "\(name)")
        }
        #expect(try world.send(nil, "POST", "/v1/api-keys/\(old.id)/rotate").status == 401)
    }

    @Test func `a key rotates nothing that goes beyond itself, and does not end itself at once`() throws {
        func root(_ more: String, _ name: String) throws -> Reply {
            try world.post("admin", "/v1/api-keys", "{\"name\":\"\(name)\",\"roles\":[\"admin\",\"integration\"]\(more)}")
        }
        let narrow = try root(#","scopes":["api-keys:write","users:read"]"#, "narrow")
        let wide = try root("", "wide")
        #expect(try send(narrow, "POST", "/v1/api-keys/\(wide.id)/rotate").faults == ["/scopes: wider_key"])
        let person = try world.post("admin", "/v1/api-keys", "{\"name\":\"p\",\"user_id\":\(world.person("rep").id)}")
        #expect(try send(wide, "POST", "/v1/api-keys/\(person.id)/rotate").faults == ["/user_id: people_only"])
        #expect(try send(wide, "POST", "/v1/api-keys/\(wide.id)/rotate", #"{"overlap_hours":0}"#).code == "key_in_use")
        let short = try root(#","expires_at":"2026-12-01T00:00:00Z""#, "short")
        #expect(try send(short, "POST", "/v1/api-keys/\(old.id)/rotate").faults == ["/expires_at: wider_key"])
        #expect(try send(narrow, "POST", "/v1/api-keys/\(old.id)/rotate").status == 201)
        let later = #"{"expires_at":"2027-12-01T00:00:00Z"}"#
        #expect(try send(short, "POST", "/v1/api-keys/\(short.id)/rotate", later).faults == ["/expires_at: wider_key"])
        #expect(try send(short, "POST", "/v1/api-keys/\(short.id)/rotate", #"{"expires_at":"2026-12-01T00:00:00Z"}"#).status == 201)
    }

    @Test func `a repetition makes no second key and shows none again, and nothing is tried out`() throws {
        let key = [("Idempotency-Key", "r1")]
        let first = try world.post("admin", "/v1/api-keys/\(old.id)/rotate", "{}", fields: key)
        #expect(first.status == 201)
        let again = try world.post("admin", "/v1/api-keys/\(old.id)/rotate", "{}", fields: key)
        #expect(again.code == "secret_shown_once" && !again.answer.text.contains(first.string("key") ?? "sk_"))
        let before = try world.get("admin", "/v1/api-keys?count=true").integer("total")
        #expect(try world.post("admin", "/v1/api-keys/\(first.id)/rotate?dry_run=true", "{}").status == 400)
        #expect(try world.get("admin", "/v1/api-keys?count=true").integer("total") == before)
    }
}
