// Conventions that hold for every resource alike: many at once, by external id, dry runs, minimal answers, the process as data.

import JSON
import Kernel
import TestSupport
import Testing

struct ConventionTests {
    private let world: World

    init() throws { world = try World() }

    private func named(_ name: String) -> String { "{\"name\":\"\(name)\",\"owner_id\":\(world.person("rep").id)}" }

    // MARK: Changes

    @Test func `whichever way a record is changed, its amounts are in its own currency`() throws {
        for (currency, amount, tooFine) in [("KWD", "100.005", "100.0005"), ("JPY", "100", "100.5")] {
            let body = """
                {"name":"Fair","channel":"exhibition","starts_on":"2026-12-01","currency":"\(currency)","external_id":"\(currency)"}
                """
            let id = try world.created(world.post("key", "/v1/campaigns", body))
            func change(_ budget: String) throws -> [Reply] {
                [
                    try world.patch("key", "/v1/campaigns/\(id)", "{\"budget\":\"\(budget)\"}"),
                    try world.send("key", "PUT", "/v1/campaigns/by-external-id/\(currency)", "{\"budget\":\"\(budget)\"}"),
                    try world.post("key", "/v1/campaigns/batch", "{\"items\":[{\"id\":\(id),\"budget\":\"\(budget)\"}]}"),
                ]
            }
            for reply in try change(amount) { #expect(reply.status == 200, "\(currency): \(reply.answer.text)") }
            #expect(try world.get("key", "/v1/campaigns/\(id)").string("budget") == amount)
            let refused = try change(tooFine).flatMap(\.faults)
            #expect(refused == ["/budget", "/budget", "/items/0/budget"].map { $0 + ": too_many_places" })
        }
    }

    @Test func `an amount does not become so many of another currency`() throws {
        let body = #"{"name":"Fair","channel":"exhibition","starts_on":"2026-12-01","budget":"100.50","external_id":"F1"}"#
        let path = "/v1/campaigns/\(try world.created(world.post("key", "/v1/campaigns", body)))"
        #expect(try world.patch("key", path, #"{"currency":"JPY"}"#).faults == ["/budget: required"])
        #expect(try world.send("key", "PUT", "/v1/campaigns/by-external-id/F1", #"{"currency":"KWD"}"#).faults == ["/budget: required"])
        #expect(try world.get("key", path).string("budget") == "100.50")
        #expect(try world.patch("key", path, #"{"currency":"JPY","budget":"1600"}"#).string("budget") == "1600")
        #expect(try world.patch("key", path, #"{"currency":"CNY","budget":null}"#).status == 200)
        #expect(try world.patch("key", path, #"{"currency":"JPY"}"#).status == 200, "where there is no amount, nothing is lost")
    }

    @Test func `of a record that is not the caller's, a change tells neither its state nor faults`() throws {
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        #expect(try world.patch("rep", "/v1/customers/\(foreign)", #"{"nam":"B"}"#, fields: [("If-Match", "\"9\"")]).status == 404)
        let own = try world.customer("Own", limit: nil)
        #expect(try world.patch("rep", "/v1/customers/\(own)", #"{"nam":"B"}"#, fields: [("If-Match", "\"9\"")]).status == 412)
    }

    // MARK: By external id

    @Test func `a put under an external id creates, then changes, and says which`() throws {
        let path = "/v1/customers/by-external-id/K%207"
        #expect(try world.get("key", path).status == 404)
        let created = try world.send("key", "PUT", path, named("Blue Water"))
        #expect(created.status == 201)
        #expect(created.string("external_id") == "K 7")
        #expect(created.answer.field("Location") == "/v1/customers/\(created.id)")
        let changed = try world.send("key", "PUT", path, #"{"city":"上海","external_id":"K 7"}"#)
        #expect(changed.status == 200)
        #expect(changed.id == created.id)
        #expect(changed.string("name") == "Blue Water")
        #expect(try world.get("key", path).string("city") == "上海")
    }

    @Test func `a put heeds its conditions, and the key in its body is the one of its path`() throws {
        let path = "/v1/customers/by-external-id/7"
        #expect(try world.send("key", "PUT", path, named("A"), fields: [("If-Match", "*")]).status == 412)
        #expect(try world.send("key", "PUT", path, named("A"), fields: [("If-None-Match", "*")]).status == 201)
        #expect(try world.send("key", "PUT", path, #"{"name":"B"}"#, fields: [("If-None-Match", "*")]).code == "external_id_exists")
        #expect(try world.send("key", "PUT", path, #"{"name":"B"}"#, fields: [("If-Match", "\"9\"")]).code == "stale_version")
        #expect(try world.send("key", "PUT", path, #"{"external_id":"8"}"#).faults == ["/external_id: external_id_differs"])
        #expect(try world.get("key", path).string("name") == "A")
    }

    @Test func `a record by external id is read as by its id: picked, expanded, and known by its tag`() throws {
        let path = "/v1/customers/by-external-id/7"
        let id = try world.send("key", "PUT", path, "{\"name\":\"A\",\"owner_id\":\(world.person("rep").id)}").id
        for question in [
            "", "?fields=id,name", "?expand=owner", "?fields=name,owner_id&expand=owner", "?fields=nam", "?expand=ownr", "?limit=1",
        ] {
            let byKey = try world.get("rep", path + question)
            let byID = try world.get("rep", "/v1/customers/\(id)" + question)
            #expect(byKey.status == byID.status && byKey.answer.field("ETag") == byID.answer.field("ETag"), "\(question)")
            if byID.status == 200 {
                #expect(byKey.json == byID.json, "\(question)")
            } else {
                #expect(byKey.code == byID.code, "\(question)")
            }
            guard let tag = byID.answer.field("ETag") else { continue }
            let again = try world.get("rep", path + question, fields: [("If-None-Match", tag)])
            #expect(again.status == (question.contains("expand") ? 200 : 304), "\(question)")
        }
        #expect(try world.get("rep", path + "?expand=owner").string("owner/display_name") == "rep")
        // A write answers the whole record, whichever way it comes.
        for (method, place) in [("PATCH", "/v1/customers/\(id)"), ("PUT", path)] {
            #expect(try world.send("key", method, place + "?expand=owner", "{}").code == "unknown_parameter")
        }
        let paths = try world.get(nil, "/v1/openapi.json").json.object?["paths"]?.object
        let described = ["/v1/customers/{id}", "/v1/customers/by-external-id/{key}"].map { path in
            let parameters = paths?[path]?.object?["get"]?.object?["parameters"]?.array ?? []
            return parameters.filter { $0.object?["in"]?.string == "query" }
        }
        #expect(described[0] == described[1] && described[0].contains { $0.object?["name"]?.string == "expand" })
    }

    @Test func `an external id opens no row that is not the caller's`() throws {
        let path = "/v1/customers/by-external-id/7"
        _ = try world.send("key", "PUT", path, "{\"name\":\"A\",\"owner_id\":\(world.person("stranger").id)}")
        #expect(try world.get("rep", path).status == 404)
        #expect(try world.send("rep", "PUT", path, #"{"name":"B"}"#).status == 404)
        #expect(try world.send("finance", "PUT", path, #"{"name":"B"}"#).status == 403)
        #expect(try world.send("finance", "PUT", "/v1/customers/by-external-id/8", #"{"name":"B"}"#).status == 403)
    }

    // MARK: Many at once

    @Test func `a batch creates and changes all of its items`() throws {
        let first = try world.customer("A", limit: nil)
        let reply = try world.post("rep", "/v1/customers/batch", "{\"items\":[{\"name\":\"B\"},{\"id\":\(first),\"city\":\"北京\"}]}")
        #expect(reply.status == 200)
        #expect(reply.integer("items/0/status") == 201)
        #expect(reply.integer("items/1/status") == 200)
        #expect(reply.string("items/1/record/city") == "北京")
        #expect(try world.get("rep", "/v1/customers?count=true").integer("total") == 2)
    }

    @Test func `all or nothing: every fault of every item is told, and nothing is kept`() throws {
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        let items = "{\"name\":\"B\"},{\"nam\":\"C\"},{\"id\":\(foreign),\"city\":\"x\"},{\"name\":\"D\",\"level\":\"Z\"}"
        let reply = try world.post("rep", "/v1/customers/batch", "{\"items\":[\(items)]}")
        #expect(reply.status == 422)
        #expect(
            reply.faults == [
                "/items/1/nam: unknown_field", "/items/1/name: required", "/items/2: not_found", "/items/3/level: not_a_choice",
            ])
        #expect(try world.get("rep", "/v1/customers?count=true").integer("total") == 0)
    }

    @Test func `a batch of which no more than the fact is wanted tells no records`() throws {
        let minimal = [("Prefer", "return=minimal")]
        let reply = try world.post("rep", "/v1/customers/batch?mode=independent", #"{"items":[{"name":"B"},{"nam":"C"}]}"#, fields: minimal)
        #expect(reply.status == 207)
        #expect(reply.integer("items/0/status") == 201)
        #expect(reply.array("items").first?.object?.members.map(\.name) == ["status"])
        #expect(reply.string("items/1/problem/code") == "invalid_body")
    }

    @Test func `each for itself: what is good is kept, what is not says why`() throws {
        let items = #"{"name":"B"},{"nam":"C"},{"name":"D"}"#
        let reply = try world.post("rep", "/v1/customers/batch?mode=independent", "{\"items\":[\(items)]}")
        #expect(reply.status == 207)
        #expect((0..<3).map { reply.integer("items/\($0)/status") } == [201, 422, 201])
        #expect(reply.string("items/1/problem/code") == "invalid_body")
        #expect(try world.get("rep", "/v1/customers?count=true").integer("total") == 2)
    }

    @Test func `a batch gives no right that its items would not have alone`() throws {
        #expect(try world.post("finance", "/v1/customers/batch", #"{"items":[{"name":"B"}]}"#).status == 403)
        let order = try world.post("rep", "/v1/customers/batch", "{\"items\":[{\"name\":\"B\",\"owner_id\":\(world.person("rep2").id)}]}")
        #expect(order.status == 422)
        #expect(
            try world.post("rep", "/v1/users/batch", "{\"items\":[{\"id\":\(world.person("rep").id),\"roles\":[\"admin\"]}]}").status == 403
        )
    }

    @Test(arguments: [
        ("{}", "/items: required"), (#"{"items":{}}"#, "/items: wrong_type"), (#"{"items":[1]}"#, "/items/0: wrong_type"),
        (#"{"items":[],"more":1}"#, "/more: unknown_field"), (#"{"items":[{"id":"x"}]}"#, "/items/0/id: wrong_type"),
    ])
    func `a batch that is none is refused`(_ body: String, _ fault: String) throws {
        #expect(try world.post("rep", "/v1/customers/batch", body).faults == [fault])
    }

    @Test func `a batch has at most 500 items, and is repeated without harm`() throws {
        let many = Array(repeating: #"{"name":"B"}"#, count: 501).joined(separator: ",")
        #expect(try world.post("rep", "/v1/customers/batch", "{\"items\":[\(many)]}").faults == ["/items: too_many"])
        for _ in 0..<2 {
            let reply = try world.post("rep", "/v1/customers/batch", #"{"items":[{"name":"B"}]}"#, fields: [("Idempotency-Key", "b1")])
            #expect(reply.status == 200)
        }
        #expect(try world.get("rep", "/v1/customers?count=true").integer("total") == 1)
    }

    // MARK: Dry runs and minimal answers

    @Test func `a dry run answers as the write would, and keeps nothing`() throws {
        let customer = try world.customer(limit: "1000000")
        let product = try world.product("CHAI")
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "lines":[{"product_id":\(product),"quantity":"10"}]}
            """
        let events = try world.get("admin", "/v1/audit?limit=1").integer("items/0/sequence")
        let tried = try world.post("rep", "/v1/orders?dry_run=true", body, fields: [("Idempotency-Key", "d1")])
        #expect(tried.status == 201)
        #expect(tried.answer.field("Dry-Run") == "true")
        #expect(tried.string("gross") != nil)
        #expect(try world.get("rep", "/v1/orders?count=true").integer("total") == 0)
        #expect(try world.get("admin", "/v1/audit?limit=1").integer("items/0/sequence") == events)
        // Neither the key nor the number is used up.
        let order = try world.post("rep", "/v1/orders", body, fields: [("Idempotency-Key", "d1")])
        #expect(order.answer.field("Idempotency-Replayed") == nil)
        #expect(order.string("number") == tried.string("number"))
        let submitted = try world.post("rep", "/v1/orders/\(order.id)/submit?dry_run=true", #"{"no_contract_reason":"Small"}"#)
        #expect(submitted.array("reviews").compactMap { $0.object?["department"]?.string } == ["finance", "logistics", "sales"])
        #expect(try world.get("rep", "/v1/orders/\(order.id)").string("status") == "draft")
        #expect(try world.post("rep", "/v1/orders/\(order.id)/submit?dry_run=maybe", "{}").code == "bad_parameter")
        #expect(try world.get("rep", "/v1/orders/\(order.id)?dry_run=true").code == "unknown_parameter")
        #expect(try world.post("admin", "/v1/api-keys?dry_run=true", #"{"name":"x","roles":["integration"]}"#).status == 400)
    }

    @Test func `who wants no more than the fact gets no more`() throws {
        let minimal = [("Prefer", "respond-async, return=minimal")]
        let created = try world.post("rep", "/v1/customers", #"{"name":"A"}"#, fields: minimal)
        #expect(created.status == 204)
        #expect(created.answer.body.isEmpty)
        #expect(created.answer.field("Preference-Applied") == "return=minimal")
        let path = try #require(created.answer.field("Location"))
        let changed = try world.patch("rep", path, #"{"city":"x"}"#, fields: minimal)
        #expect(changed.status == 204)
        #expect(changed.answer.field("ETag")?.hasPrefix("\"2.") == true)
        #expect(try world.patch("rep", path, #"{"city":"y"}"#, fields: [("Prefer", "return=representation")]).status == 200)
    }

    // MARK: The process

    @Test func `the process is told as data, in both languages`() throws {
        let reply = try world.get("rep", "/v1/process", fields: [("Accept-Language", "zh-CN")])
        let orders = try #require(reply.array("items").first { $0.object?["collection"]?.string == "orders" }?.object)
        let submit = try #require(orders["steps"]?.array?.first { $0.object?["step"]?.string == "submit" }?.object)
        #expect(submit["clause"]?.string == "P2.5.1")
        #expect(submit["label"]?.string == "提交")
        #expect(submit["by"]?.array?.compactMap(\.string) == ["owner", "manager"])
        #expect(try world.get(nil, "/v1/process").status == 401)
    }

    @Test func `the process tells within how many working hours a step is due, as the settings say now`() throws {
        func hours(_ collection: String, _ step: String) throws -> JSONValue? {
            let resource = try world.get("rep", "/v1/process").array("items").first { $0.object?["collection"]?.string == collection }
            return resource?.object?["steps"]?.array?.first { $0.object?["step"]?.string == step }?.object?["deadline_hours"]
        }
        #expect(try hours("orders", "reviews/finance/approve") == .integer(8))
        #expect(try hours("leads", "contact") == .integer(8))
        #expect(try hours("orders", "submit") == .null)
        #expect(try world.patch("admin", "/v1/settings/orders", #"{"finance_review_hours":12}"#).status == 200)
        #expect(try world.patch("admin", "/v1/settings/crm", #"{"first_contact_hours":4}"#).status == 200)
        #expect(try hours("orders", "reviews/finance/reject") == .integer(12))
        #expect(try hours("orders", "reviews/logistics/reject") == .integer(8))
        #expect(try hours("leads", "contact") == .integer(4))
    }
}
