// Who sets up channels, who sees them, and what a test tells (access.md).

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct ChannelAccessTests {
    private let desk: ChannelDesk

    init() throws { desk = try ChannelDesk() }

    private var world: World { desk.world }

    @Test func `administrators set channels up and test them; managers, executives and auditors see them`() throws {
        let channel = try desk.channel()
        let readers: Set = ["manager", "lead", "boss", "executive", "auditor", "admin"]
        for name in TeamWorld.everybody {
            let body = "{\"name\":\"x\",\"kind\":\"wecom\",\"url\":\"https://example.com/x\"}"
            let isAdmin = name == "admin"
            #expect(try world.post(name, "/v1/message-channels", body).status == (isAdmin ? 201 : 403), "\(name)")
            for rest in ["", "/messages", "/state"] {
                #expect(try world.get(name, desk.path(channel, rest)).status == (readers.contains(name) ? 200 : 403), "\(name) \(rest)")
            }
            #expect(try world.patch(name, desk.path(channel), #"{"name":"y"}"#).status == (isAdmin ? 200 : 403), "\(name)")
            for step in ["/test", "/replay"] {
                #expect(try world.post(name, desk.path(channel, step)).status == (isAdmin ? 200 : 403), "\(name) \(step)")
            }
        }
        #expect(desk.other.received.count == 1)
        #expect(try world.send("manager", "DELETE", desk.path(channel)).status == 403)
        #expect(try world.post("admin", desk.path(999, "/test")).status == 404)
        #expect(try world.get("admin", desk.path(999, "/messages")).status == 404)
    }

    @Test func `what is in a message is not shown with its channel`() throws {
        let channel = try desk.channel()
        try desk.publish(on: channel, title: "Confidential", body: "Hush")
        try desk.settle(channel, attempts: 1)
        let text = try world.get("boss", desk.path(channel, "/messages")).answer.text
        #expect(!text.contains("Confidential") && !text.contains("Hush"))
    }

    @Test func `a test tells what happened, is in the audit, and is no trial that keeps nothing`() throws {
        let channel = try desk.channel("webhook")
        desk.other.react { _ in .answer(204) }
        let good = try world.post("admin", desk.path(channel, "/test"))
        #expect(good["delivered"].bool == true && good.integer("http_status") == 204 && good["error"].isNull)
        let sent = try #require(desk.other.received.first)
        let body = try #require(try JSONReader.parse(sent.body).object)
        #expect(body["type"]?.string == "salesd.message_channel.test")
        desk.other.react { _ in .answer(302, fields: [("Location", "http://127.0.0.1/")]) }
        let bad = try world.post("admin", desk.path(channel, "/test"))
        #expect(bad["delivered"].bool == false && bad.integer("http_status") == 302 && bad.string("error") == "http_302")
        desk.other.react { _ in .cut }
        #expect(try world.post("admin", desk.path(channel, "/test")).string("error") == "connection_lost")
        let tests = try world.get("auditor", "/v1/audit?entity=message_channel&entity_id=\(channel)").array("items")
            .filter { $0.object?["action"]?.string == "tested" }
        #expect(tests.count == 3)
        #expect(try world.post("admin", desk.path(channel, "/test?dry_run=true")).code == "unknown_parameter")
        #expect(try world.post("admin", desk.path(channel, "/test"), #"{"a":1}"#).status == 422)
        #expect(try desk.messages(channel).isEmpty)
    }

    @Test func `a test that succeeds lets what waits follow at once`() throws {
        desk.other.react { _ in .answer(503) }
        let channel = try desk.channel("webhook")
        try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        desk.other.react { _ in .answer(200) }
        #expect(try world.post("admin", desk.path(channel, "/test"))["delivered"].bool == true)
        #expect(try eventually { try desk.statuses(channel) == ["delivered"] })
    }

    @Test func `one test at a time`() throws {
        let gate = DispatchGate()
        desk.other.react { _ in
            gate.wait()
            return .answer(200)
        }
        let channel = try desk.channel("webhook")
        let (path, port, token) = (desk.path(channel, "/test"), world.server.port, world.person("admin").token)
        let first = Background {
            try Race.run([Race.Request(token: token, method: "POST", path: path, body: "{}")], port: port).map(\.status)
        }
        #expect(eventually { desk.other.received.count == 1 })
        let second = try world.post("admin", path)
        #expect(second.status == 503 && second.answer.field("Retry-After") == "1")
        gate.open()
        #expect(first.value() == [200])
    }

    @Test func `the kind stays, and an archived channel is served no more`() throws {
        let channel = try desk.channel()
        #expect(try world.patch("admin", desk.path(channel), #"{"kind":"feishu"}"#).faults == ["/kind: read_only_field"])
        #expect(try world.patch("admin", desk.path(channel), #"{"origin":"https://example.com"}"#).faults == ["/origin: read_only_field"])
        desk.other.react { _ in .answer(503) }
        try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        #expect(try [200, 204].contains(world.send("admin", "DELETE", desk.path(channel)).status))
        desk.other.react { _ in .answer(200, body: #"{"errcode":0}"#) }
        try desk.pass(seconds: 3600)
        #expect(try world.post("admin", desk.path(channel, "/restore")).status == 200)
        #expect(try eventually { try desk.statuses(channel) == ["delivered"] })
        #expect(desk.other.received.count == 2)
        let free = try desk.channel("wecom", "free")
        #expect(try [200, 204].contains(world.send("admin", "DELETE", desk.path(free)).status))
        let id = try desk.draft("\"everyone\":true")
        #expect(try world.patch("manager", "/v1/notices/\(id)", "{\"channels\":[{\"channel_id\":\(free)}]}").status == 422)
    }
}
