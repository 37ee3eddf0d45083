// Reports of what was sold, with figures worked out by hand (P5.2).

import JSON
import Kernel
import TestSupport
import Testing

struct SalesReportTests {
    /// November: rep 10 × 18.00, rep2 20 × 18.00. December: rep 5 × 18.00 and 3 × 10.00 USD at 7.1234, which is 213.702; their
    /// cost of 37.80 is 5.31 USD, which is 37.83.
    private func twoMonths() throws -> InsightDesk {
        let desk = try InsightDesk()
        _ = try desk.world.created(
            desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-11-01","rate":"7.1234"}"#))
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.second, by: "rep2", "20")
        // In Shanghai it is the first of December, in UTC still November.
        try desk.move(to: "2026-12-01 00:30")
        try desk.order(desk.first, by: "rep", "5")
        try desk.order(desk.first, by: "rep", "3", of: nil, ",\"currency\":\"USD\"")
        return desk
    }

    @Test func `months begin at midnight in Shanghai, and foreign papers count at their rate`() throws {
        let desk = try twoMonths()
        let reply = try desk.report("sales-trend?from=2026-11-01&to=2026-12-31")
        let expected = [
            "2026-11": ["2", "2", "540.00", "70.20", "610.20", "270.00", "378.00", "162.00", "0.3"],
            "2026-12": ["2", "1", "303.70", "39.48", "343.18", "151.85", "100.83", "202.87", "0.668"],
            "Total": ["4", "2", "843.70", "109.68", "953.38", "210.93", "478.83", "364.87", "0.4325"],
        ]
        let found = figures(
            reply, "orders", "customers", "net", "tax", "gross", "average_net", "cost", "margin", "margin_ratio")
        #expect(found == expected)
        #expect(reply.string("from") == "2026-11-01" && reply.string("currency") == "CNY" && reply.integer("groups") == 2)
        #expect(reply.string("items/0/starts_on") == "2026-11-01" && reply.string("items/0/ends_on") == "2026-11-30")
    }

    @Test func `each way of grouping adds up to the whole`() throws {
        let desk = try twoMonths()
        let range = "from=2026-11-01&to=2026-12-31"
        let groups: [(String, [String: String])] = [
            ("day", ["2026-11-24": "540.00", "2026-12-01": "303.70"]), ("week", ["2026-W48": "540.00", "2026-W49": "303.70"]),
            ("quarter", ["2026-Q4": "843.70"]), ("year", ["2026": "843.70"]), ("owner", ["rep": "483.70", "rep2": "360.00"]),
            ("team", ["manager": "843.70"]), ("region", ["华东": "483.70", "None": "360.00"]),
            ("industry", ["Food & drink": "483.70", "None": "360.00"]), ("customer", ["First": "483.70", "Second": "360.00"]),
        ]
        for (group, nets) in groups {
            let reply = try desk.report("sales-trend?\(range)&group_by=\(group)")
            let found = figures(reply, "net").mapValues { $0[0] }.filter { $0.value != "0.00" }
            #expect(found == nets.merging(["Total": "843.70"]) { one, _ in one }, "\(group)")
            try expectRecords(of: reply, desk, "net")
        }
    }

    /// The records behind a figure are those whose amounts it sums.
    private func expectRecords(of reply: Reply, _ desk: InsightDesk, _ name: String) throws {
        for row in reply.array("items") + [reply["total"]] {
            let path = try #require(row.object?["records"]?.object?[name]?.string)
            let sum = try desk.all(path, by: "executive").reduce(0.0) { sum, order in
                sum + (Double(order["net"]?.string ?? "") ?? 0) * (order["currency"]?.string == "USD" ? 7.1234 : 1)
            }
            #expect(abs(sum - (Double(row.object?[name]?.string ?? "") ?? -1)) < 0.006, "\(path)")
        }
    }

    @Test func `what was cancelled is no sale any more`() throws {
        let desk = try InsightDesk()
        let order = try desk.order(desk.first, by: "rep", "10")
        #expect(try desk.report("sales-trend").integer("total/orders") == 1)
        try desk.must("orders/\(order)/cancel", by: "manager", #"{"reason":"Changed their mind"}"#)
        #expect(try desk.report("sales-trend").integer("total/orders") == 0)
    }

    @Test func `a time is compared with the one before and with the year before`() throws {
        let desk = try twoMonths()
        let reply = try desk.report("sales-trend?from=2026-12-01&to=2026-12-31&group_by=customer&compare=previous")
        #expect(reply.string("before_from") == "2026-11-01" && reply.string("before_to") == "2026-11-30")
        #expect(figures(reply, "net") == ["First": ["303.70"], "Second": ["0.00"], "Total": ["303.70"]])
        let before = reply.array("items").map {
            ($0.object?["before"]?.object?["net"]?.string, $0.object?["change"]?.object?["net"]?.string)
        }
        #expect(before[0].0 == "180.00" && before[0].1 == "0.6872" && before[1].0 == "360.00" && before[1].1 == "-1")
        #expect(reply.string("total/before/net") == "540.00" && reply.string("total/change/net") == "-0.4376")
        let path = try #require(reply.string("total/before/records/orders"))
        #expect(try desk.all(path, by: "executive").count == 2)
        let year = try desk.report("sales-trend?from=2026-12-01&to=2026-12-31&compare=year_before")
        #expect(year.string("before_from") == "2025-12-01" && year.string("before_to") == "2025-12-31")
        #expect(year.string("total/before/net") == "0.00" && year["total/change/net"].isNull)
        // Months beside months, in order.
        let months = try desk.report("sales-trend?from=2026-11-15&to=2026-12-14&compare=previous")
        #expect(months.string("before_from") == "2026-10-16" && months.string("before_to") == "2026-11-14")
    }

    @Test func `the list's filters choose what is counted`() throws {
        let desk = try twoMonths()
        let range = "from=2026-11-01&to=2026-12-31"
        #expect(try desk.report("sales-trend?\(range)&currency=USD").string("total/net") == "213.70")
        #expect(try desk.report("sales-trend?\(range)&owner_id=\(desk.world.person("rep2").id)").integer("total/orders") == 1)
        let reply = try desk.report("sales-trend?\(range)&customer_region=%E5%8D%8E%E4%B8%9C&group_by=owner")
        #expect(reply.integer("total/orders") == 3)
        #expect(try desk.all(#require(reply.string("total/records/orders")), by: "executive").count == 3)
    }

    @Test func `products are counted by their lines, and their shares are of the whole`() throws {
        let desk = try InsightDesk()
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.first, by: "rep", "4", of: desk.pot)
        try desk.order(desk.second, by: "rep2", "2")
        let reply = try desk.report("product-mix")
        let found = figures(reply, "lines", "quantity", "net", "share", "margin")
        #expect(found["Product TEA"] == ["2", "12", "216.00", "0.5192", "64.80"])
        #expect(found["Product POT"] == ["1", "4", "200.00", "0.4808", "120.00"])
        #expect(found["Total"]?.prefix(3) == ["3", "16", "416.00"])
        let path = try #require(reply.string("items/0/records/net"))
        #expect(try desk.all(path, by: "executive").count == 2)
    }

    @Test func `customers are scored by their place among all`() throws {
        let desk = try InsightDesk()
        try desk.order(desk.first, by: "rep", "10")
        try desk.move(to: "2026-12-04 09:00")
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.second, by: "rep2", "1")
        try desk.move(to: "2026-12-14 09:00")
        let reply = try desk.report("customer-value")
        let found = figures(
            reply, "orders", "net", "last_order_on", "recency_days", "recency_score", "frequency_score", "amount_score")
        // Both bought last on the same day; of two customers the better one stands above one half of them.
        #expect(found["First"] == ["2", "360.00", "2026-12-04", "10", "1", "3", "3"])
        #expect(found["Second"] == ["1", "18.00", "2026-12-04", "10", "1", "1", "1"])
    }

    @Test func `deliveries are on time by the first promise, in full with one shipment`() throws {
        let desk = try InsightDesk()
        let order = try desk.order(desk.first, by: "rep", "10")
        let late = try desk.order(desk.first, by: "rep", "3")
        try desk.move(to: "2026-12-04 09:00")
        try desk.deliver(order, "10")
        try desk.move(to: "2027-06-25 09:00")
        try desk.deliver(late, "2")
        try desk.deliver(late, "1")
        let reply = try desk.report("on-time-in-full?from=2026-12-01&to=2027-06-30&group_by=year")
        let found = figures(reply, "delivered", "on_time", "in_full", "on_time_in_full", "on_time_in_full_ratio")
        #expect(found["2026"] == ["1", "1", "1", "1", "1"])
        #expect(found["2027"] == ["1", "0", "0", "0", "0"])
        #expect(found["Total"] == ["2", "1", "1", "1", "0.5"])
        #expect(try desk.all(#require(reply.string("items/1/records/delivered")), by: "executive").count == 1)
    }
}
