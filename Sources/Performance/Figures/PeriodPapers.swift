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
            if try isFirstOpen() { papers += try ChangedPapers(of: self).lostCustomers() }
        }
        if sources.contains(.tickets) { papers += try notCounted(others.tickets()) }
        if sources.contains(.activities) {
            let own = try others.activities()
            papers += try hasScoredReviews() ? notCounted(own) : own
        }
        return Dictionary(grouping: papers, by: \.owner)
    }

    private func papers(of days: ClosedRange<Day>) throws -> [CountedPaper] {
        try SalesPapers(days: days, owner: owner, reader: reader).papers(by: basis)
    }

    private func sales(withYearBefore: Bool) throws -> [CountedPaper] {
        let own = try papers(of: period.days).map(asCounted)
        // Whose it is may have changed since another's review was scored: then it has counted there.
        var found = try hasScoredReviews() ? notCounted(own) : own
        if try isFirstOpen() {
            if basis == .invoiced { found += try late() }
            found += try ChangedPapers(of: self).corrections()
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

    /// That the review `v` is one by whose figures others go.
    static let isScored = "v.status <> 'open' AND v.status <> 'computed'"

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

    /// What is taken back is what has counted, also where the order's cost was changed since.
    private func asCounted(_ paper: CountedPaper) throws -> CountedPaper {
        guard paper.part == .reversal else { return paper }
        let sql = """
            SELECT e.amount, e.cost FROM review_evidence e JOIN performance_reviews v ON v.id = e.review_id
            WHERE e.entity = ? AND e.entity_id = ? AND e.item_id = ? AND e.part = 'paper' AND v.cycle = ? AND \(Self.isScored)
            ORDER BY e.id DESC LIMIT 1
            """
        let counted = try reader.rows(sql, [paper.entity.stored, paper.id.stored, paper.item.stored, period.cycle.stored]).first
        guard let amount = counted?[0].integer, let cost = counted?[1].integer else { return paper }
        var taken = paper
        (taken.amount, taken.cost) = (-amount, -cost)
        return taken
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
}
