// Holds and releases: what an override is worth, and how long (P4.2.2).

import JSON
import Kernel
import SQLite
import TestSupport
import Testing

struct HoldTests {
    @Test func `finance's release stands when the order is confirmed`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        #expect(try desk.state(id) == "on_hold in_review over_limit")
        try desk.must("release", id, by: "finance")
        #expect(try desk.state(id) == "in_review")
        try desk.review(id)
        try desk.must("confirm", id, by: "rep")
        #expect(try desk.state(id) == "confirmed")
    }

    @Test func `a release is over when more is at stake than was released`() throws {
        let desk = try OrderDesk(limit: "250.00")
        let second = try desk.approved()
        _ = try desk.confirmed()
        try desk.must("confirm", second, by: "rep")
        #expect(try desk.state(second) == "on_hold approved over_limit")
        try desk.must("release", second, by: "finance")
        #expect(try desk.state(second) == "approved")

        let third = try desk.inReview()
        try desk.must("release", third, by: "finance")
        try desk.review(third)
        try desk.must("confirm", third, by: "rep")
        try desk.must("confirm", second, by: "rep")
        #expect(try desk.state(second) == "on_hold approved over_limit", "406.80 were released, 610.20 are at stake")
    }

    @Test func `a release ends with a revision, however small`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        try desk.must("release", id, by: "finance")
        try desk.must("revise", id, by: "rep")
        try desk.must("submit", id, by: "rep")
        #expect(try desk.state(id) == "on_hold in_review over_limit")
    }

    @Test func `a release ends with a rejection`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        try desk.must("release", id, by: "finance")
        try desk.must("reviews/logistics/reject", id, by: "logistics")
        try desk.must("submit", id, by: "rep")
        #expect(try desk.state(id) == "on_hold in_review over_limit")
    }

    @Test func `a release of one order says nothing about the next`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        try desk.must("release", id, by: "finance")
        #expect(try desk.state(desk.inReview()) == "on_hold in_review over_limit")
    }

    @Test func `a manager's release of a hold by hand does not release the credit`() throws {
        let desk = try OrderDesk()
        for (order, origin) in [(try desk.inReview(), "in_review"), (try desk.approved(), "approved"), (try desk.confirmed(), "confirmed")]
        {
            try desk.must("hold", order, by: "finance")
            try desk.investigate(desk.customer, rating: "D")
            try desk.must("release", order, by: "manager")
            #expect(try desk.state(order) == "on_hold \(origin) poor_rating")
            #expect(try desk.take("release", order, by: "manager").code == "not_allowed")
            try desk.must("release", order, by: "finance")
            #expect(try desk.state(order) == origin)
            try desk.investigate(desk.customer)
        }
    }

    @Test func `a release while the credit is good overrides nothing`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        try desk.must("hold", id, by: "manager")
        try desk.must("release", id, by: "finance")
        try desk.review(id)
        try desk.investigate(desk.customer, rating: "D")
        try desk.must("confirm", id, by: "rep")
        #expect(try desk.state(id) == "on_hold approved poor_rating")
    }

    @Test func `finance's release of a hold by hand overrides a credit that is bad by then`() throws {
        let desk = try OrderDesk()
        let id = try desk.approved()
        try desk.must("hold", id, by: "manager")
        try desk.investigate(desk.customer, rating: "D")
        try desk.must("release", id, by: "finance")
        try desk.must("confirm", id, by: "rep")
        #expect(try desk.state(id) == "confirmed")
    }

    @Test func `a credit hold is not turned into one by hand`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        #expect(try desk.take("hold", id, by: "manager").code == "wrong_state")
        #expect(try desk.state(id) == "on_hold in_review over_limit")
    }

    @Test func `an order that is held is neither confirmed, nor completed, nor taken over by the ERP`() throws {
        let desk = try OrderDesk()
        let approved = try desk.approved()
        try desk.must("hold", approved, by: "manager")
        #expect(try desk.take("confirm", approved, by: "rep").code == "wrong_state")
        let confirmed = try desk.confirmed()
        try desk.must("hold", confirmed, by: "finance")
        #expect(try desk.take("complete", confirmed, by: "rep").code == "wrong_state")
        #expect(try desk.take("erp-confirmation", confirmed, by: "key").code == "wrong_state")
        #expect(
            try desk.take("revise", confirmed, by: "rep").code == "wrong_state",
            "a confirmed order does not become a draft by way of a hold")
        #expect(try desk.take("reviews/finance/reject", confirmed, by: "finance").code == "wrong_state")
    }

    @Test func `a release needs a comment, a hold its reason`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        #expect(try desk.take("hold", id, by: "finance", "{}").faults == ["/reason: required"])
        try desk.must("hold", id, by: "finance")
        #expect(try desk.order(id).string("hold_comment") == "Rumours")
        #expect(try desk.take("release", id, by: "finance2", "{}").faults == ["/comment: required"])
        try desk.must("release", id, by: "finance2")
        let order = try desk.order(id)
        #expect(["hold_comment", "hold_reason", "held_from"].allSatisfy { order[$0].isNull })
    }

    @Test func `a rep is told why an order is held, and none of the figures`() throws {
        let desk = try OrderDesk(limit: "123.45")
        let id = try desk.inReview()
        let order = try desk.order(id)
        #expect(order.string("hold_reason") == "over_limit")
        #expect(!order.answer.text.contains("123.45") && !order.answer.text.contains("12345"))
        #expect(order["released_exposure"].isNull && order["cost"].isNull && order["margin"].isNull)
        try desk.must("release", id, by: "finance")
        #expect(!(try desk.order(id).answer.text.contains("20340")))
        #expect(try desk.world.get("rep", "/v1/customers/\(desk.customer)/credit").status == 403)
        #expect(try desk.world.get("rep", "/v1/orders?released_exposure.gte=1").status == 400)
        #expect(try desk.world.get("rep", "/v1/orders?sort=margin").status == 400)
        #expect(try desk.world.get("rep", "/v1/orders?fields=id,cost").status == 400)
    }

    @Test func `lists tell what is held and why`() throws {
        let desk = try OrderDesk(limit: "250.00")
        let id = try desk.inReview(lines: desk.line(quantity: "20"))
        _ = try desk.inReview()
        let held = try desk.world.get("finance", "/v1/orders?status=on_hold&hold_reason=over_limit")
        #expect(held.array("items").compactMap { $0.object?["id"]?.number?.int64 } == [id])
    }
}
