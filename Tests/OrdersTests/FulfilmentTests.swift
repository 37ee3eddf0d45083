// How far an order's goods are: through all values, and compared with a fresh computation after whatever may happen.

import JSON
import Kernel
import TestSupport
import Testing

struct FulfilmentTests {
    @Test func `the fulfilment goes from open to delivered as the shipments do`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed(lines: desk.line(quantity: "10") + "," + desk.line(quantity: "2.5") + "," + desk.freight("10.00"))
        func step(_ step: String, _ id: Int64, _ expected: String) throws {
            try desk.must(step, id, by: "logistics", in: "shipments")
            #expect(try desk.fulfilment(order) == expected, "after \(step)")
        }
        #expect(try desk.fulfilment(order) == "open")
        let first = try desk.world.created(desk.shipment(of: order, [0: "4"]))
        #expect(try desk.fulfilment(order) == "open")
        try step("pack", first, "open")
        let second = try desk.world.created(desk.shipment(of: order, [0: "6", 1: "2.5"]))
        try step("pack", second, "ready")
        try step("ship", first, "partly_shipped")
        try step("ship", second, "shipped")
        try step("deliver", first, "partly_delivered")
        try step("track", second, "partly_delivered")
        try step("return-to-sender", second, "partly_delivered")
        let third = try desk.world.created(desk.shipment(of: order, [0: "6", 1: "2.5"]))
        try step("pack", third, "partly_delivered")
        try step("ship", third, "partly_delivered")
        try step("deliver", third, "delivered")
        let lines = try desk.order(order).array("lines").map { line in
            [line.object?["shipped_quantity"]?.string, line.object?["delivered_quantity"]?.string].map { $0.flatMap { Double($0) } }
        }
        #expect(lines == [[10, 10], [2.5, 2.5], [0, 0]])
    }

    @Test func `what is packed and cancelled, or shipped and returned, leaves no trace in the fulfilment`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let packed = try desk.shipped(of: order, [0: "10"], ["pack"])
        #expect(try desk.fulfilment(order) == "ready")
        try desk.must("cancel", packed, by: "logistics", in: "shipments")
        #expect(try desk.fulfilment(order) == "open")
        let shipped = try desk.shipped(of: order, [0: "10"])
        #expect(try desk.fulfilment(order) == "shipped")
        try desk.must("return-to-sender", shipped, by: "logistics", in: "shipments")
        #expect(try desk.fulfilment(order) == "open")
    }

    @Test func `a delivery that is recorded late counts as of its recording, whatever day it is dated back to`() throws {
        let desk = try OrderDesk()
        func delivered(recordedAfter days: Int64) throws -> Reply {
            let order = try desk.confirmed(lines: desk.line(quantity: "10", ",\"wanted_on\":\"\(desk.day(after: 2))\""))
            let id = try desk.shipped(of: order, [0: "10"])
            let told = try #require(Instant("\(desk.day(after: 1))T02:00:00Z")).description
            desk.world.server.clock.advance(seconds: days * 86_400 + 7_200)
            try desk.world.renewSessions()
            let form = "{\"received_by\":\"Wang\",\"delivered_at\":\"\(told)\"}"
            let shipment = try desk.must("deliver", id, by: "logistics", form, in: "shipments")
            #expect(shipment.string("delivered_at") == told)
            let after = try desk.order(order)
            #expect(after.string("delivered_on").map { told.hasPrefix($0) } == true, "the day itself is as it was told")
            return after
        }
        #expect(try delivered(recordedAfter: 4)["delivered_on_time"] == .bool(true), "three days later is soon enough")
        let late = try delivered(recordedAfter: 5)
        #expect(late["delivered_on_time"] == .bool(false) && late["delivered_as_wanted"] == .bool(false))
        let setting = #"{"delivery_recorded_days":0}"#
        #expect(try desk.world.patch("logistics", "/v1/settings/orders", setting).status == 403)
        #expect(try desk.world.patch("admin", "/v1/settings/orders", setting).status == 200)
        #expect(try delivered(recordedAfter: 1)["delivered_on_time"] == .bool(true))
        #expect(try delivered(recordedAfter: 3)["delivered_on_time"] == .bool(false))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `after any sequence of steps the order says what its shipments say`(_ seed: UInt64) throws {
        let desk = try OrderDesk()
        let ordered: [Int64] = [10, 3, 7]
        let lines = ordered.map { desk.line(quantity: "\($0)") } + [desk.freight("10.00")]
        let order = try desk.confirmed(lines: lines.joined(separator: ","))
        let ids = try desk.order(order).array("lines").prefix(3).compactMap { $0.object?["id"]?.number?.int64 }
        var model = ShipmentModel(ordered: Dictionary(uniqueKeysWithValues: zip(ids, ordered)))
        var random = SplitMix(state: seed)
        for turn in 0..<60 {
            try model.act(&random, on: order, desk)
            let record = try desk.order(order)
            #expect(record.string("fulfilment_status") == model.fulfilment, "seed \(seed), turn \(turn): \(model.shipments)")
            for (place, id) in ids.enumerated() {
                let shown = ["shipped_quantity", "delivered_quantity"].map { record.string("lines/\(place)/\($0)").flatMap { Double($0) } }
                let expected = [model.sum(id, ["shipped", "delivered"]), model.sum(id, ["delivered"])].map { Double($0) }
                #expect(shown == expected, "seed \(seed), turn \(turn), line \(place)")
            }
            // As written down, not only as remembered.
            #expect(try model.isWhatIsListed(of: order, desk), "seed \(seed), turn \(turn)")
        }
    }
}

/// What the shipments of one order hold, computed apart from the server.
private struct ShipmentModel {
    let ordered: [Int64: Int64]
    var isHeld = false
    var shipments: [Int64: (status: String, lines: [Int64: Int64])] = [:]

    init(ordered: [Int64: Int64]) {
        self.ordered = ordered
    }

    func sum(_ line: Int64, _ states: Set<String>) -> Int64 {
        shipments.values.filter { states.contains($0.status) }.reduce(0) { $0 + ($1.lines[line] ?? 0) }
    }

    var fulfilment: String {
        func isAll(_ states: Set<String>) -> Bool { ordered.allSatisfy { sum($0.key, states) == $0.value } }
        func isAny(_ states: Set<String>) -> Bool { ordered.contains { sum($0.key, states) > 0 } }
        if isAll(["delivered"]) { return "delivered" }
        if isAny(["delivered"]) { return "partly_delivered" }
        if isAll(["shipped", "delivered"]) { return "shipped" }
        if isAny(["shipped", "delivered"]) { return "partly_shipped" }
        return isAll(["packed", "shipped", "delivered"]) ? "ready" : "open"
    }

    mutating func act(_ random: inout SplitMix, on order: Int64, _ desk: OrderDesk) throws {
        switch random.below(10) {
        case 0, 1, 2: try enter(&random, order, desk)
        case 3 where random.below(3) == 0: try turnHold(order, desk)
        default: try move(&random, desk)
        }
    }

    private mutating func enter(_ random: inout SplitMix, _ order: Int64, _ desk: OrderDesk) throws {
        var lines: [Int64: Int64] = [:]
        for id in ordered.keys.sorted() where random.below(2) == 0 { lines[id] = Int64(random.below(6)) + 1 }
        let items = lines.sorted { $0.key < $1.key }.map { "{\"order_line_id\":\($0.key),\"quantity\":\($0.value)}" }.joined(separator: ",")
        let reply = try desk.world.post("logistics", "/v1/shipments", "{\"order_id\":\(order),\"lines\":[\(items)]}")
        let fits = lines.allSatisfy { $0.value <= ordered[$0.key] ?? 0 }
        #expect(reply.status == (isHeld ? 409 : fits ? 201 : 422))
        if reply.status == 201 { shipments[reply.id] = ("draft", lines) }
    }

    private mutating func turnHold(_ order: Int64, _ desk: OrderDesk) throws {
        try desk.must(isHeld ? "release" : "hold", order, by: "finance")
        isHeld.toggle()
    }

    /// Tries any step on any shipment, and expects what the table says.
    private mutating func move(_ random: inout SplitMix, _ desk: OrderDesk) throws {
        guard !shipments.isEmpty else { return }
        let id = shipments.keys.sorted()[random.below(shipments.count)]
        let row = ShipmentStepTable.rows[random.below(ShipmentStepTable.rows.count)]
        guard let shipment = shipments[id] else { return }
        let reply = try desk.take(row.step, id, by: "logistics", in: "shipments")
        #expect(reply.status == expectedStatus(row.step, shipment, row.from), "\(row.step) from \(shipment.status): \(reply.answer.text)")
        if reply.status == 200, let to = row.to { shipments[id] = (to.rawValue, shipment.lines) }
    }

    private func expectedStatus(_ step: String, _ shipment: (status: String, lines: [Int64: Int64]), _ from: [ShipmentPlace]) -> Int {
        guard from.map(\.rawValue).contains(shipment.status) else { return 409 }
        if isHeld, ["pack", "ship"].contains(step) { return 409 }
        guard step == "pack" else { return 200 }
        let fits = shipment.lines.allSatisfy { $0.value + sum($0.key, ["packed", "shipped", "delivered"]) <= ordered[$0.key] ?? 0 }
        return fits && !shipment.lines.isEmpty ? 200 : 422
    }

    func isWhatIsListed(of order: Int64, _ desk: OrderDesk) throws -> Bool {
        let reply = try desk.world.get("logistics", "/v1/shipments?order_id=\(order)&expand=lines&limit=200")
        let listed = reply.array("items").map { item in
            let lines = (item.object?["lines"]?.array ?? []).compactMap { line in
                line.object.flatMap { object in
                    object["order_line_id"]?.number?.int64.map { ($0, Int64(Double(object["quantity"]?.string ?? "") ?? -1)) }
                }
            }
            return (item.object?["id"]?.number?.int64 ?? 0, item.object?["status"]?.string, Dictionary(lines) { first, _ in first })
        }
        return listed.count == shipments.count && listed.allSatisfy { shipments[$0.0]?.status == $0.1 && shipments[$0.0]?.lines == $0.2 }
    }
}

/// SplitMix64: the same sequence for the same seed everywhere.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
