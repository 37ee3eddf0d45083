// What was changed after it had counted in a review that was scored: the difference, for the first open period (P3.2.2).

import Kernel
import SQLite

/// The questions for a period.
struct ChangedPapers {
    private let papers: PeriodPapers

    init(of papers: PeriodPapers) {
        self.papers = papers
    }

    private var reader: RuleReader { papers.reader }
    private var firstDay: Day { papers.period.days.lowerBound }
    private var values: [SQLiteValue] { [papers.period.cycle.stored, firstDay.stored, papers.except.stored] }

    /// What has counted in earlier periods, and what was set right in this one already, in the review of whoever had the record then.
    private static let counted = """
        v.cycle = ?1 AND (v.starts_on < ?2 OR v.starts_on = ?2 AND e.part = 'correction') AND v.id <> ?3 AND \(PeriodPapers.isScored)
        """

    private func ofOwner(_ column: String) -> String { papers.owner.map { "AND \(column) = \($0)" } ?? "" }

    /// Received money is taken back on a day of its own. Throws `amount_out_of_range`.
    func corrections() throws -> [CountedPaper] {
        switch papers.basis {
        case .confirmed: try changedOrders()
        case .invoiced: try voidPapers()
        case .received: []
        }
    }

    /// Orders that were amended or cancelled since: what they count now, less what they have counted.
    private func changedOrders() throws -> [CountedPaper] {
        let sql = """
            SELECT o.owner_id, o.id, o.status, o.net, o.cost, o.currency, o.exchange_rate, sum(e.amount), sum(e.cost)
            FROM orders o JOIN review_evidence e ON e.entity_id = o.id AND e.entity = 'order' AND e.item_id = 0
            JOIN performance_reviews v ON v.id = e.review_id
            WHERE o.id IN (
                    SELECT id FROM orders WHERE status = 'cancelled' AND confirmed_at IS NOT NULL
                    UNION SELECT order_id FROM order_amendments WHERE status = 'applied')
                AND e.part <> 'base' AND \(Self.counted) \(ofOwner("o.owner_id"))
            GROUP BY o.id
            """
        let worth = PaperWorth(currency: reader.registry.companyCurrency)
        return try reader.rows(sql, values).compactMap { row in
            guard let owner = row[0].integer, let id = row[1].integer, let net = row[3].integer, let cost = row[4].integer,
                let code = row[5].text, let rate = row[6].integer, let counted = row[7].integer, let countedCost = row[8].integer
            else { return nil }
            let isCancelled = row[2].text == "cancelled"
            let amount = try (isCancelled ? 0 : worth.of(net, in: code, at: rate)) - counted
            let change = try (isCancelled ? 0 : worth.of(cost, in: code, at: rate)) - countedCost
            return correction(of: "order", id, for: owner, amount, cost: change)
        }
    }

    /// Invoices and credit notes that were made void since: all that they have counted.
    private func voidPapers() throws -> [CountedPaper] {
        let sql = """
            SELECT o.owner_id, p.entity, p.id, sum(e.amount), sum(e.cost)
            FROM (
                SELECT 'invoice' AS entity, id, order_id FROM invoices WHERE status = 'void'
                UNION ALL
                SELECT 'credit_note', n.id, i.order_id FROM credit_notes n JOIN invoices i ON i.id = n.invoice_id WHERE n.status = 'void'
            ) p JOIN orders o ON o.id = p.order_id
            JOIN review_evidence e ON e.entity_id = p.id AND e.entity = p.entity AND e.item_id = 0
            JOIN performance_reviews v ON v.id = e.review_id
            WHERE e.part <> 'base' AND \(Self.counted) \(ofOwner("o.owner_id"))
            GROUP BY p.entity, p.id
            """
        return try reader.rows(sql, values).compactMap { row in
            guard let owner = row[0].integer, let entity = row[1].text, let id = row[2].integer, let amount = row[3].integer,
                let cost = row[4].integer
            else { return nil }
            return correction(of: entity, id, for: owner, -amount, cost: -cost)
        }
    }

    private func correction(of entity: String, _ id: Int64, for owner: Int64, _ amount: Int64, cost: Int64) -> CountedPaper? {
        guard amount != 0 || cost != 0 else { return nil }
        return CountedPaper(
            owner: owner, source: .sales, part: .correction, entity: entity, id: id, day: firstDay, amount: amount, cost: cost)
    }

    /// Customers that have counted as new and of whose orders none is left: taken off again.
    func lostCustomers() throws -> [CountedPaper] {
        let sql = """
            SELECT c.owner_id, c.id, sum(e.amount) FROM customers c
            JOIN review_evidence e ON e.entity_id = c.id AND e.entity = 'customer' JOIN performance_reviews v ON v.id = e.review_id
            WHERE c.id IN (SELECT customer_id FROM orders WHERE status = 'cancelled' AND confirmed_at IS NOT NULL)
                AND NOT EXISTS (
                    SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.confirmed_at IS NOT NULL AND o.status <> 'cancelled')
                AND \(Self.counted) \(ofOwner("c.owner_id"))
            GROUP BY c.id HAVING sum(e.amount) > 0
            """
        return try reader.rows(sql, values).compactMap { row in
            guard let owner = row[0].integer, let id = row[1].integer, let counted = row[2].integer else { return nil }
            return CountedPaper(
                owner: owner, source: .customers, part: .correction, entity: "customer", id: id, day: firstDay, amount: -counted)
        }
    }
}
