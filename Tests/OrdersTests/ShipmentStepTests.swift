// Every step of a shipment, from every state, by everybody, against the table of steps written down by hand.

import JSON
import Kernel
import TestSupport
import Testing

/// A state of a shipment.
enum ShipmentPlace: String, CaseIterable, Sendable {
    case draft, packed, shipped, delivered, returned, cancelled

    /// What leads there.
    var steps: [String] {
        switch self {
        case .draft: []
        case .packed: ["pack"]
        case .shipped: ["pack", "ship"]
        case .delivered: ["pack", "ship", "deliver"]
        case .returned: ["pack", "ship", "return-to-sender"]
        case .cancelled: ["cancel"]
        }
    }
}

enum ShipmentStepTable {
    /// From where each step is possible, and where it leads; nil: the state stays. Logistics takes them all, and so does the ERP's key.
    static let rows: [(step: String, from: [ShipmentPlace], to: ShipmentPlace?)] = [
        ("pack", [.draft], .packed), ("ship", [.packed], .shipped), ("track", [.shipped], nil), ("deliver", [.shipped], .delivered),
        ("return-to-sender", [.shipped], .returned), ("cancel", [.draft, .packed], .cancelled),
    ]
    static let takers = ["logistics", "logistics2", "key"]
    /// Who reads a shipment of the rep's order and may take no step of it.
    static let readers = ["rep", "manager", "executive", "finance", "auditor", "admin"]
    /// Service sees the shipments of customers who have a ticket, and there is none here.
    static let hiddenFrom = ["rep2", "stranger", "service"]
    /// Whose roles never see a shipment.
    static let outsiders = ["production", "hr", "legal", "marketing", "product"]
}

struct ShipmentStepTests {
    @Test(arguments: ShipmentPlace.allCases)
    func `whoever may not take a step is refused, and the shipment stays as it is`(_ place: ShipmentPlace) throws {
        let desk = try OrderDesk()
        let id = try desk.shipped(of: desk.confirmed(), [0: "1"], place.steps)
        let before = try desk.world.get("auditor", "/v1/shipments/\(id)").json
        for row in ShipmentStepTable.rows {
            for name in ShipmentStepTable.readers + ShipmentStepTable.outsiders {
                let reply = try desk.take(row.step, id, by: name, in: "shipments")
                #expect(reply.status == 403 && reply.code == "not_allowed", "\(row.step) by \(name) from \(place)")
            }
            for name in ShipmentStepTable.hiddenFrom {
                #expect(try desk.take(row.step, id, by: name, in: "shipments").status == 404, "\(row.step) by \(name) from \(place)")
            }
            for name in ShipmentStepTable.takers where !row.from.contains(place) {
                let reply = try desk.take(row.step, id, by: name, in: "shipments")
                #expect(reply.status == 409 && reply.code == "wrong_state", "\(row.step) by \(name) from \(place)")
                #expect(reply.array("possible_from").compactMap(\.string) == row.from.map(\.rawValue))
            }
        }
        #expect(try desk.world.get("auditor", "/v1/shipments/\(id)").json == before)
    }

    @Test(arguments: ShipmentPlace.allCases)
    func `whoever may take a step gets the shipment where it leads`(_ place: ShipmentPlace) throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed(lines: desk.line(quantity: "1000"))
        for row in ShipmentStepTable.rows where row.from.contains(place) {
            for name in ShipmentStepTable.takers {
                let id = try desk.shipped(of: order, [0: "1"], place.steps)
                let reply = try desk.take(row.step, id, by: name, in: "shipments")
                #expect(reply.status == 200, "\(row.step) by \(name) from \(place): \(reply.answer.text)")
                #expect(reply.string("status") == (row.to ?? place).rawValue)
            }
        }
    }

    @Test(arguments: ShipmentPlace.allCases)
    func `a shipment's actions are the steps that its reader may take`(_ place: ShipmentPlace) throws {
        let desk = try OrderDesk()
        let id = try desk.shipped(of: desk.confirmed(), [0: "1"], place.steps)
        let possible = ShipmentStepTable.rows.filter { $0.from.contains(place) }.map(\.step)
        for name in ShipmentStepTable.takers + ShipmentStepTable.readers {
            let actions = try desk.world.get(name, "/v1/shipments/\(id)").array("actions").compactMap { $0.object?["step"]?.string }
            #expect(actions == (ShipmentStepTable.takers.contains(name) ? possible : []), "\(name)")
        }
        for name in ShipmentStepTable.hiddenFrom { #expect(try desk.world.get(name, "/v1/shipments/\(id)").status == 404) }
        for name in ShipmentStepTable.outsiders { #expect(try desk.world.get(name, "/v1/shipments/\(id)").status == 403) }
    }

    @Test func `what a step needs is demanded`() throws {
        let desk = try OrderDesk()
        let id = try desk.shipped(of: desk.confirmed(), [0: "1"], ["pack"])
        #expect(try desk.take("ship", id, by: "logistics", "{}", in: "shipments").faults == ["/carrier: required"])
        let shipped = try desk.must("ship", id, by: "logistics", #"{"carrier":"SF","tracking_number":"SF123"}"#, in: "shipments")
        #expect(["carrier", "tracking_number", "shipped_at"].map { shipped.string($0) } == ["SF", "SF123", "2026-11-24T01:00:00.000Z"])
        #expect(try desk.take("track", id, by: "logistics", "{}", in: "shipments").faults == ["/event: required"])
        let tracked = try desk.must("track", id, by: "logistics", in: "shipments")
        #expect(["events/0/event", "events/0/at"].map { tracked.string($0) } == ["Left Shanghai", "2026-11-24T01:00:00.000Z"])
        let faults = try desk.take("deliver", id, by: "logistics", "{}", in: "shipments").faults
        #expect(faults.sorted() == ["/delivered_at: required", "/received_by: required"])
        #expect(try desk.take("return-to-sender", id, by: "logistics", "{}", in: "shipments").faults == ["/reason: required"])
    }

    @Test func `nothing arrives before it left, nor tomorrow`() throws {
        let desk = try OrderDesk()
        let id = try desk.shipped(of: desk.confirmed(), [0: "1"])
        for moment in ["2026-11-24T00:59:59Z", "2026-11-25T00:00:00Z"] {
            let reply = try desk.take(
                "deliver", id, by: "logistics", "{\"received_by\":\"Wang\",\"delivered_at\":\"\(moment)\"}", in: "shipments")
            #expect(reply.faults == ["/delivered_at: delivered_before_shipped"])
        }
    }
}
