// `GET /v1/order-amendments/{id}/explain`: what would refuse an amendment now, by which clause, and for whom it waits.

import JSON
import Kernel
import TestSupport
import Testing

struct AmendmentExplanationTests {
    private func explained(_ desk: OrderDesk, _ id: Int64, by name: String = "rep") throws -> [JSONObject] {
        try desk.world.get(name, "/v1/order-amendments/\(id)/explain").array("items").compactMap(\.object)
    }

    /// Code and clause of each reason.
    private func reasons(_ desk: OrderDesk, _ id: Int64, by name: String = "rep") throws -> [String] {
        try explained(desk, id, by: name).map { "\($0["code"]?.string ?? "") \($0["facts"]?.object?["clause"]?.string ?? "")" }
    }

    @Test func `a draft says what would refuse it, as its submission then does`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let draft = try desk.world.created(desk.amend(order, desk.quantityChange(order, "4")))
        #expect(try reasons(desk, draft) == [])
        _ = try desk.shipped(of: order, [0: "6"])
        let reason = try #require(try explained(desk, draft).first)
        #expect(reason["code"]?.string == "below_taken" && reason["about"]?.string == "changes")
        #expect(reason["facts"]?.object?["least"]?.string == "6" && reason["facts"]?.object?["clause"]?.string == "P2.5.3")
        #expect(try desk.takeAmendment("submit", draft).faults == ["/changes/0/quantity: below_taken"])
        let chinese = try desk.world.get("rep", "/v1/order-amendments/\(draft)/explain", fields: [("Accept-Language", "zh-CN")])
        #expect(chinese.string("items/0/text")?.contains("6") == true)
    }

    @Test func `an amendment without changes says so`() throws {
        let desk = try OrderDesk()
        let draft = try desk.world.created(desk.amend(desk.confirmed(), ""))
        #expect(try reasons(desk, draft) == ["amendment_without_changes P2.5.3"])
    }

    @Test func `one in review names the departments that it waits for`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let id = try desk.world.created(desk.amend(order, OrderDesk.terms))
        try desk.mustAmendment("submit", id)
        #expect(try reasons(desk, id) == ["reviews_amendment P2.5.3", "reviews_amendment P2.5.3"])
        try desk.mustAmendment("reviews/finance/approve", id, by: "finance")
        let items = try explained(desk, id)
        #expect(items.compactMap { $0["facts"]?.object?["department"]?.string } == ["sales"])
        try desk.takeAmendment("reviews/sales/reject", id, by: "manager")
        #expect(try explained(desk, id).compactMap { $0["facts"]?.object?["comment"]?.string } == ["Too late"])
    }

    @Test func `an approved one says that the order was amended meanwhile, or is on hold`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let late = try desk.approvedAmendment(order, desk.quantityChange(order, "12"))
        #expect(try reasons(desk, late) == [])
        #expect(try desk.applied(order, OrderDesk.address).status == 200)
        #expect(try reasons(desk, late) == ["amended_meanwhile P2.5.3"])
        #expect(try desk.takeAmendment("apply", late).code == "amended_meanwhile")
        try desk.must("hold", order, by: "finance")
        #expect(try reasons(desk, late) == ["order_not_amendable P2.5.3"])
        #expect(try desk.takeAmendment("apply", late).code == "order_not_amendable")
    }

    @Test func `that the credit would hold the order is told with its figures to who may read the credit, and noted`() throws {
        let desk = try OrderDesk(limit: "300.00")
        let order = try desk.confirmed()
        let id = try desk.world.created(desk.amend(order, desk.quantityChange(order, "20")))
        func facts(_ name: String) throws -> JSONObject? { try explained(desk, id, by: name).first?["facts"]?.object }
        #expect(try reasons(desk, id) == ["over_limit P4.2.2"])
        #expect(try facts("rep")?["limit"] == nil)
        #expect(try facts("finance")?["limit"]?.string == "300.00")
        #expect(try facts("finance")?["exposure"]?.string == "406.80")
        let readings = try desk.world.get("auditor", "/v1/audit?entity=customer&entity_id=\(desk.customer)").array("items")
        #expect(readings.count { $0.object?["action"]?.string == "credit_read" } == 2)
        let rest = try desk.world.created(desk.amend(order, OrderDesk.address))
        #expect(try reasons(desk, rest) == [])
    }

    @Test func `explaining changes nothing`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let id = try desk.world.created(desk.amend(order, desk.quantityChange(order, "12")))
        let before = [try desk.amendment(id)["version"], try desk.order(order)["version"]]
        _ = try explained(desk, id)
        #expect([try desk.amendment(id)["version"], try desk.order(order)["version"]] == before)
        #expect(try desk.world.get("stranger", "/v1/order-amendments/\(id)/explain").status == 404)
    }
}
