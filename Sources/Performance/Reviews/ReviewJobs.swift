// What of reviews happens by itself: figures once the period is over, and the end some days after they were confirmed (P3.2.2).

import Identity
import Kernel
import SQLite
import Storage
import Synchronization

extension PeriodicJob {
    /// Reads all papers of a period at once beside the writer; then each slice takes over some people's figures.
    static let reviewFigures = PeriodicJob("review-figures", every: 600, reading: FiguresRun.prepare)

    static let reviewsClose = PeriodicJob("close-reviews", every: 3600, rules: ReviewClosing.closeDue)
}

/// The figures of all reviews that are due, on their way into the database.
private final class FiguresRun: Sendable {
    private struct Due: Sendable {
        let review: ID<PerformanceReview>
        let version: Int64
        let papers: [CountedPaper]
    }

    private let due: Mutex<[Due]>

    private init(_ due: [Due]) { self.due = Mutex(due) }

    @Sendable static func prepare(_ reader: RuleReader) throws -> @Sendable (RuleContext) throws -> Bool {
        let periods = try reader.all(ReviewPeriod.self, where: "status = 'open' AND ends_on < ?", reader.today.stored)
        let run = FiguresRun(try periods.flatMap { try dueReviews(of: $0, reader) })
        return { try run.slice($0) }
    }

    /// What has no figures yet, or none since the period was over, or since the one before was closed.
    private static func dueReviews(of period: Record<ReviewPeriod>, _ reader: RuleReader) throws -> [Due] {
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
            return Due(review: id, version: version, papers: papers[user] ?? [])
        }
    }

    private static func measures(in period: Record<ReviewPeriod>, _ reader: RuleReader) throws -> [IndicatorMeasure] {
        let sql = """
            SELECT DISTINCT l.measure FROM performance_review_lines l JOIN performance_reviews v ON v.id = l.performance_review_id
            WHERE v.review_period_id = ?
            """
        return try reader.rows(sql, [period.id.stored]).compactMap { IndicatorMeasure(stored: $0[0]) }
    }

    // MARK: Writing

    /// Reviews and papers that one write takes over: some ten milliseconds.
    private static let (mostReviews, mostPapers) = (5, 2000)

    private func slice(_ context: RuleContext) throws -> Bool {
        let (next, isMore) = due.withLock { due in
            var papers = 0
            let next = due.prefix(Self.mostReviews).prefix { due in
                defer { papers += due.papers.count }
                return papers < Self.mostPapers
            }
            return (Array(next), next.count < due.count)
        }
        for due in next { try Self.take(due, in: context) }
        // A write may run twice: only what is committed is done.
        context.transaction.afterCommit { [self] in due.withLock { $0.removeFirst(next.count) } }
        return isMore
    }

    /// Somebody may have computed or scored it meanwhile: then it stays as it is.
    private static func take(_ due: Due, in context: RuleContext) throws {
        guard var review = try context.find(PerformanceReview.self, due.review), review.version == due.version else { return }
        try ReviewFigures.take(due.papers, into: &review, in: context)
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
