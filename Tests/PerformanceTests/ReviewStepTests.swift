// Who takes which step of a review, and the ways round that are closed (P3.2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct ReviewStepTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.scheme("quarter", [("revenue", 60), ("teamwork", 20), ("market_expansion", 20)])
        for name in ["rep", "rep2"] { try reviews.target(name, "revenue", "2026-Q4", "360.00") }
    }

    private static let everybody = [
        "rep", "rep2", "stranger", "manager", "marketing", "product", "finance", "logistics", "production", "service", "hr", "legal",
        "executive", "auditor", "admin", "key",
    ]

    /// The quarter, computed after its end: half of the revenue that was wanted.
    private func computed() throws -> Int64 {
        try reviews.open("2026-Q4")
        try reviews.paid(reviews.invoiced(reviews.confirmed("10")), "203.40")
        try reviews.move(to: "2027-01-01 09:00")
        try reviews.compute()
        return try reviews.review("rep", "2026-Q4").id
    }

    private func full() throws -> String { try reviews.scores([("teamwork", 80), ("market_expansion", 100)]) }

    private func refused(_ step: String, _ id: Int64, _ body: String = "{}", except allowed: [String]) throws {
        for name in Self.everybody where !allowed.contains(name) {
            let reply = try world.post(name, "/v1/performance-reviews/\(id)/\(step)", body)
            #expect([403, 404].contains(reply.status), "\(name) takes \(step): \(reply.status)")
        }
    }

    @Test func `weights, achievements and points come to the score`() throws {
        let id = try computed()
        let before = try reviews.review("rep", "2026-Q4")
        // What the manager has still to score leaves it without one.
        #expect(before.string("status") == "computed" && before["score"].isNull)
        let review = try reviews.take("score", "performance-reviews/\(id)", by: "manager", full())
        #expect(review.string("score") == "66.00" && review.string("grade") == "C" && review["reweighted"].bool == false)
        let lines = review.array("lines").compactMap(\.object).map { line in
            ["code", "actual", "achievement", "counted_weight", "points"].map { line[$0]?.string ?? "-" }.joined(separator: " ")
        }
        #expect(
            lines == [
                "revenue 180.00 50.00 60.00 30.00", "teamwork 80.00 80.00 20.00 16.00", "market_expansion 100.00 100.00 20.00 20.00",
            ])
    }

    @Test func `floor and cap bound what an indicator counts`() throws {
        try reviews.demandNothing()
        try reviews.scheme("month", [("visits", 50), ("activities", 50)], #","floor_percent":20,"cap_percent":120"#)
        try reviews.target("rep", "visits", "2026-11", "1")
        try reviews.target("rep", "activities", "2026-11", "100")
        try reviews.open("2026-11")
        for _ in 0..<3 { _ = try reviews.activity() }
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        let review = try reviews.review("rep", "2026-11")
        #expect(reviews.line("visits", of: review)["achievement"]?.string == "120.00")
        #expect(reviews.line("activities", of: review)["achievement"]?.string == "20.00")
        #expect(review.string("score") == "70.00")
    }

    @Test func `what has no basis is taken out, the others count more, and it says so`() throws {
        try reviews.demandNothing()
        try reviews.scheme("month", [("revenue", 30), ("satisfaction", 40), ("visits", 30)])
        for (code, value) in [("revenue", "180"), ("satisfaction", "4"), ("visits", "2")] {
            try reviews.target("rep", code, "2026-11", value)
        }
        try reviews.open("2026-11")
        try reviews.paid(reviews.invoiced(reviews.confirmed("10")), "203.40")
        _ = try reviews.activity()
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        let review = try reviews.review("rep", "2026-11")
        #expect(review["reweighted"].bool == true && review.string("score") == "75.00")
        #expect(reviews.line("satisfaction", of: review)["missing"]?.string == "no_basis")
        #expect(reviews.line("satisfaction", of: review)["counted_weight"]?.isNull == true)
        #expect(reviews.line("revenue", of: review)["counted_weight"]?.string == "50.00")
        // Without any there is nothing to score.
        let other = try reviews.review("rep2", "2026-11")
        #expect(other["score"].isNull)
        #expect(
            try world.post("manager", "/v1/performance-reviews/\(other.id)/score", #"{"scores":[]}"#).code == "nothing_to_score")
    }

    @Test func `figures are computed by personnel, and scored by who stands above once the period is over`() throws {
        try reviews.open("2026-Q4")
        let id = try reviews.review("rep", "2026-Q4").id
        try refused("compute", id, except: ["hr", "key"])
        try reviews.take("compute", "performance-reviews/\(id)", by: "hr")
        #expect(try world.post("manager", "/v1/performance-reviews/\(id)/score", full()).code == "review_period_runs")
        try reviews.move(to: "2026-12-31 23:59")
        #expect(try world.post("manager", "/v1/performance-reviews/\(id)/score", full()).code == "review_period_runs")
        try reviews.move(to: "2027-01-01 00:30")
        #expect(try world.post("manager", "/v1/performance-reviews/\(id)/score", full()).code == "figures_outdated")
        try reviews.compute()
        try refused("score", id, full(), except: ["manager", "executive"])
        try reviews.take("score", "performance-reviews/\(id)", by: "manager", full())
        #expect(try world.post("hr", "/v1/performance-reviews/\(id)/compute").code == "wrong_state")
    }

    @Test func `every scored indicator is scored, and no other`() throws {
        let id = try computed()
        func score(_ given: [(String, Int)]) throws -> [String] {
            try world.post("manager", "/v1/performance-reviews/\(id)/score", reviews.scores(given)).faults
        }
        #expect(try score([]) == ["/scores: scores_missing"])
        #expect(try score([("teamwork", 80)]) == ["/scores: scores_missing"])
        #expect(
            try score([("teamwork", 80), ("market_expansion", 80), ("revenue", 100)]) == ["/scores/2/indicator_id: not_scored_here"])
        #expect(try score([("teamwork", 80), ("market_expansion", 80), ("teamwork", 90)]) == ["/scores/2/indicator_id: indicator_twice"])
        #expect(try score([("teamwork", 101), ("market_expansion", 80)]).count == 1)
    }

    @Test func `nobody scores or confirms his or her own, nor in another's place`() throws {
        try reviews.setPosition("Sales representative", of: "manager")
        try reviews.target("manager", "revenue", "2026-Q4", "100", by: "executive")
        _ = try computed()
        let own = try reviews.review("manager", "2026-Q4").id
        let rep = try reviews.review("rep", "2026-Q4").id
        // A manager sees those below, and not how he or she is judged before it is confirmed.
        #expect(try world.get("manager", "/v1/performance-reviews/\(own)").status == 404)
        #expect(try world.get("manager", "/v1/performance-reviews/\(rep)").status == 200)
        #expect(try world.post("manager", "/v1/performance-reviews/\(own)/score", full()).status == 404)
        let body = """
            {"user_id":\(reviews.id("manager")),"delegate_id":\(reviews.id("rep")),"starts_on":"2027-01-01","ends_on":"2027-01-05"}
            """
        _ = try world.created(world.post("manager", "/v1/absences", body))
        #expect(try world.get("rep", "/v1/performance-reviews/\(rep)").status == 404)
        #expect(try world.get("rep", "/v1/performance-reviews/\(own)").status == 404)
        #expect(try world.post("rep", "/v1/performance-reviews/\(rep)/score", full()).status == 404)
        // Whom he or she stands above in the manager's place is another matter.
        let other = try reviews.review("rep2", "2026-Q4").id
        #expect(try world.post("rep", "/v1/performance-reviews/\(other)/score", full()).status == 200)
        try reviews.take("score", "performance-reviews/\(own)", by: "executive", full())
    }

    @Test func `two levels are two people`() throws {
        let id = try computed()
        try reviews.take("score", "performance-reviews/\(id)", by: "executive", full())
        try refused("confirm", id, except: ["executive"])
        #expect(try world.post("executive", "/v1/performance-reviews/\(id)/confirm").code == "already_decided")
        #expect(try world.post("executive2", "/v1/performance-reviews/\(id)/confirm").status == 200)
    }

    @Test func `a key decides nothing of it`() throws {
        let id = try computed()
        let key = try world.post("admin", "/v1/api-keys", #"{"name":"boss","roles":["sales_manager","executive","hr"]}"#)
        world.admit("boss", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        for (step, body) in [("score", try full()), ("confirm", "{}"), ("decide-appeal", #"{"decision":"kept","reason":"x"}"#)] {
            let reply = try world.post("boss", "/v1/performance-reviews/\(id)/\(step)", body)
            #expect(reply.status == 403, "\(step): \(reply.answer.text)")
        }
    }

    @Test func `the person alone says something to it, once it is confirmed`() throws {
        let id = try computed()
        try reviews.take("score", "performance-reviews/\(id)", by: "manager", full())
        for path in ["", "/timeline", "/evidence?indicator=revenue"] {
            #expect(try world.get("rep", "/v1/performance-reviews/\(id)\(path)").status == 404, "\(path)")
        }
        #expect(try world.get("rep", "/v1/performance-reviews?score.gte=0").array("items").isEmpty)
        #expect(try world.get("rep", "/v1/events?limit=200").answer.text.contains("performance_review") == false)
        try refused("confirm", id, except: ["executive"])
        try reviews.take("confirm", "performance-reviews/\(id)", by: "executive")
        try refused("acknowledge", id, except: ["rep"])
        try refused("appeal", id, #"{"reason":"No"}"#, except: ["rep"])
        let body = """
            {"user_id":\(reviews.id("rep")),"delegate_id":\(reviews.id("rep2")),"starts_on":"2027-01-01","ends_on":"2027-01-05"}
            """
        _ = try world.created(world.post("rep", "/v1/absences", body))
        #expect(try world.post("rep2", "/v1/performance-reviews/\(id)/acknowledge").code == "person_alone")
        #expect(try world.post("rep2", "/v1/performance-reviews/\(id)/appeal", #"{"reason":"No"}"#).code == "person_alone")
        try reviews.take("acknowledge", "performance-reviews/\(id)", by: "rep", #"{"comment":"Agreed"}"#)
        #expect(try world.post("rep", "/v1/performance-reviews/\(id)/appeal", #"{"reason":"No"}"#).code == "wrong_state")
    }

    @Test func `an appeal is decided by an executive who has not decided before`() throws {
        let id = try computed()
        try reviews.take("score", "performance-reviews/\(id)", by: "manager", full())
        try reviews.take("confirm", "performance-reviews/\(id)", by: "executive")
        #expect(try world.post("rep", "/v1/performance-reviews/\(id)/appeal").status == 422)
        try reviews.take("appeal", "performance-reviews/\(id)", by: "rep", #"{"reason":"I did more"}"#)
        let kept = #"{"decision":"kept","reason":"All was counted"}"#
        try refused("decide-appeal", id, kept, except: ["executive"])
        #expect(try world.post("executive", "/v1/performance-reviews/\(id)/decide-appeal", kept).code == "already_decided")
        #expect(try world.post("hr", "/v1/performance-reviews/\(id)/close").code == "wrong_state")
        try reviews.take("decide-appeal", "performance-reviews/\(id)", by: "executive2", kept)
        #expect(try reviews.review("rep", "2026-Q4").string("status") == "confirmed")
        #expect(try world.post("rep", "/v1/performance-reviews/\(id)/appeal", #"{"reason":"Again"}"#).code == "appeal_decided")
    }

    @Test func `changed by an appeal it is confirmed anew, and hidden until then`() throws {
        let id = try computed()
        try reviews.take("score", "performance-reviews/\(id)", by: "manager", full())
        try reviews.take("confirm", "performance-reviews/\(id)", by: "executive")
        try reviews.take("appeal", "performance-reviews/\(id)", by: "rep", #"{"reason":"I did more"}"#)
        let team = try reviews.indicator("teamwork")
        let changed = "{\"decision\":\"changed\",\"reason\":\"True\",\"scores\":[{\"indicator_id\":\(team),\"score\":100}]}"
        let kept = changed.replacing("\"changed\"", with: "\"kept\"")
        #expect(
            try world.post("executive2", "/v1/performance-reviews/\(id)/decide-appeal", kept).faults == ["/scores: scores_of_kept_appeal"])
        let review = try reviews.take("decide-appeal", "performance-reviews/\(id)", by: "executive2", changed)
        #expect(review.string("status") == "scored" && review.string("score") == "70.00")
        #expect(try world.get("rep", "/v1/performance-reviews/\(id)").status == 404)
        #expect(try world.post("executive2", "/v1/performance-reviews/\(id)/confirm").status == 403)
        try reviews.take("confirm", "performance-reviews/\(id)", by: "executive")
        #expect(try world.get("rep", "/v1/performance-reviews/\(id)").string("score") == "70.00")
    }

    @Test func `fourteen days after it was confirmed it closes by itself`() throws {
        let id = try computed()
        try reviews.take("score", "performance-reviews/\(id)", by: "manager", full())
        try refused("close", id, except: ["hr", "key"])
        try reviews.take("confirm", "performance-reviews/\(id)", by: "executive")
        // Personnel does not cut short what the person may say to it.
        #expect(try world.post("hr", "/v1/performance-reviews/\(id)/close").code == "review_not_acknowledged")
        try reviews.move(to: "2027-01-15 08:59")
        try world.server.runJob("close-reviews")
        #expect(try reviews.review("rep", "2026-Q4").string("status") == "confirmed")
        try reviews.move(to: "2027-01-15 09:00")
        try world.server.runJob("close-reviews")
        #expect(try reviews.review("rep", "2026-Q4").string("status") == "closed")
        for (step, by) in [("appeal", "rep"), ("acknowledge", "rep"), ("confirm", "executive"), ("score", "manager")] {
            let reply = try world.post(by, "/v1/performance-reviews/\(id)/\(step)", step == "score" ? full() : #"{"reason":"No"}"#)
            #expect([409, 422].contains(reply.status), "\(step)")
        }
    }

    @Test func `nobody writes a review or its outcome by a body`() throws {
        let id = try computed()
        for name in Self.everybody {
            for (method, path) in [
                ("POST", "/v1/performance-reviews"), ("PATCH", "/v1/performance-reviews/\(id)"),
                ("DELETE", "/v1/performance-reviews/\(id)"),
                ("POST", "/v1/outcomes"), ("POST", "/v1/performance-reviews/batch"), ("POST", "/v1/imports/performance-reviews"),
            ] {
                let reply = try world.send(name, method, path, #"{"score":"100"}"#)
                #expect([403, 404, 405].contains(reply.status), "\(name) \(method) \(path): \(reply.status)")
            }
        }
    }
}
