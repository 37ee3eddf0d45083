// Who wrote a paper does not decide on it, in whichever role; where nobody else is left, an executive does.

import JSON
import Kernel
import TestSupport
import Testing

struct OrderAuthorTests {
    /// Decides on an order in every way its state allows; what came of each.
    private func codes(_ desk: OrderDesk, _ steps: [String], _ order: Int64, by name: String) throws -> [String] {
        try steps.map { step in
            let reply = try desk.take(step, order, by: name)
            return reply.status == 200 ? "200" : reply.code ?? "?"
        }
    }

    @Test(arguments: [("finance", Role.finance), ("logistics", Role.logistics)])
    func `who entered an order does not review it in another role`(_ department: String, _ role: Role) throws {
        let desk = try OrderDesk()
        try desk.world.hire("double", [.salesRep, role], under: "manager")
        let customer = try desk.world.customer("双职公司", owner: "double")
        let id = try desk.draft(by: "double", customer: customer)
        try desk.must("submit", id, by: "double")
        let steps = ["reviews/\(department)/approve", "reviews/\(department)/reject"]
        #expect(try codes(desk, steps, id, by: "double") == ["own_paper", "own_paper"])
        // Not for lack of the role: on somebody else's order it may.
        #expect(try desk.take(steps[0], desk.inReview(), by: "double").status == 200)
    }

    @Test func `who changed or submitted an order is an author like who created it`() throws {
        let desk = try OrderDesk()
        try desk.world.hire("double", [.salesRep, .finance], under: "manager")
        let customer = try desk.world.customer("双职公司", owner: "double")
        let changed = try desk.draft(by: "key", customer: customer)
        #expect(try desk.world.patch("double", "/v1/orders/\(changed)", #"{"notes":"x"}"#).status == 200)
        try desk.must("submit", changed, by: "key")
        #expect(try codes(desk, ["reviews/finance/approve"], changed, by: "double") == ["own_paper"])

        let submitted = try desk.draft(by: "key", customer: customer)
        try desk.must("submit", submitted, by: "double")
        #expect(try codes(desk, ["reviews/finance/approve"], submitted, by: "double") == ["own_paper"])

        let untouched = try desk.draft(by: "key", customer: customer)
        try desk.must("submit", untouched, by: "key")
        #expect(try codes(desk, ["reviews/finance/approve"], untouched, by: "double") == ["200"])
    }

    @Test func `what a person's key wrote, the person wrote`() throws {
        let desk = try OrderDesk()
        let double = try desk.world.hire("double", [.salesRep, .finance], under: "manager")
        let key = try desk.world.post("admin", "/v1/api-keys", "{\"name\":\"script\",\"user_id\":\(double.id)}")
        desk.world.admit("script", id: double.id, token: key.string("key") ?? "")
        let id = try desk.draft(by: "script", customer: desk.world.customer("双职公司", owner: "double"))
        try desk.must("submit", id, by: "manager")
        #expect(try codes(desk, ["reviews/finance/approve"], id, by: "double") == ["own_paper"])
        #expect(try codes(desk, ["reviews/finance/approve"], id, by: "script") == ["decided_by_people"])
    }

    @Test func `an order handed to somebody below stays the paper of who entered it`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft(by: "manager")
        let reply = try desk.world.patch("manager", "/v1/orders/\(id)", "{\"owner_id\":\(desk.world.person("rep").id)}")
        #expect(reply.status == 200)
        try desk.must("submit", id, by: "rep")
        #expect(try codes(desk, ["reviews/sales/approve"], id, by: "manager") == ["own_paper"])
    }

    @Test func `an author of an earlier round stays one`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft()
        try desk.must("submit", id, by: "manager")
        try desk.must("revise", id, by: "rep")
        try desk.must("submit", id, by: "rep")
        #expect(try codes(desk, ["reviews/sales/approve"], id, by: "manager") == ["own_paper"])
    }

    @Test func `a manager who submitted decides neither the review, nor a release, nor a cancellation`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft()
        try desk.must("submit", id, by: "manager")
        #expect(try codes(desk, ["reviews/sales/approve", "reviews/sales/reject"], id, by: "manager") == ["own_paper", "own_paper"])
        try desk.must("hold", id, by: "manager")
        #expect(try codes(desk, ["release"], id, by: "manager") == ["own_paper"])
        try desk.must("release", id, by: "executive")
        try desk.review(id, sales: "executive")
        try desk.must("confirm", id, by: "manager")
        #expect(try codes(desk, ["cancel"], id, by: "manager") == ["own_paper"])
        #expect(try desk.take("cancel", id, by: "executive").status == 200)
    }

    @Test func `a manager's own order is decided on by who stands above`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft(by: "manager")
        try desk.must("submit", id, by: "manager")
        #expect(try desk.take("reviews/sales/approve", id, by: "manager").status == 403)
        #expect(try desk.take("reviews/sales/approve", id, by: "executive").status == 200)
    }

    // MARK: The last resort

    @Test func `an executive reviews for a department only when nobody in it is left`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        #expect(try desk.take("reviews/finance/approve", id, by: "executive").code == "not_allowed")
        for name in ["finance", "finance2"] {
            #expect(try desk.take("reviews/finance/approve", id, by: "executive").code == "not_allowed", "\(name) is still there")
            let reply = try desk.world.patch("admin", "/v1/users/\(desk.world.person(name).id)", #"{"active":false}"#)
            #expect(reply.status == 200)
        }
        #expect(try desk.take("reviews/finance/approve", id, by: "executive").status == 200)
        #expect(try desk.take("reviews/logistics/approve", id, by: "executive").code == "not_allowed")
    }

    @Test func `an executive reviews when the only one in the department wrote the order`() throws {
        let desk = try OrderDesk()
        try desk.world.hire("double", [.salesRep, .finance], under: "manager")
        for name in ["finance", "finance2"] {
            let reply = try desk.world.patch("admin", "/v1/users/\(desk.world.person(name).id)", #"{"active":false}"#)
            #expect(reply.status == 200)
        }
        let customer = try desk.world.customer("双职公司", owner: "double", limit: nil)
        let id = try desk.draft(by: "double", customer: customer)
        try desk.must("submit", id, by: "double")
        #expect(try desk.state(id) == "on_hold in_review poor_rating")
        #expect(try desk.take("release", id, by: "double").code == "own_paper")
        #expect(try desk.take("reviews/finance/approve", id, by: "executive").status == 200)
        #expect(try desk.take("release", id, by: "executive").status == 200)
        #expect(try desk.state(id) == "in_review")
    }

    @Test func `a key's service user that has the role is nobody who could decide`() throws {
        let desk = try OrderDesk()
        let key = try desk.world.post("admin", "/v1/api-keys", #"{"name":"bank","roles":["finance"]}"#)
        #expect(key.status == 201, "\(key.answer.text)")
        let id = try desk.inReview()
        desk.world.admit("bank", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        #expect(try desk.take("reviews/finance/approve", id, by: "bank").code == "decided_by_people")
        for name in ["finance", "finance2"] {
            #expect(try desk.world.patch("admin", "/v1/users/\(desk.world.person(name).id)", #"{"active":false}"#).status == 200)
        }
        #expect(try desk.take("reviews/finance/approve", id, by: "executive").status == 200)
    }

    @Test func `a rep without a manager is reviewed by an executive`() throws {
        let desk = try OrderDesk()
        let customer = try desk.world.customer("无主公司", owner: "stranger")
        let id = try desk.draft(by: "stranger", customer: customer)
        try desk.must("submit", id, by: "stranger")
        #expect(try desk.take("reviews/sales/approve", id, by: "manager").status == 404)
        #expect(try desk.take("reviews/sales/approve", id, by: "stranger").status == 403)
        #expect(try desk.take("reviews/sales/approve", id, by: "executive").status == 200)
    }

    @Test func `a key of the rep's or of finance's own decides nothing, and one without the scope does nothing`() throws {
        let desk = try OrderDesk()
        for name in ["finance", "manager"] {
            let body = "{\"name\":\"\(name)-key\",\"user_id\":\(desk.world.person(name).id)}"
            let key = try desk.world.post("admin", "/v1/api-keys", body)
            #expect(key.status == 201, "\(key.answer.text)")
            desk.world.admit(name + " key", id: desk.world.person(name).id, token: key.string("key") ?? "")
        }
        let id = try desk.inReview()
        #expect(try desk.take("reviews/finance/approve", id, by: "finance key").code == "decided_by_people")
        #expect(try desk.take("reviews/sales/approve", id, by: "manager key").code == "decided_by_people")
        #expect(try desk.take("hold", id, by: "finance key").status == 200, "what needs no person, the key of one who may takes")
        #expect(try desk.take("release", id, by: "finance key").code == "decided_by_people")

        let other = try desk.world.post("admin", "/v1/api-keys", #"{"name":"goods","roles":["integration"],"scopes":["shipments:write"]}"#)
        desk.world.admit("goods", id: other.integer("user_id") ?? 0, token: other.string("key") ?? "")
        #expect(try desk.take("submit", desk.draft(), by: "goods").code == "outside_scope")
        #expect(try desk.world.get("goods", "/v1/orders/\(id)").code == "outside_scope")
    }
}
