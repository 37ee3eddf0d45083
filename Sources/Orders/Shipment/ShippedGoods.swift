// What has become of an order's goods: the one place that counts its shipments (P2.5.3).

import Kernel

/// What the shipments of one line hold, replacements aside.
struct ShippedGoods {
    /// By state, in ten-thousandths.
    private(set) var quantities: [ShipmentStatus: Int64] = [:]
    /// When the first of what is on its way or has arrived went out.
    private(set) var firstShipped: Instant?
    /// When the last of what is delivered arrived.
    private(set) var lastDelivered: Instant?
    /// The same by the moments that count against promises.
    private(set) var lastCounted: Instant?
    /// The most that arrived with one shipment, in ten-thousandths.
    private(set) var mostAtOnce: Int64 = 0

    /// By the ids of the order's lines.
    static func of(_ order: ID<Order>, in reader: RuleReader) throws -> [Int64: ShippedGoods] {
        let sql = """
            SELECT l.order_line_id, s.status, sum(l.quantity), max(s.delivered_at), max(s.delivery_counts_at), max(l.quantity),
                min(s.shipped_at)
            FROM shipments s JOIN shipment_lines l ON l.shipment_id = s.id
            WHERE s.order_id = ? AND s.purpose = 'order' AND s.archived_at IS NULL GROUP BY l.order_line_id, s.status
            """
        var goods: [Int64: ShippedGoods] = [:]
        for row in try reader.rows(sql, [order.stored]) {
            guard let line = Int64(stored: row[0]), let status = ShipmentStatus(stored: row[1]), let quantity = Int64(stored: row[2])
            else { continue }
            goods[line, default: ShippedGoods()].quantities[status] = quantity
            if status == .shipped || status == .delivered {
                let known = goods[line]?.firstShipped
                goods[line]?.firstShipped = [known, Instant(stored: row[6])].compactMap { $0 }.min()
            }
            guard status == .delivered else { continue }
            goods[line]?.lastDelivered = Instant(stored: row[3])
            goods[line]?.lastCounted = Instant(stored: row[4])
            goods[line]?.mostAtOnce = Int64(stored: row[5]) ?? 0
        }
        return goods
    }

    /// In all of these states together.
    func quantity(in states: ShipmentStatus...) -> Int64 { states.reduce(0) { $0 + (quantities[$1] ?? 0) } }
}
