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
    let deliveryNote = text("Signed delivery note", "签收单号", max: 100).optional()
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
            shipment.deliveryCountsAt = countedMoment(of: form.deliveredAt, in: context)
            shipment.deliveryNote = form.deliveryNote
        },
        Step("return-to-sender", "Came back", "退回", from: .shipped, to: [.returned], by: .logistics, clause: "P2.5.3", input: Reason.self) {
            shipment, form, _ in shipment.returnReason = form.reason
        },
        Step("cancel", "Cancel", "取消", from: .draft, .packed, to: [.cancelled], by: .logistics, clause: "P2.5.3"),
    ]

    /// What is recorded days after it is said to have happened counts as of its recording: nobody makes a late delivery one in time by
    /// dating it back.
    private static func countedMoment(of delivered: Instant, in context: RuleContext) -> Instant {
        let daysLate = context.today.daysSince1970 - context.registry.calendar.day(of: delivered).daysSince1970
        return daysLate > context.settings(OrderSettings.self).deliveryRecordedDays ? context.now : delivered
    }

    /// The order, where it is confirmed and not on hold; goods are replaced after its completion as well.
    static func shippableOrder(_ shipment: Record<Shipment>, in context: RuleContext) throws -> Record<Order> {
        let order = try context.require(Order.self, shipment.order)
        let isOpen = order.status == .confirmed || (shipment.purpose == .replacement && order.status == .completed)
        guard isOpen else { throw Failure(.orderNotShippable, ["state": order.status.rawValue]) }
        return order
    }

    /// Per line at most what is ordered and neither packed nor on its way, and what production has passed.
    private static func pack(_ shipment: inout Record<Shipment>, _ context: RuleContext) throws {
        let order = try shippableOrder(shipment, in: context)
        guard !shipment.lines.isEmpty else { throw Failure(.shipmentWithoutLines) }
        if shipment.purpose == .order {
            let faults = try packingFaults(of: shipment, order, context)
            guard faults.isEmpty else { throw Failure.invalid(faults) }
        }
        shipment.packedAt = context.now
    }

    private static func packingFaults(of shipment: Record<Shipment>, _ order: Record<Order>, _ context: RuleContext) throws -> [Fault] {
        let taken = try quantities(of: order.id, in: [.packed, .shipped, .delivered], context)
        let made = try MadeGoods.of(order.id, in: context)
        return shipment.lines.enumerated().compactMap { index, line in
            guard let ordered = order.lines.first(where: { $0.id == line.orderLine }) else {
                return Fault(.lineOfOtherOrder, at: "/lines/\(index)/order_line_id")
            }
            let before = taken[line.orderLine.integer] ?? 0
            let open = ordered.quantity.unscaled - before
            let ready = MadeGoods.shippable(of: ordered, made[line.orderLine.integer]) - before
            guard line.quantity.unscaled > min(open, ready) else { return nil }
            let isOver = line.quantity.unscaled > open
            let most = Quantity(unscaled: max(isOver ? open : ready, 0)).text
            return Fault(isOver ? .overOrdered : .notMadeYet, at: "/lines/\(index)/quantity", ["open": most])
        }
    }

    /// How much of each order line, by its id, shipments of the order in these states hold, in ten-thousandths. What replaces delivered
    /// goods is no part of it.
    static func quantities(of order: ID<Order>, in states: [ShipmentStatus], _ context: RuleReader) throws -> [Int64: Int64] {
        try ShippedGoods.of(order, in: context).mapValues { goods in
            states.reduce(0) { $0 + (goods.quantities[$1] ?? 0) }
        }.filter { $0.value > 0 }
    }

    /// Whether anything of the order is packed, on its way or delivered.
    static func hasLeft(_ order: Record<Order>, in context: RuleContext) throws -> Bool {
        try !quantities(of: order.id, in: [.packed, .shipped, .delivered], context).isEmpty
    }
}
