// How far an order's goods are: it follows from plans and shipments, and this is the one function that knows (P2.5.3).

import CRM
package import Kernel

extension Order {
    /// What was made and shipped of each line, and of the order altogether.
    package static let derivations: [Derivation<Order>] = [
        Derivation(from: Shipment.self, by: \.order, compute: fulfil),
        Derivation(from: ProductionPlan.self, by: \.order, compute: fulfil),
    ]

    /// Takes over what plans and shipments say now.
    static func fulfil(_ order: inout Record<Order>, _ context: RuleReader) throws {
        let goods = try ShippedGoods.of(order.id, in: context)
        order.lines = order.lines.map { line in
            var line = line
            line.take(goods[line.id.integer] ?? ShippedGoods(), in: context)
            return line
        }
        let made = try MadeGoods.of(order.id, in: context)
        order.fulfilmentStatus = status(of: order.lines.filter { $0.kind == .product }, goods, made)
        order.firstShippedAt = goods.values.compactMap(\.firstShipped).min()
        order.lastDeliveredAt = goods.values.compactMap(\.lastDelivered).max()
        order.noteDelivery { goods[$0.id.integer]?.lastCounted.map(context.registry.calendar.day) }
        order.noteOverdue()
    }

    private static func status(
        of lines: [Record<OrderLine>], _ goods: [Int64: ShippedGoods], _ made: [Int64: MadeGoods]
    ) -> FulfilmentStatus {
        func part(_ line: Record<OrderLine>, _ states: [ShipmentStatus]) -> Int64 {
            states.reduce(0) { $0 + (goods[line.id.integer]?.quantity(in: $1) ?? 0) }
        }
        func isWhole(_ states: ShipmentStatus...) -> Bool {
            !lines.isEmpty && lines.allSatisfy { part($0, states) >= $0.quantity.unscaled }
        }
        func isAny(_ states: ShipmentStatus...) -> Bool { lines.contains { part($0, states) > 0 } }
        if isWhole(.delivered) { return .delivered }
        if isAny(.delivered) { return .partlyDelivered }
        if isWhole(.shipped, .delivered) { return .shipped }
        if isAny(.shipped, .delivered) { return .partlyShipped }
        let isBegun = made.values.contains(where: \.isBegun)
        // Where something was made, the order is ready as soon as nothing waits for production; stock is the ERP's.
        let isMade = lines.allSatisfy { MadeGoods.shippable(of: $0, made[$0.id.integer]) >= $0.quantity.unscaled }
        if isWhole(.packed, .shipped, .delivered) || (isBegun && isMade) { return .ready }
        return isBegun ? .inProduction : .open
    }
}

extension Record where D == OrderLine {
    /// What was shipped and delivered of it; the day is that of the delivery which made it whole.
    fileprivate mutating func take(_ goods: ShippedGoods, in context: RuleReader) {
        self.shippedQuantity = Quantity(unscaled: goods.quantity(in: .shipped, .delivered))
        self.deliveredQuantity = Quantity(unscaled: goods.quantity(in: .delivered))
        let day = goods.lastDelivered.map(context.registry.calendar.day)
        self.deliveredOn = self.isDelivered ? day : nil
        self.deliveredAtOnce = self.isDelivered ? goods.mostAtOnce >= self.quantity.unscaled : nil
    }

    /// Whether nothing of it is still to arrive.
    var isDelivered: Bool { self.deliveredQuantity >= self.quantity }
}

// MARK: On time, in full

extension Record where D == Order {
    /// Once all has arrived: whether every line was there by the day that logistics first promised, by the day that the customer wants
    /// it, and whole with one shipment. A promise that was moved later does not make it good, nor does a delivery that was dated back.
    ///
    /// - Parameter counted: the day that counts as the one on which all of a line was there
    fileprivate mutating func noteDelivery(counted: (Record<OrderLine>) -> Day?) {
        let goods = self.lines.filter { $0.kind == .product }
        guard !goods.isEmpty, goods.allSatisfy(\.isDelivered) else {
            self.deliveredOn = nil
            self.deliveredOnTime = nil
            self.deliveredAsWanted = nil
            self.deliveredInFull = nil
            return
        }
        self.deliveredOn = goods.compactMap(\.deliveredOn).max()
        func isThere(_ line: Record<OrderLine>, by day: Day?) -> Bool {
            guard let day, let delivered = counted(line) else { return true }
            return delivered <= day
        }
        self.deliveredOnTime = goods.allSatisfy { isThere($0, by: $0.firstPromisedOn ?? $0.wantedOn) }
        self.deliveredAsWanted = goods.allSatisfy { isThere($0, by: $0.wantedOn) }
        self.deliveredInFull = goods.allSatisfy { $0.deliveredAtOnce == true }
    }
}
