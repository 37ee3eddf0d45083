// Timelines of customers, orders and leads: every module's part, and no more than its reader may see.

import JSON
import Kernel
import TestSupport
import Testing

struct TimelineTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    private func entities(_ name: String, _ path: String) throws -> Set<String> {
        Set(try world.get(name, path + "/timeline?limit=200").array("items").compactMap { $0.object?["entity"]?.string })
    }

    private func touch(_ entity: String, _ id: Int64, by name: String = "rep") throws {
        let body = "{\"entity\":\"\(entity)\",\"entity_id\":\(id),\"kind\":\"call\",\"summary\":\"Called\"}"
        _ = try world.created(world.post(name, "/v1/activities", body))
    }

    @Test func `a customer's timeline has what every module knows of it`() throws {
        let order = try desk.confirmed()
        _ = try desk.shipped(of: order, [0: "1"], ["pack"])
        _ = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(desk.customer),\"name\":\"Wang\"}"))
        try touch("customer", desk.customer)
        try touch("order", order)
        let path = "/v1/customers/\(desk.customer)"
        let common: Set = ["customer", "contact", "activity", "order", "shipment"]
        #expect(try entities("rep", path) == common)
        #expect(try entities("executive", path) == common.union(["credit_investigation"]))
        #expect(try entities("finance", path) == common.union(["credit_investigation"]))
        #expect(try world.get("stranger", path + "/timeline").status == 404)
    }

    @Test func `an order's timeline has its shipments and what was done about it`() throws {
        let order = try desk.confirmed()
        _ = try desk.shipped(of: order, [0: "1"], ["pack"])
        try touch("order", order)
        let path = "/v1/orders/\(order)"
        #expect(try entities("rep", path) == ["order", "shipment", "activity"])
        #expect(try entities("logistics", path) == ["order", "shipment", "activity"])
        // Production sees the order, but neither shipments nor what sales did about it.
        #expect(try entities("production", path) == ["order"])
    }

    @Test func `a lead's timeline has what was done about it, and nothing of a record with the same number`() throws {
        let lead = try world.created(world.post("rep", "/v1/leads", #"{"company":"乙公司","channel":"exhibition"}"#))
        #expect(lead == desk.customer)
        try touch("customer", desk.customer)
        #expect(try entities("rep", "/v1/leads/\(lead)") == ["lead"])
        try touch("lead", lead)
        #expect(try entities("rep", "/v1/leads/\(lead)") == ["lead", "activity"])
        #expect(try entities("marketing", "/v1/leads/\(lead)") == ["lead", "activity"])
        #expect(try world.get("rep2", "/v1/leads/\(lead)/timeline").status == 404)
    }

    @Test func `a timeline hides costs from the rep and prices from production`() throws {
        let order = try desk.confirmed()
        let path = "/v1/orders/\(order)/timeline?limit=200"
        for (name, hidden) in [
            ("rep", ["cost", "margin", "unit_cost"]), ("production", ["cost", "margin", "net", "gross", "unit_price", "tax\""]),
        ] {
            let text = try world.get(name, path).answer.text
            for word in hidden { #expect(!text.contains("\"\(word)"), "\(name) \(word)") }
        }
        #expect(try world.get("finance", path).answer.text.contains("\"unit_cost\""))
    }

    @Test func `a key sees on a timeline the collections that it may read`() throws {
        let order = try desk.confirmed()
        _ = try desk.shipped(of: order, [0: "1"], ["pack"])
        let key = try world.post(
            "admin", "/v1/api-keys",
            "{\"name\":\"script\",\"user_id\":\(world.person("executive").id),\"scopes\":[\"customers:read\",\"orders:read\"]}")
        world.admit("script", id: world.person("executive").id, token: key.string("key") ?? "")
        #expect(try entities("script", "/v1/customers/\(desk.customer)") == ["customer", "order"])
    }
}
