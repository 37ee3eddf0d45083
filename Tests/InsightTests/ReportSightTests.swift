// Who gets which figures: rows by the reader's place, columns by what he or she may see (access.md).

import JSON
import Kernel
import TestSupport
import Testing

struct ReportSightTests {
    private static let reports = [
        "sales-trend", "product-mix", "customer-value", "funnel", "win-loss", "competitors", "campaign-return", "forecast",
        "forecast-accuracy", "ageing", "cycle-times", "on-time-in-full", "satisfaction", "recruitment", "compliance", "data-quality",
    ]

    @Test func `a rep's, a manager's and an executive's view differ exactly by access`() throws {
        let desk = try InsightDesk()
        let third = try desk.world.customer("Third", owner: "stranger")
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.second, by: "rep2", "20")
        // Nobody stands above the stranger: an executive reviews for sales.
        let body = """
            {"customer_id":\(third),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",\
            "delivery_on":"2027-06-24","lines":[{"product_id":\(desk.tea),"quantity":"40"}]}
            """
        let id = try desk.world.created(desk.world.post("stranger", "/v1/orders", body))
        try desk.must("orders/\(id)/submit", by: "stranger", #"{"no_contract_reason":"Small order"}"#)
        try desk.must("orders/\(id)/reviews/finance/approve", by: "finance2")
        try desk.must("orders/\(id)/reviews/logistics/approve", by: "logistics2")
        try desk.must("orders/\(id)/reviews/sales/approve", by: "executive")
        try desk.must("orders/\(id)/confirm", by: "stranger")
        let nets = try ["rep", "rep2", "manager", "stranger", "finance", "executive"].map {
            try desk.report("sales-trend?group_by=owner", by: $0).string("total/net")
        }
        #expect(nets == ["180.00", "360.00", "540.00", "720.00", "1260.00", "1260.00"])
        // Their lists say the same.
        for name in ["rep", "manager", "executive"] {
            let reply = try desk.report("sales-trend?group_by=owner", by: name)
            for row in reply.array("items") + [reply["total"]] {
                let path = try #require(row.object?["records"]?.object?["orders"]?.string)
                #expect(try desk.all(path, by: name).count == Int(row.object?["orders"]?.number?.int64 ?? -1))
            }
        }
    }

    @Test func `whoever sees no prices gets no amounts, and whoever sees no cost no margin`() throws {
        let desk = try InsightDesk()
        try desk.order(desk.first, by: "rep", "10")
        let columns = { (name: String) in
            try desk.report("sales-trend", by: name).array("columns").compactMap { $0.object?["name"]?.string }
        }
        #expect(try columns("production") == ["orders", "customers"])
        #expect(try columns("rep") == ["orders", "customers", "net", "tax", "gross", "average_net"])
        #expect(try columns("manager").suffix(3) == ["cost", "margin", "margin_ratio"])
        // Neither in the file nor as a filter nor in the picture.
        let csv = try desk.world.get("production", "/v1/reports/sales-trend?format=csv").answer.text
        #expect(csv.hasPrefix("Period,From,To,Orders,Customers\r\n"))
        #expect(try desk.world.get("production", "/v1/reports/sales-trend?net.gt=1").status == 400)
        #expect(try desk.world.get("rep", "/v1/reports/sales-trend?margin.gt=1").status == 400)
        let picture = try desk.world.get("production", "/v1/reports/sales-trend?format=svg").answer.text
        #expect(picture.contains("Orders") && !picture.contains("Net"))
        // Nor by the name of a customer, whom production does not see.
        #expect(try desk.world.get("production", "/v1/reports/sales-trend?group_by=customer").status == 403)
    }

    @Test func `whoever may not read a list may not ask for its report, and the list of reports says so`() throws {
        let world = try World()
        for name in ["rep", "manager", "marketing", "production", "finance", "hr", "executive", "auditor", "key"] {
            let listed = Set(try world.get(name, "/v1/reports").array("items").compactMap { $0.object?["name"]?.string })
            for report in Self.reports {
                let status = try world.get(name, "/v1/reports/\(report)").status
                #expect(status == (listed.contains(report) ? 200 : 403), "\(name) \(report)")
            }
        }
        #expect(try world.get(nil, "/v1/reports").status == 401)
        #expect(try world.get("marketing", "/v1/reports/win-loss").code == "not_allowed")
    }

    @Test func `a key asks for what its scopes cover`() throws {
        let world = try World()
        let made = try world.post("admin", "/v1/api-keys", #"{"name":"bi","roles":["integration"],"scopes":["orders:read"]}"#)
        world.admit("bi", id: made.integer("user_id") ?? 0, token: made.string("key") ?? "")
        #expect(try world.get("bi", "/v1/reports/sales-trend").status == 200)
        #expect(try world.get("bi", "/v1/reports/win-loss").code == "outside_scope")
    }

    @Test func `marketing gets what campaigns bring in leads, not what they bring in deals`() throws {
        let world = try World()
        let columns = { (name: String) in
            try world.get(name, "/v1/reports/campaign-return").array("columns").compactMap { $0.object?["name"]?.string }
        }
        #expect(try columns("marketing") == ["leads", "converted", "conversion", "budget", "cost"])
        #expect(try columns("executive").contains("won_amount"))
    }
}
