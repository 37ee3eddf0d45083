// What of reviews happens by itself: figures once the period is over, and the end some days after they were confirmed (P3.2.2).

import Identity
import Kernel
import SQLite

extension PeriodicJob {
    /// Reads all papers of a period at once beside the writer; then each piece takes over one person's figures.
    static let reviewFigures = PeriodicJob("review-figures", every: 600, studying: DueFigures.find)

    static let reviewsClose = PeriodicJob("close-reviews", every: 3600, rules: ReviewClosing.closeDue)
}

/// The figures of all reviews that are due.
private enum DueFigures {
    @Sendable static func find(_ reader: RuleReader) throws -> [JobWork] {
        try reader.all(ReviewPeriod.self, where: "status = 'open' AND ends_on < ?", reader.today.stored).flatMap { period in
            do {
                return try dueReviews(of: period, reader)
            } catch let failure as Failure {
                // The other periods go on; the run tells of it.
                return [{ _ in throw failure }]
            }
        }
    }

    /// What has no figures yet, or none since the period was over, or since the one before was closed.
    private static func dueReviews(of period: Record<ReviewPeriod>, _ reader: RuleReader) throws -> [JobWork] {
        guard let name = period.name else { return [] }
        let over = reader.registry.calendar.start(of: period.endsOn.adding(days: 1))
        let closed = try reader.integer(
            "SELECT max(closed_at) FROM review_periods WHERE cycle = ? AND ends_on < ?", period.cycle.stored, period.startsOn.stored)
        let moment = max(over.milliseconds, closed ?? 0)
        let sql = """
            SELECT id, version, user_id FROM performance_reviews
            WHERE review_period_id = ? AND status IN ('open', 'computed') AND (computed_at IS NULL OR computed_at < ?) ORDER BY id
            """
        let reviews = try reader.rows(sql, [period.id.stored, moment.stored])
        guard !reviews.isEmpty else { return [] }
        let needs = try PaperNeeds(of: measures(in: period, reader))
        let papers = try PeriodPapers(period: name, basis: period.revenueBasis, reader: reader, owner: nil)
            .gathered(needs.sources, withYearBefore: needs.yearBefore)
        return reviews.compactMap { row in
            guard let id = ID<PerformanceReview>(stored: row[0]), let version = row[1].integer, let user = row[2].integer else {
                return nil
            }
            let own = papers[user] ?? []
            return { try take(own, into: id, ofVersion: version, in: $0) }
        }
    }

    private static func measures(in period: Record<ReviewPeriod>, _ reader: RuleReader) throws -> [IndicatorMeasure] {
        let sql = """
            SELECT DISTINCT l.measure FROM performance_review_lines l JOIN performance_reviews v ON v.id = l.performance_review_id
            WHERE v.review_period_id = ?
            """
        return try reader.rows(sql, [period.id.stored]).compactMap { IndicatorMeasure(stored: $0[0]) }
    }

    /// Somebody may have computed or scored it meanwhile: then it stays as it is.
    private static func take(
        _ papers: [CountedPaper], into id: ID<PerformanceReview>, ofVersion version: Int64, in context: RuleContext
    ) throws {
        guard var review = try context.find(PerformanceReview.self, id), review.version == version else { return }
        try ReviewFigures.take(papers, TargetLookup(of: review, context), into: &review, in: context)
        review.status = .computed
        try context.save(&review, action: "compute")
    }
}

/// The end of reviews.
enum ReviewClosing {
    /// Those whose time to appeal is over, and those of periods that are closed.
    @Sendable static func closeDue(_ context: RuleContext) throws -> Bool {
        let days = context.settings(PerformanceSettings.self).closeDays
        let latest = context.now.adding(seconds: -days * 86_400)
        let sql = """
            SELECT id FROM performance_reviews WHERE confirmed_at <= ? AND status IN ('confirmed', 'acknowledged') ORDER BY id LIMIT ?
            """
        return try close(context.rows(sql, [latest.stored, Int64(mostAtOnce).stored]), in: context)
            || closeReady(in: context, most: mostAtOnce)
    }

    /// Those of closed periods; whether there may be more.
    static func closeReady(in context: RuleContext, most: Int) throws -> Bool {
        let sql = """
            SELECT id FROM performance_reviews
            WHERE status IN ('confirmed', 'acknowledged') AND review_period_id IN (SELECT id FROM review_periods WHERE status = 'closed')
            ORDER BY id LIMIT ?
            """
        return try close(context.rows(sql, [Int64(most).stored]), in: context)
    }

    private static func close(_ rows: [[SQLiteValue]], in context: RuleContext) throws -> Bool {
        for id in rows.compactMap({ ID<PerformanceReview>(stored: $0[0]) }) {
            try context.follow("close", context.require(PerformanceReview.self, id))
        }
        return !rows.isEmpty
    }

    private static let mostAtOnce = 15
}
