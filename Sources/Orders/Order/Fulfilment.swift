// How far an order's goods are: it follows from the shipments, and this is the one function that knows (P2.5.3).

import CRM
package import Kernel

extension Order {
    /// What was shipped of each line, and of the order altogether.
    package static let derivations: [Derivation<Order>] = [
        Derivation(from: Shipment.self, by: \.order, compute: fulfil)
    ]

    private static func fulfil(_ order: inout Record<Order>, _ context: RuleReader) throws {
        let packed = try Shipment.quantities(of: order.id, in: [.packed, .shipped, .delivered], context)
        let shipped = try Shipment.quantities(of: order.id, in: [.shipped, .delivered], context)
        let delivered = try Shipment.quantities(of: order.id, in: [.delivered], context)
        order.lines = order.lines.map { line in
            var line = line
            line.shippedQuantity = Quantity(unscaled: shipped[line.id.integer] ?? 0)
            line.deliveredQuantity = Quantity(unscaled: delivered[line.id.integer] ?? 0)
            return line
        }
        let goods = order.lines.filter { $0.kind == .product }
        func isWhole(_ part: [Int64: Int64]) -> Bool {
            !goods.isEmpty && goods.allSatisfy { part[$0.id.integer] ?? 0 >= $0.quantity.unscaled }
        }
        order.fulfilmentStatus =
            if isWhole(delivered) { .delivered } else if !delivered.isEmpty { .partlyDelivered } else if isWhole(shipped) {
                .shipped
            } else if !shipped
                .isEmpty
            { .partlyShipped } else if isWhole(packed) { .ready } else { .open }
    }
}
