// The figures of the indicators, each from papers of which it is known what they come to (P4.2.1).

import JSON
import Kernel
import TestSupport
import Testing

struct IndicatorTests {
    private let risks: RiskWorld
    private var world: World { risks.world }

    init() throws { risks = try RiskWorld() }

    private func rule(_ indicator: String, _ more: String = "", by name: String = "executive") throws -> Int64 {
        let body = "{\"name\":\"R\",\"indicator\":\"\(indicator)\",\"threshold\":\"1\",\"least_cases\":1\(more)}"
        return try world.created(world.post(name, "/v1/early-warning-rules", body))
    }

    /// `value cases` of a day, as the executive's rule and that of a team without records see it.
    private func figure(_ indicator: String, on day: String, _ more: String = "") throws -> [String] {
        try ["executive", "boss"].map { name in
            let id = try rule(indicator, more, by: name)
            let item =
                try risks.must(world.get(name, "/v1/early-warning-rules/\(id)/dry-run?from=\(day)&to=\(day)"))["items/0"].object ?? [:]
            return "\(item["value"]?.string ?? "-") \(item["cases"]?.number?.int64 ?? -1)"
        }
    }

    @Test func `money: orders confirmed, what was received, what was overdue on a day`() throws {
        let order = try risks.confirmed(1000)
        let invoice = try risks.invoiced(order)
        try risks.move(to: "2026-12-30 09:00")
        try risks.pay(invoice, "10000.00", on: "2026-12-29")
        try risks.move(to: "2027-01-02 09:00")
        #expect(try figure("orders_confirmed", on: "2026-11-24") == ["20340.00 1", "0.00 0"])
        #expect(try figure("orders_confirmed", on: "2026-12-24") == ["0.00 0", "0.00 0"])
        // It was received on the 29th, as was known on the 30th.
        #expect(try figure("revenue_received", on: "2026-12-29") == ["0.00 0", "0.00 0"])
        #expect(try figure("revenue_received", on: "2026-12-30") == ["10000.00 1", "0.00 0"])
        // Due on the 24th of December, half of it paid six days later.
        #expect(try figure("overdue_receivables", on: "2026-12-24") == ["0.00 1", "0.00 1"])
        #expect(try figure("overdue_receivables", on: "2026-12-25") == ["20340.00 1", "0.00 1"])
        #expect(try figure("overdue_receivables", on: "2026-12-31") == ["10340.00 1", "0.00 1"])
        _ = try risks.invoiced(risks.confirmed(1000))
        try risks.move(to: "2027-01-03 09:00")
        #expect(try figure("overdue_share", on: "2027-01-02") == ["0.337 1", "- 1"])
        // Each day is a question to all papers: so many and no more.
        let path = try "/v1/early-warning-rules/\(rule("overdue_share"))/dry-run"
        #expect(try world.get("executive", path).array("items").count == 31)
        #expect(try world.get("executive", path + "?from=2026-12-01&to=2027-01-01").status == 400)
    }

    @Test func `deals: win rates, and the pipeline as it was forecast`() throws {
        let competitor = try risks.competitor()
        let other = try risks.competitor("Sea Tea")
        try risks.win(against: competitor)
        try risks.lose(to: competitor)
        try risks.lose(to: competitor)
        try risks.lose(to: other)
        try risks.must(world.patch("rep", "/v1/opportunities/\(risks.deal(against: competitor))", #"{"amount":"5000.00"}"#))
        try world.server.runJob("forecast-snapshots")
        try risks.move(to: "2026-11-25 09:00")
        #expect(try figure("win_rate", on: "2026-11-24") == ["0.25 4", "- 0"])
        #expect(try figure("win_rate_against", on: "2026-11-24", ",\"competitor_id\":\(competitor)") == ["0.333 3", "- 0"])
        #expect(try figure("win_rate_against", on: "2026-11-24", ",\"competitor_id\":\(other)") == ["0.00 1", "- 0"])
        #expect(
            try figure("win_rate", on: "2026-11-24", #","least_cases":5"#.replacing("least_cases", with: "window_days")).first == "0.25 4")
        #expect(try figure("pipeline_value", on: "2026-11-24") == ["5000.00 1", "- 0"])
        #expect(try figure("pipeline_value", on: "2026-11-23") == ["- 0", "- 0"])
    }

    @Test func `customers: tickets, complaints, how content they are, and goods on time`() throws {
        for (type, score) in [("complaint", 2), ("quality", 5), ("inquiry", 4)] {
            let body = """
                {"customer_id":\(risks.desk.customer),"channel":"phone","type":"\(type)","subject":"Tea","assignee_id":\(risks.id("service"))}
                """
            let ticket = try world.created(world.post("service", "/v1/tickets", body))
            try risks.take("start", "tickets/\(ticket)", by: "service")
            try risks.take("resolve", "tickets/\(ticket)", by: "service", #"{"solution":"Sent"}"#)
            try world.hire("agent\(score)", [.service])
            try risks.take(
                "satisfaction", "tickets/\(ticket)", by: "agent\(score)", "{\"score\":\(score),\"channel\":\"phone\"}")
        }
        let order = try risks.confirmed(10)
        let line = try world.get("rep", "/v1/orders/\(order)").integer("lines/0/id") ?? 0
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"10\"}]}"
        let shipment = try world.created(world.post("logistics", "/v1/shipments", body))
        try risks.take("pack", "shipments/\(shipment)", by: "logistics")
        try risks.take("ship", "shipments/\(shipment)", by: "logistics", #"{"carrier":"SF"}"#)
        try risks.take(
            "deliver", "shipments/\(shipment)", by: "logistics",
            "{\"received_by\":\"Wang\",\"delivered_at\":\"\(world.server.clock.now)\"}")
        try risks.move(to: "2026-11-25 09:00")
        #expect(try figure("tickets_opened", on: "2026-11-24") == ["3.00 3", "0.00 0"])
        #expect(try figure("complaints", on: "2026-11-24") == ["1.00 1", "0.00 0"])
        #expect(try figure("satisfaction", on: "2026-11-24") == ["3.667 3", "- 0"])
        #expect(try figure("on_time_share", on: "2026-11-24") == ["1.00 1", "- 0"])
        #expect(try figure("tickets_opened", on: "2026-11-23") == ["0.00 0", "0.00 0"])
    }
}
