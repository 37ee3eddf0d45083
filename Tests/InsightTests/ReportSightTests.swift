// Who gets which figures: rows by the reader's place, columns by what he or she may see (access.md).

import JSON
import Kernel
import TestSupport
import Testing

struct ReportSightTests {
    private static let reports = [
        "sales-trend", "product-mix", "customer-value", "funnel", "win-loss", "competitors", "campaign-return", "forecast",
        "forecast-accuracy", "ageing", "cycle-times", "on-time-in-full", "satisfaction", "recruitment", "leaderboard", "compliance",
        "data-quality",
    ]

    @Test func `a rep's, a manager's and an executive's view differ exactly by access`() throws {
        let desk = try InsightDesk()
        let third = try desk.world.customer("Third", owner: "stranger")
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.second, by: "rep2", "20")
        // Nobody stands above the stranger: an executive reviews for sales.
        _ = try desk.world.confirmedOrder(third, by: "stranger", "40", of: desk.tea, forSales: "executive")
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

    /// A paper of each kind that belongs to somebody, of `rep`, `rep2` and `stranger` each: `manager` stands above the first two.
    private func busyCompany() throws -> DealDesk {
        let desk = try DealDesk()
        let world = desk.world
        try world.hire("agent", [.service])
        let customers = try ["rep", "rep2", "stranger"].map { ($0, try world.customer("Of " + $0, owner: $0)) }
        for (owner, customer) in customers {
            let order = try world.confirmedOrder(
                customer, by: owner, "10", of: desk.contracts.tea, forSales: owner == "stranger" ? "executive" : "manager")
            try world.deliver(world.shipped(order, "10"), at: world.server.clock.now)
            _ = try world.invoiced(order)
            let day = ",\"expected_close_on\":\"2026-11-30\",\"probability\":\"0.5\""
            try desk.lose(desk.enter("10.00", day, against: desk.leaf, by: owner, customer: customer), to: desk.leaf, by: owner)
            _ = try desk.enter("20.00", day, by: owner, customer: customer)
            let lead = "{\"company\":\"Lead of \(owner)\",\"channel\":\"walk_in\",\"owner_id\":\(world.person(owner).id)}"
            try world.must("leads", by: "marketing", lead)
            let ticket =
                "{\"customer_id\":\(customer),\"channel\":\"phone\",\"type\":\"quality\",\"subject\":\"Wet\",\"assignee_id\":\(world.person("agent").id)}"
            let id = try world.must("tickets", by: "service", ticket).id
            try world.must("tickets/\(id)/start", by: "agent")
            try world.must("tickets/\(id)/resolve", by: "agent", #"{"solution":"Dry"}"#)
        }
        try world.server.runJob("forecast-snapshots")
        return desk
    }

    /// Of each figure of the executive's: the reader's is of those of the records behind it that the reader may read one by one, and his or
    /// her own list gives the same.
    @Test func `every report tells each reader of exactly the records that he or she may read`() throws {
        let world = try busyCompany().world
        let range = "?from=2026-11-01&to=2026-12-31"
        var compared: [String: Int] = [:]
        // Of the leaderboard LeaderboardTests tell: here nobody is reviewed.
        for report in Self.reports where report != "leaderboard" {
            let question = report + (["ageing", "data-quality"].contains(report) ? "" : range)
            let whole = try world.report(question)
            let counts = whole.array("columns").compactMap(\.object).filter { $0["kind"]?.string == "count" }.compactMap {
                $0["name"]?.string
            }
            for reader in ["rep", "manager", "stranger"] where try world.get(reader, "/v1/reports/" + report).status == 200 {
                let own = try world.report(question, by: reader)
                let shown = Set(own.array("columns").compactMap { $0.object?["name"]?.string })
                let rows = Dictionary(
                    uniqueKeysWithValues: (own.array("items") + [own["total"]]).map { ($0.object?["label"]?.string ?? "-", $0) })
                for row in whole.array("items") + [whole["total"]] {
                    let label = row.object?["label"]?.string ?? "-"
                    // Sums, scores, and what the reader's report leaves out altogether are none of it.
                    for column in counts
                    where shown.contains(column) && !["customers", "stays", "head_count", "hired"].contains(column) {
                        guard !column.hasSuffix("_score"), column != "recency_days",
                            let path = row.object?["records"]?.object?[column]?.string, !path.hasPrefix("/v1/audit")
                        else { continue }
                        let collection = String(path.dropFirst("/v1/".count).prefix { $0 != "?" })
                        let seen = try world.ids(behind: path).filter { try world.get(reader, "/v1/\(collection)/\($0)").status == 200 }
                        let mine = rows[label]?.object
                        if report == "compliance" || report == "data-quality", mine == nil { continue }
                        #expect(mine?[column]?.number?.int64 ?? 0 == Int64(seen.count), "\(reader): \(report) \(label) \(column)")
                        if let listed = mine?["records"]?.object?[column]?.string {
                            #expect(try world.ids(behind: listed, by: reader) == seen, "\(reader): \(listed)")
                        }
                        compared[report, default: 0] += seen.count
                    }
                }
            }
        }
        // Each report that tells of something that belongs to somebody has told of some of it.
        #expect(
            Set(compared.filter { $0.value > 0 }.keys).isSuperset(
                of: Set(Self.reports).subtracting(["campaign-return", "recruitment", "leaderboard"])),
            "\(compared)")
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

    @Test func `whoever reads the list behind a report by no role is told why there is nothing`() throws {
        let desk = try InsightDesk()
        try desk.order(desk.first, by: "rep", "10")
        let world = desk.world
        let trend = try world.report("sales-trend", by: "hr")
        #expect(trend.integer("total/orders") == 0 && trend.array("named_only").compactMap(\.string) == ["orders"])
        let note = try #require(trend.string("note"))
        #expect(note.hasPrefix("None of your roles reads orders: ") && note.contains("sales_rep, sales_manager"))
        let chinese = try world.get("hr", "/v1/reports/sales-trend?lang=zh-CN").string("note")
        #expect(chinese?.hasPrefix("您的角色均无权查看订单：") == true)
        // Of what personnel reads by its role the report of compliance tells it.
        let lists = try world.report("compliance", by: "hr").array("named_only").compactMap(\.string)
        #expect(lists.contains("orders") && !lists.contains("recruitment-plans") && !lists.contains("performance-reviews"))
        for name in ["hr", "rep"] {
            let listed = try world.get(name, "/v1/reports").array("items").compactMap(\.object)
            for report in listed {
                let answer = try world.report(report["name"]?.string ?? "", by: name)
                #expect(report["note"]?.string == answer.string("note"), "\(name) \(answer.string("report") ?? "")")
            }
        }
        // In the picture and in the spreadsheet as well.
        #expect(try world.get("hr", "/v1/reports/sales-trend?format=svg").answer.text.contains("None of your roles reads orders"))
        let about = try desk.sheets(world.get("hr", "/v1/reports/sales-trend?format=xlsx").answer)[1].object?["rows"]?.array ?? []
        #expect(about.contains { $0.object?["B"]?.object?["text"]?.string == note })
        // Whoever has them by a role is told nothing, and whoever leads nobody reads of reviews those alone that name him or her.
        for name in ["rep", "manager", "production", "executive", "admin"] {
            #expect(try world.report("sales-trend", by: name)["note"].isNull, "\(name)")
        }
        #expect(try world.report("leaderboard", by: "rep").array("named_only").compactMap(\.string) == ["performance-reviews"])
        for name in ["manager", "hr", "executive"] { #expect(try world.report("leaderboard", by: name)["named_only"].isNull, "\(name)") }
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
