// New customers, satisfied customers and activities of a period: one question for all people, or for one (P3.2.1).

import Kernel
import SQLite

/// The questions for some days.
struct OtherPapers {
    let days: ClosedRange<Day>
    /// Nil: everybody's.
    let owner: Int64?
    let reader: RuleReader

    private var calendar: CompanyCalendar { reader.registry.calendar }
    private var moments: [SQLiteValue] {
        [calendar.start(of: days.lowerBound).stored, calendar.start(of: days.upperBound.adding(days: 1)).stored]
    }

    private func ofOwner(_ column: String) -> String { owner.map { "AND \(column) = \($0)" } ?? "" }

    /// Customers whose first confirmed order was confirmed in these days: for whoever owns that order.
    func newCustomers() throws -> [CountedPaper] {
        let sql = """
            SELECT o.owner_id, o.customer_id, min(o.confirmed_at) FROM orders o
            WHERE o.confirmed_at >= ?1 AND o.confirmed_at < ?2 AND o.status <> 'cancelled'
            \(owner.map { "AND o.customer_id IN (SELECT customer_id FROM orders WHERE owner_id = \($0))" } ?? "")
            GROUP BY o.customer_id
            HAVING NOT EXISTS (
                SELECT 1 FROM orders e WHERE e.customer_id = o.customer_id AND e.confirmed_at < ?1 AND e.status <> 'cancelled')
            """
        return try reader.rows(sql, moments).compactMap { row in
            guard let owner = row[0].integer, self.owner ?? owner == owner else { return nil }
            return paper(row, .customers, "customer", amount: 1)
        }
    }

    /// Tickets closed in these days with the customer's score: for whoever owns the customer.
    func tickets() throws -> [CountedPaper] {
        let sql = """
            SELECT c.owner_id, t.id, t.closed_at, t.satisfaction_score FROM tickets t JOIN customers c ON c.id = t.customer_id
            WHERE t.closed_at >= ? AND t.closed_at < ? AND t.satisfaction_score IS NOT NULL AND t.archived_at IS NULL
            \(ofOwner("c.owner_id"))
            """
        return try reader.rows(sql, moments).compactMap { row in
            row[3].integer.flatMap { paper(row, .tickets, "ticket", amount: $0) }
        }
    }

    /// Activities entered in these days: so nobody fills up a month that is over.
    func activities() throws -> [CountedPaper] {
        let sql = """
            SELECT a.owner_id, a.id, a.created_at, a.kind FROM activities a
            WHERE a.created_at >= ? AND a.created_at < ? AND a.archived_at IS NULL \(ofOwner("a.owner_id"))
            """
        return try reader.rows(sql, moments).compactMap { row in
            var paper = paper(row, .activities, "activity", amount: 1)
            paper?.word = row[3].text
            return paper
        }
    }

    private func paper(_ row: [SQLiteValue], _ source: PaperSource, _ entity: String, amount: Int64) -> CountedPaper? {
        guard let owner = row[0].integer, let id = row[1].integer, let at = Instant(stored: row[2]) else { return nil }
        return CountedPaper(owner: owner, source: source, entity: entity, id: id, day: calendar.day(of: at), amount: amount)
    }
}
