// Amending a confirmed order: what may change, whom it concerns, and what becomes of the order (P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

struct AmendmentTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    // MARK: Entering

    @Test func `an amendment freezes what is and what is to be, with the sums of both`() throws {
        let order = try desk.confirmed(",\"ship_to\":\"Gate 1\"")
        let changes = try [desk.quantityChange(order, "12"), OrderDesk.address, OrderDesk.date, OrderDesk.terms].joined(separator: ",")
        let paper = try desk.amend(order, changes)
        #expect(paper.status == 201, "\(paper.answer.text)")
        #expect(
            ["net_before", "net_after", "gross_before", "gross_after"].map { paper.string($0) } == ["180.00", "216.00", "203.40", "244.08"])
        #expect(paper.string("changes/0/former_quantity") == "10")
        #expect(paper.string("changes/1/former_ship_to") == "Gate 1")
        #expect(paper.string("changes/2/former_wanted_on") == "2026-12-24")
        #expect(paper.integer("changes/3/former_payment_terms_days") == 30)
        #expect(paper.integer("owner_id") == world.person("rep").id && paper.integer("base_revision") == 1)
        // Nothing has changed yet.
        #expect(try desk.order(order).string("net") == "180.00")
    }

    @Test func `all that is wrong with the changes is told at once, at the change`() throws {
        let order = try desk.confirmed(lines: desk.line(quantity: "10") + "," + desk.freight("10.00"))
        let line = try desk.line(0, of: order)
        let changes = """
            {"kind":"quantity","quantity":"12"},{"kind":"date"},{"kind":"address","ship_to":"There","quantity":"1"},{"kind":"payment_terms"},
            {"kind":"quantity","order_line_id":\(try desk.line(1, of: order)),"quantity":"2"},
            {"kind":"quantity","order_line_id":\(line),"quantity":"10"},{"kind":"quantity","order_line_id":\(line),"quantity":"11"}
            """
        #expect(
            try desk.amend(order, changes).faults.sorted() == [
                "/changes/0/order_line_id: required", "/changes/1/wanted_on: required", "/changes/2/quantity: not_of_change",
                "/changes/3/payment_terms_days: required", "/changes/4/order_line_id: line_of_other_order",
                "/changes/5/quantity: changes_nothing", "/changes/6/kind: repeated",
            ])
        let added = "{\"kind\":\"line_added\",\"quantity\":\"2\"},{\"kind\":\"line_added\",\"line_kind\":\"freight\",\"unit_price\":\"5\"}"
        #expect(try desk.amend(order, added).faults.sorted() == ["/changes/0/product_id: required", "/changes/1/tax_rate: required"])
        let others = try desk.line(0, of: desk.confirmed())
        let foreign = "{\"kind\":\"quantity\",\"order_line_id\":\(others),\"quantity\":\"2\"}"
        #expect(try desk.amend(order, foreign).faults == ["/changes/0/order_line_id: line_of_other_order"])
        let computed = #"{"kind":"address","ship_to":"There","former_ship_to":"Here"}"#
        #expect(try desk.amend(order, computed).faults == ["/changes/0/former_ship_to: read_only_field"])
        let owned = "{\"order_id\":\(order),\"reason\":\"x\",\"owner_id\":\(world.person("rep2").id)}"
        #expect(try world.post("rep", "/v1/order-amendments", owned).faults == ["/owner_id: read_only_field"])
    }

    @Test(arguments: Place.allCases.filter { $0 != .confirmed && $0 != .delivered })
    func `only a confirmed order that is not held is amended`(_ place: Place) throws {
        let order = try desk.order(at: place, swing: world.customer("摇摆公司"))
        let reply = try desk.amend(order, OrderDesk.address)
        #expect(reply.status == 409 && reply.code == "order_not_amendable", "\(reply.answer.text)")
        #expect(try desk.amend(order, OrderDesk.address, by: "admin").code == "order_not_amendable")
    }

    @Test func `an amendment does not go on when its order is held, cancelled or its customer blocked meanwhile`() throws {
        let order = try desk.confirmed()
        let draft = try world.created(desk.amend(order, OrderDesk.address))
        let approved = try desk.approvedAmendment(order, OrderDesk.date)
        try desk.must("hold", order, by: "finance")
        #expect(try desk.takeAmendment("submit", draft).code == "order_not_amendable")
        #expect(try desk.takeAmendment("apply", approved).code == "order_not_amendable")
        #expect(try world.patch("rep", "/v1/order-amendments/\(draft)", #"{"reason":"x"}"#).code == "order_not_amendable")
        try desk.must("release", order, by: "finance2")
        try desk.must("block", desk.customer, by: "finance", #"{"reason":"Fraud"}"#, in: "customers")
        #expect(try desk.takeAmendment("submit", draft).code == "customer_not_open")
        #expect(try desk.takeAmendment("apply", approved).code == "customer_not_open")
        try desk.must("unblock", desk.customer, by: "finance2", #"{"reason":"Cleared"}"#, in: "customers")
        try desk.must("cancel", order, by: "manager")
        #expect(try desk.takeAmendment("apply", approved).code == "order_not_amendable")
        try desk.mustAmendment("withdraw", approved)
    }

    // MARK: Whom it concerns

    @Test func `each change concerns its departments; what is not contracted concerns sales as well`() throws {
        let order = try desk.confirmed()
        func asked(_ changes: String) throws -> [String] {
            try desk.mustAmendment("submit", world.created(desk.amend(order, changes))).array("reviews").compactMap {
                $0.object?["department"]?.string
            }
        }
        #expect(try asked(OrderDesk.address) == ["logistics"])
        #expect(try asked(OrderDesk.date) == ["logistics"])
        #expect(try asked(OrderDesk.terms) == ["finance", "sales"])
        #expect(try asked(desk.quantityChange(order, "11")) == ["finance", "logistics", "sales"])
        #expect(
            try asked("{\"kind\":\"line_added\",\"product_id\":\(desk.product),\"quantity\":\"1\"}") == ["finance", "logistics", "sales"])
        #expect(try asked(OrderDesk.terms + "," + OrderDesk.address) == ["finance", "logistics", "sales"])
        let empty = try world.created(desk.amend(order, ""))
        #expect(try desk.takeAmendment("submit", empty).code == "amendment_without_changes")
        #expect(try world.get("logistics", "/v1/order-amendments?review_open=logistics&count=true").integer("total") == 5)
        #expect(try world.get("finance", "/v1/order-amendments?review_open=finance&count=true").integer("total") == 4)
    }

    @Test func `who is not asked does not review, nobody twice, and one rejection ends it`() throws {
        let order = try desk.confirmed()
        let id = try world.created(desk.amend(order, OrderDesk.terms))
        try desk.mustAmendment("submit", id)
        #expect(try desk.takeAmendment("reviews/logistics/approve", id, by: "logistics").code == "amendment_not_asked")
        try desk.mustAmendment("reviews/finance/approve", id, by: "finance")
        #expect(try desk.takeAmendment("reviews/finance/approve", id, by: "finance2").code == "already_reviewed")
        #expect(try desk.takeAmendment("apply", id).code == "wrong_state")
        try desk.mustAmendment("reviews/sales/reject", id, by: "manager")
        #expect(try desk.amendment(id).string("status") == "rejected")
        for step in ["submit", "apply", "withdraw"] { #expect(try desk.takeAmendment(step, id).code == "wrong_state", "\(step)") }
    }

    @Test func `what was submitted is no longer changed, archived or taken back into a draft`() throws {
        let order = try desk.confirmed()
        let id = try desk.approvedAmendment(order, OrderDesk.address)
        let path = "/v1/order-amendments/\(id)"
        for name in ["rep", "admin"] {
            #expect(try world.patch(name, path, #"{"changes":[]}"#).code == "not_editable")
            #expect(try world.send(name, "DELETE", path).code == "not_editable")
        }
        try desk.mustAmendment("apply", id)
        #expect(try world.patch("admin", path, #"{"reason":"x"}"#).code == "not_editable")
        #expect(try desk.takeAmendment("apply", id).code == "wrong_state", "not twice")
        #expect(try desk.order(order).integer("revision") == 2)
    }

    @Test func `nobody approves what he or she has entered, changed or submitted, nor by a key or in another's place`() throws {
        _ = try world.hire("both", [.salesRep, .logistics], under: "manager")
        let customer = try world.customer("Two hats", owner: "both")
        let order = try desk.draft(by: "both", customer: customer)
        try desk.must("submit", order, by: "both")
        try desk.review(order)
        try desk.must("confirm", order, by: "both")
        let id = try world.created(desk.amend(order, OrderDesk.address, by: "both"))
        try desk.mustAmendment("submit", id, by: "both")
        #expect(try desk.takeAmendment("reviews/logistics/approve", id, by: "both").code == "own_paper")
        #expect(try desk.takeAmendment("reviews/logistics/approve", id, by: "key").code == "decided_by_people")
        try world.standIn("logistics", for: "both")
        #expect(try desk.takeAmendment("reviews/logistics/approve", id, by: "logistics").code == "own_paper", "nor the delegate")
        try desk.mustAmendment("reviews/logistics/approve", id, by: "logistics2")
    }

    @Test func `a review that is not given is reminded of and escalated once, and not after the amendment is withdrawn`() throws {
        func pass(to moment: String) throws {
            world.server.clock.set(try #require(Instant(moment)))
            try world.renewSessions()
            try world.server.runJob("review-deadlines")
        }
        func told(_ word: String) throws -> [[Int64]] {
            try world.get("auditor", "/v1/events?limit=200&type=salesd.order_amendment.\(word)").array("items").map {
                $0.object?["data"]?.object?["concerned_ids"]?.array?.compactMap { $0.number?.int64 } ?? []
            }
        }
        let order = try desk.confirmed()
        let papers = try (0..<2).map { _ in try world.created(desk.amend(order, OrderDesk.address)) }
        for id in papers { try desk.mustAmendment("submit", id) }
        #expect(try desk.amendment(papers[0]).string("reviews/0/due_at") == "2026-11-24T10:00:00.000Z")
        try desk.mustAmendment("withdraw", papers[1])
        for moment in ["2026-11-24T07:59:00Z", "2026-11-24T08:00:00Z", "2026-11-24T09:00:00Z"] { try pass(to: moment) }
        #expect(try told("review_reminded") == [["logistics", "logistics2"].map { world.person($0).id }])
        for moment in ["2026-11-25T06:00:00Z", "2026-12-02T06:00:00Z"] { try pass(to: moment) }
        // Nobody stands above logistics here.
        #expect(try told("review_escalated") == [[world.person("executive").id]])
        #expect(try desk.amendment(papers[0]).integer("reviews/0/escalated_to_id") == world.person("executive").id)
    }

    // MARK: Applying

    @Test func `an applied amendment makes a new revision of the order, and the one before is kept and compared`() throws {
        let order = try desk.confirmed()
        let changes = try [
            desk.quantityChange(order, "12"),
            "{\"kind\":\"line_added\",\"product_id\":\(desk.product),\"quantity\":\"1\",\"unit_price\":\"20\"}",
            OrderDesk.address, OrderDesk.terms,
        ].joined(separator: ",")
        let paper = try desk.applied(order, changes)
        #expect(paper.string("status") == "applied" && paper.integer("revision") == 2, "\(paper.answer.text)")
        let after = try desk.order(order)
        #expect(after.integer("revision") == 2 && after.string("status") == "confirmed")
        #expect(after.string("net") == "236.00" && after.string("net") == paper.string("net_after"))
        #expect(after.string("lines/0/quantity") == "12" && after.string("lines/1/unit_price") == "20.00")
        #expect(after.string("lines/1/promised_on") == "2026-12-24")
        #expect(after.string("ship_to") == "Gate 2" && after.integer("payment_terms_days") == 60)
        let versions = try world.get("rep", "/v1/orders/\(order)/versions").array("items").compactMap(\.object)
        #expect(versions.map { $0["revision"]?.number?.int64 } == [2, 1])
        #expect(versions.map { $0["net"]?.string } == ["236.00", "180.00"])
        #expect(versions[0]["amendment_id"]?.number?.int64 == paper.id && versions[1]["amendment_id"]?.isNull == true)
        let compared = try world.get("rep", "/v1/orders/\(order)/compare?with=1").array("differences").compactMap(\.object)
        let pointers = Set(compared.compactMap { $0["pointer"]?.string })
        #expect(pointers.isSuperset(of: ["/ship_to", "/payment_terms_days", "/lines/0/quantity", "/lines/1", "/net"]), "\(pointers)")
        #expect(pointers.isDisjoint(with: ["/cost", "/margin", "/lines/0/cost", "/revision"]), "a rep sees no cost")
        let full = try world.get("manager", "/v1/orders/\(order)/compare").array("differences")
        #expect(full.contains { $0.object?["pointer"]?.string == "/cost" })
        #expect(try world.get("rep", "/v1/orders/\(order)/compare?with=7").code == "no_such_order_revision")
        for path in ["versions", "compare"] {
            #expect(try world.get("production", "/v1/orders/\(order)/\(path)").status == 403, "prices stand in it")
            #expect(try world.get("rep2", "/v1/orders/\(order)/\(path)").status == 404)
        }
        let event = try world.get("auditor", "/v1/events?limit=200&type=salesd.order.amended").array("items").first?.object?["data"]?.object
        #expect(event?["revision"]?.number?.int64 == 2 && event?["amendment_id"]?.number?.int64 == paper.id)
    }

    @Test func `of two amendments of one order the second does not overwrite what the first has done`() throws {
        let order = try desk.confirmed()
        let first = try desk.approvedAmendment(order, desk.quantityChange(order, "12"))
        let second = try desk.approvedAmendment(order, desk.quantityChange(order, "11"))
        let draft = try world.created(desk.amend(order, desk.quantityChange(order, "13")))
        try desk.mustAmendment("apply", first)
        let stale = try desk.takeAmendment("apply", second)
        #expect(stale.status == 409 && stale.code == "amended_meanwhile")
        #expect(try desk.order(order).string("lines/0/quantity") == "12")
        // A draft is taken over as the order is at its submission.
        #expect(try desk.mustAmendment("submit", draft).string("changes/0/former_quantity") == "12")
        try desk.mustAmendment("withdraw", second)
    }

    @Test func `two who apply at the same moment do not both`() throws {
        for _ in 0..<5 {
            let order = try desk.confirmed()
            let papers = try (11...12).map { try desk.approvedAmendment(order, desk.quantityChange(order, "\($0)")) }
            let requests = papers.map {
                Race.Request(token: world.person("rep").token, method: "POST", path: "/v1/order-amendments/\($0)/apply", body: "{}")
            }
            #expect(try Race.run(requests, port: world.server.port).map(\.status).sorted() == [200, 409])
            #expect(try desk.order(order).integer("revision") == 2)
        }
    }

    // MARK: What it may not do

    @Test func `a quantity does not go below what has left, is made or is being made, at entry, submission and application`() throws {
        let order = try desk.confirmed()
        let approved = try desk.approvedAmendment(order, desk.quantityChange(order, "5"))
        let draft = try world.created(desk.amend(order, desk.quantityChange(order, "4")))
        _ = try desk.shipped(of: order, [0: "2"], ["pack"])
        let plan = try world.created(desk.enterPlan(of: order, "6"))
        #expect(try desk.amend(order, desk.quantityChange(order, "5.5")).faults == ["/changes/0/quantity: below_taken"])
        #expect(try desk.takeAmendment("submit", draft).faults == ["/changes/0/quantity: below_taken"])
        #expect(try desk.takeAmendment("apply", approved).faults == ["/changes/0/quantity: below_taken"])
        try desk.mustMake("cancel", plan, #"{"reason":"Less is wanted"}"#)
        try desk.mustAmendment("apply", approved)
        #expect(try desk.packing(order, "3.5") == "/lines/0/quantity: over_ordered")
        #expect(try desk.packing(order, "3") == nil)
        #expect(try desk.fulfilment(order) == "ready")
    }

    @Test func `more goods open a delivered order again, and the credit is checked again`() throws {
        let customer = try world.customer("Small", limit: "250.00")
        let order = try desk.confirmed(customer: customer)
        _ = try desk.shipped(of: order, [0: "10"], ["pack", "ship", "deliver"])
        #expect(try desk.fulfilment(order) == "delivered")
        let more = try desk.applied(order, desk.quantityChange(order, "12"))
        #expect(more.status == 200, "\(more.answer.text)")
        #expect(try desk.fulfilment(order) == "partly_delivered" && desk.order(order)["delivered_in_full"] == .null)
        #expect(try desk.state(order) == "confirmed")
        #expect(try desk.take("complete", order, by: "rep").code == "not_delivered")
        let beyond = try desk.applied(order, desk.quantityChange(order, "20"))
        #expect(beyond.status == 200, "\(beyond.answer.text)")
        #expect(try desk.state(order) == "on_hold confirmed over_limit")
        #expect(try desk.shipment(of: order, [0: "1"]).code == "order_not_shippable")
    }

    @Test func `what was released for less does not cover more`() throws {
        let customer = try world.customer("Released", limit: "100.00")
        let order = try desk.draft(customer: customer)
        try desk.must("submit", order, by: "rep")
        try desk.must("release", order, by: "finance")
        try desk.review(order)
        try desk.must("confirm", order, by: "rep")
        _ = try desk.applied(order, OrderDesk.date)
        #expect(try desk.state(order) == "confirmed", "another day costs nothing")
        _ = try desk.applied(order, desk.quantityChange(order, "11"))
        #expect(try desk.state(order) == "on_hold confirmed over_limit")
    }

    @Test func `another day moves the lines that follow, and measures from then on`() throws {
        let order = try desk.confirmed(lines: desk.line(quantity: "1") + "," + desk.line(quantity: "1", ",\"wanted_on\":\"2026-12-30\""))
        _ = try desk.applied(order, OrderDesk.date)
        let after = try desk.order(order)
        #expect(after.string("delivery_on") == "2027-01-10")
        #expect(
            ["lines/0/wanted_on", "lines/0/promised_on", "lines/0/first_promised_on", "lines/1/wanted_on"].map { after.string($0) } == [
                "2027-01-10", "2027-01-10", "2027-01-10", "2026-12-30",
            ])
        let line = try desk.line(1, of: order)
        let one = "{\"kind\":\"date\",\"order_line_id\":\(line),\"wanted_on\":\"2027-01-12\"}"
        _ = try desk.applied(order, one)
        #expect(try desk.order(order).string("lines/1/promised_on") == "2027-01-12")
        _ = try desk.shipped(of: order, [1: "1"], ["pack", "ship", "deliver"])
        #expect(
            try desk.amend(order, one.replacing("2027-01-12", with: "2027-01-13")).faults == ["/changes/0/order_line_id: line_delivered"])
    }

    @Test func `an amendment stands on its customer's timeline, and tells nothing to who sees no price`() throws {
        let order = try desk.confirmed()
        let id = try desk.approvedAmendment(order, desk.quantityChange(order, "11"))
        let entities = try world.get("rep", "/v1/customers/\(desk.customer)/timeline?limit=100").array("items").compactMap {
            $0.object?["entity"]?.string
        }
        #expect(entities.contains("order_amendment"))
        #expect(try world.get("production", "/v1/order-amendments/\(id)").status == 403)
        #expect(try world.get("production", "/v1/orders/\(order)/timeline").answer.text.contains("order_amendment") == false)
    }
}
