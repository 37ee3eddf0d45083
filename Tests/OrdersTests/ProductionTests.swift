// What is made for an order: never more than is open, and what is made to order ships only as it was made and passed (P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ProductionTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    // MARK: Planning

    @Test func `a plan is for goods of a confirmed order, within what is open of the line`() throws {
        let order = try desk.confirmed(lines: desk.line(quantity: "10") + "," + desk.freight("10.00"))
        let plan = try desk.enterPlan(of: order, "6")
        #expect(plan.status == 201 && plan.string("status") == "planned")
        #expect(plan.integer("product_id") == desk.product)
        #expect(try desk.enterPlan(of: order, "4.0001").faults == ["/quantity: over_planned"])
        #expect(try desk.enterPlan(of: order, "4").status == 201)
        #expect(try desk.enterPlan(of: order, "1", line: 1).faults == ["/order_line_id: line_of_other_order"])
        let other = try desk.confirmed()
        let body = try desk.planBody(of: other, "1").replacing("\"order_id\":\(other)", with: "\"order_id\":\(order)")
        #expect(try world.post("production", "/v1/production-plans", body).faults == ["/order_line_id: line_of_other_order"])
    }

    @Test func `all that is wrong with a plan is told at once`() throws {
        let order = try desk.confirmed()
        let body = try desk.planBody(of: order, "11", from: "2026-12-10", to: "2026-12-09")
        #expect(
            try world.post("production", "/v1/production-plans", body).faults.sorted() == [
                "/planned_to_on: plan_ends_first", "/quantity: over_planned",
            ])
        for quantity in ["0", "-1"] { #expect(try desk.enterPlan(of: order, quantity).status == 422) }
    }

    @Test(arguments: [Place.draft, .inReview, .approved, .heldConfirmedByHand, .completed, .cancelled])
    func `nothing is planned for an order that is not confirmed`(_ place: Place) throws {
        let order = try desk.order(at: place, swing: desk.customer)
        // Production sees confirmed and completed orders alone; to others it is as if there were none.
        let reply = try desk.enterPlan(of: order, "1")
        #expect(place == .completed ? reply.code == "order_not_in_production" : reply.faults == ["/order_id: unknown_reference"])
        #expect(try desk.enterPlan(of: order, "1", by: "admin").code == "order_not_in_production")
        #expect(try desk.enterPlan(of: order, "1", by: "key").code == "order_not_in_production")
    }

    @Test func `what has left needs no plan, and what is cancelled is open again`() throws {
        let order = try desk.confirmed()
        _ = try desk.shipped(of: order, [0: "4"])
        #expect(try desk.enterPlan(of: order, "7").faults == ["/quantity: over_planned"])
        let plan = try world.created(desk.enterPlan(of: order, "6"))
        #expect(try desk.enterPlan(of: order, "0.0001").status == 422)
        try desk.mustMake("cancel", plan, #"{"reason":"Bought instead"}"#)
        #expect(try desk.enterPlan(of: order, "6").status == 201)
    }

    @Test func `a plan is not changed beyond what is open, nor once it was started, nor brought back over it`() throws {
        let order = try desk.confirmed()
        let plan = try world.created(desk.enterPlan(of: order, "5"))
        let path = "/v1/production-plans/\(plan)"
        #expect(try world.patch("production", path, #"{"quantity":"10.5"}"#).faults == ["/quantity: over_planned"])
        #expect(try world.patch("production", path, #"{"quantity":"10"}"#).status == 200)
        #expect(try world.send("production", "DELETE", path).status == 200)
        let other = try world.created(desk.enterPlan(of: order, "10"))
        #expect(try world.post("production", path + "/restore").faults == ["/quantity: over_planned"])
        try desk.mustMake("start", other)
        #expect(try world.patch("production", "/v1/production-plans/\(other)", #"{"quantity":"1"}"#).code == "not_editable")
        #expect(try world.send("production", "DELETE", "/v1/production-plans/\(other)").code == "not_editable")
        let computed = [
            "status", "produced_quantity", "passed_quantity", "failed_quantity", "overdue", "product_id", "inspections", "reports",
        ]
        let members = computed.map { "\"\($0)\":\"1\"" }.joined(separator: ",")
        let refused = try world.post("production", "/v1/production-plans", "{\(members)}").faults
        #expect(refused.filter { $0.hasSuffix("read_only_field") }.count == computed.count)
    }

    @Test func `two who plan the whole line at the same moment do not both`() throws {
        for _ in 0..<5 {
            let order = try desk.confirmed()
            let body = try desk.planBody(of: order, "10")
            let request = Race.Request(
                token: world.person("production").token, method: "POST", path: "/v1/production-plans", body: body)
            #expect(try Race.run([request, request], port: world.server.port).map(\.status).sorted() == [201, 422])
        }
    }

    @Test func `a plan is not started when its order is on hold, or what it is for has left meanwhile`() throws {
        let order = try desk.confirmed()
        let plan = try world.created(desk.enterPlan(of: order, "6"))
        try desk.must("hold", order, by: "finance")
        #expect(try desk.make("start", plan).code == "order_not_in_production")
        #expect(try desk.make("start", plan, by: "key").code == "order_not_in_production")
        try desk.must("release", order, by: "finance2")
        try desk.mustMake("start", plan)
    }

    // MARK: Making

    @Test func `what is made is reported, inspected and finished`() throws {
        let plan = try desk.made(of: desk.confirmed(), "10")
        #expect(try desk.make("finish", plan).code == "nothing_reported")
        #expect(try desk.inspect(plan, "1").faults == ["/quantity: over_inspected"])
        #expect(try desk.report(plan, "10.5").faults == ["/quantity: over_reported"])
        #expect(try desk.report(plan, "8").string("produced_quantity") == "8")
        #expect(try desk.report(plan, "2.0001").faults == ["/quantity: over_reported"])
        #expect(
            try desk.make("inspect", plan, #"{"quantity":"9","result":"fail"}"#).faults.sorted() == [
                "/finding: required", "/quantity: over_inspected",
            ])
        #expect(try desk.inspect(plan, "5").status == 200)
        #expect(try desk.make("finish", plan).code == "not_inspected")
        let failed = try desk.inspect(plan, "3", "fail", finding: "Wet")
        #expect(["passed_quantity", "failed_quantity"].map { failed.string($0) } == ["5", "3"])
        #expect(failed.string("inspections/1/finding") == "Wet" && failed.string("inspections/1/result") == "fail")
        #expect(failed.integer("inspections/1/inspected_by_id") == world.person("production").id)
        // What has failed is made once more by the same plan.
        #expect(try desk.report(plan, "5").status == 200)
        #expect(try desk.report(plan, "0.0001").faults == ["/quantity: over_reported"])
        #expect(try desk.inspect(plan, "5").status == 200)
        let finished = try desk.mustMake("finish", plan)
        #expect(finished.string("status") == "finished" && finished.string("passed_quantity") == "10")
        for step in ["report", "inspect"] {
            #expect(try desk.make(step, plan, #"{"quantity":"1","result":"pass"}"#).status != 200, "\(step) after the end")
        }
    }

    // MARK: Shipping what was made

    @Test func `what is made to order ships as it was made and passed, and not before`() throws {
        try desk.makeToOrder()
        let order = try desk.confirmed()
        #expect(try desk.packing(order, "1") == "/lines/0/quantity: not_made_yet")
        let plan = try desk.made(of: order, "10", passed: "6", failed: "2")
        #expect(try desk.report(plan, "4").status == 200)
        #expect(try desk.packing(order, "6.5") == "/lines/0/quantity: not_made_yet", "neither failed nor uninspected goods ship")
        #expect(try desk.packing(order, "4") == nil)
        #expect(try desk.packing(order, "2.5") == "/lines/0/quantity: not_made_yet", "what was packed before counts")
        #expect(try desk.packing(order, "2") == nil)
        #expect(try desk.inspect(plan, "4").status == 200)
        #expect(try desk.packing(order, "4") == nil)
        #expect(try desk.packing(order, "1") == "/lines/0/quantity: over_ordered")
    }

    @Test func `that a product is made to order is frozen with the line`() throws {
        try desk.makeToOrder()
        let order = try desk.confirmed()
        #expect(try desk.order(order)["lines/0/made_to_order"] == .bool(true))
        #expect(try world.patch("product", "/v1/products/\(desk.product)", #"{"made_to_order":false}"#).status == 200)
        #expect(try desk.packing(order, "1") == "/lines/0/quantity: not_made_yet", "not got round by changing the product")
        #expect(try desk.packing(desk.confirmed(), "1") == nil)
    }

    @Test func `a plan that is cancelled leaves what passed to be shipped, and frees nothing that failed`() throws {
        try desk.makeToOrder()
        let order = try desk.confirmed()
        let plan = try desk.made(of: order, "10", passed: "3", failed: "2")
        try desk.mustMake("cancel", plan, by: "manager", #"{"reason":"The machine is broken"}"#)
        #expect(try desk.packing(order, "3.5") == "/lines/0/quantity: not_made_yet")
        #expect(try desk.packing(order, "3") == nil)
        #expect(try desk.enterPlan(of: order, "7.5").status == 422)
        #expect(try desk.enterPlan(of: order, "7").status == 201)
    }

    @Test func `goods that could come from stock wait for what production has still to bring`() throws {
        let order = try desk.confirmed()
        let plan = try desk.made(of: order, "6", passed: "3", failed: "2")
        #expect(try desk.packing(order, "7.5") == "/lines/0/quantity: not_made_yet", "four from stock, three made")
        #expect(try desk.packing(order, "5") == nil)
        try desk.mustMake("finish", plan)
        // Six were planned: three passed, two failed, one was never made and may come from stock.
        #expect(try desk.packing(order, "3.5") == "/lines/0/quantity: not_made_yet")
        #expect(try desk.packing(order, "3") == nil)
        let empty = try world.created(desk.enterPlan(of: order, "2"))
        #expect(try desk.packing(order, "1") == "/lines/0/quantity: not_made_yet")
        try desk.mustMake("cancel", empty, #"{"reason":"Stock after all"}"#)
        #expect(try desk.packing(order, "1") == "/lines/0/quantity: not_made_yet", "a plan that brought nothing frees nothing")
        _ = try desk.made(of: order, "2", passed: "2")
        #expect(try desk.packing(order, "2") == nil)
        #expect(try desk.fulfilment(order) == "ready")
    }

    @Test func `what two plans make once more is not awaited from the one that has already brought it`() throws {
        let order = try desk.confirmed()
        try desk.mustMake("finish", desk.made(of: order, "4", passed: "2", failed: "2"))
        let waiting = try world.created(desk.enterPlan(of: order, "2"))
        try desk.mustMake("finish", desk.made(of: order, "2", passed: "2"))
        #expect(try desk.packing(order, "8.5") == "/lines/0/quantity: not_made_yet", "two are still to come")
        #expect(try desk.packing(order, "8") == nil)
        try desk.mustMake("cancel", waiting, #"{"reason":"They are there"}"#)
        #expect(try desk.packing(order, "2") == nil)
    }

    @Test func `the fulfilment follows from plans and shipments`() throws {
        try desk.makeToOrder()
        let pot = try world.product("POT")
        let order = try desk.confirmed(lines: desk.line(quantity: "10") + ",{\"product_id\":\(pot),\"quantity\":\"2\"}")
        let plan = try world.created(desk.enterPlan(of: order, "10"))
        #expect(try desk.fulfilment(order) == "open")
        func after(_ reply: Reply, _ expected: String) throws {
            #expect(reply.status == 200, "\(reply.answer.text)")
            #expect(try desk.fulfilment(order) == expected)
        }
        try after(desk.make("start", plan), "in_production")
        try after(desk.report(plan, "10"), "in_production")
        try after(desk.inspect(plan, "9"), "in_production")
        try after(desk.inspect(plan, "1", "fail"), "in_production")
        try after(desk.make("finish", plan), "in_production")
        let second = try desk.made(of: order, "1", passed: "1")
        #expect(try desk.fulfilment(order) == "ready", "the pots come from stock")
        try after(desk.make("finish", second), "ready")
        let shipment = try desk.shipped(of: order, [0: "10"])
        #expect(try desk.fulfilment(order) == "partly_shipped")
        try desk.must("return-to-sender", shipment, by: "logistics", in: "shipments")
        #expect(try desk.fulfilment(order) == "ready")
    }

    @Test func `a cancelled order's plans fall away with it`() throws {
        let order = try desk.confirmed()
        let plan = try desk.made(of: order, "6", passed: "1")
        let idle = try world.created(desk.enterPlan(of: order, "2"))
        try desk.must("cancel", order, by: "manager")
        for id in [plan, idle] { #expect(try desk.plan(id, by: "auditor").string("status") == "cancelled") }
        #expect(try desk.report(plan, "1").code == "wrong_state")
        #expect(try desk.order(order).string("status") == "cancelled")
        #expect(try desk.make("fall-away", idle, by: "production").status == 404, "nobody takes that step by hand")
    }
}
