// The secret is shown in the answer that makes it, and nowhere again; while it changes both count; the address is shown nowhere.

import App
import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct WebhookSecretTests {
    private let desk: WebhookDesk
    private static let token = "7a4f0e22b9c9token"

    init() throws { desk = try WebhookDesk() }

    private var world: World { desk.world }

    @Test func `one that is made is shown once, and signs`() throws {
        let body = "{\"name\":\"x\",\"url\":\"\(desk.url())\"}"
        let made = try world.post("admin", "/v1/webhooks", body, fields: [("Idempotency-Key", "one")])
        let secret = try #require(made.string("secret"))
        #expect(made.status == 201 && secret.wholeMatch(of: /whsec_[A-Za-z0-9+\/]{43}=/) != nil)
        #expect(made.answer.field("Location") == "/v1/webhooks/\(made.id)")
        try desk.must("POST", desk.path(made.id, "/test"))
        #expect(desk.other.received.last?.isSigned(under: secret) == true)
        #expect(try world.post("admin", "/v1/webhooks?dry_run=true", body).code == "unknown_parameter")
        try expectNowhere([secret, Self.token], webhook: made.id)
        try expectSealed([secret, String(secret.dropFirst(6)), Self.token])
    }

    @Test func `by the same key nothing is made twice, and who lost the answer is told where it stands`() throws {
        let body = "{\"name\":\"x\",\"url\":\"\(desk.url())\"}"
        func send(_ path: String, _ body: String, key: String) throws -> Reply {
            try world.post("admin", path, body, fields: [("Idempotency-Key", key)])
        }
        let made = try send("/v1/webhooks", body, key: "one")
        for _ in 1...2 {
            let again = try send("/v1/webhooks", body, key: "one")
            #expect(again.status == 409 && again.code == "secret_shown_once", "\(again.answer.text)")
            #expect(again.array("made") == [.string(desk.path(made.id))] && again.string("detail")?.contains(desk.path(made.id)) == true)
            #expect(!again.answer.text.contains("whsec_") && again.answer.field("Idempotency-Replayed") == nil)
        }
        #expect(try world.get("admin", "/v1/webhooks?count=true").integer("total") == 1)
        #expect(try send("/v1/webhooks", body.replacing("\"x\"", with: "\"y\""), key: "one").code == "idempotency_key_reused")
        // What was refused may be sent again, and another one's key is another key.
        #expect(try send("/v1/webhooks", "{}", key: "two").status == 422)
        #expect(try send("/v1/webhooks", body, key: "two").status == 201)
        let rotated = try send(desk.path(made.id, "/rotate"), #"{"overlap_hours":0}"#, key: "one")
        #expect(rotated.status == 200)
        let again = try send(desk.path(made.id, "/rotate"), #"{"overlap_hours":0}"#, key: "one")
        #expect(again.code == "secret_shown_once" && again.array("made") == [.string(desk.path(made.id))])
        try desk.must("POST", desk.path(made.id, "/test"))
        #expect(desk.other.received.last?.isSigned(under: rotated.string("secret") ?? "") == true)
        try expectSealed([rotated.string("secret") ?? "?", made.string("secret") ?? "?"])
    }

    private func expectNowhere(_ words: [String], webhook: Int64) throws {
        let paths = [
            desk.path(webhook), desk.path(webhook) + "?expand=owner&pretty=true", "/v1/webhooks", desk.path(webhook, "/messages"),
            desk.path(webhook, "/state"), desk.path(webhook, "/timeline"), "/v1/audit?entity=webhook", "/v1/audit?limit=200",
            "/v1/events?limit=200", "/v1/openapi.json", "/v1/search?q=whsec", "/metrics", "/readyz", "/v1/settings/webhooks",
        ]
        for path in paths {
            for type in ["application/json", "text/csv", "application/x-ndjson"] {
                let text = try world.get("admin", path, fields: [("Accept", type)]).answer.text
                for word in words { #expect(!text.contains(word), "\(path) \(type)") }
            }
        }
        for question in ["?fields=url", "?fields=secret", "?sort=url", "?url=x", "?secret=x"] {
            #expect(try world.get("admin", "/v1/webhooks\(question)").status == 400, "\(question)")
        }
        #expect(try desk.record(webhook).string("origin") == "http://127.0.0.1:\(desk.other.port)")
    }

    private func expectSealed(_ words: [String]) throws {
        world.server.application.stop()
        let files = try FileManager.default.subpathsOfDirectory(atPath: world.server.directory)
        #expect(files.contains("salesd.db"))
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: world.server.directory + "/" + file) else { continue }
            for word in words { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(file)") }
        }
    }

    @Test func `while it changes both sign, then the new one alone`() throws {
        let webhook = try desk.webhook()
        let rotated = try desk.must("POST", desk.path(webhook, "/rotate"), "{}")
        let new = try #require(rotated.string("secret"))
        #expect(rotated.string("previous_secret_until") == "\(world.server.clock.now.adding(seconds: 86_400))")
        func signs(_ secrets: [String]) throws -> [Bool] {
            try desk.must("POST", desk.path(webhook, "/test"))
            return secrets.map { desk.other.received.last?.isSigned(under: $0) == true }
        }
        #expect(try signs([WebhookDesk.secret, new]) == [true, true])
        #expect(desk.other.received.last?.field("webhook-signature")?.split(separator: " ").count == 2)
        try desk.pass(seconds: 86_401)
        #expect(try signs([WebhookDesk.secret, new]) == [false, true])
        // One after the other within the overlap: each counts until its own end. Without one all former ones end at once.
        let third = try #require(try desk.must("POST", desk.path(webhook, "/rotate"), #"{"overlap_hours":2}"#).string("secret"))
        let chosen = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        try desk.must("POST", desk.path(webhook, "/rotate"), "{\"secret\":\"\(chosen)\",\"overlap_hours\":2}")
        #expect(try signs([new, third, chosen]) == [true, true, true])
        #expect(desk.other.received.last?.field("webhook-signature")?.split(separator: " ").count == 3)
        #expect(try desk.must("POST", desk.path(webhook, "/rotate"), #"{"overlap_hours":0}"#)["previous_secret_until"].isNull)
        #expect(try signs([new, third, chosen]) == [false, false, false])
        for secret in ["whsec_AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "whsec_%%%%", "whsec_" + String(repeating: "A", count: 88)] {
            let reply = try world.post("admin", desk.path(webhook, "/rotate"), "{\"secret\":\"\(secret)\"}")
            #expect(reply.faults == ["/secret: webhook_secret"], "\(secret)")
        }
        let actions = try world.get("auditor", "/v1/audit?entity=webhook&entity_id=\(webhook)").array("items")
            .compactMap { $0.object?["action"]?.string }
        #expect(actions.filter { $0 == "rotated" }.count == 4)
    }

    @Test func `former secrets count until their own ends, four of them at most`() throws {
        let webhook = try desk.webhook()
        func rotate(_ hours: Int) throws -> Reply {
            try world.post("admin", desk.path(webhook, "/rotate"), "{\"overlap_hours\":\(hours)}")
        }
        let start = world.server.clock.now
        let replies = try [2, 48, 1, 24].map(rotate)
        let secrets = [WebhookDesk.secret] + replies.compactMap { $0.string("secret") }
        // The last of their ends is shown.
        let ends = ([2, 48, 48, 48] as [Int64]).map { "\(start.adding(seconds: $0 * 3600))" }
        #expect(replies.compactMap { $0.string("previous_secret_until") } == ends)
        func signs() throws -> [Bool] {
            try desk.must("POST", desk.path(webhook, "/test"))
            return secrets.map { desk.other.received.last?.isSigned(under: $0) == true }
        }
        #expect(try signs() == [true, true, true, true, true])
        let refused = try rotate(24)
        #expect(refused.status == 409 && refused.code == "webhook_secrets_full")
        #expect(refused.array("until") == [.string("\(start.adding(seconds: 3600))")], "the first end")
        #expect(try signs() == [true, true, true, true, true])
        try desk.pass(seconds: 3601)
        #expect(try signs() == [true, true, false, true, true])
        #expect(try rotate(1).status == 200)
        try desk.pass(seconds: 24 * 3600)
        #expect(try signs() == [false, true, false, false, false])
        try desk.pass(seconds: 24 * 3600)
        #expect(try signs() == [false, false, false, false, false])
    }

    @Test func `under another key nothing opens: it is said, and new ones mend it`() throws {
        let webhook = try desk.webhook()
        let server = world.server
        server.application.stop()
        try FileManager.default.removeItem(atPath: server.directory + "/secrets.key")
        let again = try TestServer(directory: server.directory, at: server.clock.now)
        let client = try again.client()
        let token = try again.session(of: world.person("admin").id)
        func send(_ method: String, _ rest: String, _ body: String) throws -> Reply {
            let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
            return Reply(try client.send(method, desk.path(webhook, rest), fields: fields, body: body))
        }
        #expect(try send("POST", "/test", "{}").string("error") == "secret_unreadable")
        #expect(try send("PATCH", "", "{\"url\":\"https://localhost:\(desk.other.port)/\"}").status == 200)
        #expect(try send("POST", "/test", "{}").string("error") == "secret_unreadable")
        #expect(try send("POST", "/rotate", #"{"overlap_hours":0}"#).status == 200)
        // Now it opens, and the configuration lets nothing in that lies inside.
        #expect(try send("POST", "/test", "{}").string("error") == "address_refused")
    }
}
