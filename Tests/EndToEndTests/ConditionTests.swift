// ETags and conditions: If-None-Match, If-Match, and what raises a version (api.md, concurrency; RFC 9110 §13).

import JSON
import Kernel
import TestSupport
import Testing

struct ConditionTests {
    private let world: World

    init() throws { world = try World() }

    private func tag(_ name: String, _ path: String, fields: [(String, String)] = []) throws -> String {
        try world.get(name, path, fields: fields).answer.field("ETag") ?? ""
    }

    private func draftOrder() throws -> String {
        let product = try world.product("A")
        let customer = try world.customer()
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "lines":[{"product_id":\(product),"quantity":"2"}]}
            """
        return "/v1/orders/\(try world.created(world.post("rep", "/v1/orders", body)))"
    }

    @Test func `what is known already is not sent again`() throws {
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        let known = try tag("rep", path)
        for field in [known, "W/\(known)", "\"1.x\", \(known)", "\"a,b\",\(known)", "*"] {
            let reply = try world.get("rep", path, fields: [("If-None-Match", field)])
            #expect(reply.status == 304, "\(field)")
            #expect(reply.answer.body.isEmpty)
            #expect(reply.answer.field("ETag") == known)
        }
        for field in ["\"1.x\"", "\"2\"", "", "\"\(known)\""] {
            #expect(try world.get("rep", path, fields: [("If-None-Match", field)]).status == 200, "\(field)")
        }
        #expect(try world.patch("rep", path, #"{"city":"Wuxi"}"#).status == 200)
        #expect(try world.get("rep", path, fields: [("If-None-Match", known)]).status == 200)
        #expect(try world.get("stranger", path, fields: [("If-None-Match", "*")]).status == 404)
    }

    @Test func `an answer with expanded records is always sent whole`() throws {
        let path = "/v1/customers/\(try world.customer(limit: nil))?expand=owner"
        let known = try tag("rep", path)
        for field in [known, "*"] { #expect(try world.get("rep", path, fields: [("If-None-Match", field)]).status == 200) }
    }

    @Test func `answers of other bytes have other tags`() throws {
        let path = try draftOrder()
        let plain = try tag("rep", path)
        #expect(try tag("rep", path + "?fields=id,number") != plain)
        #expect(try tag("rep", path + "?pretty=true") != plain)
        #expect(try tag("admin", path) != plain)
        #expect(try tag("manager", path) != plain)
        // The steps that may be taken carry labels in the caller's language.
        #expect(try tag("rep", path, fields: [("Accept-Language", "zh-CN")]) != tag("rep", path, fields: [("Accept-Language", "en")]))
    }

    @Test func `a key and its user's session do not share a tag where they may take different steps`() throws {
        let path = try draftOrder()
        let body = "{\"name\":\"reader\",\"user_id\":\(world.person("rep").id),\"scopes\":[\"orders:read\"]}"
        let key = try world.post("admin", "/v1/api-keys", body).string("key") ?? ""
        let read = Reply(try world.server.client().send("GET", path, fields: [("Authorization", "Bearer \(key)")]))
        let own = try world.get("rep", path)
        #expect(!own.array("actions").isEmpty)
        #expect(read.array("actions").isEmpty)
        #expect(read.answer.field("ETag") != own.answer.field("ETag"))
    }

    @Test func `the tag changes when the steps that the caller may take change, though the version stays`() throws {
        let path = try draftOrder()
        #expect(try world.post("rep", path + "/submit", #"{"no_contract_reason":"Small"}"#).status == 200)
        let before = try world.get("manager", path)
        #expect(before.array("actions").contains { $0.object?["step"]?.string == "reviews/sales/approve" })
        #expect(
            try world.patch("admin", "/v1/users/\(world.person("rep").id)", "{\"manager_id\":\(world.person("executive").id)}").status
                == 200)
        // The manager is no longer above the owner; who still sees the order by another way sees other steps.
        let after = try world.get("executive", path, fields: [("If-None-Match", before.answer.field("ETag") ?? "")])
        #expect(after.status == 200)
        let executive = after.answer.field("ETag") ?? ""
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", "{\"manager_id\":null}").status == 200)
        #expect(try world.get("executive", path, fields: [("If-None-Match", executive)]).status == 200)
    }

    @Test(arguments: ["?pretty=true", "?pretty=%74rue", "?pretty=false"])
    func `the layout that the tag tells is that of the bytes`(_ question: String) throws {
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        let compact = try tag("rep", path)
        let reply = try world.get("rep", path + question)
        #expect(reply.answer.text.contains("\n") == (reply.answer.field("ETag") != compact))
    }

    // MARK: If-Match

    @Test func `a change is made only to the version that its author has seen`() throws {
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        let seen = try tag("rep", path)
        let first = try world.patch("rep", path, #"{"city":"Wuxi"}"#, fields: [("If-Match", seen)])
        #expect(first.status == 200)
        let second = try world.patch("manager", path, #"{"city":"Suzhou"}"#, fields: [("If-Match", seen)])
        #expect(second.status == 412)
        #expect(second.code == "stale_version")
        #expect(try world.get("rep", path).string("city") == "Wuxi")
        let fresh = first.answer.field("ETag") ?? ""
        #expect(fresh.hasPrefix("\"2."))
        #expect(try world.patch("manager", path, #"{"city":"Suzhou"}"#, fields: [("If-Match", fresh)]).status == 200)
    }

    @Test func `the version alone counts, whatever else shaped the bytes`() throws {
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        let picked = try tag("admin", path + "?fields=id")
        #expect(try world.patch("rep", path, #"{"city":"Wuxi"}"#, fields: [("If-Match", picked)]).status == 200)
    }

    @Test(arguments: [
        ("*", 200), ("\"1.a\"", 200), ("\"9.a\", \"1.a\"", 200), ("\"1\"", 200), ("\"2.a\"", 412), ("W/\"1.a\"", 412),
        ("W/\"1.a\", \"1.b\"", 200),
        ("\"abc\"", 412), ("\"a,b\"", 412), ("\"\"", 412), ("1", 400), ("\"1", 400), ("", 400), (",", 400), ("*, \"1\"", 400),
        ("\"1.a\" \"1.b\"", 400),
    ])
    func `If-Match takes any version, lists and no weak tags`(_ field: String, _ status: Int) throws {
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        #expect(try world.patch("rep", path, #"{"city":"Wuxi"}"#, fields: [("If-Match", field)]).status == status)
    }

    @Test func `archiving, restoring and steps look at If-Match as well`() throws {
        let stale = [("If-Match", "\"9.a\"")]
        let order = try draftOrder()
        #expect(try world.post("rep", order + "/submit", "{}", fields: stale).status == 412)
        #expect(try world.send("rep", "DELETE", order, fields: stale).status == 412)
        #expect(try world.send("rep", "DELETE", order, fields: [("If-Match", try tag("rep", order))]).status == 200)
        #expect(try world.post("rep", order + "/restore", fields: stale).status == 412)
        #expect(try world.post("rep", order + "/restore", fields: [("If-Match", "*")]).status == 200)
    }

    @Test func `children raise their parent's version, and so does what follows from another record`() throws {
        let path = try draftOrder()
        let line = try world.get("rep", path).integer("lines/0/id") ?? 0
        let changed = try world.patch("rep", path, "{\"lines\":[{\"id\":\(line),\"quantity\":\"3\"}]}")
        #expect(changed.integer("version") == 2)
        #expect(changed.integer("lines/0/id") == line)
        #expect(changed.string("lines/0/quantity") == "3")
        #expect(changed.string("lines/0/unit_price") == "18.00")
        for (name, step, body) in [
            ("rep", "submit", #"{"no_contract_reason":"Small"}"#), ("finance", "reviews/finance/approve", "{}"),
            ("logistics", "reviews/logistics/approve", "{}"), ("manager", "reviews/sales/approve", "{}"), ("rep", "confirm", "{}"),
        ] { #expect(try world.post(name, path + "/" + step, body).status == 200, "\(step)") }
        let before = try world.get("rep", path).integer("version") ?? 0
        let order = path.split(separator: "/").last ?? ""
        let shipment = try world.created(
            world.post("logistics", "/v1/shipments", "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"3\"}]}"))
        #expect(try world.post("logistics", "/v1/shipments/\(shipment)/pack").status == 200)
        let after = try world.get("rep", path)
        #expect(after.string("fulfilment_status") == "ready")
        #expect(after.integer("version") == before + 1)
    }
}
