// Who reviews for those who are away, and how far that reaches (states.md, a person decides).

import JSON
import Kernel
import TestSupport
import Testing

struct ReviewDelegateTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    /// Somebody is away today, and another one stands in.
    @discardableResult
    private func absence(of name: String, delegate: String, by other: String? = nil, until last: String = "2026-11-24") throws -> Reply {
        let body =
            "{\"user_id\":\(world.person(name).id),\"delegate_id\":\(world.person(delegate).id),\"starts_on\":\"2026-11-24\",\"ends_on\":\"\(last)\"}"
        return try world.post(other ?? name, "/v1/absences", body)
    }

    private func lastAudit(_ order: Int64) throws -> (action: String?, user: Int64?, principal: Int64?) {
        let audit = try world.get("auditor", "/v1/audit?entity=order&entity_id=\(order)")
        return (audit.string("items/0/action"), audit.integer("items/0/user_id"), audit.integer("items/0/on_behalf_of_id"))
    }

    @Test(arguments: ["approve", "reject"])
    func `who stands in for finance decides for it, and the trail shows both names`(_ verdict: String) throws {
        let id = try desk.inReview()
        let step = "reviews/finance/\(verdict)"
        #expect(try desk.take(step, id, by: "stranger").status == 404)
        #expect(try absence(of: "finance", delegate: "stranger").status == 201)
        let actions = try desk.order(id, by: "stranger").array("actions").compactMap { $0.object?["step"]?.string }
        #expect(actions.contains(step), "\(actions)")
        try desk.must(step, id, by: "stranger")
        let trail = try world.get("manager", "/v1/orders/\(id)/timeline?limit=1")
        #expect(trail.string("items/0/user") == "stranger")
        #expect(trail.string("items/0/on_behalf_of") == "finance")
        let audit = try lastAudit(id)
        #expect(audit.action == step)
        #expect(audit.user == world.person("stranger").id)
        #expect(audit.principal == world.person("finance").id)
        let review = try desk.order(id).array("reviews").first?.object
        #expect(review?["reviewer_id"]?.number?.int64 == world.person("stranger").id)
        #expect(try desk.take("reviews/finance/approve", id, by: "finance2").status == 409)
    }

    @Test func `the delegate sees the facts of the review, noted in both names`() throws {
        let id = try desk.inReview()
        #expect(try world.get("stranger", "/v1/orders/\(id)/reviews/finance").status != 200)
        try absence(of: "finance", delegate: "stranger")
        let facts = try world.get("stranger", "/v1/orders/\(id)/reviews/finance")
        #expect(facts.string("credit/limit") == "1000000.00")
        let audit = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(desk.customer)")
        #expect(audit.string("items/0/action") == "credit_read")
        #expect(audit.integer("items/0/on_behalf_of_id") == world.person("finance").id)
    }

    @Test func `a role is lent for the days of the absence alone`() throws {
        let id = try desk.inReview()
        try absence(of: "finance", delegate: "stranger")
        #expect(try desk.order(id, by: "stranger").status == 200)
        // Midnight in Shanghai.
        world.server.clock.set(try #require(Instant("2026-11-24T15:59:59Z")))
        try world.renewSessions()
        #expect(try desk.order(id, by: "stranger").status == 200)
        world.server.clock.advance(seconds: 1)
        #expect(try desk.order(id, by: "stranger").status == 404)
        #expect(try desk.take("reviews/finance/approve", id, by: "stranger").status == 404)
    }

    @Test func `an absence that is taken back, or a principal who has left, lends nothing`() throws {
        let id = try desk.inReview()
        let first = try absence(of: "finance", delegate: "stranger").id
        #expect(try world.send("finance", "DELETE", "/v1/absences/\(first)").status == 200)
        #expect(try desk.take("reviews/finance/approve", id, by: "stranger").status == 404)
        try absence(of: "finance", delegate: "stranger")
        #expect(try world.patch("admin", "/v1/users/\(world.person("finance").id)", #"{"active":false}"#).status == 200)
        #expect(try desk.take("reviews/finance/approve", id, by: "stranger").status == 404)
    }

    @Test func `no author decides by standing in, whoever asked for it`() throws {
        let id = try desk.inReview()
        try absence(of: "finance", delegate: "rep")
        #expect(try desk.take("reviews/finance/approve", id, by: "rep").code == "own_paper")
        try absence(of: "manager", delegate: "rep")
        #expect(try desk.take("reviews/sales/approve", id, by: "rep").code == "own_paper")
        // For another's order he stands in all the same.
        let other = try desk.draft(by: "rep2", customer: world.customer("乙公司", owner: "rep2"))
        try desk.must("submit", other, by: "rep2")
        try desk.must("reviews/finance/approve", other, by: "rep")
    }

    @Test func `who owns an order decides on it neither by standing in nor because a key entered it`() throws {
        let id = try desk.draft(by: "key")
        try desk.must("submit", id, by: "key")
        #expect(try desk.order(id).integer("owner_id") == world.person("rep").id)
        try absence(of: "finance", delegate: "rep")
        try absence(of: "manager", delegate: "rep")
        for step in ["reviews/finance/approve", "reviews/sales/approve", "reviews/finance/reject"] {
            #expect(try desk.take(step, id, by: "rep").status == 403, "\(step)")
        }
        try desk.must("reviews/finance/approve", id, by: "finance2")
    }

    @Test func `who stands in for an author is as little free as the author`() throws {
        let id = try desk.inReview()
        try absence(of: "rep", delegate: "finance2")
        #expect(try desk.take("reviews/finance/approve", id, by: "finance2").code == "own_paper")
        try desk.must("reviews/finance/approve", id, by: "finance")
    }

    @Test func `an author who names all of finance as delegates stops nothing: an executive decides`() throws {
        let id = try desk.inReview()
        #expect(try desk.take("reviews/finance/approve", id, by: "executive").code == "not_allowed")
        for name in ["finance", "finance2"] { try absence(of: "rep", delegate: name) }
        for name in ["finance", "finance2"] {
            #expect(try desk.take("reviews/finance/approve", id, by: name).code == "own_paper")
        }
        try desk.must("reviews/finance/approve", id, by: "executive")
    }

    @Test func `who stands in for logistics promises the days, and for finance releases what the credit holds`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let world = desk.world
        let id = try desk.inReview()
        for name in ["logistics", "finance"] {
            let body =
                "{\"user_id\":\(world.person(name).id),\"delegate_id\":\(world.person("stranger").id),\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-24\"}"
            _ = try world.created(world.post(name, "/v1/absences", body))
        }
        let line = try #require(try desk.order(id).integer("lines/0/id"))
        let promised = "{\"promised\":[{\"line_id\":\(line),\"promised_on\":\"2026-12-20\"}]}"
        try desk.must("reviews/logistics/approve", id, by: "stranger", promised)
        #expect(try desk.order(id).string("lines/0/promised_on") == "2026-12-20")
        try desk.must("release", id, by: "stranger")
        #expect(try desk.state(id) == "in_review")
        let audit = try world.get("auditor", "/v1/audit?entity=order&entity_id=\(id)")
        #expect(audit.integer("items/0/on_behalf_of_id") == world.person("finance").id)
        #expect(audit.integer("items/1/on_behalf_of_id") == world.person("logistics").id)
    }

    @Test func `what costs and credit the absent person sees, the delegate sees as long, and no longer`() throws {
        let id = try desk.draft()
        try absence(of: "finance", delegate: "rep")
        #expect(try desk.order(id).string("cost") != nil)
        #expect(try world.get("rep", "/v1/orders?sort=margin").status == 200)
        #expect(try world.get("rep", "/v1/customers/\(desk.customer)/credit").status == 200)
        world.server.clock.advance(seconds: 86_400)
        try world.renewSessions()
        #expect(try desk.order(id)["cost"] == .null)
        #expect(try world.get("rep", "/v1/orders?sort=margin").status == 400)
        #expect(try world.get("rep", "/v1/customers/\(desk.customer)/credit").status == 403)
    }

    @Test func `who stands in for the manager reviews for sales, with both names`() throws {
        let id = try desk.inReview()
        #expect(try desk.take("reviews/sales/approve", id, by: "stranger").status == 404)
        try absence(of: "manager", delegate: "stranger")
        try desk.must("reviews/sales/approve", id, by: "stranger")
        #expect(try lastAudit(id).principal == world.person("manager").id)
    }

    @Test func `who acts by his or her own role acts for nobody else`() throws {
        let id = try desk.inReview()
        try absence(of: "manager", delegate: "finance2")
        try desk.must("reviews/finance/approve", id, by: "finance2")
        #expect(try lastAudit(id).principal == nil)
        try desk.must("reviews/sales/approve", id, by: "finance2")
        #expect(try lastAudit(id).principal == world.person("manager").id)
    }

    @Test func `a delegate's key decides nothing`() throws {
        let id = try desk.inReview()
        try absence(of: "finance", delegate: "stranger")
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"script\",\"user_id\":\(world.person("stranger").id)}")
        world.admit("script", id: world.person("stranger").id, token: key.string("key") ?? "")
        #expect(try desk.take("reviews/finance/approve", id, by: "script").status == 404)
        #expect(try desk.order(id, by: "script").status == 404)
    }

    @Test func `a dry run and a batch open no other way`() throws {
        let id = try desk.inReview()
        try absence(of: "finance", delegate: "rep")
        #expect(try world.post("rep", "/v1/orders/\(id)/reviews/finance/approve?dry_run=true", "{}").code == "own_paper")
        let items = "{\"items\":[{\"id\":\(id),\"status\":\"approved\"}]}"
        #expect(try world.post("rep", "/v1/orders/batch", items).status == 422)
    }

    @Test func `nobody makes himself or herself the delegate of another`() throws {
        #expect(
            try world.patch("admin", "/v1/users/\(world.person("finance").id)", "{\"manager_id\":\(world.person("manager").id)}").status
                == 200)
        #expect(try absence(of: "finance", delegate: "manager", by: "manager").faults == ["/delegate_id: delegate_of_own_making"])
        #expect(try absence(of: "finance", delegate: "hr", by: "hr").faults == ["/delegate_id: delegate_of_own_making"])
        #expect(try absence(of: "finance", delegate: "finance2", by: "manager").status == 201)
    }

    @Test func `what is lent is not lent on, and administration not lent at all`() throws {
        try absence(of: "hr", delegate: "stranger")
        #expect(try absence(of: "finance", delegate: "rep2", by: "stranger").faults == ["/user_id: absence_of_other"])
        try absence(of: "manager", delegate: "stranger")
        #expect(try absence(of: "rep", delegate: "rep2", by: "stranger").faults == ["/user_id: absence_of_other"])
        try absence(of: "admin", delegate: "stranger")
        #expect(try world.patch("stranger", "/v1/settings/orders", #"{"contract_required":"never"}"#).status == 403)
        #expect(try world.post("stranger", "/v1/users", #"{"username":"x","display_name":"x","roles":["admin"]}"#).status == 403)
        #expect(
            try world.post("stranger", "/v1/users/\(world.person("rep").id)/password", #"{"password":"a long enough one"}"#).status == 403)
    }

    @Test func `a key lends nobody's roles`() throws {
        let key = try world.post("admin", "/v1/api-keys", #"{"name":"sync","roles":["hr"]}"#)
        world.admit("sync", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        #expect(try absence(of: "finance", delegate: "stranger", by: "sync").code == "people_only")
        let away = "{\"user_id\":\(world.person("finance").id),\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-24\"}"
        let entered = try world.post("sync", "/v1/absences", away)
        #expect(entered.status == 201)
        let lending = "{\"delegate_id\":\(world.person("stranger").id)}"
        #expect(try world.patch("sync", "/v1/absences/\(entered.id)", lending).code == "people_only")
    }

    @Test func `the team of a manager who has left is no longer lent`() throws {
        let customer = "/v1/customers/\(desk.customer)"
        try absence(of: "manager", delegate: "rep2")
        #expect(try world.get("rep2", customer).status == 200)
        #expect(try world.patch("admin", "/v1/users/\(world.person("manager").id)", #"{"active":false}"#).status == 200)
        #expect(try world.get("rep2", customer).status == 404)
    }

    @Test func `who stands above whom is not decided by a borrowed role`() throws {
        try absence(of: "hr", delegate: "rep2")
        let change = "{\"manager_id\":\(world.person("rep2").id)}"
        #expect(try world.patch("rep2", "/v1/users/\(world.person("stranger").id)", change).faults == ["/manager_id: not_your_field"])
        #expect(try world.patch("hr", "/v1/users/\(world.person("stranger").id)", change).status == 200)
    }

    @Test func `the credit of one's own customer is not decided by standing in for finance`() throws {
        let body = """
            {"customer_id":\(desk.customer),"findings":"Pays","rating":"AAA","limit":"9.00","payment_terms_days":30,"valid_until_on":"2027-11-24"}
            """
        let path = "/v1/credit-investigations/\(try world.created(world.post("finance", "/v1/credit-investigations", body)))"
        #expect(try world.post("finance", path + "/submit").status == 200)
        try absence(of: "finance2", delegate: "rep")
        #expect(try world.post("rep", path + "/approve").code == "own_paper")
        try absence(of: "rep", delegate: "stranger", by: "manager")
        #expect(try world.post("finance2", path + "/approve").status == 200)
    }

    @Test func `a borrowed sales role makes nobody the owner of anything`() throws {
        try absence(of: "rep", delegate: "finance2")
        #expect(try world.post("finance2", "/v1/customers", #"{"name":"丙公司"}"#).status == 422)
        let named = "{\"name\":\"丙公司\",\"owner_id\":\(world.person("finance2").id)}"
        #expect(try world.post("finance2", "/v1/customers", named).status == 422)
        let principals = "{\"name\":\"丙公司\",\"owner_id\":\(world.person("rep").id)}"
        #expect(try world.post("finance2", "/v1/customers", principals).status == 201)
    }
}
