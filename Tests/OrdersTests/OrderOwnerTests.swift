// Who owns an order decides who reviews it: so nobody chooses the reviewer by naming another owner.

import JSON
import Kernel
import SQLite
import TestSupport
import Testing

struct OrderOwnerTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    private func naming(_ name: String) -> String { "\"owner_id\":\(world.person(name).id)" }

    private func handOver(_ order: Int64, to name: String, by author: String) throws -> Reply {
        try world.patch(author, "/v1/orders/\(order)", "{\(naming(name))}")
    }

    private let outside = ["/owner_id: owner_outside_team"]
    private let noOwner = ["/owner_id: not_an_owner"]

    // MARK: Representatives

    @Test(arguments: ["rep2", "stranger", "manager", "executive", "finance", "admin", "key"])
    func `a rep enters an order in no other name, although the customer is the rep's`(_ name: String) throws {
        #expect(try desk.enter("," + naming(name)).faults == outside)
        #expect(try desk.enter("," + naming("rep")).status == 201)
    }

    @Test func `a rep gives no order away by a change, at whatever point`() throws {
        let id = try desk.draft()
        for name in ["rep2", "stranger", "manager"] {
            #expect(try handOver(id, to: name, by: "rep").faults == outside)
            let hidden = "{\"notes\":\"x\",\(naming(name)),\"lines\":[]}"
            #expect(try world.patch("rep", "/v1/orders/\(id)", hidden).faults == outside)
        }
        #expect(try world.patch("rep", "/v1/orders/\(id)", #"{"owner_id":null}"#).faults == ["/owner_id: required"])
        try desk.must("submit", id, by: "rep")
        #expect(try handOver(id, to: "rep2", by: "rep").code == "not_editable")
        #expect(try desk.take("submit", id, by: "rep", "{\"no_contract_reason\":\"x\",\(naming("rep2"))}").status != 200)
        try desk.must("revise", id, by: "rep")
        #expect(try handOver(id, to: "rep2", by: "rep").faults == outside)
        #expect(try desk.order(id).integer("owner_id") == world.person("rep").id)
    }

    @Test func `another role beside widens nothing, nor does the rep's own key`() throws {
        try world.hire("double", [.salesRep, .logistics, .service], under: "manager")
        let customer = try world.customer("双职公司", owner: "double")
        #expect(try desk.enter(by: "double", customer: customer, "," + naming("rep")).faults == outside)
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"script\",\"user_id\":\(world.person("rep").id)}")
        world.admit("script", id: world.person("rep").id, token: key.string("key") ?? "")
        #expect(try desk.enter(by: "script", "," + naming("rep2")).faults == outside)
        #expect(try desk.enter(by: "script").integer("owner_id") == world.person("rep").id)
    }

    @Test func `who entered an order does not take it back from whom it was given to`() throws {
        let id = try desk.draft()
        #expect(try handOver(id, to: "rep2", by: "admin").status == 200)
        // Still the creator, and still the customer's owner.
        #expect(try world.patch("rep", "/v1/orders/\(id)", #"{"notes":"x"}"#).status == 200)
        #expect(try handOver(id, to: "rep", by: "rep").faults == outside)
    }

    // MARK: Managers, administrators, systems

    @Test func `a manager enters and hands over within the team alone`() throws {
        for name in ["rep", "rep2", "manager"] { #expect(try desk.enter(by: "manager", "," + naming(name)).status == 201) }
        for name in ["stranger", "executive", "finance"] {
            #expect(try desk.enter(by: "manager", "," + naming(name)).faults == outside)
        }
        let id = try desk.draft(by: "manager")
        #expect(try handOver(id, to: "stranger", by: "manager").faults == outside)
        #expect(try handOver(id, to: "rep", by: "manager").status == 200)
        #expect(try handOver(id, to: "rep2", by: "manager").status == 200)
        #expect(try handOver(id, to: "stranger", by: "admin").status == 200)
        #expect(try handOver(id, to: "rep", by: "manager").faults == outside, "it is no longer the team's")
    }

    @Test(arguments: ["admin", "key"])
    func `administrators and systems name whom they will, as long as it is somebody in sales`(_ author: String) throws {
        for name in ["rep", "rep2", "stranger", "manager"] {
            #expect(try desk.enter(by: author, "," + naming(name)).integer("owner_id") == world.person(name).id)
        }
        for name in ["finance", "executive", "admin", "key"] {
            #expect(try desk.enter(by: author, "," + naming(name)).faults == noOwner)
        }
        #expect(try desk.enter(by: author, #","owner_id":999"#).faults == ["/owner_id: unknown_reference"])
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep2").id)", #"{"active":false}"#).status == 200)
        #expect(try desk.enter(by: author, "," + naming("rep2")).faults == noOwner)
        let seller = try world.post("admin", "/v1/api-keys", #"{"name":"shop","roles":["sales_rep"]}"#)
        #expect(try desk.enter(by: author, ",\"owner_id\":\(seller.integer("user_id") ?? 0)").faults == noOwner, "a service user is nobody")
    }

    @Test func `an order for the customer of somebody who left needs an owner, and an old one stays changeable`() throws {
        let id = try desk.draft(by: "admin")
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#).status == 200)
        #expect(try desk.enter(by: "key").faults == noOwner)
        #expect(try desk.enter(by: "key", "," + naming("rep2")).status == 201)
        #expect(try world.patch("admin", "/v1/orders/\(id)", #"{"notes":"x"}"#).status == 200)
        #expect(try handOver(id, to: "rep2", by: "admin").status == 200)
    }

    // MARK: Who reviews what was handed over

    @Test func `an order that was handed over is reviewed by whoever stands above its new owner`() throws {
        try world.hire("manager2", [.salesManager], under: "executive")
        try world.hire("rep3", [.salesRep], under: "manager2")
        let id = try desk.inReview()
        try desk.must("revise", id, by: "rep")
        #expect(try handOver(id, to: "rep3", by: "admin").status == 200)
        try desk.must("submit", id, by: "rep3")
        #expect(try desk.take("reviews/sales/approve", id, by: "manager").code == "not_allowed")
        #expect(try desk.take("reviews/sales/approve", id, by: "manager2").status == 200)
    }

    @Test func `an order that changes hands while it is reviewed goes to the new owner's manager, authors aside`() throws {
        try world.hire("manager2", [.salesManager], under: "executive")
        try world.hire("rep3", [.salesRep], under: "manager2")
        let id = try desk.inReview()
        try desk.change("UPDATE orders SET owner_id = ? WHERE id = ?", [.integer(world.person("rep3").id), .integer(id)])
        #expect(try desk.take("reviews/sales/approve", id, by: "manager").code == "not_allowed")
        #expect(try desk.take("reviews/sales/reject", id, by: "manager2").status == 200)
        try desk.must("submit", id, by: "manager2")
        #expect(try desk.take("reviews/sales/approve", id, by: "manager2").code == "own_paper")
        #expect(try desk.take("reviews/sales/approve", id, by: "executive").status == 200)
    }
}
