// What was forecast each day is kept: once a day for each open opportunity, for its owner and those above.

import JSON
import Kernel
import TestSupport
import Testing

struct ForecastSnapshotTests {
    private let desk: OpportunityDesk
    private var world: World { desk.world }

    init() throws { desk = try OpportunityDesk() }

    private func snapshots(_ query: String = "", by name: String = "auditor") throws -> [[String: String]] {
        try world.get(name, "/v1/forecast-snapshots?sort=id&" + query).array("items").compactMap(\.object).map { item in
            Dictionary(
                item.members.map { ($0.name, $0.value.string ?? $0.value.number?.literal ?? "null") },
                uniquingKeysWith: { first, _ in first })
        }
    }

    private func nextDay() throws {
        world.server.clock.advance(seconds: 86_400)
        try world.renewSessions()
    }

    @Test func `each open one is kept once a day, as it stood`() throws {
        let open = try desk.analysed()
        let (won, lost) = (try desk.inProposal(), try desk.analysed())
        try desk.put(won, into: "won")
        try desk.must("lose", lost)
        try desk.run("forecast-snapshots")
        try desk.run("forecast-snapshots")
        let first = try snapshots()
        #expect(first.map { $0["opportunity_id"] } == ["\(open)"])
        #expect(first[0]["taken_on"] == "2026-11-24" && first[0]["stage"] == "needs_analysis")
        #expect(first[0]["amount"] == "1000.00" && first[0]["currency"] == "CNY" && first[0]["probability"] == "0.1")
        #expect(first[0]["expected_close_on"] == "null")
        // What changes later that day is the next day's forecast.
        try desk.must("evaluate", open)
        #expect(
            try world.patch("rep", "/v1/opportunities/\(open)", #"{"amount":"900.00","expected_close_on":"2026-12-31"}"#).status == 200)
        try desk.run("forecast-snapshots")
        #expect(try snapshots() == first)
        try nextDay()
        try desk.run("forecast-snapshots")
        let second = try snapshots("taken_on.gt=2026-11-24")
        #expect(second.count == 1)
        #expect(second[0]["stage"] == "evaluated" && second[0]["amount"] == "900.00" && second[0]["expected_close_on"] == "2026-12-31")
        #expect(try snapshots("taken_on=2026-11-24") == first)
    }

    @Test func `what is entered later in a day is kept that day, what is reopened from the next day on`() throws {
        let (lost, open) = (try desk.analysed(), try desk.analysed())
        try desk.must("lose", lost)
        try desk.run("forecast-snapshots")
        let late = try desk.analysed()
        try desk.must("reopen", lost, by: "manager")
        try desk.run("forecast-snapshots")
        #expect(try snapshots().map { $0["opportunity_id"] } == ["\(open)", "\(late)"])
        try nextDay()
        try desk.run("forecast-snapshots")
        #expect(try snapshots("taken_on=2026-11-25").map { $0["opportunity_id"] } == ["\(lost)", "\(open)", "\(late)"])
    }

    @Test func `it is the forecast of who answered for it that day, and of those above`() throws {
        let id = try desk.analysed()
        try desk.run("forecast-snapshots")
        #expect(try world.patch("manager", "/v1/opportunities/\(id)", "{\"owner_id\":\(world.person("rep2").id)}").status == 200)
        try nextDay()
        try desk.run("forecast-snapshots")
        #expect(try snapshots(by: "rep").map { $0["taken_on"] } == ["2026-11-24"])
        #expect(try snapshots(by: "rep2").map { $0["taken_on"] } == ["2026-11-25"])
        #expect(try snapshots(by: "manager").count == 2)
        #expect(try snapshots(by: "stranger").isEmpty)
        #expect(try snapshots("owner_id=me", by: "rep").count == 1)
    }

    @Test func `what is archived takes its forecasts along, and brings them back`() throws {
        let id = try desk.analysed()
        try desk.run("forecast-snapshots")
        #expect(try world.send("manager", "DELETE", "/v1/opportunities/\(id)").status == 200)
        #expect(try snapshots().isEmpty)
        #expect(try snapshots("archived=true").count == 1)
        try nextDay()
        try desk.run("forecast-snapshots")
        #expect(try world.post("manager", "/v1/opportunities/\(id)/restore").status == 200)
        #expect(try snapshots().map { $0["taken_on"] } == ["2026-11-24"])
    }

    @Test func `snapshots crowd neither events nor the customer's timeline`() throws {
        _ = try desk.analysed()
        let before = try world.get("rep", "/v1/events?limit=200").array("items").count
        try desk.run("forecast-snapshots")
        #expect(try world.get("rep", "/v1/events?limit=200").array("items").count == before)
        let timeline = try world.get("rep", "/v1/customers/\(desk.customer)/timeline").array("items")
        #expect(Set(timeline.compactMap { $0.object?["entity"]?.string }) == ["customer", "opportunity"])
    }

    @Test func `many are kept in slices`() throws {
        for number in 0..<3 {
            let items = (0..<400).map { _ in desk.body() }.joined(separator: ",")
            #expect(try world.post("rep", "/v1/opportunities/batch", "{\"items\":[\(items)]}").status == 200, "\(number)")
        }
        try desk.run("forecast-snapshots")
        #expect(try world.get("auditor", "/v1/forecast-snapshots?count=true&limit=1").integer("total") == 1200)
    }
}
