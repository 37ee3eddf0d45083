// All that counts in a period: what belongs to it, what was late for one that is closed, and what was changed after it had counted.

import Kernel
import SQLite

/// The papers of a period by whose figures they are.
struct PeriodPapers {
    let period: PeriodName
    let basis: RevenueBasis
    let reader: RuleReader
    /// Nil: everybody's.
    let owner: Int64?
    /// A review that is computed once more although others go by its figures already, after an appeal; 0 for none.
    var except: Int64 = 0

    /// Of these sources; growth asks for the year before as well. Throws `amount_out_of_range`.
    func gathered(_ sources: Set<PaperSource>, withYearBefore: Bool) throws -> [Int64: [CountedPaper]] {
        var papers: [CountedPaper] = []
        if sources.contains(.sales) { papers += try sales(withYearBefore: withYearBefore) }
        let others = OtherPapers(days: period.days, owner: owner, reader: reader)
        if sources.contains(.customers) {
            papers += try notCounted(others.newCustomers())
            if try isFirstOpen() { papers += try lostCustomers() }
        }
        if sources.contains(.tickets) { papers += try notCounted(others.tickets()) }
        if sources.contains(.activities) { papers += try others.activities() }
        return Dictionary(grouping: papers, by: \.owner)
    }

    private func papers(of days: ClosedRange<Day>) throws -> [CountedPaper] {
        try SalesPapers(days: days, owner: owner, reader: reader).papers(by: basis)
    }

    private func sales(withYearBefore: Bool) throws -> [CountedPaper] {
        let own = try papers(of: period.days)
        // Whose it is may have changed since another's review was scored: then it has counted there.
        var found = try hasScoredReviews() ? notCounted(own) : own
        if try isFirstOpen() {
            if basis == .invoiced { found += try late() }
            if basis == .confirmed { found += try corrections() }
        }
        guard withYearBefore, let before = period.yearBefore else { return found }
        return try found
            + papers(of: before.days).map { paper in
                var paper = paper
                paper.part = .base
                return paper
            }
    }

    // MARK: Each once

    private static let isScored = "v.status <> 'open' AND v.status <> 'computed'"

    /// Without what stands in a review of the cycle already whose figures are settled.
    private func notCounted(_ papers: [CountedPaper]) throws -> [CountedPaper] {
        // A customer that was taken off again may be new once more.
        let sql = """
            SELECT 1 FROM review_evidence e JOIN performance_reviews v ON v.id = e.review_id
            WHERE e.entity = ? AND e.entity_id = ? AND e.item_id = ? AND (e.part = ? OR e.source = 'customers') AND v.cycle = ? AND v.id <> ?
                AND \(Self.isScored)
            GROUP BY e.source HAVING e.source <> 'customers' OR sum(e.amount) > 0
            """
        return try papers.filter { paper in
            let key: [SQLiteValue] = [
                paper.entity.stored, paper.id.stored, paper.item.stored, paper.part.rawValue.stored, period.cycle.stored, except.stored,
            ]
            return try reader.rows(sql, key).isEmpty
        }
    }

    private func hasScoredReviews() throws -> Bool {
        let sql = "SELECT 1 FROM performance_reviews v WHERE v.period = ? AND v.id <> ? AND \(Self.isScored) LIMIT 1"
        return try reader.integer(sql, period.word.stored, except.stored) != nil
    }

    /// Whether every earlier period of the cycle is closed: what is late for one of them counts in this one.
    private func isFirstOpen() throws -> Bool {
        let sql = "SELECT 1 FROM review_periods WHERE cycle = ? AND status = 'open' AND starts_on < ? LIMIT 1"
        return try reader.integer(sql, period.cycle.stored, period.days.lowerBound.stored) == nil
    }

    // MARK: What is late

    /// How many closed periods are looked through for what came after their figures had been computed, and before they were closed.
    private static let closedPeriods = 3

    private func late() throws -> [CountedPaper] {
        let sql = """
            SELECT id, starts_on, ends_on FROM review_periods WHERE cycle = ? AND status = 'closed' AND ends_on < ?
            ORDER BY starts_on DESC LIMIT \(Self.closedPeriods)
            """
        return try reader.rows(sql, [period.cycle.stored, period.days.lowerBound.stored]).flatMap { row -> [CountedPaper] in
            guard let first = Day(stored: row[1]), let last = Day(stored: row[2]), first <= last else { return [] }
            let reviewed = try reader.rows("SELECT user_id FROM performance_reviews WHERE review_period_id = ?", [row[0]])
            let people = Set(reviewed.compactMap { $0[0].integer })
            return try notCounted(papers(of: first...last).filter { people.contains($0.owner) })
        }
    }

    // MARK: What was changed

    /// Orders that have counted and were amended or cancelled since: what they count now, less what they have counted.
    private func corrections() throws -> [CountedPaper] {
        let sql = """
            SELECT o.owner_id, o.id, o.status, o.net, o.cost, o.currency, o.exchange_rate, sum(e.amount), sum(e.cost)
            FROM orders o JOIN review_evidence e ON e.entity_id = o.id AND e.entity = 'order' AND e.item_id = 0
            JOIN performance_reviews v ON v.id = e.review_id
            WHERE o.id IN (
                    SELECT id FROM orders WHERE status = 'cancelled' AND confirmed_at IS NOT NULL
                    UNION SELECT order_id FROM order_amendments WHERE status = 'applied')
                AND e.part <> 'base' AND v.cycle = ? AND v.starts_on < ? AND v.id <> ? AND \(Self.isScored)
                \(owner.map { "AND o.owner_id = \($0)" } ?? "")
            GROUP BY o.id
            """
        let worth = PaperWorth(currency: reader.registry.companyCurrency)
        return try reader.rows(sql, [period.cycle.stored, period.days.lowerBound.stored, except.stored]).compactMap { row in
            guard let owner = row[0].integer, let id = row[1].integer, let net = row[3].integer, let cost = row[4].integer,
                let code = row[5].text, let rate = row[6].integer, let counted = row[7].integer, let countedCost = row[8].integer
            else { return nil }
            let isCancelled = row[2].text == "cancelled"
            let amount = try (isCancelled ? 0 : worth.of(net, in: code, at: rate)) - counted
            let change = try (isCancelled ? 0 : worth.of(cost, in: code, at: rate)) - countedCost
            guard amount != 0 || change != 0 else { return nil }
            return CountedPaper(
                owner: owner, source: .sales, part: .correction, entity: "order", id: id, day: period.days.lowerBound, amount: amount,
                cost: change)
        }
    }

    /// Customers that have counted as new and of whose orders none is left: taken off again.
    private func lostCustomers() throws -> [CountedPaper] {
        let sql = """
            SELECT c.owner_id, c.id, sum(e.amount) FROM customers c
            JOIN review_evidence e ON e.entity_id = c.id AND e.entity = 'customer' JOIN performance_reviews v ON v.id = e.review_id
            WHERE c.id IN (SELECT customer_id FROM orders WHERE status = 'cancelled' AND confirmed_at IS NOT NULL)
                AND NOT EXISTS (
                    SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.confirmed_at IS NOT NULL AND o.status <> 'cancelled')
                AND v.cycle = ? AND v.starts_on < ? AND v.id <> ? AND \(Self.isScored)
                \(owner.map { "AND c.owner_id = \($0)" } ?? "")
            GROUP BY c.id HAVING sum(e.amount) > 0
            """
        return try reader.rows(sql, [period.cycle.stored, period.days.lowerBound.stored, except.stored]).compactMap { row in
            guard let owner = row[0].integer, let id = row[1].integer, let counted = row[2].integer else { return nil }
            return CountedPaper(
                owner: owner, source: .customers, part: .correction, entity: "customer", id: id, day: period.days.lowerBound,
                amount: -counted)
        }
    }
}
