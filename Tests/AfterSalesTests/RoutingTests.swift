// How tickets find their department and assignee, and why (P2.6.1).

import JSON
import Kernel
import TestSupport
import Testing

struct RoutingTests {
    private let desk: ServiceDesk
    private var world: World { desk.world }

    init() throws { desk = try ServiceDesk() }

    @discardableResult
    private func rule(_ members: String, department: Int64? = nil, by name: String = "head") throws -> Int64 {
        try world.created(
            world.post(name, "/v1/routing-rules", "{\"name\":\"R\",\"department_id\":\(department ?? desk.service)\(members)}"))
    }

    private func assignee(_ ticket: Reply) -> String { desk.name(ticket.integer("assignee_id")) }
    private func route(_ type: String = "quality", _ extra: String = "") throws -> Reply { try desk.must(desk.enter(extra, type: type)) }
    private func reason(_ ticket: Int64) throws -> String? {
        try world.get("service", "/v1/tickets/\(ticket)/explain").string("items/0/code")
    }

    private func away(_ name: String, delegate: String? = nil) throws {
        let stand = delegate.map { ",\"delegate_id\":\(world.person($0).id)" } ?? ""
        let body = "{\"user_id\":\(world.person(name).id),\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-24\"\(stand)}"
        _ = try world.created(world.post(name, "/v1/absences", body))
    }

    @Test func `a rule gives a type to a department and its person`() throws {
        try rule(",\"type\":\"quality\",\"assignee_id\":\(world.person("inspector").id)", department: desk.quality)
        let ticket = try route()
        #expect(assignee(ticket) == "inspector" && ticket.integer("department_id") == desk.quality && ticket.string("status") == "assigned")
        #expect(try reason(ticket.id) == "by_rule")
        #expect(try route("inquiry")["assignee_id"] == .null)
    }

    @Test func `a rule without a person goes round its department`() throws {
        let id = try rule("")
        #expect(try (0..<3).map { _ in try assignee(route()) } == ["agent", "agent2", "agent"])
        #expect(try world.get("service", "/v1/routing-rules/\(id)").integer("last_assignee_id") == world.person("agent").id)
        #expect(try reason(route().id) == "round_robin")
    }

    @Test func `the smallest priority first, with region and category`() throws {
        let category = try world.created(world.post("product", "/v1/categories", #"{"name":"Tea"}"#))
        try desk.must(world.patch("admin", "/v1/products/\(desk.product)", "{\"category_id\":\(category)}"))
        try desk.must(world.patch("rep", "/v1/customers/\(desk.customer)", #"{"region":"华东"}"#))
        func person(_ name: String) -> String { ",\"assignee_id\":\(world.person(name).id)" }
        try rule(",\"priority\":50" + person("agent"))
        try rule(",\"priority\":40,\"region\":\"华东\"" + person("agent2"))
        try rule(",\"priority\":30,\"category_id\":\(category)" + person("service"))
        try rule(",\"priority\":20,\"region\":\"华北\"" + person("head"))
        try rule(",\"priority\":10,\"active\":false" + person("head"))
        #expect(try assignee(route()) == "agent2")
        #expect(try assignee(route("quality", ",\"product_id\":\(desk.product)")) == "service")
        try desk.must(world.patch("rep", "/v1/customers/\(desk.customer)", #"{"region":"西南"}"#))
        #expect(try assignee(route()) == "agent")
    }

    @Test func `who is away is passed over, for the delegate or for the next rule`() throws {
        try rule(",\"priority\":1,\"assignee_id\":\(world.person("inspector").id)", department: desk.quality)
        try rule(",\"priority\":2")
        try away("inspector", delegate: "chief")
        let ticket = try route()
        #expect(assignee(ticket) == "chief" && ticket.string("assignments/0/passed_over") == "inspector")
        #expect(try reason(ticket.id) == "delegate")
        try away("agent")
        try desk.move(to: "2026-11-25 09:00")
        #expect(try assignee(route()) == "inspector")
    }

    @Test func `the turn goes past who is away, and to the next rule where nobody is there`() throws {
        try rule(",\"priority\":1")
        try rule(",\"priority\":2,\"assignee_id\":\(world.person("service").id)")
        try away("agent")
        let ticket = try route()
        #expect(assignee(ticket) == "agent2" && ticket.string("assignments/0/passed_over") == "agent")
        try away("agent2")
        #expect(try assignee(route()) == "service")
        try away("service")
        let nobody = try route()
        #expect(nobody["assignee_id"] == .null && nobody.string("status") == "new")
        #expect(try desk.tried("assign", nobody.id, by: "head", "{}").code == "no_routing")
    }

    @Test func `by hand to a person, a department, or whom the rules find`() throws {
        let ticket = try world.created(desk.enter())
        let department = try desk.take("assign", ticket, by: "service", "{\"department_id\":\(desk.quality)}")
        #expect(assignee(department) == "inspector")
        #expect(try reason(ticket) == "load")
        // The one with the fewest open tickets.
        _ = try desk.assigned(to: "agent")
        #expect(try assignee(desk.take("assign", ticket, by: "service", "{\"department_id\":\(desk.service)}")) == "agent2")
        try rule(",\"assignee_id\":\(world.person("agent").id)")
        #expect(try assignee(desk.take("assign", ticket, by: "service", "{}")) == "agent")
        #expect(try assignee(desk.must(desk.enter(",\"department_id\":\(desk.quality)"))) == "inspector")
    }

    @Test func `nobody who is away or has left gets a ticket`() throws {
        try away("agent", delegate: "agent2")
        let body = "{\"assignee_id\":\(world.person("agent").id)}"
        let ticket = try world.created(desk.enter())
        #expect(try desk.tried("assign", ticket, by: "service", body).faults == ["/assignee_id: assignee_absent"])
        #expect(try desk.enter(",\"assignee_id\":\(world.person("agent").id)").faults == ["/assignee_id: assignee_absent"])
        try desk.must(world.patch("admin", "/v1/users/\(world.person("hr").id)", #"{"active":false}"#))
        for id in [world.person("hr").id, world.person("key").id] {
            #expect(try desk.tried("assign", ticket, by: "service", "{\"assignee_id\":\(id)}").faults == ["/assignee_id: assignee_unfit"])
        }
        try away("inspector")
        #expect(try desk.tried("assign", ticket, by: "service", "{\"department_id\":\(desk.quality)}").code == "nobody_there")
    }

    @Test func `rules are made by who leads in service`() throws {
        let id = try rule("")
        let body = "{\"name\":\"R\",\"department_id\":\(desk.service)}"
        for name in ["service", "agent", "rep", "manager", "key", "hr", "executive"] {
            #expect(try world.post(name, "/v1/routing-rules", body).status == 403, "\(name)")
            #expect([403, 404].contains(try world.patch(name, "/v1/routing-rules/\(id)", #"{"active":false}"#).status), "\(name)")
            #expect([403, 404].contains(try world.send(name, "DELETE", "/v1/routing-rules/\(id)").status), "\(name)")
        }
        // Who stands in for the head leads meanwhile; who stands in for somebody of service alone does not.
        try world.standIn("agent", for: "head")
        #expect(try world.post("agent", "/v1/routing-rules", body).status == 201)
        try world.standIn("manager", for: "service")
        #expect(try world.post("manager", "/v1/routing-rules", body).status == 403)
        #expect(try world.get("rep", "/v1/routing-rules").status == 403)
    }
}
