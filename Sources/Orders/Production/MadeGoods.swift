// What production has made of an order's lines and has still to make: the one place that counts plans (P2.5.3).

import Kernel

/// What the plans of one line come to, in ten-thousandths.
struct MadeGoods {
    /// What living plans have still to bring, failed goods made once more among it.
    private(set) var toCome: Int64 = 0
    /// What passed the inspection, whatever became of the plan afterwards.
    private(set) var passed: Int64 = 0
    /// What has failed in plans that have ended, and no later plan has made up for or is to.
    private var notMadeUp: Int64 = 0
    /// Whether anything was begun: a plan that was only planned, or cancelled with nothing good, is not.
    private(set) var isBegun = false

    /// By the ids of the order's lines.
    ///
    /// - Parameter plan: one that does not count
    static func of(_ order: ID<Order>, except plan: ID<ProductionPlan> = ID(0), in reader: RuleReader) throws -> [Int64: MadeGoods] {
        let sql = """
            SELECT order_line_id, status, quantity, passed_quantity, failed_quantity FROM production_plans
            WHERE order_id = ? AND id <> ? AND archived_at IS NULL ORDER BY id
            """
        var goods: [Int64: MadeGoods] = [:]
        for row in try reader.rows(sql, [order.stored, plan.stored]) {
            guard let line = Int64(stored: row[0]), let status = ProductionStatus(stored: row[1]), let quantity = Int64(stored: row[2]),
                let passed = Int64(stored: row[3]), let failed = Int64(stored: row[4])
            else { continue }
            goods[line, default: MadeGoods()].count(status, quantity, passed: passed, failed: failed)
        }
        return goods
    }

    /// What does not ship yet of a line that could come from stock as well.
    var missing: Int64 { toCome + notMadeUp }

    private mutating func count(_ status: ProductionStatus, _ quantity: Int64, passed: Int64, failed: Int64) {
        // A plan makes up for what earlier ones have not brought before it brings anything else.
        let owed = min(notMadeUp, quantity)
        let madeUp = min(owed, passed)
        let rest = max(0, quantity - passed)
        switch status {
        case .planned, .inProgress:
            toCome += rest
            notMadeUp -= owed
        case .finished, .cancelled:
            let failedBeyond = max(0, failed - (owed - madeUp))
            notMadeUp += min(failedBeyond, max(0, rest - (owed - madeUp))) - madeUp
        }
        self.passed += passed
        if status == .inProgress || status == .finished || passed > 0 { isBegun = true }
    }

    /// How much of a line may have left in all. What is made to order ships as it is made and passed; of other goods all that does
    /// not wait for production.
    static func shippable(of line: Record<OrderLine>, _ made: MadeGoods?) -> Int64 {
        if line.madeToOrder { return min(line.quantity.unscaled, made?.passed ?? 0) }
        return line.quantity.unscaled - (made?.missing ?? 0)
    }
}

extension Quantity {
    /// As people write it, without needless zeros.
    var text: String { DecimalText.write(unscaled, scale: Quantity.scale, shownPlaces: 0) }
}
