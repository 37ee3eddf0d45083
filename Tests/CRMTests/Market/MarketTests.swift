// From what is known of the market to the customer, and back: report → segment → campaign → lead → customer (P2.1.1).

import JSON
import Kernel
import TestSupport
import Testing

struct MarketTests {
    private let world: World

    init() throws { world = try World() }

    private func report(_ title: String = "Tea in 2026", _ more: String = "") throws -> Int64 {
        let body = """
            {"title":"\(title)","kind":"customer_demand","source":"Survey","published_on":"2026-11-01","summary":"More green tea"\(more)}
            """
        return try world.created(world.post("marketing", "/v1/market-reports", body))
    }

    private func segment(_ reports: [Int64], by name: String = "marketing") throws -> Reply {
        let list = reports.map { "{\"report_id\":\($0)}" }.joined(separator: ",")
        return try world.post(name, "/v1/target-segments", "{\"name\":\"Tea houses\",\"reports\":[\(list)]}")
    }

    private func campaign(_ segment: Int64) throws -> Int64 {
        let body = "{\"name\":\"Fair\",\"channel\":\"exhibition\",\"starts_on\":\"2026-12-01\",\"segment_id\":\(segment)}"
        return try world.created(world.post("marketing", "/v1/campaigns", body))
    }

    private func ids(_ path: String, by name: String = "auditor") throws -> [Int64] {
        try world.get(name, path).array("items").compactMap { $0.object?["id"]?.number?.int64 }
    }

    @Test func `a segment rests on at least one report, each cited once`() throws {
        let first = try report()
        #expect(try segment([]).faults == ["/reports: too_few"])
        #expect(try world.post("marketing", "/v1/target-segments", #"{"name":"X"}"#).faults == ["/reports: required"])
        #expect(try segment([first, first]).faults == ["/reports/1/report_id: report_twice"])
        #expect(try segment([999]).faults == ["/reports/0/report_id: unknown_reference"])
        let made = try segment([first])
        #expect(made.status == 201)
        for body in [#"{"reports":[]}"#, #"{"reports":null}"#] {
            #expect(try world.patch("marketing", "/v1/target-segments/\(made.id)", body).status == 422, "\(body)")
        }
    }

    @Test func `a report stays as long as a segment rests on it, a competitor as long as it is in a deal`() throws {
        let cited = try report()
        let made = try segment([cited]).id
        let refused = try world.send("marketing", "DELETE", "/v1/market-reports/\(cited)")
        #expect(refused.code == "still_referred")
        #expect(try world.send("marketing", "DELETE", "/v1/target-segments/\(made)").status == 200)
        #expect(try world.send("marketing", "DELETE", "/v1/market-reports/\(cited)").status == 200)
        // The segment does not come back to a report that has gone.
        let restored = try world.post("marketing", "/v1/target-segments/\(made)/restore")
        #expect(restored.faults == ["/reports/0/report_id: archived_reference"])

        let rival = try world.created(world.post("marketing", "/v1/competitors", #"{"name":"Leaf Ltd"}"#))
        let customer = try world.customer(limit: nil)
        let deal = "{\"customer_id\":\(customer),\"name\":\"Tea\",\"competition\":[{\"competitor_id\":\(rival)}]}"
        let opportunity = try world.created(world.post("rep", "/v1/opportunities", deal))
        #expect(try world.send("marketing", "DELETE", "/v1/competitors/\(rival)").code == "still_referred")
        #expect(try world.send("manager", "DELETE", "/v1/opportunities/\(opportunity)").status == 200)
        #expect(try world.send("marketing", "DELETE", "/v1/competitors/\(rival)").status == 200)
    }

    @Test func `a competitor is entered once, whatever its legal form`() throws {
        let first = try world.created(world.post("product", "/v1/competitors", #"{"name":"Leaf Ltd"}"#))
        #expect(try world.post("marketing", "/v1/competitors", #"{"name":"LEAF Limited"}"#).code == "duplicate")
        let other = try world.created(world.post("marketing", "/v1/competitors", #"{"name":"Root"}"#))
        #expect(try world.patch("marketing", "/v1/competitors/\(other)", #"{"name":"Leaf"}"#).code == "duplicate")
        #expect(try world.patch("marketing", "/v1/competitors/\(first)", #"{"name":"Leaf Inc."}"#).status == 200)
        #expect(try world.send("marketing", "DELETE", "/v1/competitors/\(first)").status == 200)
        #expect(try world.patch("marketing", "/v1/competitors/\(other)", #"{"name":"Leaf"}"#).status == 200)
        #expect(try world.post("marketing", "/v1/competitors/\(first)/restore").code == "duplicate")
        let record = try world.get("auditor", "/v1/competitors/\(other)")
        #expect(record["name_key"].isNull && !record.answer.text.contains("name_key"))
    }

    @Test func `the chain from report to order's customer can be followed both ways`() throws {
        let (first, second) = (try report(), try report("Coffee"))
        let segment = try segment([first]).id
        _ = try self.segment([second])
        let campaign = try campaign(segment)
        let lead = try world.created(
            world.post("rep", "/v1/leads", "{\"company\":\"One\",\"channel\":\"exhibition\",\"campaign_id\":\(campaign)}"))
        _ = try world.post("rep", "/v1/leads/\(lead)/contact", #"{"kind":"call","summary":"Call"}"#)
        _ = try world.post("rep", "/v1/leads/\(lead)/qualify", #"{"need":"tea","purchase_intention":"high"}"#)
        let converted = try world.post("rep", "/v1/leads/\(lead)/convert", #"{"opportunity_name":"Tea"}"#)
        let customer = try #require(converted.integer("customer_id"))
        let opportunity = try #require(converted.integer("opportunity_id"))
        // Forward.
        #expect(try ids("/v1/target-segments?report_id=\(first)") == [segment])
        #expect(try ids("/v1/campaigns?segment_id=\(segment)") == [campaign])
        #expect(try ids("/v1/leads?campaign_id=\(campaign)") == [lead])
        #expect(try ids("/v1/customers?lead_id=\(lead)") == [customer])
        #expect(try ids("/v1/opportunities?lead_id=\(lead)") == [opportunity])
        #expect(try world.get("auditor", "/v1/orders?customer_id=\(customer)").status == 200)
        // And back.
        #expect(try ids("/v1/leads?customer_id=\(customer)") == [lead])
        #expect(try ids("/v1/leads?opportunity_id=\(opportunity)") == [lead])
        #expect(try world.get("auditor", "/v1/leads/\(lead)?expand=campaign").integer("campaign/segment_id") == segment)
        #expect(try ids("/v1/market-reports?segment_id=\(segment)") == [first])
        #expect(try ids("/v1/market-reports?segment_id=nothing").isEmpty)
    }

    @Test func `what a segment is for is chosen by marketing and sales managers, never by a rep`() throws {
        let cited = try report()
        #expect(try segment([cited], by: "manager").status == 201)
        #expect(try segment([cited], by: "rep").status == 403)
        #expect(try world.get("rep", "/v1/target-segments").array("items").count == 1)
    }
}
