// Webhooks against a receiver that does everything wrong: nothing is lost, nothing is out of order, nobody is led inwards.

import Dispatch
import JSON
import Kernel
import Synchronization
import TestSupport
import Testing

struct HostileReceiverTests {
    @Test func `whatever goes wrong is an attempt, and what follows is tried again until it is taken`() throws {
        let desk = try WebhookDesk(milliseconds: 400)
        let turns = Mutex<[(StandIn.Turn, String)]>([
            (.silence, "timed_out"), (.drip, "timed_out"), (.cut, "connection_lost"), (.reset, "connection_lost"),
            (.half, "connection_lost"),
            (.bytes("SSH-2.0-OpenSSH_9.2\r\n"), "malformed"), (.bytes("HTTP/1.1 xyz\r\n\r\n"), "malformed"),
            (.bytes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort"), "connection_lost"),
            (.answer(302, fields: [("Location", "http://127.0.0.1:1/inside")]), "http_302"),
            (.answer(307, fields: [("Location", "http://169.254.169.254/latest/meta-data")]), "http_307"), (.answer(404), "http_404"),
            (.answer(500, body: String(repeating: "x", count: 4 << 20)), "http_500"),
        ])
        let all = turns.withLock { $0 }
        desk.other.react { _ in turns.withLock { $0.isEmpty ? .answer(204) : $0.removeFirst().0 } }
        let webhook = try desk.webhook()
        _ = try desk.customer()
        for count in 1...all.count {
            try desk.settle(webhook, attempts: count)
            #expect(try desk.statuses(webhook) == ["waiting"])
            let next = try #require(try desk.messages(webhook)[0]["next_attempt_at"]?.string.flatMap { Instant($0) })
            try desk.pass(seconds: (next.milliseconds - desk.world.server.clock.now.milliseconds) / 1000 + 1)
        }
        try desk.settle(webhook, attempts: all.count + 1)
        let found = try desk.errors(webhook)[0].map { $0 ?? "taken" }
        #expect(found == all.map(\.1) + ["taken"], "\(found)")
        #expect(try desk.statuses(webhook) == ["delivered"])
        #expect(Set(desk.other.received.compactMap { $0.field("webhook-id") }).count == 1)
    }

    @Test func `an answer that is longer than it says is taken by its head, and one without end is not read to the end`() throws {
        let desk = try WebhookDesk()
        let turns = Mutex<[StandIn.Turn]>([
            .bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nmuch more than two bytes"),
            .answer(200, body: String(repeating: "x", count: 8 << 20)),
        ])
        desk.other.react { _ in turns.withLock { $0.isEmpty ? .answer(204) : $0.removeFirst() } }
        let webhook = try desk.webhook()
        let customer = try desk.customer()
        try desk.settle(webhook, attempts: 1)
        try desk.touch(customer, "Wuxi")
        try desk.settle(webhook, attempts: 2)
        try desk.touch(customer, "Hefei")
        try desk.settle(webhook, attempts: 3)
        #expect(try desk.statuses(webhook) == ["delivered", "delivered", "delivered"])
    }

    @Test func `after a day of 500 all comes, in the order of each record, and nothing twice`() throws {
        let desk = try WebhookDesk()
        let isUp = Mutex(false)
        desk.other.react { _ in .answer(isUp.withLock { $0 } ? 204 : 500) }
        let webhook = try desk.webhook()
        let customers = try (0..<4).map { try desk.customer("K\($0)") }
        for hour in 0..<24 {
            for customer in customers { try desk.touch(customer, "Hour \(hour)") }
            let before = desk.other.received.count
            try desk.pass(seconds: 3600)
            // One asks whether anybody takes something again.
            #expect(eventually { desk.other.received.count > before })
        }
        #expect(try eventually { try desk.state(webhook).integer("waiting") == 100 })
        isUp.withLock { $0 = true }
        let before = desk.other.received.count
        try desk.pass(seconds: 3600)
        #expect(eventually { desk.other.received.count == before + 100 })
        try desk.settle(webhook)
        let taken = desk.other.received[before...]
        #expect(Set(taken.map(\.sequence)).count == 100)
        for customer in customers {
            let sequences = taken.filter { $0.subject == "/v1/customers/\(customer)" }.map(\.sequence)
            #expect(sequences.count == 25 && sequences == sequences.sorted())
        }
        #expect(try desk.state(webhook).integer("failures") == 0)
    }

    @Test func `what nobody takes for three days is dead, told, shown, and replayed by its range`() throws {
        let desk = try WebhookDesk()
        desk.other.react { _ in .answer(503) }
        let webhook = try desk.webhook()
        let customer = try desk.customer()
        try desk.touch(customer, "Wuxi")
        try desk.settle(webhook, attempts: 1)
        #expect(try desk.world.get("admin", "/v1/settings/webhooks").integer("retry_hours") == 72)
        try desk.pass(seconds: 72 * 3600 - 60)
        try desk.settle(webhook, attempts: 2)
        #expect(try desk.statuses(webhook) == ["waiting", "waiting"])
        func endsAs(_ statuses: [String]) throws -> Bool {
            try eventually {
                _ = try? desk.world.server.runJob("give-up-deliveries")
                return try desk.statuses(webhook) == statuses
            }
        }
        // After its time it is tried once more; what waited behind it has its own time from then on.
        try desk.pass(seconds: 120)
        #expect(try endsAs(["dead", "waiting"]))
        try desk.pass(seconds: 700)
        try desk.settle(webhook, attempts: 4)
        try desk.pass(seconds: 72 * 3600 - 60)
        try desk.settle(webhook, attempts: 5)
        #expect(try endsAs(["dead", "waiting"]))
        try desk.pass(seconds: 700)
        #expect(try endsAs(["dead", "dead"]))
        let told = try desk.world.get("admin", "/v1/events?limit=200&type=salesd.webhook.message_dead").array("items")
        #expect(told.count == 2)
        func warnings() throws -> [String] {
            try desk.world.get("admin", "/readyz").array("warnings").compactMap { $0.object?["code"]?.string }
        }
        #expect(try warnings().contains("webhook_messages_dead"))
        desk.other.react { _ in .answer(204) }
        let ids = try desk.messages(webhook).compactMap { $0["id"]?.number?.int64 }
        let before = desk.other.received.count
        #expect(try desk.must("POST", desk.path(webhook, "/replay"), "{\"from_id\":\(ids[0])}").integer("replayed") == 2)
        #expect(eventually { desk.other.received.count == before + 2 })
        try desk.settle(webhook)
        let again = desk.other.received[before...].map(\.sequence)
        #expect(again == again.sorted())
        #expect(try !warnings().contains("webhook_messages_dead"))
    }

    @Test func `410 disables at once and loses nothing; Retry-After is heeded`() throws {
        let desk = try WebhookDesk()
        let turns = Mutex<[StandIn.Turn]>([.answer(429, fields: [("Retry-After", "500")]), .answer(410)])
        desk.other.react { _ in turns.withLock { $0.isEmpty ? .answer(204) : $0.removeFirst() } }
        let webhook = try desk.webhook()
        let customer = try desk.customer()
        try desk.settle(webhook, attempts: 1)
        try desk.pass(seconds: 495)
        #expect(desk.other.received.count == 1)
        try desk.pass(seconds: 10)
        #expect(try eventually { try desk.record(webhook).string("status") == "disabled" })
        #expect(try desk.record(webhook).string("disabled_reason") == "gone")
        #expect(try desk.record(webhook).string("disabled_at") == "\(desk.world.server.clock.now)")
        let warnings = try desk.world.get("admin", "/readyz").array("warnings").compactMap { $0.object?["code"]?.string }
        #expect(warnings.contains("webhooks_disabled"))
        try desk.touch(customer, "Wuxi")
        try desk.pass(seconds: 400_000)
        #expect(eventually { (try? desk.world.server.runJob("give-up-deliveries")) != nil })
        #expect(desk.other.received.count == 2)
        try desk.must("POST", desk.path(webhook, "/resume"))
        #expect(eventually { desk.other.received.count == 4 })
        try desk.settle(webhook)
        #expect(try desk.record(webhook)["disabled_reason"].isNull)
        #expect(try desk.errors(webhook) == [["http_429", "http_410", nil], [nil]])
    }

    @Test func `a late 410 of the old address leaves a webhook that was led elsewhere alone`() throws {
        let desk = try WebhookDesk()
        let gate = DispatchSemaphore(value: 0)
        desk.other.react { request in
            guard request.target.hasPrefix("/hook/a") else { return .answer(204) }
            gate.wait()
            return .answer(410)
        }
        let webhook = try desk.webhook()
        _ = try desk.customer()
        #expect(eventually { desk.other.received.count == 1 })
        desk.world.server.clock.advance(seconds: 1)
        try desk.must("PATCH", desk.path(webhook), "{\"url\":\"\(desk.url("b"))\"}")
        gate.signal()
        try desk.settle(webhook)
        #expect(try desk.record(webhook).string("status") == "active")
        #expect(try desk.errors(webhook) == [["http_410", nil]])
    }

    @Test func `an address inside is connected to by nobody, whatever its name`() throws {
        let desk = try WebhookDesk(allowed: [])
        // What is an address is refused where it is entered, what is a name when it is connected to.
        let named = try desk.world.created(
            desk.world.post("admin", "/v1/webhooks", "{\"name\":\"x\",\"url\":\"https://localhost:\(desk.other.port)/\"}"))
        #expect(try desk.must("POST", desk.path(named, "/test")).string("error") == "address_refused")
        for host in [
            "127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "0x7f000001", "0x7f.1", "127.0.0.1.", "%31%32%37.0.0.1", "169.254.169.254",
            "10.0.0.1", "172.16.5.4", "192.168.1.1", "100.64.0.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a00:1]",
            "[fd00::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]",
        ] {
            let url = "\"url\":\"https://\(host):\(desk.other.port)/\""
            #expect(
                try desk.world.post("admin", "/v1/webhooks", "{\"name\":\"x\",\(url)}").faults == ["/url: webhook_address"], "\(host)")
            #expect(try desk.world.patch("admin", desk.path(named), "{\(url)}").faults == ["/url: webhook_address"], "\(host)")
        }
        // Others could read it.
        #expect(
            try desk.world.post("admin", "/v1/webhooks", #"{"name":"x","url":"http://8.8.8.8/"}"#).faults == ["/url: webhook_address"])
        #expect(try desk.world.post("admin", "/v1/webhooks", #"{"name":"x","url":"https://8.8.8.8/"}"#).status == 201)
        #expect(desk.other.connections == 0)
        for url in [
            "ftp://example.com/", "https://user:word@example.invalid/", "https://example.invalid/#x", "https://", "file:///etc/passwd",
            "x y",
        ] {
            let reply = try desk.world.post("admin", "/v1/webhooks", "{\"name\":\"x\",\"url\":\"\(url)\"}")
            #expect(reply.faults == ["/url: webhook_url"], "\(url): \(reply.answer.text)")
        }
    }
}
