// Who is reviewed in a period: everybody in sales whose position has a scheme in force (P3.2.2).

import Identity
import Kernel
import SQLite

enum Openings {
    /// Makes reviews of those who have none yet, at most so many; whether somebody is left.
    static func makeReviews(of period: Record<ReviewPeriod>, most: Int, in context: RuleContext) throws -> Bool {
        let missing = try context.rows(
            sql, [period.cycle.stored, period.endsOn.stored, period.id.stored, Int64(most + 1).stored])
        var schemes: [Int64: Record<ReviewScheme>] = [:]
        for row in missing.prefix(most) {
            guard let user = ID<User>(stored: row[0]), let id = ID<ReviewScheme>(stored: row[1]) else { continue }
            let scheme = try schemes[id.integer] ?? context.require(ReviewScheme.self, id)
            schemes[id.integer] = scheme
            var review = try Record<PerformanceReview>.opened(for: user, by: scheme, in: period, context)
            // Who opens a period writes no review: whoever is also somebody's manager may still score.
            try context.insert(&review, action: "opened")
        }
        return missing.count > most
    }

    /// Who was hired after its last day is none of the period's.
    private static let sql = """
        SELECT u.id, s.id FROM users u
        JOIN review_schemes s ON s.position = u.position COLLATE NOCASE AND s.status = 'active' AND s.archived_at IS NULL
        WHERE s.cycle = ? AND (u.hired_on IS NULL OR u.hired_on <= ?) AND u.active = 1 AND u.is_service = 0 AND u.archived_at IS NULL
            AND EXISTS (SELECT 1 FROM json_each(u.roles) r WHERE r.value = 'sales_rep' OR r.value = 'sales_manager')
            AND NOT EXISTS (SELECT 1 FROM performance_reviews v WHERE v.user_id = u.id AND v.review_period_id = ?)
        ORDER BY u.id LIMIT ?
        """

    /// Reviews that one write makes: some ten milliseconds.
    static let mostAtOnce = 25
}

extension Record where D == PerformanceReview {
    /// A review with the indicators of the scheme as they stand now.
    fileprivate static func opened(
        for user: ID<User>, by scheme: Record<ReviewScheme>, in period: Record<ReviewPeriod>, _ context: RuleContext
    ) throws -> Self {
        var review = Record(new: PerformanceReview.self)
        review.user = user
        review.scheme = scheme.id
        review.reviewPeriod = period.id
        review.period = period.period
        review.cycle = period.cycle
        review.startsOn = period.startsOn
        review.endsOn = period.endsOn
        review.revenueBasis = period.revenueBasis
        review.lines = try scheme.lines.map { weighted in
            let indicator = try context.require(Indicator.self, weighted.indicator)
            var line = Record<PerformanceReviewLine>(new: PerformanceReviewLine.self)
            line.indicator = indicator.id
            line.code = indicator.code
            line.measure = indicator.measure
            line.unit = indicator.unit
            line.weight = weighted.weight
            line.floorPercent = weighted.floorPercent
            line.capPercent = weighted.capPercent
            return line
        }
        return review
    }
}

extension PeriodicJob {
    /// Reviews of those who were not reached when the period was opened, or who came later.
    static let reviewPeriods = PeriodicJob("review-periods", every: 600, rules: fillPeriods)

    @Sendable private static func fillPeriods(_ context: RuleContext) throws -> Bool {
        let periods = try context.all(
            ReviewPeriod.self, where: "status = 'open' AND filling = 1 AND archived_at IS NULL")
        for var period in periods {
            if try Openings.makeReviews(of: period, most: Openings.mostAtOnce, in: context) { return true }
            guard period.endsOn < context.today else { continue }
            period.filling = false
            try context.save(&period, action: "filled")
        }
        return false
    }
}
