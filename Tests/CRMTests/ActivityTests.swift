// Activities about records of every kind: who may enter and see them, follow-ups, and what they do to the customer.

import JSON
import Kernel
import TestSupport
import Testing

struct ActivityTests {
    private let world: World

    init() throws { world = try World() }

    private func note(_ name: String, _ entity: String, _ id: Int64, _ more: String = "") throws -> Reply {
        try world.post(
            name, "/v1/activities", "{\"entity\":\"\(entity)\",\"entity_id\":\(id),\"kind\":\"call\",\"summary\":\"Call\"\(more)}")
    }

    @Test func `an activity is entered on what one may change`() throws {
        let customer = try world.customer(limit: nil)
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        #expect(try note("rep", "customer", customer).status == 201)
        #expect(try note("rep", "customer", foreign).faults == ["/entity_id: unknown_reference"])
        #expect(try note("rep", "customer", 999).faults == ["/entity_id: unknown_reference"])
        #expect(try note("rep", "user", world.person("rep").id).faults == ["/entity_id: unknown_reference"])
        #expect(try note("rep", "nothing", 1).faults == ["/entity_id: unknown_reference"])
        // Finance sees the customer and may not change it.
        #expect(try note("finance", "customer", customer).status == 403)
        #expect(try world.send("manager", "DELETE", "/v1/customers/\(foreign)").status == 404)
    }

    @Test func `whoever has the customer sees it, others do not`() throws {
        let customer = try world.customer(limit: nil)
        let id = try note("manager", "customer", customer).id
        #expect(try world.get("rep", "/v1/activities/\(id)").status == 200)
        #expect(try world.get("finance", "/v1/activities/\(id)").status == 200)
        #expect(try world.get("rep2", "/v1/activities/\(id)").status == 404)
        #expect(try world.get("stranger", "/v1/activities?count=true").integer("total") == 0)
        #expect(try world.patch("rep", "/v1/activities/\(id)", #"{"summary":"other"}"#).status == 403)
        #expect(try world.patch("manager", "/v1/activities/\(id)", #"{"summary":"other"}"#).status == 200)
    }

    @Test func `a later activity takes the open follow-ups up`() throws {
        let customer = try world.customer(limit: nil)
        let first = try note("rep", "customer", customer, #","next_follow_up_on":"2026-11-25""#)
        #expect(first["followed_up"] == .bool(false))
        world.server.clock.advance(seconds: 3 * 86_400)
        try world.renewSessions()
        let overdue = "/v1/activities?next_follow_up_on.lt=2026-11-27&followed_up=false&count=true"
        #expect(try world.get("rep", overdue).integer("total") == 1)
        _ = try note("rep", "customer", customer)
        #expect(try world.get("rep", overdue).integer("total") == 0)
        #expect(try world.get("rep", "/v1/customers/\(customer)").string("last_activity_at") == "2026-11-27T01:00:00.000Z")
    }

    @Test func `nothing is recorded before it happened, and no follow-up lies in the past`() throws {
        let customer = try world.customer(limit: nil)
        #expect(
            try note("rep", "customer", customer, #","happened_at":"2026-11-25T00:00:00Z""#).faults == ["/happened_at: activity_to_come"])
        #expect(
            try note("rep", "customer", customer, #","next_follow_up_on":"2026-11-23""#).faults == ["/next_follow_up_on: follow_up_past"])
    }

    @Test func `the new owner of a lead sees what was done before`() throws {
        let lead = try world.post("rep", "/v1/leads", #"{"company":"One","channel":"referral"}"#).id
        _ = try note("rep", "lead", lead)
        #expect(try world.get("rep2", "/v1/activities?count=true").integer("total") == 0)
        _ = try world.post("manager", "/v1/leads/\(lead)/assign", "{\"owner_id\":\(world.person("rep2").id)}")
        #expect(try world.get("rep2", "/v1/activities?count=true").integer("total") == 1)
        #expect(try world.get("marketing", "/v1/activities?count=true").integer("total") == 1)
        #expect(try world.get("finance", "/v1/activities?count=true").integer("total") == 0)
    }
}
