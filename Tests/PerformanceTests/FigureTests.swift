// What counts, by the definitions of Docs/performance-review.md: figures worked out by hand, with the records behind them (P3.2.1).
//
// Ten boxes are 180.00 net, 203.40 with tax, and 126.00 to make.

import JSON
import Kernel
import TestSupport
import Testing

struct FigureTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
    }

    /// Opens November with everything that is counted.
    private func open(_ basis: String, _ period: String = "2026-11") throws {
        try reviews.setBasis(basis)
        try reviews.scheme(
            "month",
            [
                ("revenue", 30), ("profit", 20), ("growth_rate", 10), ("new_customers", 10), ("satisfaction", 10), ("activities", 10),
                ("visits", 10),
            ])
        try reviews.open(period)
    }

    /// Revenue and profit once the month is over, with the sums of the records behind them.
    private func sales(_ name: String, _ period: String = "2026-11") throws -> [String?] {
        let review = try reviews.review(name, period)
        for code in ["revenue", "profit"] {
            let behind = try reviews.evidence(code, of: review.id)
            #expect(reviews.sum(behind) == reviews.line(code, of: review)["actual"]?.string, "\(code) of \(name)")
            #expect(reviews.line(code, of: review)["records"]?.number?.int64 == Int64(behind.count))
        }
        return ["revenue", "profit"].map { reviews.line($0, of: review)["actual"]?.string }
    }

    private func dollars() throws {
        try reviews.must(world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7"}"#))
    }

    @Test func `confirmed orders count net, at the rate that was frozen with them`() throws {
        try open("confirmed")
        try dollars()
        _ = try reviews.confirmed("10")
        // 100 dollars at 7; a box costs 1.80 of them.
        _ = try reviews.confirmed("1", #","unit_price":"100""#, #","currency":"USD""#)
        try reviews.must(world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-11-25","rate":"9"}"#))
        let cancelled = try reviews.confirmed("30")
        try reviews.take("cancel", "orders/\(cancelled)", by: "manager", #"{"reason":"Mistake"}"#)
        _ = try reviews.confirmed("5", by: "rep2")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        #expect(try sales("rep") == ["880.00", "741.40"])
        #expect(try sales("rep2") == ["90.00", "27.00"])
    }

    @Test func `invoices count on their day, less credit notes, with as much of the cost as of the net`() throws {
        try open("invoiced")
        let order = try reviews.confirmed("10")
        let invoice = try reviews.invoiced(order, "4")
        let draft = try world.created(world.post("finance", "/v1/invoices", "{\"order_id\":\(order)}"))
        _ = try reviews.credited(invoice, "1")
        let void = try reviews.invoiced(reviews.confirmed("7", by: "rep2"))
        try reviews.take("void", "invoices/\(void)", by: "finance2", #"{"reason":"Wrong"}"#)
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.take("issue", "invoices/\(draft)", by: "finance")
        try reviews.compute()
        // Three boxes: 54.00, which cost 37.80.
        #expect(try sales("rep") == ["54.00", "16.20"])
        #expect(try sales("rep2") == ["0.00", "0.00"])
        let parts = try reviews.evidence("revenue", of: reviews.review("rep", "2026-11").id)
        #expect(parts.map { "\($0["entity"]?.string ?? "") \($0["value"]?.string ?? "")" } == ["invoice 72.00", "credit_note -18.00"])
    }

    @Test func `what receipts have paid counts without the tax, on the day on which it was allocated`() throws {
        try open("received")
        try dollars()
        let invoice = try reviews.invoiced(reviews.confirmed("10"))
        try reviews.paid(invoice, "101.70")
        // Money on account pays nothing yet.
        let body = "{\"customer_id\":\(reviews.customer),\"amount\":\"500\",\"method\":\"cash\",\"received_on\":\"2026-11-24\"}"
        let account = try world.created(world.post("finance", "/v1/receipts", body))
        let abroad = try reviews.invoiced(
            reviews.confirmed("1", by: "rep2", #","unit_price":"100","tax_rate":"0""#, #","currency":"USD""#))
        try reviews.must(world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-11-24","rate":"7.1"}"#))
        try reviews.paid(abroad, "60.00", #","currency":"USD""#)
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.take("allocate", "receipts/\(account)", by: "finance")
        try reviews.compute()
        // Half of the invoice: 90.00 net, which cost 63.00.
        #expect(try sales("rep") == ["90.00", "27.00"])
        // 60 of 100 dollars at the receipt's 7.1; the box costs 1.80 dollars, of which 60 % are 1.08, which are 7.67.
        #expect(try sales("rep2") == ["426.00", "418.33"])
    }

    @Test func `a payment taken back in the same month never was, and one taken back later is taken off then`() throws {
        try open("received")
        let invoice = try reviews.invoiced(reviews.confirmed("10"))
        let gone = try reviews.paid(invoice, "101.70")
        try reviews.take("reverse", "receipts/\(gone)", by: "finance2", #"{"reason":"Bounced"}"#)
        let kept = try reviews.paid(invoice, "203.40")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.open("2026-12")
        try reviews.compute()
        #expect(try sales("rep") == ["180.00", "54.00"])
        // Half of the goods is credited: so much of the payment is free again.
        _ = try reviews.credited(invoice, "5")
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        #expect(try sales("rep", "2026-12") == ["-90.00", "-27.00"])
        let parts = try reviews.evidence("revenue", of: reviews.review("rep", "2026-12").id)
        #expect(
            parts.map { "\($0["part"]?.string ?? "") \($0["value"]?.string ?? "")" }.sorted() == ["paper 90.00", "reversal -180.00"])
        try reviews.open("2027-01")
        try reviews.take("reverse", "receipts/\(kept)", by: "finance2", #"{"reason":"Bounced"}"#)
        try reviews.move(to: "2027-02-01 09:00")
        try reviews.compute()
        #expect(try sales("rep", "2027-01") == ["-90.00", "-27.00"])
        #expect(try sales("rep") == ["180.00", "54.00"])
    }

    @Test(arguments: ["confirmed", "received"])
    func `half past midnight in Shanghai is the new month`(_ basis: String) throws {
        try open(basis)
        let first = try reviews.confirmed("10")
        let invoice = try reviews.invoiced(first)
        try reviews.move(to: "2026-11-30 23:59")
        _ = try reviews.confirmed("1")
        try reviews.paid(invoice, "20.34")
        try reviews.move(to: "2026-12-01 00:30")
        _ = try reviews.confirmed("2")
        try reviews.paid(invoice, "40.68")
        try reviews.open("2026-12")
        try reviews.compute()
        #expect(try sales("rep")[0] == (basis == "confirmed" ? "198.00" : "18.00"))
        try reviews.move(to: "2027-01-01 00:30")
        try reviews.compute()
        #expect(try sales("rep", "2026-12")[0] == "36.00")
    }

    @Test func `growth compares with the same month a year before`() throws {
        try reviews.setBasis("confirmed")
        _ = try reviews.confirmed("10")
        try reviews.move(to: "2027-11-24 09:00")
        try open("confirmed", "2027-11")
        _ = try reviews.confirmed("13")
        _ = try reviews.confirmed("7", by: "rep2")
        try reviews.move(to: "2027-12-01 09:00")
        try reviews.target("rep", "growth_rate", "2027", "20", by: "executive")
        try reviews.compute()
        let review = try reviews.review("rep", "2027-11")
        let growth = reviews.line("growth_rate", of: review)
        #expect(growth["actual"]?.string == "30.00" && growth["achievement"]?.string == "150.00")
        let parts = try reviews.evidence("growth_rate", of: review.id).map {
            "\($0["part"]?.string ?? "") \($0["dated_on"]?.string ?? "") \($0["value"]?.string ?? "")"
        }
        #expect(parts == ["paper 2027-11-24 234.00", "base 2026-11-24 180.00"])
        // The year before is no revenue of this one.
        #expect(try reviews.evidence("revenue", of: review.id).count == 1)
        // Who had nothing a year before has no rate.
        try reviews.target("rep2", "growth_rate", "2027", "20", by: "executive")
        try reviews.take("compute", "performance-reviews/\(reviews.review("rep2", "2027-11").id)", by: "hr")
        let none = try reviews.line("growth_rate", of: reviews.review("rep2", "2027-11"))
        #expect(none["actual"]?.isNull == true && none["missing"]?.string == "no_basis")
    }

    @Test func `a customer is new once, with the first confirmed order`() throws {
        try open("received")
        let second = try world.customer("丙公司")
        _ = try reviews.confirmed("1")
        _ = try reviews.confirmed("1")
        let cancelled = try reviews.confirmed("1", customer: second)
        try reviews.take("cancel", "orders/\(cancelled)", by: "manager", #"{"reason":"Mistake"}"#)
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.open("2026-12")
        _ = try reviews.confirmed("1")
        _ = try reviews.confirmed("1", customer: second)
        try reviews.compute()
        #expect(try reviews.actual("new_customers", "rep", "2026-11") == "1.00")
        #expect(try reviews.actual("new_customers", "rep2", "2026-11") == "0.00")
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        #expect(try reviews.actual("new_customers", "rep", "2026-12") == "1.00")
        let behind = try reviews.evidence("new_customers", of: reviews.review("rep", "2026-12").id)
        #expect(behind.map { $0["entity_id"]?.number?.int64 } == [second])
    }

    @Test func `satisfaction is the mean of the own customers' closed tickets`() throws {
        try open("received")
        try world.hire("agent", [.service])
        func ticket(_ customer: Int64, _ score: Int?) throws {
            let body = """
                {"customer_id":\(customer),"channel":"phone","type":"inquiry","subject":"Tea","assignee_id":\(reviews.id("agent"))}
                """
            let id = try world.created(world.post("service", "/v1/tickets", body))
            try reviews.take("start", "tickets/\(id)", by: "agent")
            try reviews.take("resolve", "tickets/\(id)", by: "agent", #"{"solution":"Told"}"#)
            if let score { try reviews.take("satisfaction", "tickets/\(id)", by: "service", "{\"score\":\(score),\"channel\":\"phone\"}") }
            try reviews.take("close", "tickets/\(id)", by: "service", #"{"no_satisfaction_reason":"None"}"#)
        }
        for score in [5, 4, 4] { try ticket(reviews.customer, score) }
        try ticket(reviews.customer, nil)
        try ticket(reviews.customer2, nil)
        try reviews.move(to: "2026-12-01 09:00")
        try ticket(reviews.customer, 3)
        try reviews.compute()
        #expect(try reviews.actual("satisfaction", "rep", "2026-11") == "4.3333")
        #expect(try reviews.sum(reviews.evidence("satisfaction", of: reviews.review("rep", "2026-11").id)) == "13.00")
        try reviews.target("rep2", "satisfaction", "2026", "4", by: "executive")
        try reviews.take("compute", "performance-reviews/\(reviews.review("rep2", "2026-11").id)", by: "hr")
        #expect(try reviews.line("satisfaction", of: reviews.review("rep2", "2026-11"))["missing"]?.string == "no_basis")
    }

    @Test func `activities count when they are entered, so that nobody fills up what is over`() throws {
        try open("received")
        _ = try reviews.activity()
        _ = try reviews.activity("call")
        let gone = try reviews.activity("call")
        try reviews.must(world.send("manager", "DELETE", "/v1/activities/\(gone)"))
        try reviews.move(to: "2026-12-01 00:30")
        _ = try reviews.activity("visit", by: "rep", #","happened_at":"2026-11-24T09:00:00Z""#)
        try reviews.compute()
        #expect(try reviews.actual("activities", "rep", "2026-11") == "2.00")
        #expect(try reviews.actual("visits", "rep", "2026-11") == "1.00")
        let review = try reviews.review("rep", "2026-11")
        #expect(try reviews.evidence("visits", of: review.id).count == 1 && reviews.evidence("activities", of: review.id).count == 2)
    }

    @Test func `what each order leaves over is told to those alone who may know costs`() throws {
        try open("confirmed")
        _ = try reviews.confirmed("10")
        try reviews.target("rep", "revenue", "2026-11", "100")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        let id = try reviews.confirmedReview("rep", "2026-11")
        #expect(try reviews.evidence("profit", of: id, by: "manager").first?["value"]?.string == "54.00")
        let own = try reviews.evidence("profit", of: id, by: "rep")
        #expect(own.count == 1 && own[0]["value"]?.isNull == true && own[0]["number"]?.string != nil)
        #expect(try reviews.evidence("revenue", of: id, by: "rep").first?["value"]?.string == "180.00")
        for name in ["rep2", "finance", "admin", "marketing"] {
            let reply = try world.get(name, "/v1/performance-reviews/\(id)/evidence?indicator=revenue")
            #expect([403, 404].contains(reply.status), "\(name)")
        }
        let path = "/v1/performance-reviews/\(id)/evidence"
        for query in ["", "?indicator=teamwork", "?indicator=none", "?indicator=revenue&limit=0", "?indicator=revenue&cursor=x"] {
            #expect(try world.get("hr", path + query).status == 400, "\(query)")
        }
    }
}
