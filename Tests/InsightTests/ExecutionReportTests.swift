// Reports of how orders go through the house, how content customers are and how recruiting goes, with figures worked out by hand
// (P3.3.2, P2.6.3, P3.1).

import JSON
import Kernel
import TestSupport
import Testing

struct ExecutionReportTests {
    private let desk: InsightDesk
    private var world: World { desk.world }

    init() throws { desk = try InsightDesk() }

    /// An order that was entered on 24 November at 9 o'clock, then: submitted at 21 o'clock, reviewed by finance a day later, by logistics
    /// half a day after that and by the manager after another one, confirmed on the 27th, shipped on the 29th, delivered on 2 December,
    /// invoiced on the 3rd, paid on the 13th; always at 9 or 21 o'clock.
    private func slowOrder() throws -> Int64 {
        let order = try world.draftOrder(desk.first, by: "rep", "10", of: desk.tea)
        for (moment, step, name, form) in [
            ("2026-11-24 21:00", "submit", "rep", #"{"no_contract_reason":"Small order"}"#),
            ("2026-11-25 21:00", "reviews/finance/approve", "finance2", "{}"),
            ("2026-11-26 09:00", "reviews/logistics/approve", "logistics2", "{}"),
            ("2026-11-26 21:00", "reviews/sales/approve", "manager", "{}"), ("2026-11-27 21:00", "confirm", "rep", "{}"),
        ] {
            try world.move(to: moment)
            try world.must("orders/\(order)/\(step)", by: name, form)
        }
        try world.move(to: "2026-11-29 21:00")
        let shipment = try world.shipped(order, "10")
        try world.move(to: "2026-12-02 21:00")
        try world.deliver(shipment, at: world.server.clock.now)
        try world.move(to: "2026-12-03 21:00")
        let invoice = try world.invoiced(order)
        try world.move(to: "2026-12-13 09:00")
        let money = "{\"customer_id\":\(desk.first),\"amount\":\"203.40\",\"method\":\"bank_transfer\",\"received_on\":\"2026-12-13\"}"
        let receipt = try world.must("receipts", by: "finance", money).id
        try world.must("receipts/\(receipt)/allocate", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice)}]}")
        return order
    }

    @Test func `each hand-over takes as long as it took by the clock`() throws {
        // Confirmed in no time, and still to be shipped.
        let quick = try desk.order(desk.second, by: "rep2", "1")
        let slow = try slowOrder()
        let reply = try world.report("cycle-times?from=2026-11-01&to=2026-12-31")
        #expect(
            figures(reply, "papers", "mean_days", "longest_days") == [
                // Half a day and none: 0.25, which is rounded up.
                "Sales: entry to submission": ["2", "0.3", "0.5"], "Finance: review": ["2", "0.5", "1"],
                "Logistics: review": ["2", "0.8", "1.5"], "Sales manager: review": ["2", "1", "2"],
                "All: submission to confirmation": ["2", "1.5", "3"],
                "Production and logistics: confirmation to the first shipment": ["1", "2", "2"],
                "Logistics: first shipment to the last delivery": ["1", "3", "3"],
                "Finance: last delivery to the last invoice": ["1", "1", "1"], "Customer: invoice to its settlement": ["1", "10", "10"],
            ])
        #expect(try world.ids(behind: reply.string("items/1/records/papers")) == [quick, slow])
        #expect(try world.ids(behind: reply.string("items/6/records/mean_days")) == [slow])
        // Confirmed late on the 27th in Shanghai: that day is the 27th, and no other.
        let day = figures(try world.report("cycle-times?from=2026-11-27&to=2026-11-27"), "papers", "longest_days")
        #expect(day["All: submission to confirmation"] == ["1", "3"] && day["Customer: invoice to its settlement"] == ["0", "null"])
        let empty = figures(try world.report("cycle-times?from=2026-10-01&to=2026-10-31"), "papers", "mean_days", "longest_days")
        #expect(empty.values.allSatisfy { $0 == ["0", "null", "null"] })
    }

    /// A ticket that the agent has resolved; the other one notes what the customer says of it.
    private func resolved(_ type: String, score: Int?, of customer: Int64, product: Int64? = nil) throws -> Int64 {
        let about = product.map { ",\"product_id\":\($0)" } ?? ""
        let body = """
            {"customer_id":\(customer),"channel":"phone","type":"\(type)","subject":"Wet","assignee_id":\(world.person("agent").id)\(about)}
            """
        let id = try world.must("tickets", by: "service", body).id
        try world.must("tickets/\(id)/start", by: "agent")
        try world.must("tickets/\(id)/resolve", by: "agent", #"{"solution":"Dry boxes"}"#)
        if let score { try world.must("tickets/\(id)/satisfaction", by: "service", "{\"score\":\(score),\"channel\":\"phone\"}") }
        return id
    }

    @Test func `satisfaction is of tickets by the day of their last resolution`() throws {
        try world.hire("agent", [.service], under: "executive")
        let five = try resolved("quality", score: 5, of: desk.first, product: desk.tea)
        let four = try resolved("quality", score: 4, of: desk.second)
        let none = try resolved("delivery", score: nil, of: desk.first)
        // The first one brings it back to work, so that it is not resolved any more; it is again in December, and they are no happier.
        let bad = try resolved("delivery", score: 1, of: desk.first)
        func found(_ question: String) throws -> [String: [String]] {
            let reply = try world.report("satisfaction?" + question)
            return figures(reply, "tickets", "scored", "mean_score", "satisfied", "dissatisfied", "satisfied_ratio")
        }
        let november = "from=2026-11-01&to=2026-11-30"
        #expect(try found(november)["Total"] == ["3", "2", "4.5", "2", "0", "1"])
        try world.move(to: "2026-12-01 00:30")
        try world.must("tickets/\(bad)/resolve", by: "agent", #"{"solution":"New boxes"}"#)
        try world.must("tickets/\(bad)/satisfaction", by: "service", #"{"score":2,"channel":"phone"}"#)
        let months = try found("from=2026-11-01&to=2026-12-31&group_by=month")
        #expect(months["2026-11"] == ["3", "2", "4.5", "2", "0", "1"] && months["2026-12"] == ["1", "1", "2", "0", "1", "0"])
        // (5 + 4 + 2) ÷ 3, and two of three satisfied.
        #expect(months["Total"] == ["4", "3", "3.67", "2", "1", "0.6667"])
        let reply = try world.report("satisfaction?from=2026-11-01&to=2026-12-31&group_by=product")
        #expect(figures(reply, "tickets") == ["Product TEA": ["1"], "No product": ["3"], "Total": ["4"]])
        #expect(try world.ids(behind: reply.string("total/records/satisfied")) == [five, four])
        #expect(try world.ids(behind: reply.string("items/0/records/tickets")) == [four, none, bad])
        let regions = try found("from=2026-11-01&to=2026-12-31&group_by=region")
        #expect(regions["华东"]?.prefix(3) == ["3", "2", "3.5"] && regions["None"]?.first == "1")
        let before = try world.report("satisfaction?from=2026-12-01&to=2026-12-31&compare=previous")
        #expect(before.integer("total/before/tickets") == 3 && before.string("total/change/mean_score") == "-0.5556")
        #expect(try found("from=2026-10-01&to=2026-10-31") == ["Total": ["0", "0", "null", "0", "0", "null"]])
    }

    @Test func `recruiting is of plans by their beginning, and of candidates by their entry`() throws {
        func plan(_ count: Int, _ start: String, isApproved: Bool = true) throws -> Int64 {
            let body = "{\"position\":\"Rep\",\"head_count\":\(count),\"starts_on\":\"\(start)\",\"ends_on\":\"2027-10-31\"}"
            let id = try world.must("recruitment-plans", by: "manager", body).id
            try world.must("recruitment-plans/\(id)/submit", by: "manager")
            if isApproved { try world.must("recruitment-plans/\(id)/approve", by: "executive") }
            return id
        }
        let first = try plan(3, "2026-11-01")
        _ = try plan(2, "2026-12-01")
        _ = try plan(9, "2026-11-15", isApproved: false)
        func candidate(_ name: String, _ channel: String) throws -> Int64 {
            try world.must("candidates", by: "hr", "{\"plan_id\":\(first),\"name\":\"\(name)\",\"channel\":\"\(channel)\"}").id
        }
        let hired = try candidate("Zhao", "campus")
        for step in ["screen", "interview", "test"] { try world.must("candidates/\(hired)/\(step)", by: "hr", #"{"score":80}"#) }
        try world.must("candidates/\(hired)/offer", by: "hr")
        let post = "{\"starts_on\":\"2026-12-01\",\"position\":\"Rep\",\"manager_id\":\(world.person("manager").id)}"
        try world.must("candidates/\(hired)/hire", by: "manager", post)
        let rejected = try candidate("Qian", "campus")
        try world.must("candidates/\(rejected)/reject", by: "hr", #"{"reason":"No German"}"#)
        _ = try candidate("Sun", "referral")
        let names = ("head_count", "hired", "filled_ratio", "candidates", "in_process", "candidates_hired", "rejected", "hire_rate")
        func found(_ question: String, by name: String = "manager") throws -> [String: [String]] {
            let reply = try world.report("recruitment?" + question, by: name)
            return figures(reply, "plans", names.0, names.1, names.2, names.3, names.4, names.5, names.6, names.7)
        }
        let november = try found("from=2026-11-01&to=2026-11-30")
        #expect(november["Total"] == ["1", "3", "1", "0.3333", "3", "1", "1", "1", "0.3333"])
        #expect(november.count == 2)
        let both = try found("from=2026-11-01&to=2026-12-31&group_by=month")
        #expect(both["2026-12"] == ["1", "2", "0", "0", "0", "0", "0", "0", "null"] && both["Total"]?.prefix(4) == ["2", "5", "1", "0.2"])
        let channels = try world.report("recruitment?from=2026-11-01&to=2026-11-30&group_by=channel", by: "manager")
        let byChannel = figures(channels, "candidates", "candidates_hired", "hire_rate")
        #expect(byChannel["Campus"] == ["2", "1", "0.5"] && byChannel["Referral"] == ["1", "0", "0"])
        // Who sees no candidates gets no column of them.
        #expect(try found("from=2026-11-01&to=2026-11-30", by: "executive")["Total"] == ["1", "3", "1", "0.3333", "-", "-", "-", "-", "-"])
        #expect(try found("from=2026-10-01&to=2026-10-31")["Total"]?.prefix(4) == ["0", "0", "0", "null"])
    }
}
