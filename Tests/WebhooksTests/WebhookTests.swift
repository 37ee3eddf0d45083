// A webhook is made once, is sent each event that its owner sees once and in order, rests and goes on, and gets a range once more (P5.3).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct WebhookTests {
    private let desk: WebhookDesk

    init() throws { desk = try WebhookDesk() }

    private var world: World { desk.world }

    @Test func `it is sent what the stream tells, byte for byte, signed, from the moment on in which it was made`() throws {
        let before = try desk.customer("Before")
        let webhook = try desk.webhook()
        try desk.touch(before, "Wuxi")
        let after = try desk.customer("After")
        #expect(eventually { desk.other.received.count == 2 })
        try desk.settle(webhook, attempts: 2)
        let told = try world.get("executive", "/v1/events?limit=200&type=salesd.customer.*").array("items").suffix(2)
        let sent = desk.other.received.sorted { $0.sequence < $1.sequence }
        #expect(sent.map { JSONValue.object($0.event) } == Array(told))
        #expect(sent.map(\.type) == ["salesd.customer.updated", "salesd.customer.created"])
        #expect(sent.map(\.subject) == ["/v1/customers/\(before)", "/v1/customers/\(after)"])
        for request in sent {
            #expect(request.method == "POST" && request.field("Content-Type") == "application/cloudevents+json")
            #expect(request.isSigned(under: WebhookDesk.secret) && request.field("webhook-timestamp") == "1795482000")
        }
        #expect(Set(sent.compactMap { $0.field("webhook-id") }).count == 2)
        let messages = try desk.messages(webhook)
        #expect(messages.map { $0["status"]?.string } == ["delivered", "delivered"])
        #expect(messages.map { $0["entity_id"]?.number?.int64 } == [before, after])
    }

    @Test func `a stream takes the same beginnings of types as a webhook`() throws {
        let id = try desk.customer()
        try desk.touch(id, "Wuxi")
        func types(_ word: String) throws -> Set<String> {
            Set(try world.get("admin", "/v1/events?limit=200&type=\(word)").array("items").compactMap { $0.object?["type"]?.string })
        }
        #expect(try types("salesd.customer.*") == ["salesd.customer.created", "salesd.customer.updated"])
        #expect(try types("salesd.customer.up*,salesd.api_key.created") == ["salesd.customer.updated", "salesd.api_key.created"])
        #expect(try types("*") == types("salesd.*") && types("*").contains("salesd.user.created"))
        for (word, reason) in [
            ("salesd.custom", "did you mean salesd.customer.*?"), ("salesd.customer.updatd", "did you mean salesd.customer.updated?"),
            ("salesd.customer.*,customer.updated", "did you mean salesd.customer.updated?"), ("nothing", "there is no such type of event"),
            ("salesd.customer.qqqqqqqq", "of salesd.customer there are activate, archived, "), ("", "there is no such type of event"),
            ("salesd.*.updated", "there is no such type of event"),
        ] {
            for kind in ["application/json", "text/event-stream"] {
                let reply = try world.get("admin", "/v1/events?type=\(word)", fields: [("Accept", kind)])
                #expect(reply.status == 400 && reply.code == "bad_parameter", "\(word) \(kind)")
                #expect(reply.string("detail")?.contains(reason) == true, "\(reply.answer.text)")
            }
        }
    }

    @Test func `what the description shows as an example is taken as it stands`() throws {
        let paths = try #require(world.get(nil, "/v1/openapi.json").json.object?["paths"]?.object)
        func example(_ method: String, _ path: String) throws -> String {
            let content = paths[path]?.object?[method]?.object?["requestBody"]?.object?["content"]?.object
            let example = try #require(content?["application/json"]?.object?["example"], "\(path)")
            var writer = JSONWriter(capacity: 512)
            writer.value(example)
            return String(decoding: writer.finish(), as: UTF8.self)
        }
        let made = try world.post("admin", "/v1/webhooks", example("post", "/v1/webhooks"))
        #expect(made.status == 201, "\(made.answer.text)")
        let changed = try world.patch("admin", desk.path(made.id), example("patch", "/v1/webhooks/{id}"))
        #expect(changed.status == 200, "\(changed.answer.text)")
        for step in ["rotate", "resend", "replay", "test"] {
            let body = try example("post", "/v1/webhooks/{id}/\(step)")
            let reply = try world.post("admin", desk.path(made.id, "/" + step), body)
            #expect(reply.status == 200, "\(step) \(body): \(reply.answer.text)")
        }
    }

    @Test func `a range of messages that ends before it begins is no range`() throws {
        let webhook = try desk.webhook()
        let refused = try world.post("admin", desk.path(webhook, "/replay"), #"{"from_id":9,"to_id":8}"#)
        #expect(refused.status == 422 && refused.faults == ["/to_id: replay_range"])
        #expect(try desk.must("POST", desk.path(webhook, "/replay"), #"{"from_id":9,"to_id":9}"#).integer("replayed") == 0)
    }

    @Test func `it can begin behind any event, and is sent all that follow in portions`() throws {
        let first = try desk.customer()
        for number in 0..<250 { try desk.touch(first, "C\(number)") }
        let webhook = try desk.webhook("all", ",\"after\":0")
        #expect(eventually { desk.other.received.count == 251 })
        let sequences = desk.other.received.map(\.sequence)
        #expect(sequences == sequences.sorted() && Set(sequences).count == 251)
        try desk.settle(webhook)
        #expect(
            try world.post("admin", "/v1/webhooks", "{\"name\":\"x\",\"url\":\"\(desk.url())\",\"after\":99999}").code == "events_ahead")
    }

    @Test func `what is paused gathers, without losing time, and goes on where it stopped`() throws {
        let webhook = try desk.webhook()
        let customer = try desk.customer()
        try desk.settle(webhook, attempts: 1)
        desk.other.react { _ in .answer(422) }
        try desk.touch(customer, "Waits")
        try desk.settle(webhook, attempts: 2)
        try desk.must("POST", desk.path(webhook, "/pause"))
        #expect(try desk.record(webhook).string("status") == "paused")
        for number in 0..<5 { try desk.touch(customer, "C\(number)") }
        // Longer than anything is tried for.
        try desk.pass(seconds: 100 * 3600)
        #expect(eventually { (try? world.server.runJob("give-up-deliveries")) != nil })
        #expect(desk.other.received.count == 2)
        #expect(try desk.statuses(webhook) == ["delivered", "waiting"])
        desk.other.react { _ in .answer(204) }
        #expect(try world.post("admin", desk.path(webhook, "/pause")).code == "wrong_state")
        try desk.must("POST", desk.path(webhook, "/resume"))
        #expect(eventually { desk.other.received.count == 8 })
        try desk.settle(webhook)
        let sequences = desk.other.received.map(\.sequence)
        #expect(sequences == sequences.sorted() && Set(sequences).count == 7)
        #expect(try Set(desk.statuses(webhook)) == ["delivered"])
    }

    @Test func `a range is sent once more, by numbers or by time, under ids of their own`() throws {
        let webhook = try desk.webhook()
        let customer = try desk.customer()
        try desk.pass(seconds: 60)
        for number in 0..<4 { try desk.touch(customer, "C\(number)") }
        try desk.pass(seconds: 60)
        try desk.touch(customer, "Last")
        #expect(eventually { desk.other.received.count == 6 })
        try desk.settle(webhook)
        let sent = desk.other.received
        let range = try desk.must(
            "POST", desk.path(webhook, "/resend"), #"{"from":"2026-11-24T01:01:00Z","to":"2026-11-24T01:02:00Z"}"#)
        // What the server does by itself may stand between them.
        let (first, last) = (range.integer("from_event") ?? 0, range.integer("to_event") ?? 0)
        #expect(first > sent[0].sequence && first <= sent[1].sequence && last >= sent[4].sequence && last < sent[5].sequence)
        #expect(eventually { desk.other.received.count == 10 })
        #expect(desk.other.received[6...].map(\.sequence) == sent[1...4].map(\.sequence))
        #expect(Set(desk.other.received.compactMap { $0.field("webhook-id") }).count == 10)
        #expect(try eventually { try desk.state(webhook)["again_until"].isNull })
        try desk.must("POST", desk.path(webhook, "/resend"), "{\"from_event\":\(sent[5].sequence)}")
        #expect(eventually { desk.other.received.count == 11 })
        // Nothing lies in these.
        for body in [
            #"{"from_event":99999}"#, #"{"from":"2027-01-01T00:00:00Z"}"#, "{}", #"{"to_event":5}"#, #"{"from_event":5,"to_event":4}"#,
        ] {
            #expect(try world.post("admin", desk.path(webhook, "/resend"), body).faults == ["/from_event: resend_range"], "\(body)")
        }
        let actions = try world.get("auditor", "/v1/audit?entity=webhook").array("items").compactMap { $0.object?["action"]?.string }
        #expect(actions.count { $0 == "resent" } == 2)
        try desk.must("POST", desk.path(webhook, "/pause"))
        try desk.must("POST", desk.path(webhook, "/resend"), #"{"from_event":1}"#)
        #expect(try world.post("admin", desk.path(webhook, "/resend"), #"{"from_event":1}"#).code == "resend_under_way")
    }

    @Test func `a backlog keeps the queue short, and all of it arrives in order`() throws {
        desk.other.react { _ in .answer(503) }
        let webhook = try desk.webhook("slow", ",\"after\":0")
        let customers = try (0..<3).map { try desk.customer("K\($0)") }
        // Written as the events of changes are, but all at once.
        let count = 1_300
        try world.server.application.database.write { transaction in
            for number in 0..<count {
                let id = customers[number % 3]
                try transaction.connection.run(
                    "INSERT INTO event (at, entity, entity_id, action, data) VALUES (?, 'customer', ?, 'updated', ?)",
                    [.integer(1_795_482_000_000), .integer(id), .text("{\"id\":\(id),\"version\":\(number + 2),\"changed\":[\"city\"]}")])
            }
        }
        try desk.touch(customers[0], "Last")
        #expect(try eventually { try desk.state(webhook).integer("waiting") == 1_000 })
        desk.other.react { _ in .answer(204) }
        try desk.pass(seconds: 700)
        let total = count + 4
        #expect(eventually { Set(desk.other.received.map(\.sequence)).count == total })
        try desk.settle(webhook)
        for customer in customers {
            let versions = desk.other.received.filter { $0.subject == "/v1/customers/\(customer)" }.map(\.sequence)
            #expect(versions == versions.sorted())
        }
    }

    @Test func `a trial is signed, tells what happened, and is none of the company's events`() throws {
        let webhook = try desk.webhook()
        let good = try desk.must("POST", desk.path(webhook, "/test"))
        #expect(good["delivered"].bool == true && good.integer("http_status") == 204)
        let sent = try #require(desk.other.received.first)
        #expect(sent.type == "salesd.webhook.test" && sent.subject == desk.path(webhook) && sent.isSigned(under: WebhookDesk.secret))
        desk.other.react { _ in .answer(401) }
        let bad = try desk.must("POST", desk.path(webhook, "/test"))
        #expect(bad["delivered"].bool == false && bad.string("error") == "http_401")
        #expect(try desk.statuses(webhook).isEmpty)
    }

    @Test func `of webhooks no webhook tells`() throws {
        _ = try desk.webhook("all", types: #"["salesd.*"]"#)
        let other = try desk.webhook("b")
        try desk.must("PATCH", desk.path(other), #"{"name":"c"}"#)
        _ = try desk.customer()
        #expect(eventually { desk.other.received.filter { $0.target.hasPrefix("/hook/all") }.count == 1 })
        #expect(desk.other.received.allSatisfy { $0.type == "salesd.customer.created" })
        let told = try world.get("admin", "/v1/events?type=salesd.webhook.*").array("items").compactMap { $0.object?["type"]?.string }
        #expect(told == ["salesd.webhook.created", "salesd.webhook.created", "salesd.webhook.updated"])
    }

    @Test func `what is archived is sent nothing, and what waited for it goes nowhere`() throws {
        desk.other.react { _ in .answer(500) }
        let webhook = try desk.webhook()
        _ = try desk.customer()
        try desk.settle(webhook, attempts: 1)
        try desk.must("DELETE", desk.path(webhook))
        #expect(try desk.statuses(webhook) == ["withdrawn"])
        _ = try desk.customer()
        try desk.pass(seconds: 3600)
        #expect(desk.other.received.count == 1)
        #expect(try world.post("admin", desk.path(webhook, "/rotate"), "{}").code == "archived")
    }

    @Test func `a notice that is retracted is taken back from channels, and webhooks learn of it all the same`() throws {
        desk.other.react { _ in .answer(422) }
        let webhook = try desk.webhook("n", types: #"["salesd.notice.*"]"#, owner: "manager")
        let id = try world.created(world.post("manager", "/v1/notices", #"{"title":"T","body":"x","everyone":true}"#))
        #expect(try world.post("manager", "/v1/notices/\(id)/publish").status == 200)
        try desk.settle(webhook, attempts: 1)
        #expect(try world.post("manager", "/v1/notices/\(id)/retract", #"{"reason":"Wrong day"}"#).status == 200)
        #expect(try eventually { try desk.statuses(webhook) == ["waiting", "waiting", "waiting"] })
        desk.other.react { _ in .answer(204) }
        try desk.pass(seconds: 60)
        try desk.settle(webhook)
        #expect(
            desk.other.received.suffix(3).map(\.type) == ["salesd.notice.created", "salesd.notice.publish", "salesd.notice.retract"])
    }

    @Test func `how it goes is counted`() throws {
        let webhook = try desk.webhook()
        _ = try desk.customer()
        try desk.settle(webhook, attempts: 1)
        desk.other.react { _ in .answer(500) }
        _ = try desk.customer()
        try desk.settle(webhook, attempts: 2)
        let lines = [
            #"salesd_deliveries_waiting{kind="webhook"} 1"#, #"salesd_deliveries_dead{kind="webhook"} 0"#,
            #"salesd_delivery_attempts_total{kind="webhook",outcome="delivered"} 1"#,
            #"salesd_delivery_attempts_total{kind="webhook",outcome="unavailable"} 1"#,
        ]
        #expect(
            try eventually {
                let page = try world.get(nil, "/metrics").answer.text
                return lines.allSatisfy { page.contains($0 + "\n") }
            })
    }
}
