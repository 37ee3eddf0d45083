// When an order is held for the customer's credit, and what frees it (P4.2.2).

import JSON
import Kernel
import SQLite
import TestSupport
import Testing

/// Orders here come to 203.40 unless they say otherwise.
struct CreditTests {
    @Test(arguments: [("203.40", "in_review"), ("203.39", "on_hold in_review over_limit"), ("0.00", "on_hold in_review over_limit")])
    func `an order passes up to the limit and is held beyond it`(_ limit: String, _ state: String) throws {
        let desk = try OrderDesk(limit: limit)
        #expect(try desk.state(desk.inReview()) == state)
    }

    @Test(arguments: [("AAA", true), ("AA", true), ("A", true), ("B", true), ("C", false), ("D", false)])
    func `the ratings C and D count as poor`(_ rating: String, _ passes: Bool) throws {
        let desk = try OrderDesk(limit: nil)
        try desk.investigate(desk.customer, rating: rating)
        #expect(try desk.state(desk.inReview()) == (passes ? "in_review" : "on_hold in_review poor_rating"))
    }

    @Test func `a customer whom nobody investigated counts as poor, and so does one whose investigation is not approved`() throws {
        let desk = try OrderDesk(limit: nil)
        #expect(try desk.state(desk.inReview()) == "on_hold in_review poor_rating")
        let body = """
            {"customer_id":\(desk.customer),"findings":"x","rating":"AAA","limit":"9000000","payment_terms_days":30,"valid_until_on":"2027-11-24"}
            """
        let draft = try desk.world.created(desk.world.post("finance", "/v1/credit-investigations", body))
        #expect(try desk.state(desk.inReview()) == "on_hold in_review poor_rating")
        try desk.must("submit", draft, by: "finance", "{}", in: "credit-investigations")
        #expect(try desk.state(desk.inReview()) == "on_hold in_review poor_rating")
        try desk.must("reject", draft, by: "finance2", #"{"comment":"No"}"#, in: "credit-investigations")
        #expect(try desk.state(desk.inReview()) == "on_hold in_review poor_rating")
    }

    @Test func `an investigation counts to its last day and not beyond`() throws {
        let desk = try OrderDesk()
        for (day, state) in [("2026-11-24", "in_review"), ("2026-11-23", "on_hold in_review poor_rating")] {
            let days = Int64(Day(day)?.daysSince1970 ?? 0)
            try desk.change("UPDATE credit_investigations SET valid_until_on = ?", [.integer(days)])
            #expect(try desk.state(desk.inReview()) == state)
        }
    }

    @Test func `the latest approved investigation counts, even when it is worse`() throws {
        let desk = try OrderDesk()
        try desk.investigate(desk.customer, rating: "A", limit: "100.00")
        #expect(try desk.state(desk.inReview()) == "on_hold in_review over_limit")
        try desk.investigate(desk.customer, rating: "A", limit: "500.00")
        #expect(try desk.state(desk.inReview()) == "in_review")
    }

    // MARK: Exposure

    @Test func `what is confirmed counts, what is not yet confirmed does not`() throws {
        let desk = try OrderDesk(limit: "500.00")
        _ = try desk.draft()
        _ = try desk.approved()
        let first = try desk.confirmed()
        let second = try desk.inReview()
        #expect(try desk.state(second) == "in_review", "406.80 of 500.00")
        try desk.review(second)
        try desk.must("confirm", second, by: "rep")
        #expect(try desk.state(second) == "confirmed")
        #expect(try desk.state(desk.inReview()) == "on_hold in_review over_limit", "610.20 of 500.00")
        try desk.must("hold", first, by: "finance")
        #expect(try desk.state(desk.inReview()) == "on_hold in_review over_limit", "a confirmed order that is held still counts")
        try desk.must("cancel", first, by: "manager")
        #expect(try desk.state(desk.inReview()) == "in_review", "a cancelled one no longer does")
    }

    @Test func `another customer's orders do not count`() throws {
        let desk = try OrderDesk(limit: "250.00")
        _ = try desk.confirmed()
        let other = try desk.world.customer("另一家", limit: "250.00")
        #expect(try desk.state(desk.inReview(customer: other)) == "in_review")
    }

    @Test func `the customer's credit tells the exposure and the papers behind it`() throws {
        let desk = try OrderDesk(limit: "500.00")
        let confirmed = try desk.confirmed()
        _ = try desk.inReview()
        let credit = try desk.world.get("finance", "/v1/customers/\(desk.customer)/credit")
        #expect(credit.string("exposure/amount") == "203.40")
        #expect(credit.array("exposure/papers").compactMap { $0.object?["id"]?.number?.int64 } == [confirmed])
        #expect(credit.string("limit") == "500.00")
    }

    @Test func `limits compare in the company's currency, at the rate frozen on the paper`() throws {
        let desk = try OrderDesk(limit: "800.00")
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7"}"#).status == 201)
        let hundred = desk.line(quantity: "1", #","unit_price":"100.00","tax_rate":0"#)
        let first = try desk.inReview(lines: hundred, #","currency":"USD""#)
        #expect(try desk.state(first) == "in_review", "700 of 800")
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-11-24","rate":"9"}"#).status == 201)
        #expect(try desk.state(desk.inReview(lines: hundred, #","currency":"USD""#)) == "on_hold in_review over_limit", "900 of 800")
        try desk.review(first)
        try desk.must("confirm", first, by: "rep")
        #expect(try desk.state(first) == "confirmed", "still 700")
    }

    // MARK: Asked again when it is confirmed

    @Test func `another order confirmed meanwhile holds the one that comes later`() throws {
        let desk = try OrderDesk(limit: "300.00")
        let orders = try (0..<2).map { _ in try desk.approved() }
        try desk.must("confirm", orders[0], by: "rep")
        let reply = try desk.take("confirm", orders[1], by: "rep")
        #expect(reply.status == 200)
        #expect(reply.string("hold_reason") == "over_limit")
        #expect(try orders.map { try desk.state($0) } == ["confirmed", "on_hold approved over_limit"])
    }

    @Test func `credit that went bad meanwhile holds the order when it is confirmed`() throws {
        let desk = try OrderDesk()
        let id = try desk.approved()
        try desk.investigate(desk.customer, rating: "C")
        try desk.must("confirm", id, by: "logistics")
        #expect(try desk.state(id) == "on_hold approved poor_rating")
    }

    // MARK: Prepayment and guarantee

    @Test func `an order with prepayment is held until finance releases it`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview(#","prepayment":"0.3""#)
        #expect(try desk.state(id) == "on_hold in_review prepayment_open")
        #expect(try desk.take("release", id, by: "manager").status == 403)
        try desk.review(id)
        #expect(try desk.state(id) == "on_hold in_review prepayment_open", "reviews go on beside the hold, and do not end it")
        try desk.must("release", id, by: "finance")
        #expect(try desk.state(id) == "approved")
        try desk.must("confirm", id, by: "rep")
        #expect(try desk.state(id) == "confirmed")
    }

    @Test(arguments: [
        (#""guarantee":"bank_guarantee","guarantee_amount":"203.40","guarantee_valid_until_on":"2026-11-24""#, true),
        (#""guarantee":"bank_guarantee","guarantee_amount":"203.40""#, true),
        (#""guarantee":"bank_guarantee","guarantee_amount":"203.39""#, false),
        (#""guarantee":"bank_guarantee","guarantee_amount":"1000000.00","guarantee_valid_until_on":"2026-11-23""#, false),
    ])
    func `a valid guarantee that covers the exposure lets an order pass`(_ guarantee: String, _ passes: Bool) throws {
        let desk = try OrderDesk(limit: nil)
        try desk.investigate(desk.customer, rating: "D", "," + guarantee)
        #expect(try desk.state(desk.inReview()) == (passes ? "in_review" : "on_hold in_review poor_rating"))
        let other = try desk.world.customer("另一家", limit: nil)
        try desk.investigate(other, rating: "A", limit: "10.00", "," + guarantee)
        #expect(try desk.state(desk.inReview(customer: other)) == (passes ? "in_review" : "on_hold in_review over_limit"))
    }

    @Test func `a guarantee covers all that is at stake or nothing`() throws {
        let desk = try OrderDesk(limit: nil)
        try desk.investigate(desk.customer, rating: "D", #","guarantee":"deposit","guarantee_amount":"300.00""#)
        _ = try desk.confirmed()
        #expect(try desk.state(desk.inReview()) == "on_hold in_review poor_rating")
    }
}
