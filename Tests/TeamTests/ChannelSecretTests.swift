// Addresses and secrets of channels are taken in, and found nowhere again: not in an answer, not in a record of what happened, not in the
// database.

import App
import Foundation
import JSON
import Kernel
import Outgoing
import TestSupport
import Testing

@testable import Team

struct ChannelSecretTests {
    private let desk: ChannelDesk
    private static let secret = "SECf00dcafe5ecret"

    init() throws { desk = try ChannelDesk() }

    private var world: World { desk.world }

    private func holds(_ text: String) -> Bool {
        text.contains(Self.secret) || text.contains(ChannelDesk.token) || text.contains("new-\(Self.secret)")
    }

    @Test func `no answer has them, whoever asks in whatever way`() throws {
        let channel = try desk.channel("dingtalk", "a", ",\"secret\":\"\(Self.secret)\"")
        let change = try world.patch("admin", desk.path(channel), "{\"secret\":\"new-\(Self.secret)\"}")
        #expect(!holds(change.answer.text) && change.status == 200)
        try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        let paths = [
            desk.path(channel), desk.path(channel) + "?expand=created_by&pretty=true", "/v1/message-channels",
            desk.path(channel, "/messages"),
            desk.path(channel, "/state"), desk.path(channel, "/timeline"), "/v1/audit?entity=message_channel", "/v1/audit?limit=200",
            "/v1/events?limit=200", "/v1/openapi.json", "/v1/notices?expand=channels.channel", "/v1/search?q=access_token", "/metrics",
            "/readyz",
            "/v1/notice-receipts",
        ]
        for path in paths {
            for type in ["application/json", "text/csv", "application/x-ndjson"] {
                let reply = try world.get("admin", path, fields: [("Accept", type)])
                #expect(!holds(reply.answer.text), "\(path) \(type)")
            }
        }
        for field in ["url", "secret"] {
            for question in ["?fields=\(field)", "?sort=\(field)", "?\(field)=x", "?\(field).ne=x"] {
                #expect(try world.get("admin", "/v1/message-channels\(question)").status == 400, "\(question)")
            }
        }
        let record = try world.get("admin", desk.path(channel))
        #expect(record.json.object?["url"] == nil && record.json.object?["secret"] == nil)
        #expect(record.string("origin") == "http://127.0.0.1:\(desk.other.port)" && record["signed"].bool == true)
    }

    @Test func `that they were changed stands in the audit`() throws {
        let channel = try desk.channel()
        world.server.clock.advance(seconds: 60)
        try desk.team.must(world.patch("admin", desk.path(channel), #"{"url":"https://example.com/hook/0123456789"}"#))
        let newest = try #require(
            try world.get("auditor", "/v1/audit?entity=message_channel&entity_id=\(channel)&limit=1").array("items").first?.object)
        let text = "\(newest)"
        #expect(text.contains("origin") && text.contains("https://example.com") && text.contains("credentials_set_at"))
        #expect(!text.contains("0123456789"))
        try desk.team.must(world.patch("admin", desk.path(channel), #"{"name":"other"}"#))
        #expect(try world.get("admin", desk.path(channel)).string("origin") == "https://example.com")
    }

    @Test func `in the database they are sealed, under a key that lies beside it for its owner alone`() throws {
        let channel = try desk.channel("dingtalk", "a", ",\"secret\":\"\(Self.secret)\"")
        desk.other.react { _ in .answer(500) }
        try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        world.server.application.stop()
        let files = try FileManager.default.subpathsOfDirectory(atPath: world.server.directory)
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: world.server.directory + "/" + file) else { continue }
            for word in [Self.secret, ChannelDesk.token] { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(file)") }
        }
        let key = world.server.directory + "/secrets.key"
        #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
        #expect(!files.contains { $0.hasSuffix(".partial") } && files.contains("access.log"))
    }

    @Test func `what the other side says of them is not repeated`() throws {
        let url = desk.url()
        desk.other.react { request in
            .answer(200, body: "{\"errcode\":300005,\"errmsg\":\"token \(ChannelDesk.token) of \(url) with \(Self.secret)\\nis unknown\"}")
        }
        let channel = try desk.channel("dingtalk", "a", ",\"secret\":\"\(Self.secret)\"")
        let test = try world.post("admin", desk.path(channel, "/test"))
        #expect(test.string("error") == "errcode_300005" && !holds(test.answer.text))
        #expect(test.string("detail")?.hasPrefix("token *** of ") == true && test.string("detail")?.hasSuffix(" is unknown") == true)
        try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        #expect(try !holds(world.get("admin", desk.path(channel, "/messages")).answer.text))
    }

    @Test func `as it was sent or as it was read, in any part, a key is taken out`() throws {
        let url = try #require(OutgoingURL("https://h.example/hook/abc%2Fdefghij?key=secret%20word1&v=2"))
        let redaction = Redaction(url, "short")
        #expect(redaction.clean("abc/defghij, secret word1, abc%2Fdefghij; v=2 short\u{1B}[1m") == "***, ***, ***; v=2 *** [1m")
        #expect(redaction.clean("to \(url.text)!") == "to ***!")
        #expect(redaction.clean(String(repeating: "长", count: 300)).count == 200)
        #expect(Redaction(url, nil).clean("") == "" && Redaction(url, "").clean("a b") == "a b")
    }

    @Test func `under another key nothing opens: it is said, and a new address mends it`() throws {
        let channel = try desk.channel()
        let server = world.server
        server.application.stop()
        try FileManager.default.removeItem(atPath: server.directory + "/secrets.key")
        let again = try TestServer(directory: server.directory, at: server.clock.now)
        let client = try again.client()
        let token = try again.session(of: desk.team.id("admin"))
        func post(_ method: String, _ rest: String, _ body: String) throws -> Reply {
            Reply(
                try client.send(
                    method, desk.path(channel, rest), fields: [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")],
                    body: body))
        }
        #expect(try post("POST", "/test", "{}").string("error") == "secret_unreadable")
        #expect(try post("PATCH", "", "{\"url\":\"\(desk.url())\"}").status == 200)
        // Now it opens, and the configuration lets nothing in that lies inside.
        #expect(try post("POST", "/test", "{}").string("error") == "address_refused")
        #expect(desk.other.connections == 0)
    }
}
