// The review of a proposal: never by who wrote it, and by the manager's manager too where it goes beyond the owner's authority (P2.3.2).

import JSON
import Kernel
import TestSupport
import Testing

struct ProposalReviewTests {
    private let desk: ProposalDesk
    private var world: World { desk.world }

    init() throws { desk = try ProposalDesk() }

    /// Beyond authority: 12 % off.
    private var cheap: String { desk.line(#","discount":"0.12""#) }

    private func levels(_ id: Int64) throws -> [String] {
        try desk.proposal(id).array("approvals").compactMap(\.object).map {
            "\($0["level"]?.string ?? "") \($0["verdict"]?.string ?? "")"
        }
    }

    // MARK: By whom

    @Test func `the owner's manager reviews, and nobody else`() throws {
        let id = try desk.submitted()
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"m\",\"user_id\":\(world.person("manager").id)}")
        world.admit("manager's key", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        for step in ["approve", "request-changes"] {
            for (name, status, code) in [
                ("rep", 403, "not_allowed"), ("rep2", 404, "not_found"), ("stranger", 404, "not_found"), ("admin", 403, "not_allowed"),
                ("auditor", 403, "not_allowed"), ("finance", 403, "not_allowed"), ("key", 403, "decided_by_people"),
                ("manager's key", 403, "decided_by_people"),
            ] {
                let reply = try desk.take(step, id, by: name)
                #expect(reply.status == status && reply.code == code, "\(step) by \(name): \(reply.answer.text)")
            }
        }
        #expect(try levels(id) == ["manager pending"])
        #expect(try desk.actions(id, by: "manager") == ["approve", "request-changes", "withdraw"])
        #expect(try desk.actions(id, by: "rep") == ["withdraw"])
        let approved = try desk.must("approve", id, by: "manager", #"{"comment":"Well made"}"#)
        #expect(approved.string("status") == "approved" && approved.string("approved_at") == "2026-11-24T01:00:00.000Z")
        #expect(approved.string("approvals/0/comment") == "Well made")
        #expect(approved.integer("approvals/0/reviewer_id") == world.person("manager").id)
        #expect(try desk.take("approve", id, by: "executive").code == "wrong_state")
    }

    @Test func `who has written it, or stands in for who has, does not approve it`() throws {
        // Entered by the manager for the rep.
        let id = try desk.draft(by: "manager", ",\"owner_id\":\(world.person("rep").id)")
        try desk.must("submit", id)
        for step in ["approve", "request-changes"] { #expect(try desk.take(step, id, by: "manager").code == "own_paper") }
        #expect(try desk.actions(id, by: "manager") == ["withdraw"])
        // Changed by somebody who stood in for the rep and is the rep's manager afterwards.
        try world.hire("deputy", [.salesManager], under: "manager")
        try world.standIn("deputy", for: "rep")
        let other = try desk.draft()
        #expect(try world.patch("deputy", "/v1/proposals/\(other)", #"{"title":"Mine"}"#).status == 200)
        try desk.must("submit", other)
        _ = try world.patch("admin", "/v1/users/\(world.person("rep").id)", "{\"manager_id\":\(world.person("deputy").id)}")
        #expect(try desk.take("approve", other, by: "deputy").code == "own_paper")
        #expect(try desk.must("approve", id, by: "executive").string("status") == "approved")
    }

    @Test func `who has written one version is no judge of the next`() throws {
        let id = try desk.draft(by: "manager", ",\"owner_id\":\(world.person("rep").id)")
        try desk.must("submit", id)
        try desk.must("request-changes", id, by: "executive")
        let next = try desk.revised(id)
        try desk.must("submit", next)
        #expect(try desk.take("approve", next, by: "manager").code == "own_paper")
        #expect(try desk.must("approve", next, by: "executive").string("status") == "approved")
    }

    @Test func `an owner without a manager is judged by an executive`() throws {
        let customer = try world.customer("Far Tea", owner: "stranger", limit: nil)
        let body = """
            {"customer_id":\(customer),"name":"Deal","no_competition":true,"needs":[\(OpportunityDesk.need)]}
            """
        let deal = try world.created(world.post("stranger", "/v1/opportunities", body))
        _ = try world.post("stranger", "/v1/opportunities/\(deal)/evaluate", desk.desk.forms["evaluate"])
        let id = try world.created(world.post("stranger", "/v1/proposals", desk.body(lines: cheap, opportunity: deal)))
        try desk.must("submit", id, by: "stranger")
        #expect(try levels(id) == ["manager pending", "second_manager pending"])
        #expect(try desk.take("approve", id, by: "stranger").status == 403)
        try desk.must("approve", id, by: "executive")
        // There is one executive: nobody else could.
        #expect(try desk.must("approve", id, by: "executive").string("status") == "approved")
    }

    @Test func `of two executives one gives each level`() throws {
        _ = try world.patch("admin", "/v1/users/\(world.person("manager").id)", #"{"manager_id":null}"#)
        try world.hire("chief", [.executive])
        let id = try desk.submitted(lines: cheap)
        // The manager's level is the manager's: no executive's.
        try desk.must("approve", id, by: "executive")
        #expect(try levels(id) == ["manager pending", "second_manager approved"])
        for name in ["executive", "chief"] { #expect(try desk.take("approve", id, by: name).status == 403, "\(name)") }
        #expect(try desk.must("approve", id, by: "manager").string("status") == "approved")
    }

    @Test func `where the manager has written it, who gives the second level gives the first only if there is nobody else`() throws {
        func waiting() throws -> Int64 {
            let id = try desk.draft(by: "manager", ",\"owner_id\":\(world.person("rep").id)", lines: cheap)
            try desk.must("submit", id)
            try desk.must("approve", id, by: "executive")
            #expect(try levels(id) == ["manager pending", "second_manager approved"])
            #expect(try desk.take("approve", id, by: "manager").code == "own_paper")
            return id
        }
        let alone = try waiting()
        #expect(try desk.must("approve", alone, by: "executive").string("status") == "approved")
        try world.hire("chief", [.executive])
        let id = try waiting()
        #expect(try desk.take("approve", id, by: "executive").code == "already_decided")
        #expect(try desk.actions(id, by: "chief").contains("approve"))
        #expect(try desk.must("approve", id, by: "chief").string("status") == "approved")
    }

    @Test func `a comment comes with what is to be changed, and stays`() throws {
        let id = try desk.submitted()
        #expect(try desk.take("request-changes", id, by: "manager", "{}").faults == ["/comment: required"])
        #expect(try desk.must("request-changes", id, by: "manager").string("status") == "changes_requested")
        #expect(try levels(id) == ["manager changes_requested"])
        for name in ["manager", "executive"] { #expect(try desk.take("approve", id, by: name).code == "wrong_state") }
        #expect(try desk.take("submit", id).code == "wrong_state")
    }

    // MARK: Two levels

    @Test func `beyond authority the manager's manager approves it as well, in either order`() throws {
        for order in [["manager", "executive"], ["executive", "manager"]] {
            let id = try desk.submitted(lines: cheap)
            #expect(try levels(id) == ["manager pending", "second_manager pending"])
            #expect(try desk.reasons(id) == ["discount"])
            #expect(try desk.must("approve", id, by: order[0]).string("status") == "in_review")
            // Not twice by the same.
            #expect(try desk.take("approve", id, by: order[0]).status == 403)
            #expect(try desk.actions(id, by: order[0]).contains("approve") == false)
            #expect(try world.get("rep", "/v1/opportunities/\(desk.opportunity)").status == 200)
            #expect(try desk.must("approve", id, by: order[1]).string("status") == "approved")
        }
    }

    @Test func `who stands in for the manager's manager gives one level only`() throws {
        let id = try desk.submitted(lines: cheap)
        try world.standIn("manager", for: "executive")
        try desk.must("approve", id, by: "manager")
        let first = try desk.proposal(id)
        #expect(try desk.take("approve", id, by: "manager").code == "already_decided")
        #expect(try desk.take("request-changes", id, by: "manager").code == "already_decided")
        #expect(first.string("status") == "in_review")
    }

    @Test func `one level sends it back for both`() throws {
        let id = try desk.submitted(lines: cheap)
        try desk.must("approve", id, by: "manager")
        #expect(try desk.must("request-changes", id, by: "executive").string("status") == "changes_requested")
        let next = try desk.revised(id)
        try desk.must("submit", next)
        // The next version begins anew.
        #expect(try levels(next) == ["manager pending", "second_manager pending"])
    }

    // MARK: What goes beyond

    @Test func `a low price is a discount, whatever it is called`() throws {
        let within = [
            desk.line(#","discount":"0.1""#), desk.line(#","unit_price":"16.20""#), desk.line(#","unit_price":"17.10","discount":"0.05""#),
            desk.line(#","unit_price":"30","discount":"0.4""#),
        ]
        for line in within { #expect(try desk.reasons(desk.submitted(lines: line)).isEmpty, "\(line)") }
        let beyond = [
            desk.line(#","discount":"0.1001""#), desk.line(#","unit_price":"16.19""#),
            desk.line(#","unit_price":"17.00","discount":"0.05""#),
            // One line of many, and a dear one beside it.
            desk.line(#","unit_price":"99""#) + "," + desk.line(#","discount":"0.11""#),
        ]
        for line in beyond { #expect(try desk.reasons(desk.submitted(lines: line)) == ["discount"], "\(line)") }
        // The list price is without tax: the same with tax included is an eighth off.
        #expect(try desk.reasons(desk.submitted(",\"prices_include_tax\":true")) == ["discount"])
        #expect(try desk.reasons(desk.submitted(",\"prices_include_tax\":true", lines: desk.line(#","unit_price":"20.34""#))).isEmpty)
    }

    @Test func `what the price list of the customer says is no discount`() throws {
        let list = """
            {"name":"Sea","customer_id":\(desk.desk.customer),"starts_on":"2026-01-01","prices":[{"product_id":\(desk.tea),"unit_price":"15.50"}]}
            """
        _ = try world.created(world.post("admin", "/v1/price-lists", list))
        let id = try desk.submitted()
        #expect(try desk.proposal(id).string("lines/0/unit_price") == "15.50")
        #expect(try desk.reasons(id).isEmpty)
        #expect(try desk.reasons(desk.submitted(lines: desk.line(#","discount":"0.11""#))) == ["discount", "margin"])
    }

    @Test func `a small margin, or a line below cost, is another's to approve`() throws {
        let dear = try world.product("GOLD", price: "100", cost: "90")
        let line = "{\"product_id\":\(dear),\"quantity\":\"1\"}"
        #expect(try desk.reasons(desk.submitted(lines: line)) == ["margin"])
        // Freight is no margin, and makes none.
        let freight = line + #",{"kind":"freight","unit_price":"5000","tax_rate":"0.09"}"#
        #expect(try desk.reasons(desk.submitted(lines: freight)) == ["margin"])
        // Nor does a product whose cost nobody knows.
        let unknown = try world.created(world.post("product", "/v1/products", #"{"sku":"X","name":"X","list_price":"900"}"#))
        #expect(try desk.reasons(desk.submitted(lines: line + ",{\"product_id\":\(unknown),\"quantity\":\"1\"}")) == ["margin"])
        #expect(try desk.reasons(desk.submitted(lines: "{\"product_id\":\(unknown),\"quantity\":\"1\"}")).isEmpty)
        // Among many dear ones, one line below cost.
        let lines = desk.line(#","unit_price":"90""#) + "," + desk.line(#","unit_price":"12.59""#)
        #expect(try desk.reasons(desk.submitted(lines: lines)) == ["discount", "under_cost"])
        #expect(try desk.reasons(desk.submitted(lines: desk.line(#","unit_price":"0""#))) == ["discount", "margin", "under_cost"])
    }

    @Test func `the company sets the authority, for all or by position`() throws {
        let path = "/v1/settings/crm"
        #expect(try world.patch("admin", path, #"{"proposal_discount_authority":"0.25"}"#).status == 200)
        #expect(try desk.reasons(desk.submitted(lines: cheap)).isEmpty)
        let authority = #"{"held_position":"Key account","discount":"0.05","margin":"0.5"}"#
        #expect(
            try world.patch("admin", path, "{\"proposal_authorities\":[\(authority),\(authority)]}").faults == [
                "/proposal_authorities/1/held_position: position_twice"
            ])
        let set = try world.patch("admin", path, "{\"proposal_authorities\":[\(authority)]}")
        #expect(set.status == 200, "\(set.answer.text)")
        #expect(try desk.reasons(desk.submitted()).isEmpty)
        let person = "/v1/users/\(world.person("rep").id)"
        #expect(try world.patch("admin", person, #"{"position":"key account"}"#).status == 200)
        #expect(try desk.reasons(desk.submitted()) == ["margin"])
        #expect(try world.patch("rep", path, #"{"proposal_discount_authority":"1"}"#).status == 403)
    }

    @Test func `another currency is measured by the rate on the paper`() throws {
        _ = try world.created(world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7.2"}"#))
        let fair = desk.line(#","unit_price":"2.50""#)
        #expect(try desk.reasons(desk.submitted(",\"currency\":\"USD\"", lines: fair)).isEmpty)
        let cheap = desk.line(#","unit_price":"2.24""#)
        #expect(try desk.reasons(desk.submitted(",\"currency\":\"USD\"", lines: cheap)) == ["discount"])
    }

    // MARK: Why

    @Test func `which levels it needs, and why, is explained as far as one sees cost`() throws {
        let id = try desk.submitted(lines: desk.line(#","unit_price":"12.00""#))
        let path = "/v1/proposals/\(id)/explain"
        let mine = try world.get("rep", path)
        func codes(_ reply: Reply) -> [String] { reply.array("items").compactMap { $0.object?["code"]?.string } }
        let plain = ["manager_reviews", "second_manager_reviews", "beyond_discount", "beyond_margin"]
        #expect(codes(mine) == plain)
        // Whether a price is below cost would tell the cost: neither here nor in the record.
        let record = try desk.proposal(id, by: "rep")
        #expect(record.array("approvals").allSatisfy { $0.object?["reasons"] == nil } && record.array("approvals").count == 2)
        #expect(mine.string("items/2/facts/discount") == "0.3333" && mine.string("items/2/facts/allowed") == "0.1")
        #expect(mine["items/3/facts/margin"].isNull)
        #expect(!mine.answer.text.contains("-0.05"))
        #expect(mine.integer("items/0/facts/waits_for/0/user_id") == world.person("manager").id)
        #expect(mine.string("items/1/facts/waits_for/0/name") == "executive")
        let theirs = try world.get("manager", path, fields: [("Accept-Language", "zh-CN")])
        #expect(codes(theirs) == plain + ["under_cost"])
        #expect(theirs.string("items/3/facts/margin") == "-0.05" && theirs.string("items/3/facts/allowed") == "0.15")
        #expect(theirs.string("items/0/text")?.contains("P2.3.2") == true)
        #expect(try world.get("rep2", path).status == 404)
        // A draft as it would be.
        let draft = try desk.draft()
        let before = try world.get("rep", "/v1/proposals/\(draft)/explain").array("items")
        #expect(before.compactMap { $0.object?["code"]?.string } == ["manager_reviews"])
    }

    @Test func `those that wait for a level are listed`() throws {
        let (plain, both) = (try desk.submitted(), try desk.submitted(lines: cheap))
        func waiting(_ level: String) throws -> [Int64] {
            try world.get("manager", "/v1/proposals?sort=id&approval_open=\(level)").array("items").compactMap {
                $0.object?["id"]?.number?.int64
            }
        }
        #expect(try waiting("manager") == [plain, both])
        #expect(try waiting("second_manager") == [both])
        try desk.must("request-changes", both, by: "manager")
        #expect(try waiting("second_manager").isEmpty)
    }
}
