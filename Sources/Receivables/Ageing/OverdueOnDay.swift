// What was open and what was overdue at the end of a day, as two sums: for those who watch over it day by day (P4.2.1, P4.2.5).

package import Kernel
import SQLite

/// Two sums in the company's currency.
package struct OverdueOnDay: Sendable {
    /// What customers owed at the end of the day.
    package let open: Money
    /// What of it was due before the day.
    package let overdue: Money

    /// Reads it from the papers by their dates, as the ageing does.
    ///
    /// - Parameter people: a JSON array of the customers' owners that count; nil for all customers
    /// Throws `amount_out_of_range`.
    package init(_ day: Day, ofCustomersOf people: String?, in reader: RuleReader) throws {
        let worth = CompanyWorth(of: "open", "currency", "exchange_rate", in: reader.registry.companyCurrency).sql
        let sql = """
            SELECT ifnull(sum(\(worth)), 0), ifnull(sum(\(worth)) FILTER (WHERE due_on < ?1), 0)
            FROM (\(OverdueOnDay.papers("settled_on IS NULL", people)) UNION ALL \(OverdueOnDay.papers("settled_on > ?1", people)))
            WHERE open > 0
            """
        let row = try reader.rows(sql, [day.stored] + (people.map { [.text($0)] } ?? [])).first ?? []
        guard row.count == 2, let open = row[0].integer, let overdue = row[1].integer else { throw Failure(.amountOutOfRange) }
        self.open = Money(minorUnits: open)
        self.overdue = Money(minorUnits: overdue)
    }

    /// What was issued by the day, less what was allocated, credited and written off by then and not undone by then.
    private static func papers(_ condition: String, _ people: String?) -> String {
        let owned = people.map { _ in
            "AND i.customer_id IN (SELECT id FROM customers WHERE owner_id IN (SELECT value FROM json_each(?2)))"
        }
        return """
            SELECT i.due_on, i.currency, i.exchange_rate, i.gross
                - ifnull((SELECT sum(a.amount) FROM receipt_allocations a
                    WHERE a.invoice_id = i.id AND a.allocated_on <= ?1 AND (a.undone_on IS NULL OR a.undone_on > ?1)), 0)
                - ifnull((SELECT sum(n.gross) FROM credit_notes n
                    WHERE n.invoice_id = i.id AND n.status <> 'draft' AND n.dated_on <= ?1
                    AND (n.voided_on IS NULL OR n.voided_on > ?1)), 0)
                - iif(i.written_off_on <= ?1, i.written_off, 0) AS open
            FROM invoices i WHERE i.status <> 'draft' AND i.dated_on <= ?1 AND i.\(condition) \(owned ?? "")
            """
    }
}
