// Shipments that take the place of goods that were delivered: outside the order's fulfilment, and not for people to make (P2.5.3, P2.6.2).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ReplacementTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    /// A draft of a replacement, as a rule makes it.
    private func replacement(of order: Int64, _ quantity: String) throws -> Int64 {
        let id = try world.created(desk.shipment(of: order, [0: quantity]))
        try desk.change("UPDATE shipments SET purpose = 'replacement' WHERE id = ?", [.integer(id)])
        return id
    }

    @Test func `nobody makes one by hand`() throws {
        let order = try desk.confirmed()
        let body = "{\"order_id\":\(order),\"purpose\":\"replacement\"}"
        for name in ["logistics", "key", "admin"] {
            #expect(try world.post(name, "/v1/shipments", body).faults == ["/purpose: read_only_field"])
        }
        #expect(try world.get("logistics", "/v1/shipments?purpose=replacement&count=true").integer("total") == 0)
    }

    @Test func `it counts for nothing in the order, and what it holds is not changed`() throws {
        let order = try desk.confirmed()
        _ = try desk.shipped(of: order, [0: "6"], ["pack", "ship", "deliver"])
        let id = try replacement(of: order, "5")
        let path = "/v1/shipments/\(id)"
        let line = try desk.order(order).integer("lines/0/id") ?? 0
        let more = "{\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"6\"}]}"
        #expect(try world.patch("logistics", path, more).faults == ["/lines: replacement_fixed"])
        #expect(try world.patch("logistics", path, #"{"lines":[]}"#).faults == ["/lines: replacement_fixed"])
        #expect(try world.patch("logistics", path, #"{"notes":"Fragile"}"#).status == 200)
        for step in ["pack", "ship", "deliver"] { try desk.must(step, id, by: "logistics", in: "shipments") }
        #expect(try desk.fulfilment(order) == "partly_delivered")
        #expect(try desk.order(order).string("lines/0/delivered_quantity") == "6")
        #expect(try desk.packing(order, "4") == nil, "the rest of the order is open as before")
    }

    @Test func `it ships after the order's completion, and for no more than was delivered`() throws {
        let order = try desk.confirmed()
        let early = try replacement(of: order, "2")
        #expect(try world.patch("logistics", "/v1/shipments/\(early)", #"{"notes":"x"}"#).faults == ["/lines/0/quantity: over_delivered"])
        let late = try replacement(of: order, "10")
        _ = try desk.shipped(of: order, [0: "10"], ["pack", "ship", "deliver"])
        try desk.world.settle(order)
        try desk.must("complete", order, by: "rep")
        for step in ["pack", "ship", "deliver"] { try desk.must(step, late, by: "logistics", in: "shipments") }
        #expect(try desk.state(order) == "completed")
        #expect(try desk.shipment(of: order, [0: "1"]).code == "order_not_shippable", "for the order itself nothing ships any more")
    }

    // MARK: As computed anew

    @Test func `after plans, shipments, promises, amendments and late days the order says what it follows from`() throws {
        let registry = try Application.describe(Configuration())
        func differences() throws -> [String] {
            try world.server.application.database.read { try DerivationCheck.differences(registry, at: world.server.clock.now, on: $0) }
        }
        let order = try desk.confirmed(lines: desk.line(quantity: "10") + "," + desk.line(quantity: "4"))
        let plan = try desk.made(of: order, "6", passed: "3", failed: "2")
        #expect(try differences() == [])
        _ = try desk.shipped(of: order, [0: "5", 1: "4"], ["pack", "ship", "deliver"])
        #expect(try differences() == [])
        #expect(try desk.applied(order, desk.quantityChange(order, "12") + "," + OrderDesk.date).status == 200)
        #expect(try differences() == [])
        try desk.must("promise", order, by: "logistics")
        world.server.clock.set(try #require(Instant("2027-02-01T00:00:00Z")))
        try world.renewSessions()
        try world.server.runJob("late-goods")
        #expect(try desk.order(order)["overdue"] == .bool(true))
        #expect(try differences() == [])
        try desk.mustMake("cancel", plan, #"{"reason":"Not wanted"}"#)
        #expect(try differences() == [])
    }
}
