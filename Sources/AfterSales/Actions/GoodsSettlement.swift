// What the end of a service action brings about elsewhere, in the same transaction: a return is credited, an exchange is shipped (P2.6.2).

import Kernel
import Orders
import Receivables
import SQLite

extension LaterDerivation {
    /// What of an order's lines came back, and so how far the order is invoiced.
    static let returnedGoods = LaterDerivation(
        Derivation<Order>(from: ServiceAction.self, by: \.order) { order, reader in
            let returned = try ReturnedGoods.of(order.id, in: reader)
            guard !returned.isEmpty || order.lines.contains(where: { $0.returnedQuantity > .zero }) else { return }
            order.lines = order.lines.map { line in
                var line = line
                line.returnedQuantity = returned[line.id] ?? .zero
                return line
            }
            try Invoicing.count(&order, reader)
        })
}

private enum ReturnedGoods {
    /// How much of each line finished returns have brought back, archived ones too.
    static func of(_ order: ID<Order>, in reader: RuleReader) throws -> [ID<OrderLine>: Quantity] {
        let sql = """
            SELECT l.order_line_id, sum(l.quantity) FROM service_actions a JOIN service_action_lines l ON l.service_action_id = a.id
            WHERE a.order_id = ? AND a.kind = 'return' AND a.status = 'finished' GROUP BY l.order_line_id
            """
        let rows = try reader.rows(sql, [order.stored]).compactMap { row in
            ID<OrderLine>(stored: row[0]).flatMap { line in Quantity(stored: row[1]).map { (line, $0) } }
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}

extension Record where D == ServiceAction {
    /// Makes the credit notes of a return against the invoices that hold its lines, and the replacement shipment of an exchange.
    ///
    /// Throws what refuses either of them, such as closed books or an order on hold.
    mutating func settleGoods(in context: RuleContext) throws {
        guard let order = self.order else { return }
        switch self.kind {
        case .return: try credit(order, in: context)
        case .exchange: try replace(order, in: context)
        case .repair, .answer, .visit: return
        }
    }

    private mutating func credit(_ order: ID<Order>, in context: RuleContext) throws {
        let returned = self.lines.map { ReturnCredits.Returned(line: $0.orderLine, quantity: $0.quantity) }
        let notes = try ReturnCredits.issue(for: returned, of: order, reason: "Return / 退货 \(self.number)", in: context)
        self.credits = notes.map { note in
            var credit = Record<ServiceActionCredit>(new: ServiceActionCredit.self)
            credit.creditNote = note.id
            return credit
        }
    }

    private mutating func replace(_ order: ID<Order>, in context: RuleContext) throws {
        var shipment = Record<Shipment>(new: Shipment.self)
        shipment.order = order
        shipment.purpose = .replacement
        shipment.notes = "Exchange / 换货 \(self.number)"
        shipment.lines = self.lines.map { line in
            var replaced = Record<ShipmentLine>(new: ShipmentLine.self)
            replaced.orderLine = line.orderLine
            replaced.quantity = line.quantity
            return replaced
        }
        try context.insert(&shipment)
        self.replacementShipment = shipment.id
    }
}
