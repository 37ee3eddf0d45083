// Of which goods something can be done: of those that the customer was delivered and has not returned, each at most once at a time (P2.6.2).

import CRM
import Identity
import Kernel
import Orders
import SQLite

/// The lines of a service action against what was delivered.
struct DeliveredGoods {
    private let action: Record<ServiceAction>
    private let ticket: Record<Ticket>

    init(_ action: Record<ServiceAction>, _ ticket: Record<Ticket>) {
        self.action = action
        self.ticket = ticket
    }

    /// What of the lines is not the customer's, not delivered, already returned or in another action's hands.
    func faults(in context: RuleContext) throws -> [Fault] {
        let lines = action.lines
        if lines.isEmpty, action.kind.isAboutGoods { return [Fault(.actionWithoutLines, at: "/lines")] }
        var faults = lines.repeats(of: { $0.orderLine }).map { Fault(.repeated, at: "/lines/\($0)/order_line_id", ["name": "lines"]) }
        let order = try self.order(in: context)
        for (index, line) in lines.enumerated() {
            if let other = try orderID(of: line.orderLine, in: context), other != order {
                faults.append(Fault(.goodsOfTwoOrders, at: "/lines/\(index)/order_line_id"))
                continue
            }
            guard let ordered = try orderLine(line.orderLine, in: context) else {
                faults.append(Fault(.goodsOfOthers, at: "/lines/\(index)/order_line_id"))
                continue
            }
            let taken = action.kind.isAboutGoods ? try self.taken(of: line.orderLine, in: context) : 0
            let open = max(0, ordered.deliveredQuantity.unscaled - taken)
            guard line.quantity.unscaled > open else { continue }
            let text = DecimalText.write(open, scale: Quantity.scale, shownPlaces: 0)
            faults.append(Fault(.goodsNotThere, at: "/lines/\(index)/quantity", ["open": text]))
        }
        return faults
    }

    /// The goods' line, where it is of the ticket's order, or, where the ticket names none, of any order of its customer.
    private func orderLine(_ id: ID<OrderLine>, in context: RuleContext) throws -> Record<OrderLine>? {
        guard let order = try orderID(of: id, in: context).flatMap({ try context.find(Order.self, $0) }), order.customer == ticket.customer,
            ticket.order.map({ $0 == order.id }) ?? true
        else { return nil }
        return order.lines.first { $0.id == id && $0.kind == .product }
    }

    private func orderID(of line: ID<OrderLine>, in context: RuleContext) throws -> ID<Order>? {
        try context.integer("SELECT order_id FROM order_lines WHERE id = ?", line.stored).map { ID($0) }
    }

    /// The one order of which all goods are; nil for no goods.
    func order(in context: RuleContext) throws -> ID<Order>? {
        try action.lines.first.flatMap { try orderID(of: $0.orderLine, in: context) }
    }

    /// How much of it has been returned, or is to be repaired, exchanged or returned by another action, in ten-thousandths. What was
    /// exchanged the customer has again once the replacement has arrived.
    private func taken(of line: ID<OrderLine>, in context: RuleContext) throws -> Int64 {
        let sql = """
            SELECT coalesce(sum(l.quantity), 0) FROM service_action_lines l JOIN service_actions a ON a.id = l.service_action_id
            WHERE l.order_line_id = ? AND a.id <> ? AND (
                (a.status = 'finished' AND a.kind = 'return')
                OR (a.status = 'finished' AND a.kind = 'exchange' AND EXISTS (
                    SELECT 1 FROM shipments s WHERE s.id = a.replacement_shipment_id AND s.status <> 'delivered'))
                OR (a.archived_at IS NULL AND a.status IN ('proposed', 'approved', 'in_progress')
                    AND a.kind IN ('repair', 'exchange', 'return')))
            """
        return try context.integer(sql, line.stored, action.id.stored) ?? 0
    }

    // MARK: Warranty

    /// The lines with the day until which each is in warranty, and whether the ticket came by then.
    func linesWithWarranty(in context: RuleContext) throws -> [Record<ServiceActionLine>] {
        let months = Int(clamping: context.settings(ServiceSettings.self).warrantyMonths)
        let reported = context.registry.calendar.day(of: ticket.createdAt)
        return try action.lines.map { line in
            var line = line
            let until = try lastDelivery(of: line.orderLine, in: context).map { $0.adding(months: months) }
            line.warrantyUntilOn = until
            line.inWarranty = until.map { reported <= $0 } ?? false
            return line
        }
    }

    private func lastDelivery(of line: ID<OrderLine>, in context: RuleContext) throws -> Day? {
        let sql = """
            SELECT max(s.delivered_at) FROM shipment_lines l JOIN shipments s ON s.id = l.shipment_id
            WHERE s.status = 'delivered' AND l.order_line_id = ? AND s.order_id = (SELECT order_id FROM order_lines WHERE id = ?)
            """
        let moment = try context.integer(sql, line.stored, line.stored)
        return moment.map { context.registry.calendar.day(of: Instant(milliseconds: $0)) }
    }
}
