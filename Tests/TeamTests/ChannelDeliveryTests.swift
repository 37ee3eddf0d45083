// Notices reach their channels with the commit that publishes them, again and again until they are taken, and none is lost (P3.3.1).

import JSON
import Kernel
import Synchronization
import TestSupport
import Testing

struct ChannelDeliveryTests {
    private static let taken = StandIn.Turn.answer(200, body: #"{"errcode":0,"errmsg":"ok"}"#)
    private let desk: ChannelDesk

    init() throws { desk = try ChannelDesk() }

    private func names() -> [String] {
        desk.other.received.compactMap { $0.target.split(separator: "/").last?.split(separator: "?").first.map(String.init) }
    }

    @Test func `a notice goes to the channels that it names, each once`() throws {
        let (a, b) = (try desk.channel("dingtalk", "a"), try desk.channel("webhook", "b"))
        _ = try desk.channel("wecom", "c", ",\"everyone\":true")
        let id = try desk.publish(on: a, b, a)
        #expect(eventually { desk.other.received.count == 2 })
        #expect(try desk.world.get("manager", "/v1/notices/\(id)").integer("pushed") == 2)
        try desk.settle(a, attempts: 1)
        try desk.settle(b, attempts: 1)
        #expect(names().sorted() == ["a", "b"])
        let message = try #require(try desk.messages(a).first)
        #expect(
            message["entity"]?.string == "notice" && message["entity_id"]?.number?.int64 == id && message["status"]?.string == "delivered")
        #expect(try desk.world.get("admin", desk.path(a, "/state")).string("last_success_at") == "\(desk.world.server.clock.now)")
    }

    @Test func `one that names none goes where the whole group is addressed, and to no other group`() throws {
        try desk.team.must(desk.world.post("admin", "/v1/departments", #"{"code":"field","name":"Field"}"#))
        let field = try desk.world.get("admin", "/v1/departments?code=field").array("items").first?.object?["id"]?.number?.int64 ?? 0
        _ = try desk.channel("dingtalk", "all", ",\"everyone\":true")
        _ = try desk.channel("dingtalk", "sales", ",\"roles\":[\"sales_rep\",\"sales_manager\"]")
        _ = try desk.channel("dingtalk", "reps", ",\"roles\":[\"sales_rep\"]")
        _ = try desk.channel("dingtalk", "field", ",\"departments\":[{\"department_id\":\(field)}]")
        _ = try desk.channel("dingtalk", "off", ",\"everyone\":true,\"active\":false")
        _ = try desk.channel("dingtalk", "nobody")
        func went(_ audience: String) throws -> [String] {
            let before = desk.other.received.count
            let id = try desk.draft(audience)
            let count = try desk.team.take("publish", "notices", id, by: "manager").integer("pushed") ?? -1
            #expect(eventually { desk.other.received.count == before + Int(count) })
            return names()[before...].sorted()
        }
        #expect(try went("\"everyone\":true") == ["all", "field", "reps", "sales"])
        #expect(try went("\"roles\":[\"sales_rep\"]") == ["reps"])
        #expect(try went("\"roles\":[\"sales_rep\",\"sales_manager\",\"finance\"]") == ["reps", "sales"])
        #expect(try went("\"departments\":[{\"department_id\":\(field)}],\"roles\":[\"hr\"]") == ["field"])
        #expect(try went("\"people\":[{\"user_id\":\(desk.team.id("rep"))}]") == [])
    }

    @Test func `a channel that is switched off is named in vain, and a draft sends nothing`() throws {
        let channel = try desk.channel()
        let id = try desk.draft("\"everyone\":true,\"channels\":[{\"channel_id\":\(channel)}]")
        _ = try desk.world.post("manager", "/v1/notices/\(id)/publish?dry_run=true")
        try desk.team.must(desk.world.patch("admin", desk.path(channel), #"{"active":false}"#))
        #expect(try desk.world.post("manager", "/v1/notices/\(id)/publish").code == "channel_inactive")
        try desk.pass(seconds: 60)
        #expect(try desk.statuses(channel).isEmpty)
        #expect(desk.other.connections == 0)
    }

    @Test func `what fails is tried again with growing pauses, and shown with each attempt`() throws {
        let answers = Mutex<[StandIn.Turn]>([
            .cut, .answer(500), .answer(302, fields: [("Location", "http://127.0.0.1:1/")]), .answer(200, body: "<html>"),
            .answer(200, body: #"{"errcode":310000,"errmsg":"sign not match"}"#), .answer(404),
        ])
        desk.other.react { _ in answers.withLock { $0.isEmpty ? Self.taken : $0.removeFirst() } }
        let channel = try desk.channel()
        try desk.publish(on: channel)
        var waits: [Int64] = []
        for count in 1...6 {
            try desk.settle(channel, attempts: count)
            let message = try #require(try desk.messages(channel).first)
            #expect(message["status"]?.string == "waiting")
            let next = try #require(message["next_attempt_at"]?.string.flatMap { Instant($0) })
            waits.append((next.milliseconds - desk.world.server.clock.now.milliseconds) / 1000)
            // A moment before nothing is sent, then it is.
            try desk.pass(seconds: waits[count - 1] - 1)
            #expect(try desk.attempts(channel)[0].count == count)
            try desk.pass(seconds: 2)
        }
        try desk.settle(channel, attempts: 7)
        #expect(
            try desk.attempts(channel) == [
                ["connection_lost", "http_500", "http_302", "answer_unreadable", "errcode_310000", "http_404", nil]
            ])
        #expect(try desk.statuses(channel) == ["delivered"])
        for (wait, pause) in zip(waits, [10, 60, 300, 900, 1800, 3600]) {
            #expect(abs(Double(wait) / Double(pause) - 1) <= 0.35, "\(wait) \(pause)")
        }
        let detail = try desk.messages(channel)[0]["attempts"]?.array?[4].object?["detail"]?.string
        #expect(detail == "sign not match")
    }

    @Test func `Retry-After and a robot that has too much are heeded, by all of the channel's messages`() throws {
        let answers = Mutex<[StandIn.Turn]>([
            .answer(429, fields: [("Retry-After", "500")]), .answer(200, body: #"{"errcode":130101,"errmsg":"send too fast"}"#),
        ])
        desk.other.react { _ in answers.withLock { $0.isEmpty ? Self.taken : $0.removeFirst() } }
        let channel = try desk.channel()
        try desk.publish(on: channel, title: "First")
        try desk.settle(channel, attempts: 1)
        try desk.publish(on: channel, title: "Second")
        try desk.pass(seconds: 498)
        #expect(desk.other.received.count == 1)
        try desk.pass(seconds: 3)
        try desk.settle(channel, attempts: 2)
        #expect(try desk.statuses(channel) == ["waiting", "waiting"])
        #expect(try desk.world.get("admin", desk.path(channel, "/state")).integer("failures") == 2)
        try desk.pass(seconds: 800)
        try desk.settle(channel, attempts: 4)
        #expect(try desk.statuses(channel) == ["delivered", "delivered"])
        #expect(try desk.world.get("admin", desk.path(channel, "/state")).integer("failures") == 0)
    }

    @Test func `what nobody takes for a day is given up, told, shown, and can be sent anew`() throws {
        desk.other.react { _ in .answer(503) }
        let channel = try desk.channel()
        let id = try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        // Longer than the longest pause, twenty times, is more than a day.
        for count in 2...21 {
            #expect(try desk.statuses(channel) == ["waiting"])
            try desk.pass(seconds: 4_400)
            try desk.settle(channel, attempts: count)
        }
        #expect(try desk.statuses(channel) == ["dead"])
        let dead = try #require(try desk.messages(channel).first?["id"]?.number?.int64)
        #expect(try desk.world.get("auditor", desk.path(channel, "/messages?status=dead")).array("items").count == 1)
        #expect(try desk.world.get("auditor", desk.path(channel, "/messages?status=waiting,delivered")).code == "bad_parameter")
        let told = try desk.team.events("message_dead", of: "message_channel")
        #expect(told.count == 1 && told[0]["about_id"]?.number?.int64 == id && told[0]["message"]?.number?.int64 == dead)
        let warnings = try desk.world.get("admin", "/readyz").array("warnings").compactMap { $0.object?["code"]?.string }
        #expect(warnings.contains("messages_dead"))
        desk.other.react { _ in Self.taken }
        #expect(try desk.world.post("admin", desk.path(channel, "/replay"), "{\"from_id\":\(dead + 1)}").integer("replayed") == 0)
        let reply = try desk.world.post("admin", desk.path(channel, "/replay"), "{\"from_id\":\(dead),\"to_id\":\(dead)}")
        #expect(reply.integer("replayed") == 1)
        #expect(try eventually { try desk.statuses(channel) == ["delivered"] })
        let after = try desk.world.get("admin", "/readyz").array("warnings").compactMap { $0.object?["code"]?.string }
        #expect(!after.contains("messages_dead"))
    }

    @Test func `the time for trying is the company's to set`() throws {
        let settings = try desk.world.get("admin", "/v1/settings/team")
        #expect(settings.integer("channel_retry_hours") == 24)
        try desk.team.must(desk.world.patch("admin", "/v1/settings/team", #"{"channel_retry_hours":1}"#))
        desk.other.react { _ in .answer(503) }
        let channel = try desk.channel()
        try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        try desk.pass(seconds: 3601)
        #expect(try eventually { try desk.statuses(channel) == ["dead"] })
    }

    @Test func `who is gone is asked no more, and gets what waits once somebody has set it right`() throws {
        desk.other.react { _ in .answer(410) }
        let channel = try desk.channel("webhook")
        try desk.publish(on: channel)
        #expect(try eventually { try desk.world.get("admin", desk.path(channel))["active"].bool == false })
        #expect(try desk.world.get("admin", desk.path(channel)).string("disabled_at") != nil)
        #expect(try desk.team.events("disabled", of: "message_channel").count == 1)
        try desk.pass(seconds: 7200)
        #expect(desk.other.received.count == 1)
        #expect(try desk.statuses(channel) == ["waiting"])
        desk.other.react { _ in .answer(204) }
        try desk.team.must(desk.world.patch("admin", desk.path(channel), "{\"active\":true,\"url\":\"\(desk.url("new"))\"}"))
        #expect(try eventually { try desk.statuses(channel) == ["delivered"] })
        #expect(names().last == "new")
        #expect(try desk.world.get("admin", desk.path(channel)).string("disabled_at") == nil)
    }

    @Test func `what waits for a channel that stays off is given up in its time`() throws {
        desk.other.react { _ in .answer(503) }
        let channel = try desk.channel()
        try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        try desk.team.must(desk.world.patch("admin", desk.path(channel), #"{"active":false}"#))
        try desk.pass(seconds: 25 * 3600)
        #expect(eventually { (try? desk.world.server.runJob("give-up-deliveries")) != nil })
        #expect(try desk.statuses(channel) == ["dead"])
        #expect(desk.other.received.count == 1)
        // What has ended long ago is forgotten.
        try desk.pass(seconds: 91 * 86_400)
        #expect(eventually { (try? desk.world.server.runJob("forget-deliveries")) != nil })
        #expect(try desk.messages(channel).isEmpty)
    }

    @Test func `a retracted notice that still waits is not sent any more`() throws {
        desk.other.react { _ in .answer(503) }
        let channel = try desk.channel()
        let id = try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        try desk.team.take("retract", "notices", id, by: "manager", #"{"reason":"Wrong day"}"#)
        #expect(try desk.statuses(channel) == ["withdrawn"])
        desk.other.react { _ in Self.taken }
        try desk.pass(seconds: 7200)
        try desk.publish(on: channel, title: "Next")
        #expect(try eventually { try desk.statuses(channel) == ["withdrawn", "delivered"] })
        #expect(desk.other.received.count == 2)
        #expect(try desk.world.post("admin", desk.path(channel, "/replay"), #"{"from_id":1}"#).integer("replayed") == 0)
    }

    @Test func `nor is one that was given up before it was retracted sent anew`() throws {
        try desk.team.must(desk.world.patch("admin", "/v1/settings/team", #"{"channel_retry_hours":1}"#))
        desk.other.react { _ in .answer(503) }
        let channel = try desk.channel()
        let id = try desk.publish(on: channel)
        try desk.settle(channel, attempts: 1)
        try desk.pass(seconds: 3601)
        #expect(try eventually { try desk.statuses(channel) == ["dead"] })
        try desk.team.take("retract", "notices", id, by: "admin", #"{"reason":"Wrong day"}"#)
        #expect(try desk.statuses(channel) == ["withdrawn"])
        #expect(try desk.world.post("admin", desk.path(channel, "/replay"), #"{"from_id":1}"#).integer("replayed") == 0)
        #expect(try desk.world.get("admin", "/readyz").array("warnings").allSatisfy { $0.object?["code"]?.string != "messages_dead" })
    }

    @Test func `of one channel one goes at a time, and a silent channel holds up no other`() throws {
        let gate = DispatchGate()
        desk.other.react { request in
            if request.target.contains("slow") { gate.wait() }
            return Self.taken
        }
        let (slow, quick) = (try desk.channel("dingtalk", "slow"), try desk.channel("dingtalk", "quick"))
        for number in 1...3 { try desk.publish(on: slow, quick, title: "N\(number)") }
        #expect(try eventually { try desk.statuses(quick) == ["delivered", "delivered", "delivered"] })
        #expect(names().filter { $0 == "slow" }.count == 1)
        gate.open()
        #expect(try eventually { try desk.statuses(slow) == ["delivered", "delivered", "delivered"] })
        let texts = desk.other.received.filter { $0.target.contains("slow") }.map(\.text)
        #expect(texts.count == 3 && zip(texts, ["N1", "N2", "N3"]).allSatisfy { $0.contains($1) })
    }
}
