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
