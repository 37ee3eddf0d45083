// What is proposed when a review is closed: a reward, coaching with a course, or a penalty after misses in a row (P3.2.3).

import Identity
import Kernel
import SQLite
import Team

enum OutcomeProposals {
    /// Each kind once for a review. Later reviews of which more misses became known get a penalty alone.
    static func propose(after review: Record<PerformanceReview>, misses: Int64, isNew: Bool, in context: RuleContext) throws {
        let settings = context.settings(PerformanceSettings.self)
        guard let score = review.score else { return }
        if isNew {
            if score >= Figure(whole: settings.rewardFrom) { try propose(.reward, after: review, misses: misses, in: context) }
            if misses > 0 { try propose(.coaching, after: review, misses: misses, in: context) }
        }
        // At the third miss, the sixth and so on, where three are too many.
        if misses > 0, misses % settings.missesInRow == 0 { try propose(.penalty, after: review, misses: misses, in: context) }
    }

    private static func propose(
        _ kind: OutcomeKind, after review: Record<PerformanceReview>, misses: Int64, in context: RuleContext
    ) throws {
        let known = try context.integer(
            "SELECT 1 FROM outcomes WHERE review_id = ? AND kind = ?", review.id.stored, kind.stored)
        guard known == nil else { return }
        var outcome = Record(new: Outcome.self)
        outcome.kind = kind
        outcome.review = review.id
        outcome.period = review.period
        outcome.user = review.user
        outcome.score = review.score
        outcome.missesInRow = misses
        if kind == .coaching { outcome.course = try coachingCourse(in: context) }
        try context.insert(&outcome, action: "proposed")
    }

    /// The first that is given; whoever decides may name another one.
    private static func coachingCourse(in context: RuleContext) throws -> ID<Course>? {
        let sql = "SELECT id FROM courses WHERE purpose = 'coaching' AND active = 1 AND archived_at IS NULL ORDER BY id LIMIT 1"
        return try context.integer(sql).map { ID($0) }
    }
}
