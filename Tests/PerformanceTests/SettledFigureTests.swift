// What comes late, changes afterwards or changes hands counts once, and in a period that is open (P3.2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct SettledFigureTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
        try reviews.scheme("month", [("revenue", 100)])
        for name in ["rep", "rep2"] { try reviews.target(name, "revenue", "2026", "12000") }
        for name in ["rep", "rep2"] { try reviews.target(name, "revenue", "2027", "12000") }
    }

    private func closeNovember() throws {
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-11") }
        try reviews.must(world.post("hr", "/v1/review-periods/2026-11/close"))
    }

    @Test func `computed again it comes to the same`() throws {
        try reviews.open("2026-11")
        try reviews.paid(reviews.invoiced(reviews.confirmed("10")), "203.40")
        let id = try reviews.review("rep", "2026-11").id
        try reviews.take("compute", "performance-reviews/\(id)", by: "hr")
        let first = try reviews.evidence("revenue", of: id).map { $0["entity_id"] }
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        try reviews.take("compute", "performance-reviews/\(id)", by: "hr")
        #expect(try reviews.actual("revenue", "rep", "2026-11") == "180.00")
        #expect(try reviews.evidence("revenue", of: id).map { $0["entity_id"] } == first && first.count == 1)
    }

    @Test func `an invoice dated back after the review was scored counts in the next month, once`() throws {
        try reviews.setBasis("invoiced")
        try reviews.open("2026-11")
        let order = try reviews.confirmed("10")
        _ = try reviews.invoiced(order, "1")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-11") }
        _ = try reviews.invoiced(order, "2", #","dated_on":"2026-11-30""#)
        try reviews.must(world.post("hr", "/v1/review-periods/2026-11/close"))
        try reviews.open("2026-12")
        _ = try reviews.invoiced(order, "3")
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2026-11") == "18.00")
        #expect(try reviews.actual("revenue", "rep", "2026-12") == "90.00")
        #expect(try reviews.sum(reviews.evidence("revenue", of: reviews.review("rep", "2026-12").id)) == "90.00")
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-12") }
        try reviews.must(world.post("hr", "/v1/review-periods/2026-12/close"))
        try reviews.open("2027-01")
        try reviews.move(to: "2027-02-01 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2027-01") == "0.00")
    }

    @Test func `an order cancelled or amended after it had counted is set right in the open month`() throws {
        try reviews.setBasis("confirmed")
        try reviews.open("2026-11")
        let gone = try reviews.confirmed("10")
        let amended = try reviews.confirmed("5")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        try closeNovember()
        try reviews.take("cancel", "orders/\(gone)", by: "manager", #"{"reason":"Gone"}"#)
        let line = try world.get("auditor", "/v1/orders/\(amended)").integer("lines/0/id") ?? 0
        let change = "{\"kind\":\"quantity\",\"order_line_id\":\(line),\"quantity\":\"7\"}"
        let amendment = try world.created(
            world.post("rep", "/v1/order-amendments", "{\"order_id\":\(amended),\"reason\":\"More\",\"changes\":[\(change)]}"))
        let asked = try reviews.take("submit", "order-amendments/\(amendment)", by: "rep").array("reviews")
        let reviewers = ["finance": "finance2", "logistics": "logistics2", "sales": "manager"]
        for department in asked.compactMap({ $0.object?["department"]?.string }) {
            try reviews.take("reviews/\(department)/approve", "order-amendments/\(amendment)", by: reviewers[department] ?? "")
        }
        try reviews.take("apply", "order-amendments/\(amendment)", by: "rep")
        try reviews.open("2026-12")
        _ = try reviews.confirmed("1")
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2026-11") == "270.00")
        // 18.00 of its own, 36.00 more of what was amended, 180.00 less of what is gone.
        #expect(try reviews.actual("revenue", "rep", "2026-12") == "-126.00")
        let parts = try reviews.evidence("revenue", of: reviews.review("rep", "2026-12").id)
        #expect(parts.map { $0["value"]?.string ?? "" }.sorted() == ["-180.00", "18.00", "36.00"])
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-12") }
        try reviews.must(world.post("hr", "/v1/review-periods/2026-12/close"))
        try reviews.open("2027-01")
        try reviews.move(to: "2027-02-01 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2027-01") == "0.00")
    }

    @Test func `a customer whose only order is cancelled afterwards is taken off, and new once more with the next`() throws {
        try reviews.take("retire", "review-schemes/1", by: "hr")
        try reviews.scheme("month", [("new_customers", 100)])
        for year in ["2026", "2027"] { for name in ["rep", "rep2"] { try reviews.target(name, "new_customers", year, "12") } }
        try reviews.open("2026-11")
        let gone = try reviews.confirmed("10")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        try closeNovember()
        try reviews.open("2026-12")
        try reviews.take("cancel", "orders/\(gone)", by: "manager", #"{"reason":"Gone"}"#)
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        #expect(try reviews.actual("new_customers", "rep", "2026-11") == "1.00")
        #expect(try reviews.actual("new_customers", "rep", "2026-12") == "-1.00")
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-12") }
        try reviews.must(world.post("hr", "/v1/review-periods/2026-12/close"))
        try reviews.open("2027-01")
        _ = try reviews.confirmed("1")
        try reviews.move(to: "2027-02-01 09:00")
        try reviews.compute()
        #expect(try reviews.actual("new_customers", "rep", "2027-01") == "1.00")
    }

    @Test func `what changes hands after it was scored counts for nobody else`() throws {
        try reviews.setBasis("confirmed")
        try reviews.open("2026-11")
        _ = try reviews.confirmed("10")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        try reviews.take("score", "performance-reviews/\(reviews.review("rep", "2026-11").id)", by: "manager", #"{"scores":[]}"#)
        try reviews.must(world.post("admin", "/v1/users/\(reviews.id("rep"))/hand-over", "{\"to_id\":\(reviews.id("rep2"))}"))
        try reviews.take("compute", "performance-reviews/\(reviews.review("rep2", "2026-11").id)", by: "hr")
        #expect(try reviews.actual("revenue", "rep2", "2026-11") == "0.00")
        #expect(try reviews.actual("revenue", "rep", "2026-11") == "180.00")
    }

    @Test func `a month that is open keeps the basis with which it was opened`() throws {
        try reviews.open("2026-11")
        try reviews.setBasis("confirmed")
        _ = try reviews.confirmed("10")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.open("2026-12")
        _ = try reviews.confirmed("2")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2026-11") == "0.00")
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2026-12") == "36.00")
    }
}
