// A webhook is sent what its owner sees, at the moment in which it is sent; it is made by administrators, and by keys within their own rights.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct WebhookRightsTests {
    private let desk: WebhookDesk

    init() throws { desk = try WebhookDesk() }

    private var world: World { desk.world }

    @Test func `administrators make and steer it, its owner and who sees everything see how it goes`() throws {
        let webhook = try desk.webhook(owner: "rep")
        for name in ["rep", "rep2", "manager", "finance", "executive", "auditor", "admin", "key"] {
            let isAdmin = name == "admin"
            let sees = ["rep", "executive", "auditor", "admin"].contains(name)
            #expect(
                try world.post(name, "/v1/webhooks", "{\"name\":\"x\",\"url\":\"https://example.invalid/\"}").status
                    == (isAdmin ? 201 : 403))
            for rest in ["", "/state", "/messages"] {
                #expect(try world.get(name, desk.path(webhook, rest)).status == (sees ? 200 : 404), "\(name) \(rest)")
            }
            for step in ["/test", "/replay", "/rotate", "/pause", "/resume"] {
                let reply = try world.post(name, desk.path(webhook, step), "{}")
                #expect(isAdmin ? reply.status == 200 : [403, 404].contains(reply.status), "\(name) \(step): \(reply.answer.text)")
            }
            #expect(try world.post(name, desk.path(webhook, "/resend"), #"{"from_event":1}"#).status == (isAdmin ? 200 : 403))
            let change = try world.patch(name, desk.path(webhook), #"{"name":"y"}"#).status
            #expect(isAdmin ? change == 200 : [403, 404].contains(change), "\(name)")
        }
        #expect(try world.patch("admin", desk.path(webhook), #"{"status":"paused"}"#).faults == ["/status: read_only_field"])
        #expect(try world.post("admin", desk.path(webhook, "/disable-by-owner")).status == 404)
    }

    @Test func `what its owner does not see does not leave, and what he or she sees no longer does not either`() throws {
        let webhook = try desk.webhook(owner: "rep")
        let (mine, theirs) = (try desk.customer("Mine"), try desk.customer("Theirs", owner: "stranger"))
        try desk.settle(webhook, attempts: 1)
        #expect(desk.other.received.map(\.subject) == ["/v1/customers/\(mine)"])
        desk.other.react { _ in .answer(500) }
        try desk.touch(mine, "Wuxi")
        try desk.touch(theirs, "Wuxi")
        try desk.settle(webhook, attempts: 2)
        // Handed over while it waits.
        try desk.must("PATCH", "/v1/customers/\(mine)", "{\"owner_id\":\(world.person("stranger").id)}")
        desk.other.react { _ in .answer(204) }
        try desk.pass(seconds: 60)
        try desk.settle(webhook, attempts: 3)
        #expect(try desk.statuses(webhook) == ["delivered", "withdrawn"])
        #expect(try desk.errors(webhook) == [[nil], ["http_500", "not_visible"]])
        #expect(desk.other.received.count == 2)
        // Nor is it sent once more.
        try desk.must("POST", desk.path(webhook, "/resend"), #"{"from_event":1}"#)
        #expect(try eventually { try desk.state(webhook)["again_until"].isNull })
        #expect(desk.other.received.count == 2)
    }

    @Test func `names of fields that its owner may not know of stay here`() throws {
        _ = try desk.webhook("rep", types: #"["salesd.product.*"]"#, owner: "rep")
        _ = try desk.webhook("finance", types: #"["salesd.product.*"]"#, owner: "finance")
        let product = try world.product("CHAI")
        try desk.must("PATCH", "/v1/products/\(product)", #"{"standard_cost":"12.00","name":"Tea"}"#)
        func changed(_ place: String) -> [String] {
            let sent = desk.other.received.first { $0.target.hasPrefix("/hook/\(place)") && $0.type == "salesd.product.updated" }
            return sent?.event["data"]?.object?["changed"]?.array?.compactMap(\.string).sorted() ?? []
        }
        #expect(eventually { desk.other.received.count == 4 })
        #expect(changed("finance") == ["name", "standard_cost"] && changed("rep") == ["name"])
    }

    @Test func `with its owner's leaving it ends, and says so; under another one it goes on without a gap`() throws {
        let webhook = try desk.webhook(owner: "rep")
        desk.other.react { _ in .answer(500) }
        let customer = try desk.customer()
        try desk.settle(webhook, attempts: 1)
        try desk.must("PATCH", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#)
        let record = try desk.record(webhook)
        #expect(record.string("status") == "disabled" && record.string("disabled_reason") == "owner_inactive")
        desk.other.react { _ in .answer(204) }
        try desk.touch(customer, "Wuxi")
        try desk.pass(seconds: 3600)
        #expect(desk.other.received.count == 1)
        #expect(try world.post("admin", desk.path(webhook, "/resume")).faults == ["/owner_id: webhook_owner"])
        #expect(
            try world.patch("admin", desk.path(webhook), "{\"owner_id\":\(world.person("rep").id)}").status == 200,
            "it is the same as before")
        try desk.must("PATCH", desk.path(webhook), "{\"owner_id\":\(world.person("manager").id)}")
        try desk.must("POST", desk.path(webhook, "/resume"))
        #expect(eventually { desk.other.received.count == 3 })
        try desk.settle(webhook)
        #expect(desk.other.received.map(\.type) == ["salesd.customer.created", "salesd.customer.created", "salesd.customer.updated"])
        let left = try world.post(
            "admin", "/v1/webhooks", "{\"name\":\"x\",\"url\":\"https://example.invalid\",\"owner_id\":\(world.person("rep").id)}")
        #expect(left.faults == ["/owner_id: webhook_owner"])
    }

    @Test func `a range that cannot be looked at now is kept until it can`() throws {
        let (first, second) = (try desk.webhook("first", owner: "rep"), try desk.webhook("second", owner: "executive"))
        _ = try desk.customer()
        #expect(eventually { desk.other.received.count == 2 })
        func setActive(_ isActive: Bool) throws {
            let id = world.person("rep").id
            try world.server.application.database.write { transaction in
                try transaction.connection.run("UPDATE users SET active = ? WHERE id = ?", [.integer(isActive ? 1 : 0), .integer(id)])
            }
        }
        // As no rule writes it: the webhook is still served.
        try setActive(false)
        for webhook in [first, second] { try desk.must("POST", desk.path(webhook, "/resend"), #"{"from_event":1}"#) }
        #expect(eventually { desk.other.received.count == 3 })
        #expect(try eventually { try desk.state(second)["again_until"].isNull })
        #expect(try !desk.state(first)["again_until"].isNull)
        try setActive(true)
        try desk.pass(seconds: 1)
        #expect(eventually { desk.other.received.count == 4 })
    }

    @Test func `a key has nothing sent beyond what it may read, and in nobody's name but a service's`() throws {
        func key(_ name: String, _ scopes: String) throws {
            let made = try desk.must(
                "POST", "/v1/api-keys", "{\"name\":\"\(name)\",\"roles\":[\"admin\",\"integration\"],\"scopes\":[\(scopes)]}")
            world.admit(name, id: made.integer("user_id") ?? 0, token: made.string("key") ?? "")
        }
        try key("setup", #""webhooks:write","orders:read""#)
        func make(_ types: String, owner: String) throws -> Reply {
            let body = "{\"name\":\"x\",\"url\":\"https://example.invalid/\",\"types\":\(types),\"owner_id\":\(world.person(owner).id)}"
            return try world.post("setup", "/v1/webhooks", body)
        }
        #expect(try make(#"["salesd.order.*"]"#, owner: "key").status == 201)
        #expect(try make(#"["salesd.order.confirm"]"#, owner: "setup").status == 201)
        #expect(try make(#"["salesd.order.*"]"#, owner: "executive").faults == ["/owner_id: webhook_beyond_key"])
        #expect(try make(#"["salesd.order.*","salesd.invoice.issue"]"#, owner: "key").faults == ["/types: webhook_beyond_key"])
        for types in ["null", "[]", #"["salesd.*"]"#] {
            #expect(try make(types, owner: "key").faults == ["/types: webhook_beyond_key"], "\(types)")
        }
        // Nor does it lead another's webhook elsewhere.
        let webhook = try desk.webhook(owner: "executive")
        #expect(
            try world.patch("setup", desk.path(webhook), #"{"url":"https://example.invalid/mine"}"#).faults == [
                "/owner_id: webhook_beyond_key"
            ]
        )
        // Nor does it get another's secret, or have sent what was sent before.
        for (step, body) in [("/rotate", "{}"), ("/resend", #"{"from_event":1}"#), ("/replay", "{}")] {
            #expect(try world.post("setup", desk.path(webhook, step), body).faults == ["/owner_id: webhook_beyond_key"], "\(step)")
        }
        try desk.must("PATCH", desk.path(webhook), "{\"owner_id\":\(world.person("key").id)}")
        #expect(
            try world.patch("setup", desk.path(webhook), #"{"url":"https://example.invalid/mine"}"#).faults == [
                "/types: webhook_beyond_key"
            ])
    }

    @Test func `a type that no record has is refused where it stands, all at once`() throws {
        let body = """
            {"name":"x","url":"https://example.invalid/","types":["salesd.order.confirm","salesd.odrer.*","order.*","*","salesd.*.confirm",
            "salesd","salesd.order.confrim","salesd.order.qqqqqqqqqq","salesd.order.reviews.*"]}
            """
        let reply = try world.post("admin", "/v1/webhooks", body)
        #expect(reply.faults == [1, 2, 4, 5, 6, 7].map { "/types/\($0): unknown_event_type" })
        let messages = reply.array("errors").compactMap { $0.object?["message"]?.string }
        for (place, near) in [(0, "“salesd.order.*”"), (1, "“salesd.order.*”"), (4, "“salesd.order.confirm”")] {
            #expect(messages[place].contains(near), "\(messages[place])")
        }
        #expect(messages[5].contains("Of salesd.order there are amended, archived, "), "\(messages[5])")
        let chinese = try world.post("admin", "/v1/webhooks", body, fields: [("Accept-Language", "zh-CN")])
        #expect(chinese.array("errors")[0].object?["message"]?.string?.contains("您是否想输入“salesd.order.*”？") == true)
    }

    @Test func `all that is wrong with a body is told at once, each where it stands`() throws {
        let body = """
            {"name":"","url":"ftp://x","secret":"whsec_AAAA","types":["salesd.order.*","salesd.odrer.*"],"owner_id":999999,"colour":"red","after":-1}
            """
        #expect(
            try Set(world.post("admin", "/v1/webhooks", body).faults) == [
                "/name: empty", "/url: webhook_url", "/secret: webhook_secret", "/types/1: unknown_event_type",
                "/owner_id: unknown_reference", "/colour: unknown_field", "/after: out_of_range",
            ])
        let webhook = try desk.webhook()
        let change = #"{"name":7,"url":"ftp://x","types":["x"],"owner_id":999999,"status":"paused"}"#
        #expect(
            try Set(world.patch("admin", desk.path(webhook), change).faults) == [
                "/name: wrong_type", "/url: webhook_url", "/types/0: unknown_event_type", "/owner_id: unknown_reference",
                "/status: read_only_field",
            ])
        // The same where nothing else is wrong with the form of it.
        #expect(
            try world.patch("admin", desk.path(webhook), #"{"url":"ftp://x","types":["x","salesd.order.*"]}"#).faults == [
                "/url: webhook_url", "/types/0: unknown_event_type",
            ])
        #expect(try desk.record(webhook).integer("version") == 1)
    }

    @Test func `a key neither stops nor starts, tries nor archives what is sent more than it may read`() throws {
        func key(_ name: String, _ roles: String) throws {
            let made = try desk.must(
                "POST", "/v1/api-keys", "{\"name\":\"\(name)\",\"roles\":[\(roles)],\"scopes\":[\"webhooks:write\",\"customers:read\"]}")
            world.admit(name, id: made.integer("user_id") ?? 0, token: made.string("key") ?? "")
        }
        try key("setup", #""admin","integration""#)
        try key("erp2", #""integration""#)
        let webhook = try desk.webhook(owner: "executive")
        func refused(_ name: String, _ step: String) throws -> Reply { try world.post(name, desk.path(webhook, step), "{}") }
        for step in ["/pause", "/test", "/replay", "/rotate"] {
            #expect(try refused("setup", step).faults == ["/owner_id: webhook_beyond_key"], "\(step)")
        }
        try desk.must("POST", desk.path(webhook, "/pause"))
        #expect(try refused("setup", "/resume").faults == ["/owner_id: webhook_beyond_key"])
        #expect(try world.send("setup", "DELETE", desk.path(webhook)).faults == ["/owner_id: webhook_beyond_key"])
        #expect(try desk.record(webhook).string("status") == "paused" && desk.other.received.isEmpty)
        // Its own: with the right to change webhooks, not by the role of systems alone.
        let own = try desk.webhook("b", owner: "erp2")
        for step in ["/pause", "/rotate"] { #expect(try world.post("erp2", desk.path(own, step), "{}").code == "not_allowed", "\(step)") }
        for step in ["/pause", "/resume", "/test", "/replay"] {
            #expect(try world.post("setup", desk.path(own, step), "{}").status == 200, "\(step)")
        }
        #expect(try world.send("setup", "DELETE", desk.path(own)).status == 200)
    }
}
