// The steps of a shipment (P2.5.3).

package import Kernel

final class ShipGoods: Form {
    let carrier = text("Carrier", "承运商", max: 100)
    let trackingNumber = text("Tracking number", "运单号", max: 100).optional()
}

final class TrackGoods: Form {
    let event = text("Event", "事件", max: 500)
    let at = instant("At", "时间").optional()
}

final class DeliverGoods: Form {
    let receivedBy = text("Received by", "签收人", max: 100)
    let deliveredAt = instant("Delivered at", "交付时间")
}

extension Shipment {
    /// From packing to the receipt (states.md, P2.5.3).
    package static let steps: [Step<Shipment>] = [
        Step("pack", "Pack", "打包", from: .draft, to: [.packed], by: .logistics, clause: "P2.5.3", effect: pack),
        Step("ship", "Ship", "发货", from: .packed, to: [.shipped], by: .logistics, clause: "P2.5.3", input: ShipGoods.self) {
            shipment, form, context in
            _ = try shippableOrder(shipment, in: context)
            shipment.carrier = form.carrier
            shipment.trackingNumber = form.trackingNumber
            shipment.shippedAt = context.now
        },
        Step("track", "Track", "登记物流", from: .shipped, by: .logistics, clause: "P2.5.3", input: TrackGoods.self) {
            shipment, form, context in
            var event = Record<ShipmentEvent>(new: ShipmentEvent.self)
            event.event = form.event
            event.at = form.at ?? context.now
            shipment.events += [event]
        },
        Step("deliver", "Deliver", "交付", from: .shipped, to: [.delivered], by: .logistics, clause: "P2.5.3", input: DeliverGoods.self) {
            shipment, form, context in
            guard form.deliveredAt <= context.now, form.deliveredAt >= shipment.shippedAt ?? form.deliveredAt else {
                throw Failure.invalid(.deliveredBeforeShipped, at: "/delivered_at")
            }
            shipment.receivedBy = form.receivedBy
            shipment.deliveredAt = form.deliveredAt
        },
        Step("return-to-sender", "Came back", "退回", from: .shipped, to: [.returned], by: .logistics, clause: "P2.5.3", input: Reason.self) {
            shipment, form, _ in shipment.returnReason = form.reason
        },
        Step("cancel", "Cancel", "取消", from: .draft, .packed, to: [.cancelled], by: .logistics, clause: "P2.5.3"),
    ]

    /// The order, where it is confirmed and not on hold.
    static func shippableOrder(_ shipment: Record<Shipment>, in context: RuleContext) throws -> Record<Order> {
        let order = try context.require(Order.self, shipment.order)
        guard order.status == .confirmed else { throw Failure(.orderNotShippable, ["state": order.status.rawValue]) }
        return order
    }

    /// Per line at most what is ordered and neither packed nor on its way.
    private static func pack(_ shipment: inout Record<Shipment>, _ context: RuleContext) throws {
        let order = try shippableOrder(shipment, in: context)
        guard !shipment.lines.isEmpty else { throw Failure(.shipmentWithoutLines) }
        let taken = try quantities(of: order.id, in: [.packed, .shipped, .delivered], context)
        for (index, line) in shipment.lines.enumerated() {
            let ordered = order.lines.first { $0.id == line.orderLine }?.quantity.unscaled ?? 0
            let open = ordered - (taken[line.orderLine.integer] ?? 0)
            guard line.quantity.unscaled <= open else {
                let text = DecimalText.write(max(open, 0), scale: Quantity.scale, shownPlaces: 0)
                throw Failure.invalid(.overOrdered, at: "/lines/\(index)/quantity", ["open": text])
            }
        }
        shipment.packedAt = context.now
    }

    /// How much of each order line, by its id, shipments in these states hold, in ten-thousandths.
    static func quantities(of order: ID<Order>, in states: [ShipmentStatus], _ context: RuleReader) throws -> [Int64: Int64] {
        let words = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let sql = """
            SELECT l.order_line_id, sum(l.quantity) FROM shipments s JOIN shipment_lines l ON l.shipment_id = s.id
            WHERE s.order_id = ? AND s.archived_at IS NULL AND s.status IN (\(words)) GROUP BY l.order_line_id
            """
        let rows = try context.rows(sql, [order.stored]).compactMap { row in
            Int64(stored: row[0]).flatMap { line in Int64(stored: row[1]).map { (line, $0) } }
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Whether anything of the order is packed, on its way or delivered.
    static func hasLeft(_ order: Record<Order>, in context: RuleContext) throws -> Bool {
        try !quantities(of: order.id, in: [.packed, .shipped, .delivered], context).isEmpty
    }
}
