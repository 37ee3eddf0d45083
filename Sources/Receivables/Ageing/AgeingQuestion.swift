// What was open of all invoices on a day, by age, as one question to the database (P4.2.5).
//
// A past day is read from the papers by their dates: what was issued by then, less what was allocated, credited, written off and voided by
// then, and not undone by then. Only invoices that were still open on that day are looked at: each remembers the day it was settled.

package import CRM
package import Kernel
package import SQLite

/// The question for one caller.
package struct AgeingQuestion {
    let day: Day
    let isToday: Bool
    let groups: [AgeingGroup]
    let scope: ScopeCondition
    let caller: Caller
    let currency: String

    /// What was open on a day, today or before, of the invoices in a caller's scope.
    ///
    /// - Parameter currency: the company's
    package init(day: Day, isToday: Bool, groups: [AgeingGroup], scope: ScopeCondition, caller: Caller, currency: String) {
        self.day = day
        self.isToday = isToday
        self.groups = groups
        self.scope = scope
        self.caller = caller
        self.currency = currency
    }

    /// What was open of each group, the largest first. Throws `amount_out_of_range`.
    package func rows(on connection: Connection) throws -> [AgeingRow] {
        let places = isToday ? 1 : 2
        let bindings = (0..<places).flatMap { _ in scope.bindings(for: caller) }
        return try connection.rows(sql, bindings).map { try AgeingRow($0, groups: groups) }
    }

    /// By customer first, in the order of the index; the names and what else they are grouped by come to the few that are left.
    private var sql: String {
        let sums = AgeingBucket.allCases.map { "sum(o.\($0.rawValue))" }.joined(separator: ", ")
        let keys = groups.map(\.key)
        let names = AgeingGroup.allCases.flatMap { groups.contains($0) ? $0.columns : $0.columns.map { _ in "NULL" } }
        return """
            SELECT \(names.joined(separator: ", ")), sum(o.invoices), \(sums)
            FROM (\(byCustomer)) o CROSS JOIN customers c ON c.id = o.customer_id LEFT JOIN users u ON u.id = c.owner_id
            GROUP BY \(keys.joined(separator: ", "))
            ORDER BY sum(\(AgeingBucket.allCases.map { "o.\($0.rawValue)" }.joined(separator: " + "))) DESC, \(keys.joined(separator: ", "))
            """
    }

    private var byCustomer: String {
        let worth = CompanyWorth(of: "open", "currency", "exchange_rate", in: currency).sql
        let sums = AgeingBucket.allCases.map { bucket in
            "ifnull(sum(\(worth)) FILTER (WHERE \(bucket.condition(on: day))), 0) AS \(bucket.rawValue)"
        }
        return """
            SELECT customer_id, count(*) AS invoices, \(sums.joined(separator: ", "))
            FROM (\(isToday ? openNow : openThen)) WHERE open > 0 GROUP BY customer_id
            """
    }

    /// Today it stands in the invoices themselves.
    private var openNow: String {
        """
        SELECT t.customer_id, t.due_on, t.currency, t.exchange_rate, t.open_amount AS open FROM invoices t
        WHERE t.open_amount > 0 AND (\(scope.sql))
        """
    }

    private var openThen: String {
        let limit = day.daysSince1970
        let columns = """
            SELECT t.customer_id, t.due_on, t.currency, t.exchange_rate, t.gross
                - ifnull((SELECT sum(a.amount) FROM receipt_allocations a
                    WHERE a.invoice_id = t.id AND a.allocated_on <= \(limit) AND (a.undone_on IS NULL OR a.undone_on > \(limit))), 0)
                - ifnull((SELECT sum(n.gross) FROM credit_notes n
                    WHERE n.invoice_id = t.id AND n.status <> 'draft' AND n.dated_on <= \(limit)
                    AND (n.voided_on IS NULL OR n.voided_on > \(limit))), 0)
                - iif(t.written_off_on <= \(limit), t.written_off, 0) AS open
            FROM invoices t WHERE t.status <> 'draft' AND t.dated_on <= \(limit) AND (\(scope.sql))
            """
        return "\(columns) AND t.settled_on IS NULL UNION ALL \(columns) AND t.settled_on > \(limit)"
    }
}

/// By what the figures are grouped.
package enum AgeingGroup: String, CaseIterable, Sendable {
    case customer, owner, region

    /// What its rows have in common.
    var key: String {
        switch self {
        case .customer: "c.id"
        case .owner: "c.owner_id"
        case .region: "c.region"
        }
    }

    /// What its rows are known by.
    var columns: [String] {
        switch self {
        case .customer: ["c.id", "c.name"]
        case .owner: ["c.owner_id", "u.display_name"]
        case .region: ["c.region"]
        }
    }
}

/// What is open of one group, in the company's currency.
package struct AgeingRow: Sendable {
    package let customer: ID<Customer>?
    package let customerName: String?
    package let owner: Int64?
    package let ownerName: String?
    package let region: String?
    package let invoices: Int64
    package let amounts: [Money]

    /// Throws `amount_out_of_range` where a sum is no whole number any more.
    fileprivate init(_ values: [SQLiteValue], groups: [AgeingGroup]) throws {
        customer = ID<Customer>(stored: values[0])
        customerName = String(stored: values[1])
        owner = Int64(stored: values[2])
        ownerName = String(stored: values[3])
        region = String(stored: values[4])
        invoices = Int64(stored: values[5]) ?? 0
        amounts = try values.dropFirst(6).map { value in
            guard let sum = Int64(stored: value) else { throw Failure(.amountOutOfRange) }
            return Money(minorUnits: sum)
        }
    }

    /// Several as one.
    ///
    /// Throws `amount_out_of_range`.
    package init(totalOf rows: [AgeingRow]) throws {
        (customer, customerName, owner, ownerName, region) = (nil, nil, nil, nil, nil)
        invoices = rows.reduce(0) { $0 &+ $1.invoices }
        amounts = try AgeingBucket.allCases.indices.map { place in
            try rows.reduce(Money.zero) { try $0.adding($1.amounts[place]) }
        }
    }

    /// What is open of that age.
    package func amount(_ bucket: AgeingBucket) -> Money {
        AgeingBucket.allCases.firstIndex(of: bucket).map { amounts[$0] } ?? .zero
    }
}
