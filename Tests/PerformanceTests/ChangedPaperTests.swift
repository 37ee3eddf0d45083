// Papers that change between the figures, the score and the end of a period: what was judged is what is true, and each counts once (P3.2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct ChangedPaperTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
        try reviews.scheme("month", [("revenue", 50), ("profit", 50)])
        for name in ["rep", "rep2"] {
            for year in ["2026", "2027"] {
                for code in ["revenue", "profit"] { try reviews.target(name, code, year, "12000") }
            }
        }
    }

    private func score(_ name: String, _ period: String = "2026-11") throws -> Reply {
        try world.post("manager", "/v1/performance-reviews/\(reviews.review(name, period).id)/score", #"{"scores":[]}"#)
    }

    @Test func `an invoice that is void after it was scored is taken back in the next month, once`() throws {
        try reviews.setBasis("invoiced")
        try reviews.open("2026-11")
        let gone = try reviews.invoiced(reviews.confirmed("10"))
        let credited = try reviews.invoiced(reviews.confirmed("5"))
        let note = try reviews.credited(credited, "1")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-11") }
        try reviews.take("void", "invoices/\(gone)", by: "finance2", #"{"reason":"Wrong"}"#)
        try reviews.take("void", "credit-notes/\(note)", by: "finance2", #"{"reason":"Wrong"}"#)
        try reviews.must(world.post("hr", "/v1/review-periods/2026-11/close"))
        try reviews.open("2026-12")
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2026-11") == "252.00")
        // 180.00 less of the invoice, 18.00 more of the credit note; 126.00 of cost less, 12.60 more.
        #expect(try reviews.actual("revenue", "rep", "2026-12") == "-162.00")
        #expect(try reviews.actual("profit", "rep", "2026-12") == "-48.60")
        let evidence = try reviews.evidence("revenue", of: reviews.review("rep", "2026-12").id)
        #expect(evidence.map { $0["part"]?.string } == ["correction", "correction"] && reviews.sum(evidence) == "-162.00")
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-12") }
        try reviews.must(world.post("hr", "/v1/review-periods/2026-12/close"))
        try reviews.open("2027-01")
        try reviews.move(to: "2027-02-01 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2027-01") == "0.00")
    }

    @Test func `what has changed since the figures were computed is computed again before it is scored`() throws {
        try reviews.setBasis("confirmed")
        try reviews.open("2026-11")
        _ = try reviews.confirmed("10")
        let gone = try reviews.confirmed("1", by: "rep2")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        try reviews.must(world.post("admin", "/v1/users/\(reviews.id("rep"))/hand-over", "{\"to_id\":\(reviews.id("rep2"))}"))
        for name in ["rep", "rep2"] { #expect(try score(name).code == "figures_outdated", "\(name)") }
        for name in ["rep", "rep2"] {
            try reviews.take("compute", "performance-reviews/\(reviews.review(name, "2026-11").id)", by: "hr")
        }
        #expect(try score("rep").string("lines/0/actual") == "0.00")
        try reviews.take("cancel", "orders/\(gone)", by: "manager", #"{"reason":"Gone"}"#)
        #expect(try score("rep2").code == "figures_outdated")
        try reviews.take("compute", "performance-reviews/\(reviews.review("rep2", "2026-11").id)", by: "hr")
        #expect(try score("rep2").string("lines/0/actual") == "180.00")
    }

    @Test func `payments in parts come to the invoice's net, and what is taken back is what has counted`() throws {
        try reviews.open("2026-11")
        let invoice = try reviews.invoiced(reviews.confirmed("3"))
        let first = try reviews.paid(invoice, "10.00")
        try reviews.paid(invoice, "10.21")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-11") }
        try reviews.must(world.post("hr", "/v1/review-periods/2026-11/close"))
        try reviews.open("2026-12")
        try reviews.paid(invoice, "40.81")
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        // Each rounded for itself they would come to 54.01.
        #expect(try reviews.actual("revenue", "rep", "2026-11") == "17.88")
        #expect(try reviews.actual("revenue", "rep", "2026-12") == "36.12")
        for name in ["rep", "rep2"] { try reviews.confirmedReview(name, "2026-12") }
        try reviews.open("2027-01")
        try reviews.take("reverse", "receipts/\(first)", by: "finance2", #"{"reason":"Bounced"}"#)
        try reviews.move(to: "2027-02-01 09:00")
        try reviews.compute()
        #expect(try reviews.actual("revenue", "rep", "2027-01") == "-8.85")
    }
}
