// Somebody new, from the plan for the post to the first yearly review, with two misses, coaching and a penalty on the way; at each step the
// way round (P3.1.1 to P3.2.3).

import JSON
import Kernel
import TestSupport
import Testing

struct NewHireWalkTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }
    private let position = "Junior seller"

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
        try reviews.must(world.patch("admin", "/v1/settings/performance", #"{"misses_in_row":2}"#))
        for cycle in ["month", "year"] { try reviews.scheme(cycle, [("visits", 100)], position: position) }
    }

    @Test func `from the plan to the first closed year, and no way round`() throws {
        let candidate = try offered(for: approvedPlan())
        try hire(candidate)
        try learn()
        try reviews.move(to: "2027-01-04 09:00")
        try setTarget()
        try reviews.open("2027")
        try miss("2027-01", until: "2027-02-01")
        try coach(after: "2027-01")
        try miss("2027-02", until: "2027-03-01")
        try punish(after: "2027-02")
        try closeTheYear()
        #expect(try world.get("auditor", "/v1/audit?limit=1").status == 200)
    }

    /// Refused by right, by sight, or by rule; nothing of it happened.
    private func refused(_ reply: Reply, _ code: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect([403, 404, 409, 422].contains(reply.status), sourceLocation: sourceLocation)
        if let code { #expect(reply.code == code, sourceLocation: sourceLocation) }
    }

    // MARK: Recruiting

    private func approvedPlan() throws -> Int64 {
        let body = """
            {"position":"\(position)","head_count":1,"starts_on":"2026-11-01","ends_on":"2027-10-31","requirements":"Likes tea"}
            """
        refused(try world.post("rep", "/v1/recruitment-plans", body))
        let plan = try world.created(world.post("manager", "/v1/recruitment-plans", body))
        refused(try world.post("hr", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"Early\",\"channel\":\"online\"}"), "plan_not_open")
        try reviews.take("submit", "recruitment-plans/\(plan)", by: "manager")
        for name in ["manager", "hr", "key"] { refused(try world.post(name, "/v1/recruitment-plans/\(plan)/approve")) }
        try reviews.take("approve", "recruitment-plans/\(plan)", by: "executive")
        refused(try world.patch("manager", "/v1/recruitment-plans/\(plan)", #"{"head_count":5}"#))
        return plan
    }

    private func offered(for plan: Int64) throws -> Int64 {
        let id = try world.created(world.post("hr", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"Lin Yue\",\"channel\":\"campus\"}"))
        refused(try world.post("hr", "/v1/candidates/\(id)/offer"), "wrong_state")
        for step in ["screen", "interview", "test"] { try reviews.take(step, "candidates/\(id)", by: "hr", #"{"score":80}"#) }
        refused(try world.post("manager", "/v1/candidates/\(id)/hire", hiring), "wrong_state")
        try reviews.take("offer", "candidates/\(id)", by: "hr")
        return id
    }

    private var hiring: String {
        "{\"starts_on\":\"2026-12-01\",\"position\":\"\(position)\",\"manager_id\":\(reviews.id("manager")),\"username\":\"newcomer\"}"
    }

    private func hire(_ candidate: Int64) throws {
        for name in ["hr", "rep", "key", "executive"] { refused(try world.post(name, "/v1/candidates/\(candidate)/hire", hiring)) }
        let hired = try reviews.take("hire", "candidates/\(candidate)", by: "manager", hiring)
        let plan = hired.integer("plan_id") ?? 0
        let user = try #require(hired.integer("hired_user_id"))
        #expect(try world.get("manager", "/v1/recruitment-plans/\(plan)").string("status") == "filled")
        refused(
            try world.post("hr", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"Second\",\"channel\":\"online\"}"), "head_count_reached"
        )
        world.admit("newcomer", id: user, token: try world.server.session(of: user))
        _ = try world.customer("丙公司", owner: "newcomer")
    }

    // MARK: Onboarding

    private func learn() throws {
        let list = try world.get("hr", "/v1/enrolments?user_id=\(reviews.id("newcomer"))&sort=id")
        #expect(list.array("items").compactMap { $0.object?["topic"]?.string } == ["company", "product", "selling", "culture"])
        for id in reviews.ids(list) {
            refused(try world.post("newcomer", "/v1/enrolments/\(id)/complete", #"{"result":"pass","score":100}"#))
            try reviews.take("complete", "enrolments/\(id)", by: "manager", #"{"result":"pass","score":90}"#)
        }
        #expect(try world.get("hr", "/v1/enrolments?user_id=\(reviews.id("newcomer"))&status=open").array("items").isEmpty)
    }

    // MARK: Reviews

    private func setTarget() throws {
        let body = try reviews.targetBody("newcomer", "visits", "2027", "24")
        refused(try world.post("newcomer", "/v1/targets", body))
        try reviews.target("newcomer", "visits", "2027", "24")
    }

    /// A month with none of the two visits that were wanted.
    private func miss(_ period: String, until next: String) throws {
        try reviews.open(period)
        try reviews.move(to: "\(next) 09:00")
        try reviews.compute()
        let id = try reviews.review("newcomer", period).id
        let path = "/v1/performance-reviews/\(id)"
        for name in ["newcomer", "hr", "key"] { refused(try world.post(name, path + "/score", #"{"scores":[]}"#)) }
        try reviews.take("score", "performance-reviews/\(id)", by: "manager", #"{"scores":[]}"#)
        for name in ["newcomer", "manager", "hr", "key"] { refused(try world.post(name, path + "/confirm")) }
        #expect(try world.get("newcomer", path).status == 404)
        try reviews.take("confirm", "performance-reviews/\(id)", by: "executive")
        try reviews.take("acknowledge", "performance-reviews/\(id)", by: "newcomer")
        try reviews.take("close", "performance-reviews/\(id)", by: "hr")
        try reviews.must(world.post("hr", "/v1/review-periods/\(period)/close"))
        refused(try world.post("newcomer", path + "/appeal", #"{"reason":"Too late"}"#))
        refused(try world.post("hr", path + "/compute"))
    }

    private func outcome(_ kind: String, _ period: String) throws -> String {
        let list = try world.get("hr", "/v1/outcomes?kind=\(kind)&period=\(period)&user_id=\(reviews.id("newcomer"))")
        return "outcomes/\(try #require(list.integer("items/0/id")))"
    }

    private func coach(after period: String) throws {
        let course = try world.created(world.post("hr", "/v1/courses", #"{"name":"Visits","topic":"selling","purpose":"coaching"}"#))
        let path = try outcome("coaching", period)
        let form = "{\"comment\":\"Learn to visit\",\"course_id\":\(course)}"
        for name in ["newcomer", "hr", "rep", "key"] { refused(try world.post(name, "/v1/\(path)/decide", form)) }
        let decided = try reviews.take("decide", path, by: "manager", form)
        let enrolment = decided.integer("enrolment_id") ?? 0
        refused(try world.post("newcomer", "/v1/enrolments/\(enrolment)/complete", #"{"result":"pass"}"#))
        try reviews.take("complete", "enrolments/\(enrolment)", by: "manager", #"{"result":"pass","score":70}"#)
    }

    private func punish(after period: String) throws {
        let path = try outcome("penalty", period)
        let form = #"{"comment":"Two months without a visit","measure":"transfer"}"#
        for name in ["newcomer", "manager", "hr", "key"] { refused(try world.post(name, "/v1/\(path)/decide", form)) }
        try reviews.take("decide", path, by: "executive", form)
        try reviews.take("appeal", path, by: "newcomer", #"{"reason":"I was ill"}"#)
        let decision = #"{"decision":"waived","reason":"A doctor says so"}"#
        for name in ["newcomer", "manager", "executive", "key"] { refused(try world.post(name, "/v1/\(path)/decide-appeal", decision)) }
        try reviews.take("decide-appeal", path, by: "executive2", decision)
        #expect(try world.get("newcomer", "/v1/" + path).string("status") == "waived")
    }

    // MARK: The year

    private func closeTheYear() throws {
        let customer = reviews.ids(try world.get("newcomer", "/v1/customers?limit=1")).first ?? 0
        for _ in 0..<12 {
            _ = try world.created(
                world.post(
                    "newcomer", "/v1/activities",
                    "{\"entity\":\"customer\",\"entity_id\":\(customer),\"kind\":\"visit\",\"summary\":\"Tea\"}"))
        }
        refused(try world.post("hr", "/v1/review-periods/2027/close"), "review_period_runs")
        try reviews.move(to: "2028-01-03 09:00")
        refused(try world.post("hr", "/v1/review-periods/2027/close"), "reviews_unfinished")
        try reviews.compute()
        let review = try reviews.review("newcomer", "2027")
        #expect(review.string("score") == "50.00" && review.string("status") == "computed")
        #expect(try reviews.evidence("visits", of: review.id).count == 12)
        try reviews.confirmedReview("newcomer", "2027")
        try reviews.take("acknowledge", "performance-reviews/\(review.id)", by: "newcomer", #"{"comment":"Next year"}"#)
        try reviews.must(world.post("hr", "/v1/review-periods/2027/close"))
        #expect(try reviews.review("newcomer", "2027").string("status") == "closed")
        refused(try world.post("newcomer", "/v1/performance-reviews/\(review.id)/appeal", #"{"reason":"No"}"#))
        #expect(try world.get("hr", "/v1/outcomes?period=2027&kind=coaching").array("items").count == 1)
    }
}
