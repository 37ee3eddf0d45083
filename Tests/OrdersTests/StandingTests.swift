// Whoever stands in for another has two places, and each right is one of a single place: nobody takes the role of the one to the rows of the
// other (decisions.md, absences).

import JSON
import Kernel
import TestSupport
import Testing

struct StandingTests {
    private let desk: OrderDesk
    /// A customer of rep3's, who is in the team of another manager, and a draft order for it.
    private let foreign: Int64
    private let foreignOrder: Int64
    private var world: World { desk.world }

    init() throws {
        desk = try OrderDesk()
        try desk.world.hire("manager2", [.salesManager], under: "executive")
        try desk.world.hire("rep3", [.salesRep], under: "manager2")
        foreign = try desk.world.customer("北方公司", owner: "rep3")
        foreignOrder = try desk.draft(by: "rep3", customer: foreign)
    }

    private func owner(_ name: String) -> String { "\"owner_id\":\(world.person(name).id)" }

    private func change(_ collection: String, _ id: Int64, by name: String, _ body: String = #"{"notes":"x"}"#) throws -> Reply {
        try world.patch(name, "/v1/\(collection)/\(id)", body)
    }

    private func lastAudit(_ entity: String, _ id: Int64) throws -> (user: Int64?, principal: Int64?) {
        let audit = try world.get("auditor", "/v1/audit?entity=\(entity)&entity_id=\(id)")
        return (audit.integer("items/0/user_id"), audit.integer("items/0/on_behalf_of_id"))
    }

    // MARK: A manager for an executive

    @Test func `a manager who stands in for an executive reads what the executive reads`() throws {
        let own = try desk.draft()
        #expect(try desk.order(foreignOrder, by: "manager").status == 404)
        #expect(try world.get("manager", "/v1/orders?count=true").integer("total") == 1)
        try world.standIn("manager", for: "executive")
        for id in [own, foreignOrder] { #expect(try desk.order(id, by: "manager").status == 200) }
        #expect(try world.get("manager", "/v1/orders?count=true").integer("total") == 2)
        let expanded = try world.get("manager", "/v1/orders/\(foreignOrder)?expand=customer")
        #expect(expanded.integer("customer/id") == foreign)
        let csv = [("Accept", "text/csv")]
        let lines = try world.get("manager", "/v1/customers?fields=id,name", fields: csv).answer.text
        #expect(lines == (try world.get("executive", "/v1/customers?fields=id,name", fields: csv).answer.text))
        #expect(lines.contains("北方公司"))
        #expect(try world.get("manager", "/v1/customers/\(foreign)/timeline").array("items").count > 1)
    }

    @Test func `and changes by it nothing that a manager could not change`() throws {
        let body = "{\"external_id\":\"E-1\",\"notes\":\"mine\"}"
        #expect(try world.patch("admin", "/v1/customers/\(foreign)", body).status == 200)
        let contact = try world.created(world.post("rep3", "/v1/contacts", "{\"customer_id\":\(foreign),\"name\":\"王\"}"))
        try world.standIn("manager", for: "executive")
        #expect(try change("customers", foreign, by: "manager").code == "not_allowed")
        #expect(try change("contacts", contact, by: "manager").code == "not_allowed")
        #expect(try change("orders", foreignOrder, by: "manager").code == "not_allowed")
        #expect(try change("customers", foreign, by: "manager", "{\(owner("manager"))}").code == "not_allowed")
        #expect(try world.send("manager", "PUT", "/v1/customers/by-external-id/E-1", #"{"notes":"x"}"#).code == "not_allowed")
        for (collection, id) in [("customers", foreign), ("contacts", contact), ("orders", foreignOrder)] {
            #expect(try world.send("manager", "DELETE", "/v1/\(collection)/\(id)").code == "not_allowed", "\(collection)")
        }
        let items = "{\"items\":[{\"id\":\(desk.customer),\"notes\":\"x\"},{\"id\":\(foreign),\"notes\":\"x\"}]}"
        #expect(try world.post("manager", "/v1/customers/batch", items).faults == ["/items/1: not_allowed"])
        let each = try world.post("manager", "/v1/customers/batch?mode=independent", items)
        #expect(each.array("items").map { $0.object?["status"]?.number?.int64 } == [200, 403])
        #expect(try world.post("manager", "/v1/contacts/\(contact)/erase", #"{"reason":"requested"}"#).code == "not_allowed")
        #expect(try world.patch("manager", "/v1/customers/\(foreign)?dry_run=true", #"{"notes":"x"}"#).code == "not_allowed")
        #expect(try world.send("rep3", "DELETE", "/v1/orders/\(foreignOrder)").status == 200)
        #expect(try world.post("manager", "/v1/orders/\(foreignOrder)/restore").code == "not_allowed")
        #expect(try world.post("manager", "/v1/users/\(world.person("rep3").id)/hand-over", "{\"to_id\":1}").code == "not_allowed")
        #expect(try world.get("admin", "/v1/customers/\(foreign)").string("notes") == "mine")
    }

    @Test func `nor enters anything by what the executive sees`() throws {
        let lead = try world.created(world.post("rep3", "/v1/leads", #"{"company":"丁公司","channel":"exhibition"}"#))
        try world.standIn("manager", for: "executive")
        #expect(try desk.enter(by: "manager", customer: foreign).faults == ["/customer_id: unknown_reference"])
        #expect(try desk.enter(by: "manager", customer: foreign, "," + owner("rep3")).status == 422)
        #expect(try desk.enter(by: "manager", "," + owner("rep3")).faults == ["/owner_id: owner_outside_team"])
        let contact = "{\"customer_id\":\(foreign),\"name\":\"王\"}"
        #expect(try world.post("manager", "/v1/contacts", contact).faults == ["/customer_id: unknown_reference"])
        #expect(try world.post("manager", "/v1/contacts/batch", "{\"items\":[\(contact)]}").faults.count == 1)
        let activity = "{\"entity\":\"lead\",\"entity_id\":\(lead),\"kind\":\"call\",\"summary\":\"Called\"}"
        #expect(try world.post("manager", "/v1/activities", activity).code == "not_allowed")
        let own = try world.created(world.post("manager", "/v1/contacts", "{\"customer_id\":\(desk.customer),\"name\":\"李\"}"))
        let moved = try change("contacts", own, by: "manager", "{\"customer_id\":\(foreign)}")
        #expect(moved.faults == ["/customer_id: unknown_reference"])
    }

    @Test func `what is the manager's own stays his or hers, and what is the executive's is done in both names`() throws {
        let own = try desk.draft(by: "manager")
        try world.standIn("manager", for: "executive")
        #expect(try change("customers", desk.customer, by: "manager").status == 200)
        #expect(try lastAudit("customer", desk.customer).principal == nil)
        #expect(try change("orders", own, by: "manager").status == 200)
        #expect(try desk.enter(by: "manager").status == 201)
        // Who stands above the owner holds the order, and that the executive does.
        try desk.must("submit", foreignOrder, by: "rep3")
        try desk.must("hold", foreignOrder, by: "manager")
        #expect(try lastAudit("order", foreignOrder).principal == world.person("executive").id)
        #expect(try world.get("manager", "/v1/customers/\(foreign)/credit").status == 200)
        #expect(try lastAudit("customer", foreign).principal == world.person("executive").id)
        #expect(try world.get("manager", "/v1/customers/\(desk.customer)/credit").status == 200)
        #expect(try lastAudit("customer", desk.customer).principal == nil)
    }

    // MARK: A representative for one of another team

    @Test func `a rep who stands in for another changes what is the other's, and gives none of it to anybody else`() throws {
        try world.standIn("rep2", for: "rep3")
        let changed = try change("customers", foreign, by: "rep2")
        #expect(changed.status == 200)
        #expect(try lastAudit("customer", foreign).principal == world.person("rep3").id)
        #expect(try change("orders", foreignOrder, by: "rep2").status == 200)
        let outside = ["/owner_id: owner_outside_team"]
        for collection in ["customers": foreign, "orders": foreignOrder] {
            for name in ["rep2", "rep", "manager"] {
                let given = try change(collection.key, collection.value, by: "rep2", "{\(owner(name))}")
                #expect(given.faults == outside, "\(collection.key) \(name)")
            }
        }
        let own = try world.customer("南方公司", owner: "rep2")
        #expect(try change("customers", own, by: "rep2", "{\(owner("rep3"))}").faults == outside)
        #expect(try desk.enter(by: "rep2", customer: own, "," + owner("rep3")).faults == outside)
        #expect(try desk.enter(by: "rep2", customer: foreign, "," + owner("rep2")).faults == outside)
        try desk.must("submit", foreignOrder, by: "rep2")
        #expect(try lastAudit("order", foreignOrder).principal == world.person("rep3").id)
    }

    @Test func `what is entered in another's place needs its owner's name`() throws {
        try world.standIn("rep2", for: "rep3")
        #expect(try desk.enter(by: "rep2", customer: foreign).faults == ["/owner_id: required"])
        let order = try desk.enter(by: "rep2", customer: foreign, "," + owner("rep3"))
        #expect(order.integer("owner_id") == world.person("rep3").id)
        #expect(try lastAudit("order", order.id).principal == world.person("rep3").id)
        let own = try desk.enter(by: "rep2", customer: world.customer("南方公司", owner: "rep2"))
        #expect(own.integer("owner_id") == world.person("rep2").id)
        #expect(try lastAudit("order", own.id).principal == nil)
    }

    @Test func `what follows from the own work on the other's records names the other`() throws {
        try world.standIn("rep2", for: "rep3")
        let activity = "{\"entity\":\"customer\",\"entity_id\":\(foreign),\"kind\":\"call\",\"summary\":\"Called\"}"
        let id = try world.created(world.post("rep2", "/v1/activities", activity))
        #expect(try world.get("rep2", "/v1/activities/\(id)").integer("owner_id") == world.person("rep2").id)
        #expect(try lastAudit("activity", id).principal == nil)
        #expect(try lastAudit("customer", foreign).principal == world.person("rep3").id)
    }

    @Test func `who was the author of what is now in another team does not change it through a colleague`() throws {
        for path in ["/v1/orders/\(foreignOrder)", "/v1/customers/\(foreign)"] {
            #expect(try world.patch("admin", path, "{\(owner("rep"))}").status == 200)
        }
        try world.standIn("manager", for: "rep3")
        #expect(try change("orders", foreignOrder, by: "rep3").status == 404)
        #expect(try change("orders", foreignOrder, by: "manager").code == "not_allowed")
        #expect(try world.send("manager", "DELETE", "/v1/orders/\(foreignOrder)").code == "not_allowed")
    }

    @Test func `a lead that is nobody's goes to the own team alone`() throws {
        let lead = try world.created(world.post("marketing", "/v1/leads", #"{"company":"丁公司","channel":"exhibition"}"#))
        try world.standIn("manager", for: "rep3")
        func assign(to name: String) throws -> Reply { try world.post("manager", "/v1/leads/\(lead)/assign", "{\(owner(name))}") }
        #expect(try assign(to: "rep3").faults == ["/owner_id: owner_outside_team"])
        #expect(try assign(to: "rep").status == 200)
    }

    @Test func `a step refers to what is seen from where it is taken`() throws {
        let lead = try world.created(world.post("rep3", "/v1/leads", #"{"company":"丁公司","channel":"exhibition"}"#))
        for (step, form) in [
            ("contact", #"{"kind":"call","summary":"Called"}"#), ("qualify", #"{"need":"Tea","purchase_intention":"high"}"#),
        ] {
            let reply = try world.post("rep3", "/v1/leads/\(lead)/\(step)", form)
            #expect(reply.status == 200, "\(reply.answer.text)")
        }
        try world.standIn("rep", for: "rep3")
        let convert = "/v1/leads/\(lead)/convert"
        func form(_ customer: Int64) -> String { "{\"opportunity_name\":\"Tea\",\"customer_id\":\(customer)}" }
        #expect(try world.post("rep", convert, form(desk.customer)).faults == ["/customer_id: unknown_reference"])
        #expect(try world.post("rep", convert, form(foreign)).status == 200)
    }

    // MARK: Somebody for a manager

    @Test func `a borrowed team is the team of who is away, not the own one`() throws {
        try world.hire("senior", [.salesRep], under: "manager")
        try world.hire("junior", [.salesRep], under: "senior")
        let juniors = try world.customer("西方公司", owner: "junior")
        try world.standIn("senior", for: "manager2")
        #expect(try world.get("senior", "/v1/customers/\(foreign)").status == 200)
        #expect(try world.get("senior", "/v1/customers/\(juniors)").status == 404)
        #expect(try change("customers", foreign, by: "senior", "{\(owner("manager2"))}").status == 200)
        for name in ["senior", "junior", "rep"] {
            #expect(try change("customers", foreign, by: "senior", "{\(owner(name))}").faults == ["/owner_id: owner_outside_team"])
        }
        let seen = try world.get("senior", "/v1/customers").array("items").compactMap { $0.object?["id"]?.number?.int64 }
        #expect(seen == [foreign])
        let events = try world.get("senior", "/v1/events?type=salesd.customer.created").array("items")
        #expect(events.compactMap { $0.object?["subject"]?.string } == ["/v1/customers/\(foreign)"])
    }

    @Test func `credit and cost of one's own customer are not told by a role borrowed for others`() throws {
        let own = try world.customer("东方公司", owner: "stranger")
        let order = try desk.draft(by: "stranger", customer: own)
        try world.standIn("stranger", for: "manager2")
        #expect(try world.get("stranger", "/v1/customers/\(foreign)/credit").status == 200)
        #expect(try world.get("stranger", "/v1/customers/\(own)/credit").status == 404)
        #expect(try world.get("stranger", "/v1/orders/\(foreignOrder)/reviews/sales").status == 200)
        #expect(try world.get("stranger", "/v1/orders/\(order)/reviews/sales").code == "not_allowed")
        #expect(try world.get("stranger", "/v1/credit-investigations?count=true").integer("total") == 1)
    }

    @Test func `who stands in for two gives nothing of the one's to the other`() throws {
        for name in ["rep3", "manager"] { try world.standIn("stranger", for: name) }
        for id in [foreign, desk.customer] { #expect(try change("customers", id, by: "stranger").status == 200) }
        for (id, name) in [(foreign, "rep"), (foreign, "manager"), (desk.customer, "rep3"), (desk.customer, "stranger")] {
            let given = try change("customers", id, by: "stranger", "{\(owner(name))}")
            #expect(given.faults == ["/owner_id: owner_outside_team"], "\(name)")
        }
        #expect(try change("customers", desk.customer, by: "stranger", "{\(owner("rep2"))}").status == 200)
        #expect(try lastAudit("customer", desk.customer).principal == world.person("manager").id)
        #expect(try desk.enter(by: "stranger", customer: foreign, "," + owner("rep")).faults == ["/owner_id: owner_outside_team"])
        #expect(try world.get("stranger", "/v1/customers/\(foreign)/credit").status == 404)
        let steps = try desk.order(foreignOrder, by: "stranger").array("actions").compactMap { $0.object?["step"]?.string }
        #expect(steps == ["submit", "cancel"])
        #expect(try desk.take("hold", foreignOrder, by: "stranger").status != 200)
    }

    // MARK: Finance

    @Test func `a manager who stands in for finance releases as a manager first, and overrides no credit by that`() throws {
        let id = try desk.inReview()
        try desk.must("hold", id, by: "manager")
        try desk.investigate(desk.customer, limit: "100.00")
        try world.standIn("manager", for: "finance")
        try desk.must("release", id, by: "manager")
        #expect(try desk.state(id) == "on_hold in_review over_limit")
        #expect(try lastAudit("order", id).principal == nil)
        try desk.must("release", id, by: "manager")
        #expect(try desk.state(id) == "in_review")
        #expect(try lastAudit("order", id).principal == world.person("finance").id)
    }
}
