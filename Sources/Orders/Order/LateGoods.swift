// What is late is told, once: lines whose day has passed, and plans that are not finished in time (P2.5.3).

import CRM
import JSON
import Kernel
import SQLite

extension Record where D == OrderLine {
    /// The day by which it is to arrive: as promised, else as wanted.
    var dueOn: Day? { self.promisedOn ?? self.wantedOn }

    /// Goods of which something has still to arrive.
    var isOnTheWay: Bool { self.kind == .product && !self.isDelivered }
}

extension Record where D == Order {
    /// Overdue while something that was found late has not arrived.
    mutating func noteOverdue() {
        self.overdue = self.lines.contains { $0.lateAt != nil && !$0.isDelivered }
    }
}

extension PeriodicJob {
    /// Finds what has become late. After a standstill each is told once.
    static let lateGoods = PeriodicJob("late-goods", every: 600) { context in
        // One kind of work in a slice: whatever is found is noted, so that the next slice finds less.
        try LateGoods.tellOfLines(context) || LateGoods.tellOfPlans(context)
    }
}

private enum LateGoods {
    private static let mostInSlice = 20

    /// Of orders that are confirmed, on hold or not.
    static func tellOfLines(_ context: RuleContext) throws -> Bool {
        let sql = """
            SELECT o.id FROM orders o
            WHERE (o.status = 'confirmed' OR o.held_from = 'confirmed') AND o.fulfilment_status <> 'delivered' AND o.archived_at IS NULL
            AND EXISTS (
                SELECT 1 FROM order_lines l
                WHERE l.order_id = o.id AND l.kind = 'product' AND l.late_at IS NULL AND l.delivered_quantity < l.quantity
                AND ifnull(l.promised_on, l.wanted_on) < ?)
            ORDER BY o.id LIMIT \(mostInSlice)
            """
        let found = try context.rows(sql, [context.today.stored]).compactMap { ID<Order>(stored: $0[0]) }
        for id in found { try tellOfLines(of: context.require(Order.self, id), context) }
        return !found.isEmpty
    }

    private static func tellOfLines(of before: Record<Order>, _ context: RuleContext) throws {
        var order = before
        var told: [JSONValue] = []
        order.lines = order.lines.map { line in
            guard line.isOnTheWay, line.lateAt == nil, let day = line.dueOn, day < context.today else { return line }
            var line = line
            line.lateAt = context.now
            told.append(["line_id": .integer(line.id.integer), "due_on": .string(day.description)])
            return line
        }
        order.noteOverdue()
        let facts: JSONObject = ["lines": .array(told), "owner_id": .integer(order.owner.integer)]
        try context.save(&order, action: "late", facts: facts)
    }

    /// Beyond their own day, or the one promised to the customer.
    static func tellOfPlans(_ context: RuleContext) throws -> Bool {
        let sql = """
            SELECT p.id FROM production_plans p JOIN order_lines l ON l.id = p.order_line_id
            WHERE (p.status = 'planned' OR p.status = 'in_progress') AND p.overdue = 0 AND p.archived_at IS NULL
            AND (p.planned_to_on < ?1 OR l.promised_on < ?1) ORDER BY p.id LIMIT \(mostInSlice)
            """
        let found = try context.rows(sql, [context.today.stored]).compactMap { ID<ProductionPlan>(stored: $0[0]) }
        for id in found {
            var plan = try context.require(ProductionPlan.self, id)
            plan.overdue = true
            plan.lateAt = context.now
            let facts: JSONObject = [
                "order_id": .integer(plan.order.integer), "order_line_id": .integer(plan.orderLine.integer),
                "planned_to_on": .string(plan.plannedToOn.description),
            ]
            try context.save(&plan, action: "late", facts: facts)
        }
        return !found.isEmpty
    }
}
