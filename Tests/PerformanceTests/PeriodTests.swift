// When people are reviewed: who opens and closes, who gets a review, and what a closed period locks (P3.2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct PeriodTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
    }

    @Test func `personnel opens a period, and each in sales with a scheme in force has a review`() throws {
        #expect(try world.post("hr", "/v1/review-periods/2026-11/open").code == "nobody_to_review")
        try reviews.scheme("month", [("revenue", 100)])
        for name in ["rep", "manager", "finance", "auditor", "admin", "key"] {
            #expect(try world.post(name, "/v1/review-periods/2026-11/open").status == 403, "\(name)")
        }
        for word in ["2026-00", "2026-13", "2026-Q0", "2026-Q5", "26-11", "2026-11-01", "2026-1", "november"] {
            #expect(try world.post("hr", "/v1/review-periods/\(word)/open").code == "unknown_period", "\(word)")
        }
        #expect(try world.post("hr", "/v1/review-periods/2026-12/open").code == "period_to_come")
        let opened = try world.post("hr", "/v1/review-periods/2026-11/open")
        #expect(opened.status == 201 && opened.string("status") == "open" && opened.string("ends_on") == "2026-11-30")
        #expect(try world.post("hr", "/v1/review-periods/2026-11/open").code == "period_known")
        let people = try world.get("hr", "/v1/performance-reviews?period=2026-11&sort=id").array("items")
        #expect(people.compactMap { $0.object?["user_id"]?.number?.int64 } == [reviews.id("rep"), reviews.id("rep2")])
        // It is read by its word and by its id, by everybody.
        for path in ["2026-11", String(opened.id)] {
            #expect(try world.get("rep", "/v1/review-periods/\(path)").string("period") == "2026-11")
        }
        #expect(try world.get("rep", "/v1/review-periods/2026-10").status == 404)
        #expect(try world.get("rep", "/v1/review-periods?cycle=month&count=true").integer("total") == 1)
    }

    @Test func `who comes while it runs is reviewed, too`() throws {
        try reviews.scheme("month", [("revenue", 100)])
        try reviews.open("2026-11")
        try reviews.setPosition("sales representative", of: "stranger")
        try reviews.setPosition("Sales representative", of: "finance")
        try world.server.runJob("review-periods")
        #expect(try world.get("hr", "/v1/performance-reviews?period=2026-11&count=true").integer("total") == 3)
        try reviews.move(to: "2026-12-01 09:00")
        try world.server.runJob("review-periods")
        try world.hire("late", [.salesRep], under: "manager")
        try reviews.setPosition("Sales representative", of: "late")
        try world.server.runJob("review-periods")
        #expect(try world.get("hr", "/v1/performance-reviews?period=2026-11&count=true").integer("total") == 3)
    }

    @Test func `a period is closed once it is over, every review is confirmed and the one before is closed`() throws {
        try reviews.scheme("month", [("revenue", 100)])
        for name in ["rep", "rep2"] {
            for period in ["2026-11", "2026-12"] { try reviews.target(name, "revenue", period, "100") }
        }
        try reviews.open("2026-11")
        #expect(try world.post("hr", "/v1/review-periods/2026-10/close").status == 404)
        #expect(try world.post("hr", "/v1/review-periods/2026-11/close").code == "review_period_runs")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.open("2026-12")
        try reviews.compute()
        try reviews.closedReview("rep", "2026-11")
        let early = try world.post("hr", "/v1/review-periods/2026-11/close")
        #expect(early.code == "reviews_unfinished" && early.string("detail")?.contains("1 reviews") == true)
        try reviews.confirmedReview("rep2", "2026-11")
        try reviews.move(to: "2027-01-02 09:00")
        try reviews.compute()
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-12") }
        #expect(try world.post("hr", "/v1/review-periods/2026-12/close").code == "earlier_period_open")
        for name in ["rep", "manager", "finance", "auditor", "admin"] {
            #expect(try world.post(name, "/v1/review-periods/2026-11/close").status == 403, "\(name)")
        }
        let closed = try world.post("hr", "/v1/review-periods/2026-11/close")
        #expect(closed.status == 200 && closed.string("status") == "closed")
        // It closes what was confirmed.
        #expect(try reviews.review("rep2", "2026-11").string("status") == "closed")
        #expect(try world.post("hr", "/v1/review-periods/2026-11/close").code == "period_closed")
        #expect(try world.post("hr", "/v1/review-periods/2026-10/open").code == "later_period_closed")
        for step in ["compute", "close"] {
            let reply = try world.post("hr", "/v1/performance-reviews/\(reviews.review("rep", "2026-11").id)/\(step)")
            #expect(reply.code == "wrong_state", "\(step)")
        }
    }

    @Test func `nothing is dated into a closed period`() throws {
        try reviews.scheme("month", [("revenue", 100)])
        for name in ["rep", "rep2"] { try reviews.target(name, "revenue", "2026-11", "100") }
        try reviews.open("2026-11")
        let order = try reviews.confirmed("20")
        try reviews.move(to: "2026-12-01 09:00")
        // As long as it is open, the books are.
        _ = try reviews.invoiced(order, "5", #","dated_on":"2026-11-30""#)
        try reviews.compute()
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-11") }
        try reviews.must(world.post("hr", "/v1/review-periods/2026-11/close"))
        let late = try world.created(world.post("finance", "/v1/invoices", "{\"order_id\":\(order),\"dated_on\":\"2026-11-30\"}"))
        #expect(try world.post("finance", "/v1/invoices/\(late)/issue").faults == ["/dated_on: books_closed"])
        let body =
            "{\"customer_id\":\(reviews.customer),\"amount\":\"1\",\"method\":\"cash\",\"received_on\":\"2026-11-30\"}"
        #expect(try world.post("finance", "/v1/receipts", body).faults == ["/received_on: books_closed"])
        #expect(try world.post("finance", "/v1/receipts", body.replacing("2026-11-30", with: "2026-12-01")).status == 201)
    }
}
