// What somebody has to reach in a period: what was set for it, else what follows from the year's target or from those of its months.

import Identity
import Kernel
import SQLite

/// The targets of one person for the year of a period.
struct TargetLookup {
    private struct Key: Hashable {
        let indicator: Int64
        let period: String
    }

    private let period: PeriodName
    private var own: [Key: Figure] = [:]
    /// What falls on a month of a year's target.
    private var shares: [Key: Figure] = [:]

    /// Throws `DatabaseError`.
    init(of user: ID<User>, in period: PeriodName, _ reader: RuleReader) throws {
        self.period = period
        guard let year = period.year else { return }
        let days = [user.stored, year.days.lowerBound.stored, year.days.upperBound.stored]
        let condition = "t.user_id = ? AND t.starts_on >= ? AND t.ends_on <= ? AND t.archived_at IS NULL"
        own = try Self.figures("SELECT t.indicator_id, t.period, t.value FROM targets t WHERE \(condition)", days, reader)
        shares = try Self.figures(
            "SELECT t.indicator_id, m.period, m.value FROM targets t JOIN target_months m ON m.target_id = t.id WHERE \(condition)", days,
            reader)
    }

    /// Those of a review. Throws `unknown_period` and `DatabaseError`.
    init(of review: Record<PerformanceReview>, _ reader: RuleReader) throws {
        guard let period = PeriodName(review.period) else { throw Failure(.unknownPeriod, ["period": review.period]) }
        try self.init(of: review.user, in: period, reader)
    }

    private static func figures(_ sql: String, _ values: [SQLiteValue], _ reader: RuleReader) throws -> [Key: Figure] {
        try reader.rows(sql, values).reduce(into: [:]) { figures, row in
            guard let indicator = row[0].integer, let period = row[1].text, let value = Figure(stored: row[2]) else { return }
            figures[Key(indicator: indicator, period: period)] = value
        }
    }

    /// Nil where nothing was set. Throws `amount_out_of_range`.
    func target(for indicator: Record<Indicator>) throws -> Figure? {
        let id = indicator.id.integer
        if let value = own[Key(indicator: id, period: period.word)] { return value }
        guard indicator.measure.addsUp else {
            // A rate or a score of the year holds for each part of it.
            return period.year.flatMap { own[Key(indicator: id, period: $0.word)] }
        }
        let months = period.months.map { month in
            own[Key(indicator: id, period: month.word)] ?? shares[Key(indicator: id, period: month.word)]
        }
        let known = months.compactMap(\.self)
        guard known.count == period.cycle.months else { return nil }
        return try Figure(known.reduce(Int128(0)) { $0 + Int128($1.unscaled) }, per: Int128(Figure.one))
    }
}
