// Which schemes hold: their weights, what their cycle is about, and who decides (P3.2.1, P3.2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct SchemeTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws { reviews = try ReviewWorld() }

    private func draft(_ cycle: String, _ weights: [(String, Int)], by name: String = "hr", _ more: String = "") throws -> Int64 {
        try world.created(world.post(name, "/v1/review-schemes", reviews.schemeBody(cycle, weights, more)))
    }

    private func activated(_ cycle: String, _ weights: [(String, Int)]) throws -> Reply {
        let id = try draft(cycle, weights)
        return try world.post("hr2", "/v1/review-schemes/\(id)/activate")
    }

    @Test func `the policy's indicators come with the server`() throws {
        let list = try world.get("rep", "/v1/indicators?sort=id").array("items").compactMap(\.object)
        #expect(
            list.map { "\($0["code"]?.string ?? "") \($0["measure"]?.string ?? "") \($0["unit"]?.string ?? "")" } == [
                "revenue revenue money", "profit profit money", "growth_rate growth_rate percent", "new_customers new_customers count",
                "satisfaction satisfaction mean", "activities activities count", "visits activities count", "teamwork score points",
                "market_expansion score points",
            ])
        let calls = #"{"code":"calls","name":"Calls","measure":"activities","activity_kind":"call"}"#
        #expect(try world.post("hr", "/v1/indicators", calls).string("unit") == "count")
        #expect(try world.post("manager", "/v1/indicators", calls.replacing("calls", with: "more")).status == 403)
        let wrong = #"{"code":"x","name":"X","measure":"revenue","activity_kind":"call"}"#
        #expect(try world.post("hr", "/v1/indicators", wrong).faults == ["/activity_kind: kind_of_activities_alone"])
    }

    @Test func `weights come to a hundred`() throws {
        #expect(try activated("month", [("revenue", 60), ("visits", 39)]).code == "weights_not_hundred")
        #expect(try activated("month", [("revenue", 60), ("visits", 41)]).code == "weights_not_hundred")
        #expect(try activated("month", []).code == "weights_not_hundred")
        #expect(try activated("month", [("revenue", 60), ("visits", 40)]).string("status") == "active")
    }

    @Test func `each cycle has what it is about`() throws {
        #expect(try activated("month", [("revenue", 100)]).code == "cycle_content_missing")
        #expect(try activated("month", [("visits", 100)]).code == "cycle_content_missing")
        #expect(try activated("month", [("revenue", 50), ("visits", 30), ("teamwork", 20)]).code == "scored_by_quarter")
        #expect(try activated("quarter", [("revenue", 80), ("teamwork", 20)]).code == "cycle_content_missing")
        #expect(try activated("quarter", [("revenue", 60), ("teamwork", 20), ("market_expansion", 20)]).status == 200)
        let results = [("revenue", 20), ("profit", 20), ("growth_rate", 10), ("new_customers", 10)]
        let judged = [("teamwork", 10), ("market_expansion", 10)]
        #expect(try activated("year", results + judged + [("activities", 20)]).code == "cycle_content_missing")
        #expect(try activated("year", results + judged + [("satisfaction", 20)]).status == 200)
        try reviews.demandNothing()
        #expect(try activated("month", [("revenue", 100)]).status == 200)
        // Managers score from the quarter on, whatever was set.
        #expect(try activated("month", [("revenue", 50), ("teamwork", 50)]).code == "scored_by_quarter")
    }

    @Test func `one is in force for a position and cycle`() throws {
        let first = try reviews.scheme("month", [("revenue", 60), ("visits", 40)])
        let second = try draft("month", [("profit", 60), ("visits", 40)])
        #expect(try world.post("hr2", "/v1/review-schemes/\(second)/activate").code == "scheme_in_force")
        try reviews.take("retire", "review-schemes/\(first)", by: "hr")
        try reviews.take("activate", "review-schemes/\(second)", by: "hr2")
        // The same position in other letters.
        let third = try world.created(
            world.post(
                "hr", "/v1/review-schemes",
                reviews.schemeBody("month", [("revenue", 60), ("visits", 40)], position: "SALES REPRESENTATIVE")))
        #expect(try world.post("hr2", "/v1/review-schemes/\(third)/activate").code == "scheme_in_force")
    }

    @Test func `nobody who made it decides, nor a key, nor whoever sells`() throws {
        let id = try draft("month", [("revenue", 60), ("visits", 40)])
        #expect(try world.post("hr", "/v1/review-schemes/\(id)/activate").code == "own_paper")
        #expect(try world.post("manager", "/v1/review-schemes/\(id)/activate").status == 403)
        #expect(try world.post("rep", "/v1/review-schemes/\(id)/activate").status == 403)
        let key = try world.post("admin", "/v1/api-keys", #"{"name":"people","roles":["hr"]}"#)
        world.admit("people", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        #expect(try world.post("people", "/v1/review-schemes/\(id)/activate").code == "decided_by_people")
        try reviews.take("activate", "review-schemes/\(id)", by: "executive")
        // What is in force is not changed, but retired.
        #expect(try world.patch("hr", "/v1/review-schemes/\(id)", #"{"name":"Other"}"#).status == 409)
        #expect(try world.send("hr", "DELETE", "/v1/review-schemes/\(id)").status == 409)
        let revenue = try reviews.indicator("revenue")
        #expect(try world.send("hr", "DELETE", "/v1/indicators/\(revenue)").status == 409)
    }

    @Test func `faults of a scheme are told at once`() throws {
        let body = try reviews.schemeBody("month", [("revenue", 60), ("revenue", 40)], #","floor_percent":50,"cap_percent":50"#)
        #expect(
            try world.post("hr", "/v1/review-schemes", body).faults == [
                "/lines/1/indicator_id: indicator_twice", "/lines/0/cap_percent: cap_below_floor", "/lines/1/cap_percent: cap_below_floor",
            ])
    }
}
