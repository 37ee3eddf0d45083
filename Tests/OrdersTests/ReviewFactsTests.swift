// What a reviewer is told, and who is told it.

import JSON
import Kernel
import TestSupport
import Testing

struct ReviewFactsTests {
    /// Written down by hand: who reads the facts for each department's review of an order of the rep's, and what others get.
    private static let readers: [String: Set<String>] = [
        "finance": ["finance", "manager", "executive", "auditor", "admin"],
        "logistics": ["logistics", "manager", "executive", "auditor", "admin"],
        "sales": ["manager", "executive", "auditor", "admin"],
    ]

    @Test(arguments: ["finance", "logistics", "sales"])
    func `the facts of a review are for those whom they concern`(_ department: String) throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        try desk.world.hire("manager2", [.salesManager])
        let names = [
            "rep", "rep2", "stranger", "manager", "executive", "finance", "logistics", "production", "service", "hr", "legal", "marketing",
            "product", "auditor", "admin", "key",
        ]
        for name in names {
            let reply = try desk.world.get(name, "/v1/orders/\(id)/reviews/\(department)")
            let mayRead = ReviewFactsTests.readers[department]?.contains(name) == true
            #expect(reply.status == (mayRead ? 200 : 403), "\(name): \(reply.answer.text)")
            if mayRead { #expect(reply.answer.field("ETag") == nil) }
        }
        #expect(try desk.world.get("manager2", "/v1/orders/\(id)/reviews/\(department)").status == 404)
        #expect(try desk.world.get("admin", "/v1/orders/999999/reviews/\(department)").status == 404)
    }

    @Test func `finance is told exposure, limit, the papers behind it and the margin`() throws {
        let desk = try OrderDesk(limit: "300.00")
        let confirmed = try desk.confirmed()
        let id = try desk.inReview()
        let facts = try desk.world.get("finance", "/v1/orders/\(id)/reviews/finance")
        #expect(
            ["credit/rating", "credit/limit", "credit/exposure", "credit/held_for"].map { facts.string($0) } == [
                "A", "300.00", "406.80", "over_limit",
            ])
        #expect(facts.array("credit/papers").compactMap { $0.object?["id"]?.number?.int64 } == [confirmed])
        #expect(["margin/net", "margin/cost", "margin/margin"].map { facts.string($0) } == ["180.00", "126.00", "54.00"])
    }

    /// Everything of a customer's credit that a manager of the team is told, and nothing of it where the credit itself may not be read.
    private func credit(_ desk: OrderDesk, _ order: Int64, by name: String) throws -> (status: Int, credit: JSONValue) {
        let facts = try desk.world.get(name, "/v1/orders/\(order)/reviews/sales")
        return (facts.status, facts["credit"])
    }

    @Test func `credit is told by the role that may read the customer's, not by a wider one beside it`() throws {
        let desk = try OrderDesk()
        try desk.world.hire("both", [.salesManager, .logistics])
        let id = try desk.inReview()
        #expect(try desk.world.get("both", "/v1/customers/\(desk.customer)/credit").status == 404)
        let facts = try credit(desk, id, by: "both")
        #expect(facts.status == 200 && facts.credit.isNull)
        #expect(try credit(desk, id, by: "manager").credit.object?["rating"]?.string == "A")
        let reads = try desk.world.get("auditor", "/v1/audit?entity=customer&entity_id=\(desk.customer)").array("items")
            .filter { $0.object?["action"]?.string == "credit_read" }
        #expect(reads.map { $0.object?["user_id"]?.number?.int64 } == [desk.world.person("manager").id], "what was not told was not read")
    }

    @Test func `a key for orders alone is told no credit`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        for (name, scopes, isTold) in [
            ("orders", #"["orders:read"]"#, false), ("writes", #"["orders:write"]"#, false), ("all", "null", true),
            ("credit", #"["orders:read","credit-investigations:read"]"#, true),
        ] {
            let body = "{\"name\":\"\(name)\",\"user_id\":\(desk.world.person("finance").id),\"scopes\":\(scopes)}"
            let key = try desk.world.post("admin", "/v1/api-keys", body)
            desk.world.admit(name, id: 0, token: key.string("key") ?? "")
            let facts = try desk.world.get(name, "/v1/orders/\(id)/reviews/finance")
            #expect(facts.status == 200 && facts["credit"].isNull == !isTold, "\(name): \(facts.answer.text)")
            #expect((try desk.world.get(name, "/v1/customers/\(desk.customer)/credit").status == 200) == isTold)
        }
    }

    @Test func `logistics is told days and load, and nothing of credit and margin`() throws {
        let desk = try OrderDesk()
        let load = try desk.confirmed(lines: desk.line(quantity: "1") + "," + desk.line(quantity: "2"))
        let id = try desk.inReview(lines: desk.line(quantity: "3.5") + "," + desk.freight("10.00"))
        let facts = try desk.world.get("logistics", "/v1/orders/\(id)/reviews/logistics")
        #expect(facts["credit"].isNull && facts["margin"].isNull)
        #expect(facts.array("lines").count == 1)
        #expect(["lines/0/quantity", "lines/0/wanted_on", "transport_mode"].map { facts.string($0) } == ["3.5", "2026-12-24", "road"])
        #expect(facts["lines/0/promised_on"].isNull)
        #expect(["open_load/orders", "open_load/lines"].map { facts.integer($0) } == [1, 2])
        _ = try desk.shipped(of: load, [0: "1"])
        let later = try desk.world.get("logistics", "/v1/orders/\(id)/reviews/logistics")
        #expect(["open_load/orders", "open_load/lines"].map { later.integer($0) } == [1, 1])
    }
}
