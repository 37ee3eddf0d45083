// Who is away, and what the delegate may do meanwhile.

import JSON
import Kernel
import TestSupport
import Testing

struct AbsenceTests {
    private let world: World

    init() throws { world = try World() }

    private func away(_ name: String, _ body: String, by other: String? = nil) throws -> Reply {
        try world.post(other ?? name, "/v1/absences", "{\"user_id\":\(world.person(name).id),\(body)}")
    }

    private func delegated(_ name: String, to delegate: String, from first: String = "2026-11-25", until last: String = "2026-11-26") throws
        -> Reply
    {
        try away(name, "\"starts_on\":\"\(first)\",\"ends_on\":\"\(last)\",\"delegate_id\":\(world.person(delegate).id)")
    }

    @Test func `the delegate has the rows of who is away, from the first day to the last, and no longer`() throws {
        let customer = try world.customer(owner: "rep", limit: nil)
        #expect(try delegated("rep", to: "rep2").status == 201)
        func sees() throws -> Int { try world.get("rep2", "/v1/customers/\(customer)").status }
        #expect(try sees() == 404)
        // Midnight in Shanghai comes while the delegate is signed in.
        try move(to: "2026-11-24T15:59:59Z")
        #expect(try sees() == 404)
        world.server.clock.advance(seconds: 1)
        #expect(try sees() == 200)
        try move(to: "2026-11-26T15:59:59Z")
        #expect(try sees() == 200)
        world.server.clock.advance(seconds: 1)
        #expect(try sees() == 404)
    }

    private func move(to moment: String) throws {
        world.server.clock.set(try #require(Instant(moment)))
        try world.renewSessions()
    }

    @Test func `the trail shows both names`() throws {
        let customer = try world.customer(owner: "rep", limit: nil)
        #expect(try delegated("rep", to: "rep2", from: "2026-11-24").status == 201)
        #expect(try world.patch("rep2", "/v1/customers/\(customer)", #"{"city":"上海"}"#).status == 200)
        let audit = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(customer)")
        #expect(audit.string("items/0/action") == "updated")
        #expect(audit.integer("items/0/user_id") == world.person("rep2").id)
        #expect(audit.integer("items/0/on_behalf_of_id") == world.person("rep").id)
    }

    @Test func `an absence that is taken back takes the delegate's rows back at once`() throws {
        let customer = try world.customer(owner: "rep", limit: nil)
        let absence = try delegated("rep", to: "rep2", from: "2026-11-24").id
        #expect(try world.get("rep2", "/v1/customers/\(customer)").status == 200)
        #expect(try world.send("rep", "DELETE", "/v1/absences/\(absence)").status == 200)
        #expect(try world.get("rep2", "/v1/customers/\(customer)").status == 404)
    }

    @Test func `a delegate does not prolong the time in which he or she stands in`() throws {
        let absence = try delegated("rep", to: "rep2", from: "2026-11-24").id
        #expect(try world.patch("rep2", "/v1/absences/\(absence)", #"{"ends_on":"2026-12-31"}"#).faults == ["/user_id: absence_of_other"])
        #expect(try delegated("rep", to: "rep2", from: "2026-12-01", until: "2026-12-31").status == 201)
        #expect(try away("rep", #""starts_on":"2027-01-01","ends_on":"2027-01-31""#, by: "rep2").faults == ["/user_id: absence_of_other"])
    }

    @Test func `a manager and personnel enter the absence of others, nobody else does`() throws {
        let days = #""starts_on":"2026-11-24","ends_on":"2026-11-24""#
        #expect(try away("rep", days, by: "manager").status == 201)
        #expect(try away("rep", days, by: "hr").status == 201)
        #expect(try away("stranger", days, by: "manager").status == 422)
        #expect(try away("rep", days, by: "finance").status == 422)
        #expect(try world.get("finance", "/v1/absences?count=true").integer("total") == 0)
        #expect(try world.get("manager", "/v1/absences?count=true").integer("total") == 2)
    }

    @Test func `a delegate is somebody else who is there`() throws {
        #expect(try delegated("rep", to: "rep").faults == ["/delegate_id: delegate_unfit"])
        #expect(try delegated("rep", to: "key").faults == ["/delegate_id: delegate_unfit"])
        #expect(try away("rep2", #""starts_on":"2026-11-26","ends_on":"2026-11-30""#).status == 201)
        #expect(try delegated("rep", to: "rep2").faults == ["/delegate_id: delegate_absent"])
        #expect(try delegated("rep", to: "rep2", from: "2026-11-24", until: "2026-11-25").status == 201)
        #expect(try away("rep", #""starts_on":"2026-11-26","ends_on":"2026-11-25""#).faults == ["/ends_on: absence_ends_first"])
    }
}
