// Due times of reviews, and what the job tells about them: each thing once (P2.5.2).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ReviewDeadlineTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    /// Submitted on Tuesday at 9 in Shanghai: eight working hours end at 18.
    private static let beforeReminder = "2026-11-24T07:59:00Z"
    private static let reminder = "2026-11-24T08:00:00Z"
    private static let due = "2026-11-24T10:00:00.000Z"
    private static let beforeEscalation = "2026-11-25T05:59:00Z"
    /// Four working hours after the due time: on Wednesday, over the break at noon.
    private static let escalation = "2026-11-25T06:00:00Z"

    init() throws { desk = try OrderDesk() }

    /// Moves the clock and lets the jobs run.
    private func pass(to moment: String) throws {
        world.server.clock.set(try #require(Instant(moment)))
        try world.renewSessions()
        world.server.application.keepHouse()
        // The jobs' slices stand in the queue before this.
        try world.server.application.database.write { _ in }
    }

    /// The events of that kind, as `department concerned…`.
    private func events(_ word: String) throws -> [String] {
        try world.get("auditor", "/v1/events?limit=200&type=salesd.order.\(word)").array("items").map { item in
            let data = item.object?["data"]?.object
            let concerned = data?["concerned_ids"]?.array?.compactMap { $0.number?.int64 } ?? []
            return ([data?["department"]?.string ?? ""] + concerned.map(name)).joined(separator: " ")
        }
    }

    private func name(_ id: Int64) -> String {
        let names = ["executive", "manager", "rep2", "finance", "finance2", "logistics", "logistics2"]
        return names.first { world.person($0).id == id } ?? "?"
    }

    // MARK: Due

    @Test func `what is due when is found in order, by the earliest open review`() throws {
        let first = try desk.inReview()
        world.server.clock.advance(seconds: 3600)
        let second = try desk.inReview()
        let approved = try desk.approved()
        func list(_ query: String) throws -> [Int64] {
            try world.get("finance", "/v1/orders?\(query)").array("items").compactMap { $0.object?["id"]?.number?.int64 }
        }
        #expect(try desk.order(first).string("review_due_at") == Self.due)
        #expect(try desk.order(approved)["review_due_at"] == .null)
        #expect(try list("status=in_review&review_due_at.null=false&sort=review_due_at") == [first, second])
        #expect(try list("review_due_at.lt=2026-11-24T11:00:00Z&sort=-review_due_at") == [first])
        #expect(try list("review_open=finance&sort=review_due_at") == [first, second])
        try desk.must("reviews/finance/approve", first, by: "finance")
        #expect(try list("review_open=finance&sort=review_due_at") == [second])
    }

    @Test func `the due time of the order is that of what is still open`() throws {
        #expect(try world.patch("admin", "/v1/settings/orders", #"{"finance_review_hours":4}"#).status == 200)
        let id = try desk.inReview()
        #expect(try desk.order(id).string("review_due_at") == "2026-11-24T06:00:00.000Z")
        try desk.must("reviews/finance/approve", id, by: "finance")
        #expect(try desk.order(id).string("review_due_at") == Self.due)
        try desk.must("reviews/logistics/reject", id, by: "logistics")
        #expect(try desk.order(id)["review_due_at"] == .null)
    }

    @Test func `lists by due time go along an index`() throws {
        let sql = "EXPLAIN QUERY PLAN SELECT id FROM orders t WHERE (t.review_due_at < ?) ORDER BY t.review_due_at, t.id LIMIT 51"
        let plan = try world.server.application.database.read { try $0.rows(sql, [.integer(0)]) }.map { "\($0[3])" }.joined()
        #expect(plan.contains("orders_review_due") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }

    // MARK: Reminder

    @Test func `each department is reminded once, before the due time, with whom it concerns`() throws {
        let id = try desk.inReview()
        try desk.must("reviews/logistics/approve", id, by: "logistics")
        try pass(to: Self.beforeReminder)
        #expect(try events("review_reminded").isEmpty)
        try pass(to: Self.reminder)
        #expect(try events("review_reminded") == ["finance finance finance2", "sales manager"])
        let version = try desk.order(id).integer("version")
        for moment in ["2026-11-24T08:01:00Z", "2026-11-24T09:00:00Z", Self.due, Self.beforeEscalation] { try pass(to: moment) }
        #expect(try events("review_reminded").count == 2)
        #expect(try desk.order(id).integer("version") == version)
        let reviews = try desk.order(id).array("reviews").map { $0.object?["reminded_at"]?.string }
        #expect(reviews == ["2026-11-24T08:00:00.000Z", nil, "2026-11-24T08:00:00.000Z"])
    }

    @Test func `who is away is not reminded, but the delegate`() throws {
        _ = try desk.inReview()
        let absence =
            "{\"user_id\":\(world.person("finance").id),\"delegate_id\":\(world.person("rep2").id),\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-24\"}"
        _ = try world.created(world.post("finance", "/v1/absences", absence))
        try pass(to: Self.reminder)
        #expect(try events("review_reminded").first == "finance rep2 finance2")
    }

    @Test func `nobody is reminded of what is past due already`() throws {
        _ = try desk.inReview()
        try pass(to: Self.due)
        #expect(try events("review_reminded").isEmpty)
    }

    @Test(arguments: ["revise", "reviews/finance/reject", "cancel"])
    func `what was taken back or rejected is neither reminded of nor escalated`(_ step: String) throws {
        let id = try desk.inReview()
        try desk.must(step, id, by: step.hasPrefix("reviews") ? "finance" : "rep")
        try pass(to: Self.reminder)
        try pass(to: Self.escalation)
        #expect(try events("review_reminded").isEmpty)
        #expect(try events("review_escalated").isEmpty)
    }

    @Test func `a new submission starts anew`() throws {
        let id = try desk.inReview()
        try pass(to: Self.reminder)
        try desk.must("revise", id, by: "rep")
        try desk.must("submit", id, by: "rep")
        #expect(try desk.order(id).string("review_due_at") == "2026-11-25T08:00:00.000Z")
        try pass(to: "2026-11-25T05:59:00Z")
        #expect(try events("review_reminded").count == 3)
        try pass(to: "2026-11-25T06:00:00Z")
        #expect(try events("review_reminded").count == 6)
    }

    // MARK: Escalation

    @Test func `an overdue review is escalated once, to who stands above`() throws {
        let id = try desk.inReview()
        try pass(to: Self.beforeEscalation)
        #expect(try events("review_escalated").isEmpty)
        try pass(to: Self.escalation)
        // Nobody stands above finance and logistics here, and the executive above the manager.
        #expect(
            try events("review_escalated") == ["finance executive", "logistics executive", "sales executive"])
        let review = try desk.order(id).array("reviews").first?.object
        #expect(review?["escalated_at"]?.string == "2026-11-25T06:00:00.000Z")
        #expect(review?["escalated_to_id"]?.number?.int64 == world.person("executive").id)
        for moment in ["2026-11-25T06:01:00Z", "2026-11-26T06:00:00Z", "2026-12-24T06:00:00Z"] { try pass(to: moment) }
        #expect(try events("review_escalated").count == 3)
        // Still to be decided by those who were asked.
        try desk.must("reviews/finance/approve", id, by: "finance")
    }

    @Test func `it goes to the manager of those who were asked, where they have one`() throws {
        #expect(
            try world.patch("admin", "/v1/users/\(world.person("finance2").id)", "{\"manager_id\":\(world.person("manager").id)}").status
                == 200)
        _ = try desk.inReview()
        try pass(to: Self.escalation)
        #expect(try events("review_escalated").first == "finance manager")
    }

    @Test func `weekends and holidays are no time in which somebody is late`() throws {
        #expect(try world.post("hr", "/v1/calendar-exceptions", #"{"falls_on":"2027-01-01","kind":"holiday"}"#).status == 201)
        try pass(to: "2026-12-31T08:00:00Z")
        // Thursday at 16, New Year's Day off, then a weekend: six hours are left for Monday.
        #expect(try desk.order(desk.inReview()).string("review_due_at") == "2027-01-04T08:00:00.000Z")
    }

    @Test func `a held order's reviews run on`() throws {
        let id = try desk.inReview()
        try desk.must("hold", id, by: "finance")
        try pass(to: Self.escalation)
        #expect(try events("review_escalated").count == 3)
    }

    @Test func `a restart repeats nothing`() throws {
        let id = try desk.inReview()
        try pass(to: Self.reminder)
        let audit = try world.get("auditor", "/v1/audit?entity=order&entity_id=\(id)")
        #expect(audit.string("items/0/action") == "review_reminded")
        #expect(audit["items/0/user_id"] == .null)
        #expect(audit.string("items/0/origin") == "job")
        world.server.application.stop(within: 2)
        let second = try TestServer(directory: world.server.directory, at: try #require(Instant("2026-11-24T08:05:00Z")))
        second.application.keepHouse()
        try second.application.database.write { _ in }
        let count = try second.application.database.read { try $0.first("SELECT count(*) FROM event WHERE action = 'review_reminded'") }
        #expect(count?.first == .integer(3))
    }

    @Test func `many that are due at once are all told`() throws {
        for _ in 0..<9 { _ = try desk.inReview() }
        try pass(to: Self.reminder)
        #expect(try eventually { try events("review_reminded").count == 27 })
    }

    @Test func `a reviewer whose copy is older than the reminder is told so`() throws {
        let id = try desk.inReview()
        let tag = try #require(try desk.order(id, by: "finance").answer.field("ETag"))
        try pass(to: Self.reminder)
        let reply = try world.post("finance", "/v1/orders/\(id)/reviews/finance/approve", "{}", fields: [("If-Match", tag)])
        #expect(reply.status == 412)
    }
}
