// Entering a proposal: for whom, with which figures, and that it has all five parts (P2.3.1).

import JSON
import Kernel
import TestSupport
import Testing

struct ProposalTests {
    private let desk: ProposalDesk
    private var world: World { desk.world }

    init() throws { desk = try ProposalDesk() }

    @Test func `a line comes to the figures that all papers have`() throws {
        let lines = """
            {"product_id":\(desk.tea),"quantity":"12","unit_price":"14.00","discount":"0.05"},
            {"kind":"freight","unit_price":"50","tax_rate":"0.09"}
            """
        let made = try desk.enter(by: "rep", lines: lines)
        #expect(made.string("number")?.hasPrefix("PR-20261124-") == true)
        #expect(made.integer("revision") == 1 && made.string("currency") == "CNY" && made.string("exchange_rate") == "1")
        #expect(made.integer("customer_id") == desk.desk.customer && made.integer("owner_id") == world.person("rep").id)
        #expect(made.string("lines/0/net") == "159.60" && made.string("lines/0/tax") == "20.75")
        #expect(made.string("lines/0/gross") == "180.35" && made.string("lines/1/gross") == "54.50")
        #expect(made.string("net") == "209.60" && made.string("gross") == "234.85")
        // What it costs is not the rep's to see.
        #expect(made.json.object?["cost"] == nil && made.array("lines").allSatisfy { $0.object?["unit_cost"] == nil })
        let seen = try desk.proposal(made.id, by: "manager")
        #expect(seen.string("cost") == "151.20" && seen.string("margin") == "58.40")
        #expect(try world.get("rep", "/v1/proposals?margin.gt=0").status == 400)
    }

    @Test func `the same with tax included, and the list price where none is named`() throws {
        let lines = "{\"product_id\":\(desk.tea),\"quantity\":\"12\",\"unit_price\":\"14.00\",\"discount\":\"0.05\"}"
        let made = try desk.enter(by: "rep", ",\"prices_include_tax\":true", lines: lines)
        #expect(made.string("gross") == "159.60" && made.string("net") == "141.24" && made.string("tax") == "18.36")
        #expect(try desk.enter().string("lines/0/unit_price") == "18.00")
    }

    @Test func `whose a proposal is that a system enters is whose the deal is`() throws {
        for name in ["admin", "key"] {
            #expect(try desk.enter(by: name).integer("owner_id") == world.person("rep").id, "\(name)")
        }
        #expect(try desk.enter(by: "rep2").faults == ["/opportunity_id: unknown_reference"])
        let foreign = ",\"owner_id\":\(world.person("stranger").id)"
        #expect(try desk.enter(by: "rep", foreign).faults == ["/owner_id: owner_outside_team"])
    }

    @Test func `nothing that the server computes is entered or changed by hand`() throws {
        let id = try desk.draft(by: "rep", ",\"external_id\":\"P1\"")
        for member in [
            #""status":"approved""#, #""revision":2"#, #""number":"PR-1""#, #""approvals":[]"#, #""net":"1.00""#, #""customer_id":1"#,
            #""approved_at":"2026-11-24T01:00:00Z""#, #""previous_version_id":1"#, #""superseded_by_id":1"#,
        ] {
            let pointer = "/" + (member.split(separator: "\"").first ?? "") + ": read_only_field"
            #expect(try desk.enter(by: "rep", "," + member).faults == [pointer])
            #expect(try world.patch("rep", "/v1/proposals/\(id)", "{\(member)}").faults == [pointer])
            #expect(try world.send("admin", "PUT", "/v1/proposals/by-external-id/P1", "{\(member)}").faults == [pointer])
        }
        #expect(try world.patch("rep", "/v1/proposals/\(id)", "{\"opportunity_id\":\(desk.opportunity)}").status == 422)
    }

    @Test func `faults of the lines are told all at once`() throws {
        let lines = """
            {"quantity":"1"},{"product_id":\(desk.tea)},{"kind":"freight","product_id":\(desk.tea),"quantity":"2","unit_price":"1","tax_rate":"0"}
            """
        #expect(
            try desk.enter(by: "rep", ",\"valid_until_on\":\"2026-11-23\"", lines: lines).faults == [
                "/valid_until_on: validity_past", "/lines/0/product_id: required", "/lines/1/quantity: required",
                "/lines/2/product_id: freight_with_product", "/lines/2/quantity: freight_quantity",
            ])
        #expect(try desk.enter(by: "rep", ",\"currency\":\"USD\"").faults == ["/currency: no_exchange_rate"])
    }

    // MARK: For what is worth one

    @Test func `only a deal that is evaluated and graded high or medium gets one, whoever enters it`() throws {
        let low = try desk.desk.evaluated(feasibility: 1, value: 5)
        let none = try desk.desk.evaluated()
        try desk.desk.must("evaluate", none, #"{"feasibility":5,"value":5,"worthwhile":false}"#)
        let lost = try desk.desk.inProposal()
        try desk.desk.must("lose", lost)
        let cases = [
            (try desk.desk.analysed(), "opportunity_not_ready"), (low, "grade_too_low"), (none, "not_worthwhile"),
            (lost, "opportunity_not_ready"),
        ]
        for (opportunity, code) in cases {
            for name in ["rep", "manager", "admin", "key"] {
                let body = desk.body(opportunity: opportunity)
                let reply = try world.post(name, "/v1/proposals", body)
                #expect(reply.status == 409 && reply.code == code, "\(name): \(reply.answer.text)")
                #expect(try world.post(name, "/v1/proposals/batch", "{\"items\":[\(body)]}").answer.text.contains(code))
                #expect(try world.send(name, "PUT", "/v1/proposals/by-external-id/X", body).code == code)
            }
        }
        #expect(try world.get("auditor", "/v1/proposals?count=true").integer("total") == 0)
    }

    @Test func `when an evaluation is taken back, its proposal waits until it is evaluated again`() throws {
        let (id, inReview) = (try desk.draft(), try desk.submitted())
        #expect(try world.patch("rep", "/v1/opportunities/\(desk.opportunity)", #"{"needs":[]}"#).status == 200)
        #expect(try desk.take("submit", id).code == "opportunity_not_ready")
        #expect(try desk.take("approve", inReview, by: "manager").code == "opportunity_not_ready")
        // Not by leaving it and coming back either.
        #expect(try world.send("rep", "DELETE", "/v1/proposals/\(id)").status == 200)
        #expect(try world.post("rep", "/v1/proposals/\(id)/restore").code == "opportunity_not_ready")
        #expect(
            try world.patch("rep", "/v1/opportunities/\(desk.opportunity)", "{\"needs\":[\(OpportunityDesk.need)]}").status == 200)
        try desk.desk.must("evaluate", desk.opportunity, #"{"feasibility":1,"value":1,"worthwhile":true}"#)
        #expect(try desk.take("approve", inReview, by: "manager").code == "grade_too_low")
        try desk.desk.must("evaluate", desk.opportunity)
        #expect(try desk.must("approve", inReview, by: "manager").string("status") == "approved")
        #expect(try world.post("rep", "/v1/proposals/\(id)/restore").status == 200)
        #expect(try desk.must("submit", id).string("status") == "in_review")
    }

    @Test func `a blocked customer gets none, and one that waits goes no further`() throws {
        let (draft, inReview) = (try desk.draft(), try desk.submitted())
        #expect(try world.post("finance", "/v1/customers/\(desk.desk.customer)/block", #"{"reason":"Owes"}"#).status == 200)
        #expect(try desk.enter().code == "customer_not_open")
        #expect(try desk.take("submit", draft).code == "customer_not_open")
        #expect(try desk.take("approve", inReview, by: "manager").code == "customer_not_open")
        #expect(try world.patch("rep", "/v1/proposals/\(draft)", #"{"title":"Other"}"#).code == "customer_not_open")
    }

    // MARK: Five parts

    @Test func `a proposal is submitted with all five parts, each missing one is told`() throws {
        let bare = try world.created(
            world.post("rep", "/v1/proposals", "{\"opportunity_id\":\(desk.opportunity),\"title\":\"Tea\"}"))
        let refused = try desk.take("submit", bare)
        #expect(
            refused.faults
                == ["introduction", "solution", "delivery_terms", "service_commitment", "lines"].map { "/\($0): proposal_part_missing" })
        #expect(refused.answer.text.contains("P2.3.1"))
        let chinese = try world.post("rep", "/v1/proposals/\(bare)/submit", "{}", fields: [("Accept-Language", "zh-CN")])
        #expect(chinese.answer.text.contains("P2.3.1") && chinese.answer.text.contains("提交前请填写"))
        for part in ["introduction", "solution", "delivery_terms", "service_commitment"] {
            for nothing in ["null", "\" \\n \""] {
                let id = try desk.draft()
                #expect(try world.patch("rep", "/v1/proposals/\(id)", "{\"\(part)\":\(nothing)}").status == 200)
                #expect(try desk.take("submit", id).faults == ["/\(part): proposal_part_missing"])
            }
        }
        // Freight alone is no quotation.
        let freight = try desk.draft(by: "rep", lines: #"{"kind":"freight","unit_price":"50","tax_rate":"0.09"}"#)
        #expect(try desk.take("submit", freight).faults == ["/lines: proposal_part_missing"])
        #expect(try desk.take("submit", desk.draft(), dryRun: true).string("status") == "in_review")
        #expect(try world.get("auditor", "/v1/proposals?status=in_review&count=true").integer("total") == 0)
    }

    @Test func `a merged customer's proposals are the other's`() throws {
        let id = try desk.draft()
        let other = try world.customer("Lake Tea", limit: nil)
        let merged = try world.post("manager", "/v1/customers/\(desk.desk.customer)/merge", "{\"into_id\":\(other)}")
        #expect(merged.status == 200, "\(merged.answer.text)")
        #expect(try desk.proposal(id).integer("customer_id") == other)
        #expect(try desk.must("submit", id).string("status") == "in_review")
    }

    @Test func `everything stands on the timelines of deal and customer, and is told in events`() throws {
        let id = try desk.approved()
        for path in ["opportunities/\(desk.opportunity)", "customers/\(desk.desk.customer)", "proposals/\(id)"] {
            let items = try world.get("rep", "/v1/\(path)/timeline").array("items").compactMap(\.object)
            let own = items.filter { $0["entity"]?.string == "proposal" }
            #expect(own.map { $0["action"]?.string } == ["approve", "submit", "created"], "\(path)")
        }
        let events = try world.get("rep", "/v1/events?limit=200").array("items").compactMap { $0.object?["type"]?.string }
        #expect(events.filter { $0.contains("proposal.") }.count == 3, "\(events)")
    }
}
