// `POST /v1/users/{id}/hand-over`: everything living that is somebody's, in one call (domain.md, Identity).

import App
import JSON
import Kernel
import TestSupport
import Testing

struct HandOverTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    private func handOver(_ name: String, to other: String, by admin: String = "admin", _ query: String = "") throws -> Reply {
        try world.post(admin, "/v1/users/\(world.person(name).id)/hand-over\(query)", "{\"to_id\":\(world.person(other).id)}")
    }

    private func counts(_ reply: Reply) -> [String] {
        reply.array("handed_over").map { "\($0.object?["collection"]?.string ?? "") \($0.object?["count"]?.number?.int64 ?? -1)" }
    }

    private func owner(_ path: String) throws -> Int64? { try world.get("admin", path).integer("owner_id") }

    @Test func `everything that is the rep's becomes the other's, counted by collection`() throws {
        let order = try desk.draft()
        let inReview = try desk.inReview()
        let lead = try world.created(world.post("rep", "/v1/leads", #"{"company":"乙公司","channel":"exhibition"}"#))
        let rule = try world.created(
            world.post(
                "manager", "/v1/assignment-rules",
                "{\"name\":\"R\",\"method\":\"load\",\"members\":[{\"user_id\":\(world.person("rep").id)},{\"user_id\":\(world.person("manager").id)}]}"
            ))
        let reply = try handOver("rep", to: "rep2")
        #expect(reply.status == 200, "\(reply.answer.text)")
        #expect(counts(reply) == ["customers 1", "leads 1", "assignment-rules 1", "orders 2"])
        #expect(reply.integer("total") == 5)
        let successor = world.person("rep2").id
        for path in ["/v1/customers/\(desk.customer)", "/v1/orders/\(order)", "/v1/orders/\(inReview)", "/v1/leads/\(lead)"] {
            #expect(try owner(path) == successor, "\(path)")
        }
        #expect(try world.get("manager", "/v1/assignment-rules/\(rule)").integer("members/0/user_id") == successor)
        #expect(try desk.order(order, by: "rep").status == 404)
        #expect(try desk.order(order, by: "rep2").status == 200)
        // The new owner goes on with the work.
        try desk.must("submit", order, by: "rep2")
        #expect(try handOver("rep", to: "rep2").integer("total") == 0)
    }

    @Test func `each record has a new version, an audit record and an event`() throws {
        let order = try desk.draft()
        let before = try desk.order(order)
        _ = try handOver("rep", to: "rep2")
        let after = try desk.order(order, by: "rep2")
        #expect(after.integer("version") == (before.integer("version") ?? 0) + 1)
        #expect(after.answer.field("ETag") != before.answer.field("ETag"))
        let audit = try world.get("auditor", "/v1/audit?entity=order&entity_id=\(order)")
        #expect(audit.string("items/0/action") == "handed_over")
        #expect(audit.integer("items/0/user_id") == world.person("admin").id)
        #expect(
            audit.array("items/0/changed/owner_id").compactMap { $0.number?.int64 } == [world.person("rep").id, world.person("rep2").id])
        let events = try world.get("auditor", "/v1/events?limit=200&type=salesd.order.handed_over")
        #expect(events.array("items").count == 1)
        let person = try world.get("auditor", "/v1/audit?entity=user&entity_id=\(world.person("rep").id)")
        #expect(person.string("items/0/action") == "handed_over")
    }

    @Test func `what is history stays with whom it was`() throws {
        let cancelled = try desk.draft()
        try desk.must("cancel", cancelled, by: "rep")
        let archived = try desk.draft()
        #expect(try world.send("rep", "DELETE", "/v1/orders/\(archived)").status == 200)
        let confirmed = try desk.confirmed()
        #expect(counts(try handOver("rep", to: "rep2")) == ["customers 1", "orders 1"])
        #expect(try owner("/v1/orders/\(cancelled)") == world.person("rep").id)
        #expect(try owner("/v1/orders/\(archived)") == world.person("rep").id)
        #expect(try owner("/v1/orders/\(confirmed)") == world.person("rep2").id)
    }

    @Test func `what somebody did stays his or hers, and the successor sees it`() throws {
        let lead = try world.created(world.post("rep", "/v1/leads", #"{"company":"乙公司","channel":"exhibition"}"#))
        let activity = try world.created(
            world.post("rep", "/v1/activities", "{\"entity\":\"lead\",\"entity_id\":\(lead),\"kind\":\"call\",\"summary\":\"Called\"}"))
        _ = try handOver("rep", to: "rep2")
        let seen = try world.get("rep2", "/v1/activities/\(activity)")
        #expect(seen.integer("owner_id") == world.person("rep").id)
        #expect(seen.integer("subject_owner_id") == world.person("rep2").id)
    }

    @Test func `campaigns go from marketing to marketing, and what is held or approved goes on with the new owner`() throws {
        try world.hire("marketing2", [.marketing])
        let campaign = try world.created(
            world.post("marketing", "/v1/campaigns", #"{"name":"C","channel":"exhibition","starts_on":"2026-12-01"}"#))
        #expect(counts(try handOver("marketing", to: "marketing2")) == ["campaigns 1"])
        #expect(try owner("/v1/campaigns/\(campaign)") == world.person("marketing2").id)
        let held = try desk.inReview()
        try desk.must("hold", held, by: "finance")
        let approved = try desk.approved()
        #expect(try handOver("rep", to: "rep2").status == 200)
        #expect(try desk.take("confirm", approved, by: "rep").status == 404)
        try desk.must("confirm", approved, by: "rep2")
        try desk.must("cancel", held, by: "rep2")
    }

    @Test func `the author of a paper stays its author`() throws {
        try world.hire("both", [.salesRep, .finance], under: "manager")
        let customer = try world.customer("丙公司", owner: "both")
        let order = try desk.draft(by: "both", customer: customer)
        try desk.must("submit", order, by: "both")
        #expect(try handOver("both", to: "rep").status == 200)
        #expect(try desk.take("reviews/finance/approve", order, by: "both").code == "own_paper")
    }

    // MARK: Reporting line and absences

    private func manager(of name: String) throws -> Int64? {
        try world.get("admin", "/v1/users/\(world.person(name).id)").integer("manager_id")
    }

    @Test func `the team gets the new manager, and one of the team who takes over moves up`() throws {
        #expect(counts(try handOver("manager", to: "rep")) == ["users 2"])
        #expect(try manager(of: "rep") == world.person("executive").id)
        #expect(try manager(of: "rep2") == world.person("rep").id)
    }

    @Test func `no circle arises where the successor stands further below`() throws {
        try world.hire("junior", [.salesManager], under: "rep")
        // Even across somebody who has left.
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#).status == 200)
        #expect(try handOver("manager", to: "junior").status == 200)
        #expect(try manager(of: "rep") == world.person("executive").id)
        #expect(try manager(of: "rep2") == world.person("junior").id)
        #expect(try manager(of: "junior") == world.person("rep").id)
    }

    @Test func `who was to stand in is replaced where the successor can`() throws {
        func absence(_ name: String, _ first: String, _ last: String) throws -> Int64 {
            try world.created(
                world.post(
                    name, "/v1/absences",
                    "{\"user_id\":\(world.person(name).id),\"delegate_id\":\(world.person("rep").id),\"starts_on\":\"\(first)\",\"ends_on\":\"\(last)\"}"
                ))
        }
        let others = try absence("stranger", "2026-12-01", "2026-12-04")
        let successors = try absence("rep2", "2026-12-01", "2026-12-04")
        let past = try absence("stranger", "2026-11-02", "2026-11-03")
        _ = try handOver("rep", to: "rep2")
        // The successor is away in those days.
        #expect(try world.get("admin", "/v1/absences/\(others)")["delegate_id"] == .null)
        #expect(try world.get("admin", "/v1/absences/\(successors)")["delegate_id"] == .null)
        #expect(try world.get("admin", "/v1/absences/\(past)").integer("delegate_id") == world.person("rep").id)
    }

    @Test func `an administrator does not come to stand in for others by taking over`() throws {
        let body =
            "{\"user_id\":\(world.person("finance").id),\"delegate_id\":\(world.person("finance2").id),\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-30\"}"
        let absence = try world.created(world.post("finance", "/v1/absences", body))
        let order = try desk.inReview()
        #expect(try handOver("finance2", to: "admin").status == 200)
        #expect(try world.get("finance", "/v1/absences/\(absence)")["delegate_id"] == .null)
        #expect(try desk.take("reviews/finance/approve", order, by: "admin").code == "not_allowed")
    }

    @Test func `a rule that names both keeps one of them`() throws {
        let members = ["rep", "rep2"].map { "{\"user_id\":\(world.person($0).id)}" }.joined(separator: ",")
        let rule = try world.created(
            world.post("manager", "/v1/assignment-rules", "{\"name\":\"R\",\"method\":\"load\",\"members\":[\(members)]}"))
        #expect(try handOver("rep", to: "rep2").status == 200)
        let kept = try world.get("manager", "/v1/assignment-rules/\(rule)").array("members").map { $0.object?["user_id"]?.number?.int64 }
        #expect(kept == [world.person("rep2").id])
    }

    @Test func `whatever belongs to somebody is handed over, or tells only who did it`() throws {
        let registry = try Application.describe(Configuration())
        let fields = registry.resources.flatMap { resource in
            resource.schema.fields.filter { $0.traits.isScoping && !$0.traits.isHandedOver }.map { "\(resource.schema.table).\($0.name)" }
        }
        // Candidates follow their plan, alerts their rule, which are handed over; what somebody has to learn or to reach nobody does in his
        // or her place. By whose rights a webhook is sent events, an administrator says of each.
        #expect(
            fields.sorted() == [
                "absences.user_id", "activities.owner_id", "alerts.owner_id", "candidates.hiring_manager_id", "enrolments.user_id",
                "exports.started_by_id", "forecast_snapshots.owner_id", "imports.started_by_id", "notice_receipts.author_id",
                "notices.author_id", "outcomes.user_id", "performance_reviews.user_id", "report_runs.owner_id", "targets.user_id",
                "webhooks.owner_id",
            ])
    }

    // MARK: Refusals

    @Test func `an administrator does it, nobody else and no key`() throws {
        for name in ["rep", "manager", "hr", "executive", "auditor", "finance"] {
            #expect(try handOver("rep", to: "rep2", by: name).code == "not_allowed", "\(name)")
        }
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"script\",\"user_id\":\(world.person("admin").id)}")
        world.admit("script", id: world.person("admin").id, token: key.string("key") ?? "")
        #expect(try handOver("rep", to: "rep2", by: "script").code == "people_only")
        #expect(try owner("/v1/customers/\(desk.customer)") == world.person("rep").id)
    }

    @Test func `to oneself, to who has left, to a service user or to nobody it does not go`() throws {
        #expect(try handOver("rep", to: "rep").faults == ["/to_id: hand_over_to_self"])
        #expect(try handOver("rep", to: "key").faults == ["/to_id: hand_over_unfit"])
        #expect(try world.patch("admin", "/v1/users/\(world.person("stranger").id)", #"{"active":false}"#).status == 200)
        #expect(try handOver("rep", to: "stranger").faults == ["/to_id: hand_over_unfit"])
        let path = "/v1/users/\(world.person("rep").id)/hand-over"
        #expect(try world.post("admin", path, #"{"to_id":99999}"#).faults == ["/to_id: unknown_reference"])
        #expect(try world.post("admin", path, "{}").faults == ["/to_id: required"])
        #expect(try world.post("admin", path, #"{"to":1}"#).faults.contains("/to: unknown_field"))
        #expect(try world.post("admin", "/v1/users/99999/hand-over", #"{"to_id":1}"#).status == 404)
    }

    @Test func `who cannot own such records is refused with all of them, and nothing is handed over`() throws {
        _ = try desk.draft()
        let reply = try handOver("rep", to: "finance")
        #expect(reply.status == 422)
        #expect(reply.faults == ["/to_id: cannot_own", "/to_id: cannot_own"])
        #expect(reply.string("errors/0/message")?.contains("customers") == true)
        #expect(reply.string("errors/1/message")?.contains("orders") == true)
        #expect(try owner("/v1/customers/\(desk.customer)") == world.person("rep").id)
        // Who has nothing but reports can give them to anybody.
        #expect(try handOver("manager", to: "finance").status == 200)
    }

    @Test func `a dry run tells the same and changes nothing`() throws {
        _ = try desk.draft()
        let tried = try handOver("rep", to: "rep2", "?dry_run=true")
        #expect(tried.status == 200)
        #expect(counts(tried) == ["customers 1", "orders 1"])
        #expect(try owner("/v1/customers/\(desk.customer)") == world.person("rep").id)
        #expect(try counts(handOver("rep", to: "rep2")) == counts(tried))
    }

    @Test func `a retry under the same key is answered as before`() throws {
        let path = "/v1/users/\(world.person("rep").id)/hand-over"
        let body = "{\"to_id\":\(world.person("rep2").id)}"
        let first = try world.post("admin", path, body, fields: [("Idempotency-Key", "k")])
        let again = try world.post("admin", path, body, fields: [("Idempotency-Key", "k")])
        #expect(again.answer.body == first.answer.body)
        #expect(again.integer("total") == 1)
    }
}
