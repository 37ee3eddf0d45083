// Targets: set from above, split without losing a fen, taken in from files (P3.2.1).

import JSON
import Kernel
import TestSupport
import Testing

struct TargetTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws { reviews = try ReviewWorld() }

    @Test func `a year's target is split by month and loses nothing`() throws {
        for value in ["1000000.00", "100.01", "0.11", "12.00", "999999.99"] {
            let id = try reviews.target("rep", "revenue", "2026", value)
            let months = try world.get("manager", "/v1/targets/\(id)").array("months").compactMap(\.object)
            #expect(months.map { $0["period"]?.string ?? "" }.first == "2026-01" && months.last?["period"]?.string == "2026-12")
            #expect(months.count == 12 && reviews.sum(months) == value, "\(value)")
            let parts = months.compactMap { $0["value"]?.string.flatMap { Figure($0) } }
            // To the fen, and none differs from another by more than one.
            #expect(parts.allSatisfy { $0.unscaled % 100 == 0 })
            #expect((parts.max()?.unscaled ?? 0) - (parts.min()?.unscaled ?? 0) <= 100, "\(value)")
            _ = try reviews.must(world.send("manager", "DELETE", "/v1/targets/\(id)"))
        }
        // Customers come whole, and a rate is not split.
        let id = try reviews.target("rep", "new_customers", "2026", "7")
        let months = try world.get("manager", "/v1/targets/\(id)").array("months").compactMap { $0.object?["value"]?.string }
        #expect(months == ["0.00", "1.00", "0.00", "1.00", "0.00", "1.00", "1.00", "0.00", "1.00", "0.00", "1.00", "1.00"])
        let rate = try reviews.target("rep", "growth_rate", "2026", "15")
        #expect(try world.get("manager", "/v1/targets/\(rate)").array("months").isEmpty)
        // Changed, it is split anew.
        try reviews.must(world.patch("manager", "/v1/targets/\(id)", #"{"value":"24"}"#))
        let changed = try world.get("manager", "/v1/targets/\(id)").array("months").compactMap { $0.object?["value"]?.string }
        #expect(Set(changed) == ["2.00"])
    }

    @Test func `nobody sets his or her own target, or one outside of the team`() throws {
        #expect(try world.post("rep", "/v1/targets", reviews.targetBody("rep", "revenue", "2026", "1")).status == 403)
        #expect(try world.post("manager", "/v1/targets", reviews.targetBody("manager", "revenue", "2026", "1")).status != 201)
        #expect(try world.post("manager", "/v1/targets", reviews.targetBody("stranger", "revenue", "2026", "1")).status != 201)
        #expect(try world.post("hr", "/v1/targets", reviews.targetBody("rep", "revenue", "2026", "1")).status == 403)
        let own = try reviews.target("manager", "revenue", "2026", "500000", by: "executive")
        #expect(try world.get("manager", "/v1/targets/\(own)").status == 200)
        #expect(try world.patch("manager", "/v1/targets/\(own)", #"{"value":"1"}"#).status == 403)
        #expect(try world.send("manager", "DELETE", "/v1/targets/\(own)").status == 403)
        #expect(try world.get("rep", "/v1/targets/\(own)").status == 404)
        // Whoever stands in for the manager sets no target of his or her own.
        try world.standIn("rep2", for: "manager")
        #expect(try world.post("rep2", "/v1/targets", reviews.targetBody("rep2", "revenue", "2026", "1")).status == 403)
        #expect(try world.post("rep2", "/v1/targets", reviews.targetBody("rep", "revenue", "2026", "1")).status == 201)
    }

    @Test func `what is no target is refused`() throws {
        for (code, period, value, fault) in [
            ("revenue", "2026-13", "1", "/period: unknown_period"), ("revenue", "2026-Q5", "1", "/period: unknown_period"),
            ("revenue", "26", "1", "/period: unknown_period"), ("revenue", "2026-11", "0", "/value: target_not_positive"),
            ("revenue", "2026-11", "-5", "/value: target_not_positive"), ("revenue", "2026-11", "0.001", "/value: target_too_precise"),
            ("new_customers", "2026-11", "1.5", "/value: target_too_precise"),
        ] {
            let reply = try world.post("manager", "/v1/targets", reviews.targetBody("rep", code, period, value))
            #expect(reply.faults == [fault], "\(period) \(value)")
        }
        try reviews.target("rep", "revenue", "2026-11", "100")
        let again = try world.post("manager", "/v1/targets", reviews.targetBody("rep", "revenue", "2026-11", "200"))
        #expect(again.faults == ["/period: target_repeated"])
    }

    @Test func `a file of targets can be sent again`() throws {
        let file = """
            external_id,user_username,indicator_code,period,value
            T1,rep,revenue,2026,1200000.00
            T2,rep2,revenue,2026,600000.00
            T3,rep,visits,2026,240
            T4,stranger,revenue,2026,1
            """
        func send() throws -> Reply {
            let reply = try world.post("manager", "/v1/imports/targets", file, fields: [("Content-Type", "text/csv")])
            let path = "/v1/imports/\(try world.created(reply))"
            _ = try eventually { ["finished", "failed"].contains(try world.get("manager", path).string("status")) }
            return try world.get("manager", path)
        }
        let first = try send()
        #expect(first.integer("created") == 3 && first.integer("refused") == 1, "\(first.answer.text)")
        let second = try send()
        #expect(second.integer("created") == 0 && second.integer("unchanged") == 3, "\(second.answer.text)")
        #expect(try world.get("manager", "/v1/targets?count=true").integer("total") == 3)
    }

    @Test func `what somebody was scored by stays`() throws {
        try reviews.demandNothing()
        try reviews.scheme("month", [("revenue", 100)])
        let month = try reviews.target("rep", "revenue", "2026-11", "100")
        let year = try reviews.target("rep", "revenue", "2026", "1200")
        try reviews.open("2026-11")
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        // Once it is known what was reached, the manager who is to judge it sets no target for it.
        #expect(try world.patch("manager", "/v1/targets/\(month)", #"{"value":"1"}"#).code == "target_over")
        #expect(try world.send("manager", "DELETE", "/v1/targets/\(month)").code == "target_over")
        let other = try world.post("manager", "/v1/targets", reviews.targetBody("rep2", "revenue", "2026-11", "1"))
        #expect(other.code == "target_over")
        // The year's, of which the month has a part, is no way round.
        #expect(try world.patch("manager", "/v1/targets/\(year)", #"{"value":"12"}"#).code == "target_over")
        #expect(try world.send("manager", "DELETE", "/v1/targets/\(year)").code == "target_over")
        #expect(try world.post("manager", "/v1/targets", reviews.targetBody("rep2", "revenue", "2026", "12")).code == "target_over")
        try reviews.must(world.patch("executive", "/v1/targets/\(month)", #"{"value":"90"}"#))
        let id = try reviews.review("rep", "2026-11").id
        try reviews.take("score", "performance-reviews/\(id)", by: "manager", #"{"scores":[]}"#)
        #expect(try world.patch("executive", "/v1/targets/\(month)", #"{"value":"1"}"#).code == "target_settled")
        #expect(try world.send("executive", "DELETE", "/v1/targets/\(month)").code == "target_settled")
        // The year goes on.
        try reviews.must(world.patch("manager", "/v1/targets/\(year)", #"{"value":"2400"}"#))
        #expect(try reviews.line("revenue", of: reviews.review("rep", "2026-11"))["target"]?.string == "100.00")
    }

    @Test func `months, quarters and years take what was set nearest`() throws {
        try reviews.demandNothing()
        for cycle in ["month", "quarter", "year"] { try reviews.scheme(cycle, [("revenue", 50), ("growth_rate", 50)]) }
        try reviews.target("rep", "revenue", "2026", "1200.00")
        try reviews.target("rep", "revenue", "2026-12", "500.00")
        try reviews.target("rep", "growth_rate", "2026", "10")
        for period in ["2026-11", "2026-Q4", "2026"] { try reviews.open(period) }
        func targets(_ period: String) throws -> [String?] {
            let id = try reviews.review("rep", period).id
            let review = try reviews.take("compute", "performance-reviews/\(id)", by: "hr")
            return [reviews.line("revenue", of: review), reviews.line("growth_rate", of: review)].map { $0["target"]?.string }
        }
        #expect(try targets("2026-11") == ["100.00", "10.00"])
        #expect(try targets("2026-Q4") == ["700.00", "10.00"])
        #expect(try targets("2026") == ["1200.00", "10.00"])
        // Of rep2 nothing is known.
        let other = try reviews.take("compute", "performance-reviews/\(reviews.review("rep2", "2026-11").id)", by: "hr")
        #expect(reviews.line("revenue", of: other)["missing"]?.string == "no_target" && other["score"].isNull)
    }
}
