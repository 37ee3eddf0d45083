// `GET /v1/orders/{id}/explain`: why an order stands where it stands, and to whom the figures are told.

import JSON
import Kernel
import TestSupport
import Testing

struct OrderExplanationTests {
    private func explained(_ desk: OrderDesk, _ order: Int64, by name: String) throws -> [JSONObject] {
        try desk.world.get(name, "/v1/orders/\(order)/explain").array("items").compactMap(\.object)
    }

    private func codes(_ items: [JSONObject]) -> [String] { items.compactMap { $0["code"]?.string } }

    @Test func `a credit hold gives its figures to who may read the credit, and its code alone to the rep`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        for (name, sees) in [
            ("rep", false), ("logistics", false), ("finance", true), ("manager", true), ("executive", true), ("auditor", true),
        ] {
            let hold = try #require(try explained(desk, id, by: name).first)
            #expect(hold["about"]?.string == "hold_reason")
            #expect(hold["code"]?.string == "over_limit")
            let facts = hold["facts"]?.object
            #expect(facts?["limit"]?.string == (sees ? "100.00" : nil), "\(name)")
            #expect(facts?["exposure"]?.string == (sees ? "203.40" : nil), "\(name)")
            #expect(facts?.isEmpty == !sees, "\(name)")
        }
    }

    @Test func `reading the figures leaves an audit record, reading without them none`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        func readings() throws -> [Int64?] {
            try desk.world.get("auditor", "/v1/audit?entity=customer&entity_id=\(desk.customer)").array("items")
                .filter { $0.object?["action"]?.string == "credit_read" }.map { $0.object?["user_id"]?.number?.int64 }
        }
        _ = try explained(desk, id, by: "rep")
        #expect(try readings().isEmpty)
        _ = try explained(desk, id, by: "finance")
        #expect(try readings() == [desk.world.person("finance").id])
        let fine = try desk.draft()
        _ = try explained(desk, fine, by: "finance")
        #expect(try readings().count == 1)
    }

    @Test func `a key for orders alone does not read the credit`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        let world = desk.world
        let key = try world.post(
            "admin", "/v1/api-keys", "{\"name\":\"script\",\"user_id\":\(world.person("finance").id),\"scopes\":[\"orders:read\"]}")
        world.admit("script", id: world.person("finance").id, token: key.string("key") ?? "")
        let hold = try #require(try explained(desk, id, by: "script").first)
        #expect(hold["code"]?.string == "over_limit")
        #expect(hold["facts"]?.object?.isEmpty == true)
    }

    @Test func `open reviews say why they are asked, when they are due, and for whom they wait`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        let items = try explained(desk, id, by: "rep")
        #expect(codes(items) == ["reviews_every_order", "reviews_every_order", "reviews_without_contract"])
        let finance = items[0]["facts"]?.object
        #expect(finance?["department"]?.string == "finance")
        #expect(finance?["due_at"]?.string == "2026-11-24T10:00:00.000Z")
        #expect(finance?["is_overdue"]?.bool == false)
        let waits = finance?["waits_for"]?.array?.compactMap { $0.object?["name"]?.string }
        #expect(waits == ["finance", "finance2"])
        #expect(items[2]["text"]?.string?.contains("Small order") == true)
        try desk.must("reviews/finance/approve", id, by: "finance")
        #expect(try explained(desk, id, by: "rep").count == 2)
    }

    @Test func `an order that was rejected says by whom and why, and is silent when it was submitted again`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        try desk.must("reviews/logistics/reject", id, by: "logistics")
        let items = try explained(desk, id, by: "rep")
        #expect(codes(items) == ["rejected"])
        #expect(items[0]["facts"]?.object?["comment"]?.string == "Too dear")
        try desk.must("submit", id, by: "rep")
        #expect(try !codes(explained(desk, id, by: "rep")).contains("rejected"))
    }

    @Test func `it is told in the reader's language, within the reader's rows`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        let chinese = try desk.world.get("rep", "/v1/orders/\(id)/explain", fields: [("Accept-Language", "zh-CN")])
        #expect(chinese.string("items/0/text")?.contains("财务") == true)
        #expect(try desk.world.get("stranger", "/v1/orders/\(id)/explain").status == 404)
        #expect(try desk.world.get("marketing", "/v1/orders/\(id)/explain").status == 404)
        #expect(try desk.world.get(nil, "/v1/orders/\(id)/explain").status == 401)
        #expect(try desk.world.get("rep", "/v1/orders/\(id)/explain?figures=true").status == 400)
    }
}
