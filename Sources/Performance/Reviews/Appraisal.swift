// How the figures of a review come to a score: Σ weight × min(cap, max(floor, actual ÷ target)) (P3.2.1).

import Identity
import Kernel

enum Appraisal {
    /// Achievement, weight and points of each line, and the score. Throws `amount_out_of_range`.
    ///
    /// What no target or no basis is known of is taken out, and the weights of the others are raised to 100 together; what the manager has
    /// still to score leaves the whole without a score.
    static func appraise(_ review: inout Record<PerformanceReview>, in reader: RuleReader) throws {
        var lines = review.lines
        for index in lines.indices { try measure(&lines[index]) }
        let counted = lines.filter { $0.missing == nil }
        let weights = counted.reduce(Int128(0)) { $0 + Int128($1.weight) }
        for index in lines.indices { try weigh(&lines[index], of: weights) }
        review.lines = lines
        review.reweighted = counted.count < lines.count
        guard weights > 0, counted.allSatisfy({ $0.achievement != nil }) else {
            (review.score, review.grade) = (nil, nil)
            return
        }
        let sum = counted.reduce(Int128(0)) { $0 + Int128($1.weight) * Int128($1.achievement?.unscaled ?? 0) }
        let score = try Figure(hundredthsOf: sum, per: weights * Int128(Figure.one))
        review.score = score
        review.grade = reader.settings(PerformanceSettings.self).grade(of: score)
    }

    /// Actual ÷ target in percent, between floor and cap.
    private static func measure(_ line: inout Record<PerformanceReviewLine>) throws {
        if line.measure == .score { line.actual = line.score.map { Figure(whole: $0) } }
        line.achievement = nil
        // A month on which nothing of the year's target falls has none.
        line.missing = (line.target ?? .zero) <= .zero ? .noTarget : line.actual == nil && line.measure != .score ? .noBasis : nil
        guard let target = line.target, target > .zero, let actual = line.actual else { return }
        let reached = try Figure(Int128(actual.unscaled) * 100, per: Int128(target.unscaled))
        line.achievement = min(Figure(whole: line.capPercent), max(Figure(whole: line.floorPercent), reached))
    }

    private static func weigh(_ line: inout Record<PerformanceReviewLine>, of weights: Int128) throws {
        (line.countedWeight, line.points) = (nil, nil)
        guard line.missing == nil, weights > 0 else { return }
        line.countedWeight = try Figure(Int128(line.weight) * 100, per: weights)
        guard let achievement = line.achievement else { return }
        line.points = try Figure(Int128(line.weight) * Int128(achievement.unscaled), per: weights * Int128(Figure.one))
    }
}
