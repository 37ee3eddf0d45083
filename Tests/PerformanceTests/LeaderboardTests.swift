// The leaderboard: the best first, as far as the caller may see (P3.2.3).

import JSON
import Kernel
import TestSupport
import Testing

struct LeaderboardTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
        try reviews.setPosition("Sales representative", of: "stranger")
        try reviews.scheme("month", [("visits", 100)])
        for name in ["rep", "rep2"] { try reviews.target(name, "visits", "2026-11", "2") }
        try reviews.open("2026-11")
        _ = try reviews.activity()
        for _ in 0..<2 { _ = try reviews.activity("visit", by: "rep2") }
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
    }

    private func board(_ name: String, _ more: String = "") throws -> [String] {
        let reply = try reviews.must(world.get(name, "/v1/reports/leaderboard?period=2026-11\(more)"))
        return reply.array("items").compactMap(\.object).map { row in
            "\(row["rank"]?.number?.literal ?? "-") \(row["name"]?.string ?? "") \(row["score"]?.string ?? "-")"
                + " \(row["figures"]?.object?["visits"]?.string ?? "-")"
        }
    }

    @Test func `the best comes first, and who has no score last`() throws {
        #expect(try board("hr") == ["1 rep2 100.00 2.00", "2 rep 50.00 1.00", "- stranger - 0.00"])
        #expect(try board("executive", "&limit=1") == ["1 rep2 100.00 2.00"])
        #expect(try world.get("hr", "/v1/reports/leaderboard?period=2026-10").array("items").isEmpty)
        #expect(try board("hr", "&team=\(reviews.id("manager"))").count == 2)
        #expect(try board("hr", "&team=\(reviews.id("rep"))") == ["1 rep 50.00 1.00"])
        #expect(try board("manager", "&team=me").count == 2)
    }

    @Test func `everybody sees the own rows, and who stands above those below`() throws {
        #expect(try board("manager") == ["1 rep2 100.00 2.00", "2 rep 50.00 1.00"])
        for name in ["rep", "rep2", "stranger", "finance", "admin", "marketing"] { #expect(try board(name).isEmpty, "\(name)") }
        try reviews.confirmedReview("rep", "2026-11")
        #expect(try board("rep") == ["1 rep 50.00 1.00"])
        #expect(try board("rep", "&team=\(reviews.id("manager"))") == ["1 rep 50.00 1.00"])
        #expect(try board("rep2").isEmpty)
        #expect(try board("auditor").count == 3)
    }

    @Test func `a period has to be named`() throws {
        for query in ["", "?period=2026-13", "?period=last"] {
            #expect(try world.get("hr", "/v1/reports/leaderboard\(query)").code == "bad_period", "\(query)")
        }
        for query in ["&team=x", "&limit=0", "&owner=1"] {
            #expect(try world.get("hr", "/v1/reports/leaderboard?period=2026-11\(query)").status == 400, "\(query)")
        }
        #expect(try world.get(nil, "/v1/reports/leaderboard?period=2026-11").status == 401)
    }
}
