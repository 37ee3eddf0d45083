// Shipments of an order: partial ones too, never more than is still to be shipped (P2.5.3).

import CRM
package import Kernel

/// Goods on their way to a customer.
package final class Shipment: Resource {
    package typealias Status = ShipmentStatus
    package static let schema = Schema<Shipment>("shipments", one: "shipment", "Shipment", "发货单")

    package let number = Kernel.number("SH")
    package let order = reference(Order.self, "Order", "订单").concerned().fixed()
    /// What the order is fulfilled with, or what takes the place of goods that were delivered: a rule alone makes the latter.
    package let purpose = choice(ShipmentPurpose.self, "Purpose", "用途").byDefault(.order).computed()
    package let status = state(ShipmentStatus.self, initial: .draft, editable: [.draft])
    package let carrier = text("Carrier", "承运商", max: 100).computed().optional()
    package let trackingNumber = text("Tracking number", "运单号", max: 100).computed().optional()
    package let packedAt = instant("Packed at", "打包时间").computed().optional()
    package let shippedAt = instant("Shipped at", "发货时间").computed().optional()
    package let deliveredAt = instant("Delivered at", "交付时间").computed().optional()
    /// The moment against which promises are measured: that of the recording, where it was recorded late.
    package let deliveryCountsAt = instant("Counts as delivered at", "计为交付时间").computed().optional()
    package let receivedBy = text("Received by", "签收人", max: 100).computed().optional()
    package let deliveryNote = text("Signed delivery note", "签收单号", max: 100).computed().optional()
    package let returnReason = text("Reason of the return", "退回原因", max: 500).computed().optional()
    package let notes = paragraphs("Notes", "备注", max: 2000).optional()
    package let externalID = Kernel.externalID()
    package let lines = children(ShipmentLine.self, "Lines", "明细", 0...500)
    package let events = computedChildren(ShipmentEvent.self, "Events", "物流事件")

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.salesRep], .read, rows: .own),
            Grant([.salesManager], .read, rows: .team),
            Grant([.finance], .read),
            Grant([.logistics], .all),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Shipments whose arrival was told late, or cannot have been.
    package static let filters: [NamedFilter] = [
        // What was recorded later than the company's settings let count from the day itself.
        .flag(
            "backdated", "The delivery was recorded late", "交付登记逾期", when: "t.delivery_counts_at > t.delivered_at"),
        .flag(
            "delivered_early", "Delivered before it was shipped", "交付早于发货", when: "t.delivered_at < t.shipped_at"),
    ]

    /// What is to be replaced is still owed: it is cancelled, so that its service action goes on, and not laid aside.
    package static func archiving(_ shipment: Record<Shipment>, in context: RuleContext) throws {
        guard shipment.purpose == .order else { throw Failure(.replacementNotArchived) }
    }

    /// Throws where more would be shipped than was ordered, or replaced than was delivered.
    package static func prepare(_ shipment: inout Record<Shipment>, from old: Record<Shipment>?, in context: RuleContext) throws {
        let order = try shippableOrder(shipment, in: context)
        if let old, old.purpose == .replacement, !shipment.holdsTheSame(as: old) {
            throw Failure.invalid(.replacementFixed, at: "/lines")
        }
        var faults = shipment.lines.repeats(of: { $0.orderLine }).map {
            Fault(.repeated, at: "/lines/\($0)/order_line_id", ["name": "lines"])
        }
        for (index, line) in shipment.lines.enumerated() {
            let ordered = order.lines.first { $0.id == line.orderLine && $0.kind == .product }
            if ordered == nil { faults.append(Fault(.lineOfOtherOrder, at: "/lines/\(index)/order_line_id")) }
            let most = shipment.purpose == .order ? ordered?.quantity : ordered?.deliveredQuantity
            if let most, line.quantity > most {
                let code: FailureCode = shipment.purpose == .order ? .overOrdered : .overDelivered
                faults.append(Fault(code, at: "/lines/\(index)/quantity", ["open": most.text]))
            }
        }
        if !faults.isEmpty { throw Failure.invalid(faults) }
    }
}

extension Record where D == Shipment {
    /// Whether both hold as much of the same order lines.
    fileprivate func holdsTheSame(as other: Record<Shipment>) -> Bool {
        self.lines.map(\.orderLine) == other.lines.map(\.orderLine) && self.lines.map(\.quantity) == other.lines.map(\.quantity)
    }
}

/// How much of an order's line a shipment holds.
package final class ShipmentLine: Item {
    package static let schema = Schema<ShipmentLine>(
        table: "shipment_lines", one: "shipment_line", parent: "shipment_id", "Shipment line", "发货明细")

    package let orderLine = reference(OrderLine.self, "Order line", "订单行")
    package let quantity = Kernel.quantity("Quantity", "数量")

    package init() {}
}

/// Something that happened to a shipment on its way.
package final class ShipmentEvent: Item {
    package static let schema = Schema<ShipmentEvent>(
        table: "shipment_events", one: "shipment_event", parent: "shipment_id", "Event", "物流事件")

    package let event = text("Event", "事件", max: 500).computed()
    package let at = instant("At", "时间").computed()

    package init() {}
}

/// Where a shipment is (states.md, P2.5.3).
package enum ShipmentStatus: String, Choice {
    case draft, packed, shipped, delivered, returned, cancelled

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .packed: "已打包"
        case .shipped: "已发货"
        case .delivered: "已交付"
        case .returned: "已退回"
        case .cancelled: "已取消"
        }
    }
}

/// What a shipment is for.
package enum ShipmentPurpose: String, Choice {
    case order, replacement

    package var chinese: String { self == .order ? "订单发货" : "换货" }
}
