// What follows from reviews: rewards, coaching with a course, penalties after misses in a row (P3.2.3).

import JSON
import Kernel
import TestSupport
import Testing

struct OutcomeTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
        try reviews.scheme("month", [("visits", 100)])
        for year in ["2026", "2027"] { try reviews.target("rep", "visits", year, "24") }
    }

    /// A month with so many of the two visits that were wanted, closed on the first of the next.
    private func month(_ period: String, _ visits: Int, then next: String) throws {
        try reviews.open(period)
        for _ in 0..<visits { _ = try reviews.activity() }
        try reviews.move(to: "\(next) 09:00")
        try reviews.compute()
        try reviews.closedReview("rep", period)
    }

    private func outcomes(_ name: String = "hr") throws -> [String] {
        try world.get(name, "/v1/outcomes?sort=id&user_id=\(reviews.id("rep"))").array("items").compactMap(\.object).map {
            "\($0["period"]?.string ?? "") \($0["kind"]?.string ?? "") \($0["status"]?.string ?? "")"
        }
    }

    private func outcome(_ kind: String, _ period: String) throws -> Int64 {
        try world.get("hr", "/v1/outcomes?kind=\(kind)&period=\(period)").integer("items/0/id") ?? 0
    }

    private func coachingCourse() throws -> Int64 {
        try world.created(world.post("hr", "/v1/courses", #"{"name":"Closing","topic":"selling","purpose":"coaching"}"#))
    }

    @Test func `each miss brings coaching, and the third in a row a penalty`() throws {
        try month("2026-11", 1, then: "2026-12-01")
        try month("2026-12", 0, then: "2027-01-01")
        #expect(try outcomes() == ["2026-11 coaching proposed", "2026-12 coaching proposed"])
        try month("2027-01", 1, then: "2027-02-01")
        #expect(try outcomes().suffix(2) == ["2027-01 coaching proposed", "2027-01 penalty proposed"])
        try month("2027-02", 1, then: "2027-03-01")
        #expect(try outcomes().suffix(1) == ["2027-02 coaching proposed"])
        // Once it is met the count begins anew.
        try month("2027-03", 2, then: "2027-04-01")
        #expect(try outcomes().suffix(1) == ["2027-03 reward proposed"])
        try month("2027-04", 0, then: "2027-05-01")
        #expect(try outcomes().suffix(1) == ["2027-04 coaching proposed"])
        let counts = try world.get("hr", "/v1/performance-reviews?sort=starts_on&user_id=\(reviews.id("rep"))&status=closed")
            .array("items").map { $0.object?["misses_in_row"]?.number?.int64 }
        #expect(counts == [1, 2, 3, 4, 0, 1])
    }

    @Test func `how many misses are too many is the company's to say`() throws {
        try reviews.must(world.patch("admin", "/v1/settings/performance", #"{"misses_in_row":2,"miss_below":40,"reward_from":150}"#))
        try month("2026-11", 1, then: "2026-12-01")
        #expect(try outcomes() == [])
        try month("2026-12", 0, then: "2027-01-01")
        try month("2027-01", 0, then: "2027-02-01")
        #expect(try outcomes() == ["2026-12 coaching proposed", "2027-01 coaching proposed", "2027-01 penalty proposed"])
        for body in [#"{"grade_b_from":100}"#, #"{"grade_c_from":90}"#] {
            #expect(try world.patch("admin", "/v1/settings/performance", body).faults == ["/grade_b_from: grades_out_of_order"])
        }
        #expect(try world.patch("admin", "/v1/settings/performance", #"{"miss_below":200}"#).faults == ["/miss_below: miss_above_reward"])
    }

    @Test func `a miss is one by the limit of the day on which it was closed`() throws {
        try month("2026-11", 1, then: "2026-12-01")
        try reviews.must(world.patch("admin", "/v1/settings/performance", #"{"miss_below":40}"#))
        try month("2026-12", 0, then: "2027-01-01")
        let closed = try world.get("hr", "/v1/performance-reviews?sort=starts_on&user_id=\(reviews.id("rep"))&status=closed").array("items")
        #expect(closed.map { $0.object?["missed"]?.bool } == [true, true])
        #expect(closed.map { $0.object?["misses_in_row"]?.number?.int64 } == [1, 2])
    }

    @Test func `a review that is closed late counts in its place`() throws {
        for (period, next) in [("2026-11", "2026-12-01"), ("2026-12", "2027-01-01"), ("2027-01", "2027-02-01")] {
            try reviews.open(period)
            try reviews.move(to: "\(next) 09:00")
            try reviews.compute()
        }
        try reviews.closedReview("rep", "2026-12")
        try reviews.closedReview("rep", "2027-01")
        #expect(try outcomes() == ["2026-12 coaching proposed", "2027-01 coaching proposed"])
        try reviews.closedReview("rep", "2026-11")
        #expect(try outcomes().suffix(2) == ["2026-11 coaching proposed", "2027-01 penalty proposed"])
    }

    @Test func `coaching begins with its course`() throws {
        try month("2026-11", 0, then: "2026-12-01")
        let id = try outcome("coaching", "2026-11")
        let refused = try world.post("manager", "/v1/outcomes/\(id)/decide", #"{"comment":"Learn"}"#)
        #expect(refused.faults == ["/course_id: coaching_course_required"])
        let onboarding = try world.get("hr", "/v1/courses?purpose=onboarding").integer("items/0/id") ?? 0
        #expect(
            try world.post("manager", "/v1/outcomes/\(id)/decide", "{\"comment\":\"Learn\",\"course_id\":\(onboarding)}").status == 422)
        let course = try coachingCourse()
        #expect(try world.post("manager", "/v1/outcomes/\(id)/decide", #"{"course_id":1}"#).status == 422)
        #expect(
            try world.post("manager", "/v1/outcomes/\(id)/decide", "{\"comment\":\"x\",\"measure\":\"bonus\",\"course_id\":\(course)}")
                .faults
                == ["/measure: measure_of_other_kind"])
        let decided = try reviews.take("decide", "outcomes/\(id)", by: "manager", "{\"comment\":\"Learn\",\"course_id\":\(course)}")
        #expect(decided.string("status") == "decided" && decided.string("measure") == "training")
        let enrolment = try world.get("rep", "/v1/enrolments/\(decided.integer("enrolment_id") ?? 0)")
        #expect(enrolment.integer("course_id") == course && enrolment.string("status") == "open")
        // The next proposal names the course, and whoever takes it already is not enrolled twice.
        try month("2026-12", 0, then: "2027-01-01")
        let next = try outcome("coaching", "2026-12")
        #expect(try world.get("hr", "/v1/outcomes/\(next)").integer("course_id") == course)
        let again = try reviews.take("decide", "outcomes/\(next)", by: "manager", #"{"comment":"Go on"}"#)
        #expect(again.integer("enrolment_id") == enrolment.id)
    }

    @Test func `a penalty is an executive's to decide, and another one's to decide on the appeal`() throws {
        try month("2026-11", 0, then: "2026-12-01")
        try month("2026-12", 0, then: "2027-01-01")
        try month("2027-01", 0, then: "2027-02-01")
        let id = try outcome("penalty", "2027-01")
        let path = "/v1/outcomes/\(id)"
        let form = #"{"comment":"Three months","measure":"transfer"}"#
        for name in ["rep", "rep2", "manager", "hr", "finance", "auditor", "admin", "key"] {
            for step in ["decide", "waive"] {
                let reply = try world.post(name, "\(path)/\(step)", step == "decide" ? form : #"{"reason":"No"}"#)
                #expect([403, 404].contains(reply.status), "\(name) \(step)")
            }
        }
        #expect(try world.get("rep", path).status == 404)
        try reviews.take("decide", "outcomes/\(id)", by: "executive", form)
        #expect(try world.get("rep", path).string("comment") == "Three months")
        for name in ["rep2", "manager", "hr", "executive"] {
            #expect([403, 404].contains(try world.post(name, path + "/appeal", #"{"reason":"No"}"#).status), "\(name)")
        }
        try reviews.take("appeal", "outcomes/\(id)", by: "rep", #"{"reason":"I was ill"}"#)
        let waived = #"{"decision":"waived","reason":"True"}"#
        #expect(try world.post("executive", path + "/decide-appeal", waived).code == "already_decided")
        for name in ["rep", "manager", "hr", "admin"] {
            #expect([403, 404].contains(try world.post(name, path + "/decide-appeal", waived).status), "\(name)")
        }
        try reviews.take("decide-appeal", "outcomes/\(id)", by: "executive2", waived)
        #expect(try world.get("rep", path).string("status") == "waived")
        #expect(try world.post("rep", path + "/appeal", #"{"reason":"No"}"#).code == "wrong_state")
    }

    @Test func `what is waived is never shown, and a decision is appealed once`() throws {
        _ = try coachingCourse()
        try month("2026-11", 0, then: "2026-12-01")
        try month("2026-12", 2, then: "2027-01-01")
        let coaching = try outcome("coaching", "2026-11")
        #expect(try world.post("executive2", "/v1/outcomes/\(coaching)/waive", #"{"reason":"New here"}"#).status == 403)
        try reviews.take("waive", "outcomes/\(coaching)", by: "manager", #"{"reason":"New here"}"#)
        #expect(try world.get("rep", "/v1/outcomes/\(coaching)").status == 404)
        let reward = try outcome("reward", "2026-12")
        try reviews.take("decide", "outcomes/\(reward)", by: "manager", #"{"comment":"Good","measure":"certificate"}"#)
        try reviews.take("appeal", "outcomes/\(reward)", by: "rep", #"{"reason":"I want a bonus"}"#)
        try reviews.take("decide-appeal", "outcomes/\(reward)", by: "executive", #"{"decision":"kept","reason":"No"}"#)
        #expect(try world.post("rep", "/v1/outcomes/\(reward)/appeal", #"{"reason":"Still"}"#).code == "appeal_decided")
        #expect(try outcomes("rep") == ["2026-12 reward decided"])
        #expect(try outcomes("manager").count == 2)
        #expect(try outcomes("rep2").isEmpty)
        #expect(try world.get("admin", "/v1/outcomes").status == 200 && outcomes("admin").isEmpty)
    }
}
