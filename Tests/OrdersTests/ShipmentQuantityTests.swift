// How much may ship: never more than was ordered, by whichever way (P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ShipmentQuantityTests {
    @Test func `two drafts may hold too much together, but not both be packed`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let drafts = try (0..<2).map { _ in try desk.world.created(desk.shipment(of: order, [0: "6"])) }
        try desk.must("pack", drafts[0], by: "logistics", in: "shipments")
        let second = try desk.take("pack", drafts[1], by: "logistics", in: "shipments")
        #expect(second.status == 422)
        #expect(second.faults == ["/lines/0/quantity: over_ordered"])
        #expect(second.answer.text.contains("At most 4 "))
        #expect(try desk.world.patch("logistics", "/v1/shipments/\(drafts[1])", lines(desk, order, "4")).status == 200)
        try desk.must("pack", drafts[1], by: "logistics", in: "shipments")
        let more = try desk.world.created(desk.shipment(of: order, [0: "0.0001"]))
        #expect(try desk.take("pack", more, by: "logistics", in: "shipments").faults == ["/lines/0/quantity: over_ordered"])
    }

    private func lines(_ desk: OrderDesk, _ order: Int64, _ quantity: String) throws -> String {
        let line = try desk.order(order).integer("lines/0/id") ?? 0
        return "{\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"\(quantity)\"}]}"
    }

    @Test func `more than was ordered is refused at entry, at a change, and in two halves`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        #expect(try desk.shipment(of: order, [0: "10.0001"]).faults == ["/lines/0/quantity: over_ordered"])
        let id = try desk.world.created(desk.shipment(of: order, [0: "10"]))
        #expect(
            try desk.world.patch("logistics", "/v1/shipments/\(id)", lines(desk, order, "11")).faults == ["/lines/0/quantity: over_ordered"]
        )
        let line = try desk.order(order).integer("lines/0/id") ?? 0
        let halves = "{\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"6\"},{\"order_line_id\":\(line),\"quantity\":\"6\"}]}"
        #expect(try desk.world.patch("logistics", "/v1/shipments/\(id)", halves).faults == ["/lines/1/order_line_id: repeated"])
        for quantity in ["0", "-1"] { #expect(try desk.shipment(of: order, [0: quantity]).status == 422) }
    }

    @Test func `freight and other orders' lines do not ship`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed(lines: desk.line(quantity: "1") + "," + desk.freight("10.00"))
        #expect(try desk.shipment(of: order, [1: "1"]).faults == ["/lines/0/order_line_id: line_of_other_order"])
        let others = try desk.order(desk.confirmed()).integer("lines/0/id") ?? 0
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(others),\"quantity\":\"1\"}]}"
        #expect(try desk.world.post("logistics", "/v1/shipments", body).faults == ["/lines/0/order_line_id: line_of_other_order"])
    }

    @Test func `a shipment without lines is not packed`() throws {
        let desk = try OrderDesk()
        let id = try desk.world.created(desk.shipment(of: desk.confirmed(), [:]))
        #expect(try desk.take("pack", id, by: "logistics", in: "shipments").code == "shipment_without_lines")
    }

    @Test func `what came back and what was cancelled is open again`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let first = try desk.shipped(of: order, [0: "10"])
        let second = try desk.world.created(desk.shipment(of: order, [0: "10"]))
        #expect(try desk.take("pack", second, by: "logistics", in: "shipments").status == 422)
        try desk.must("return-to-sender", first, by: "logistics", in: "shipments")
        try desk.must("pack", second, by: "logistics", in: "shipments")
        try desk.must("cancel", second, by: "logistics", in: "shipments")
        _ = try desk.shipped(of: order, [0: "10"])
        #expect(try desk.fulfilment(order) == "shipped")
    }

    @Test(arguments: [Place.inReview, .approved, .heldInReviewByHand, .heldConfirmedByHand, .completed])
    func `only a confirmed order that is not held ships`(_ place: Place) throws {
        let desk = try OrderDesk()
        let order = try desk.order(at: place, swing: desk.customer)
        let reply = try desk.shipment(of: order, [0: "1"])
        #expect(reply.status == 409 && reply.code == "order_not_shippable", "\(reply.answer.text)")
    }

    @Test func `an order that was cancelled does not ship, whether logistics had seen it or not`() throws {
        let desk = try OrderDesk()
        let reviewed = try desk.inReview()
        try desk.must("cancel", reviewed, by: "rep")
        #expect(try desk.shipment(of: reviewed, [0: "1"]).code == "order_not_shippable")
        let dropped = try desk.order(at: .cancelled, swing: desk.customer)
        #expect(try desk.shipment(of: dropped, [0: "1"]).faults == ["/order_id: unknown_reference"])
    }

    @Test func `a hold stops what is not shipped, and what is on its way arrives`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let draft = try desk.shipped(of: order, [0: "1"], [])
        let packed = try desk.shipped(of: order, [0: "2"], ["pack"])
        let shipped = try desk.shipped(of: order, [0: "3"])
        try desk.must("hold", order, by: "finance")
        #expect(try desk.take("pack", draft, by: "logistics", in: "shipments").code == "order_not_shippable")
        #expect(try desk.take("ship", packed, by: "logistics", in: "shipments").code == "order_not_shippable")
        #expect(try desk.take("ship", packed, by: "key", in: "shipments").code == "order_not_shippable")
        try desk.must("deliver", shipped, by: "logistics", in: "shipments")
        try desk.must("cancel", draft, by: "logistics", in: "shipments")
        try desk.must("release", order, by: "manager")
        try desk.must("ship", packed, by: "logistics", in: "shipments")
        #expect(try desk.fulfilment(order) == "partly_delivered")
    }

    @Test func `a packed shipment is no longer changed, archived, or made another order's`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let id = try desk.shipped(of: order, [0: "5"], ["pack"])
        #expect(try desk.world.patch("logistics", "/v1/shipments/\(id)", lines(desk, order, "10")).code == "not_editable")
        #expect(try desk.world.send("logistics", "DELETE", "/v1/shipments/\(id)").code == "not_editable")
        let draft = try desk.shipped(of: order, [0: "1"], [])
        let other = try desk.confirmed()
        #expect(
            try desk.world.patch("logistics", "/v1/shipments/\(draft)", "{\"order_id\":\(other)}").faults == ["/order_id: read_only_field"])
        let computed = ["status", "packed_at", "shipped_at", "delivered_at", "carrier", "received_by", "events", "number"]
        let members = computed.map { "\"\($0)\":\"1\"" }.joined(separator: ",")
        #expect(
            try desk.world.patch("logistics", "/v1/shipments/\(draft)", "{\(members)}").faults == computed.map { "/\($0): read_only_field" }
        )
    }

    @Test func `an archived shipment takes no step, and its goods are not counted`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let id = try desk.shipped(of: order, [0: "10"], [])
        #expect(try desk.world.send("logistics", "DELETE", "/v1/shipments/\(id)").status == 200)
        #expect(try desk.take("pack", id, by: "logistics", in: "shipments").code == "archived")
        _ = try desk.shipped(of: order, [0: "10"])
        #expect(try desk.world.post("logistics", "/v1/shipments/\(id)/restore").status == 200)
        #expect(try desk.take("pack", id, by: "logistics", in: "shipments").faults == ["/lines/0/quantity: over_ordered"])
    }

    // MARK: The order behind it

    @Test func `an order of which something is packed, on its way or delivered is not cancelled`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let id = try desk.world.created(desk.shipment(of: order, [0: "1"]))
        for step in ["pack", "ship", "deliver"] {
            try desk.must(step, id, by: "logistics", in: "shipments")
            let reply = try desk.take("cancel", order, by: "manager")
            #expect(reply.status == 409 && reply.code == "already_shipped", "after \(step)")
        }
        try desk.must("hold", order, by: "finance")
        #expect(try desk.take("cancel", order, by: "manager").code == "already_shipped", "nor by way of a hold")
    }

    @Test func `a cancelled order's draft shipments do not leave`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let draft = try desk.shipped(of: order, [0: "1"], [])
        let returned = try desk.shipped(of: order, [0: "1"], ["pack", "ship", "return-to-sender"])
        try desk.must("cancel", order, by: "manager")
        #expect(try desk.take("pack", draft, by: "logistics", in: "shipments").code == "order_not_shippable")
        #expect(try desk.take("ship", returned, by: "logistics", in: "shipments").code == "wrong_state")
    }

    @Test func `an order with a living shipment is not archived, and completes only when all has arrived`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        _ = try desk.shipped(of: order, [0: "9"], ["pack", "ship", "deliver"])
        #expect(try desk.take("complete", order, by: "rep").code == "not_delivered")
        let rest = try desk.shipped(of: order, [0: "1"])
        #expect(try desk.take("complete", order, by: "key").code == "not_delivered")
        try desk.must("deliver", rest, by: "logistics", in: "shipments")
        #expect(try desk.take("complete", order, by: "rep").code == "not_paid")
        try desk.world.settle(order)
        try desk.must("complete", order, by: "rep")
        #expect(try desk.world.send("rep", "DELETE", "/v1/orders/\(order)").status == 409)
    }
}
