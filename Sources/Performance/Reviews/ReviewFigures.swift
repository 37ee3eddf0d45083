// Computes the figures of reviews from the papers, and keeps the papers as their evidence (P3.2.2).

import CRM
import Identity
import Kernel
import SQLite

enum ReviewFigures {
    /// Takes over what somebody's papers come to, with the targets as they stand now. The same papers give the same again.
    ///
    /// Throws `amount_out_of_range`.
    static func take(_ papers: [CountedPaper], into review: inout Record<PerformanceReview>, in context: RuleContext) throws {
        guard let period = PeriodName(review.period) else { throw Failure(.unknownPeriod, ["period": review.period]) }
        let targets = try TargetLookup(of: review.user, in: period, context)
        let sums = PaperSums(papers, decimals: Currency.decimals(of: context.registry.companyCurrency) ?? 2)
        review.lines = try review.lines.map { line in
            var line = line
            let indicator = try context.require(Indicator.self, line.indicator)
            if line.measure == .score {
                // Out of a hundred, where nobody has set less.
                line.target = try targets.target(for: indicator) ?? Figure(whole: 100)
                return line
            }
            line.target = try targets.target(for: indicator)
            let (actual, records) = try sums.actual(line.measure, indicator.activityKind)
            line.actual = actual
            line.records = Int64(records)
            return line
        }
        review.computedAt = context.now
        try Appraisal.appraise(&review, in: context)
        try ReviewEvidence.keep(papers, of: review, in: context)
    }

    /// The same from the papers as they are now, for one person.
    static func compute(_ review: inout Record<PerformanceReview>, in context: RuleContext) throws {
        guard let period = PeriodName(review.period) else { throw Failure(.unknownPeriod, ["period": review.period]) }
        let papers = PeriodPapers(
            period: period, basis: review.revenueBasis, reader: context, owner: review.user.integer, except: review.id.integer)
        let needs = PaperNeeds(of: review.lines.map(\.measure))
        let found = try papers.gathered(needs.sources, withYearBefore: needs.yearBefore)
        try take(found[review.user.integer] ?? [], into: &review, in: context)
    }
}

/// What has to be looked at for some indicators.
struct PaperNeeds {
    let sources: Set<PaperSource>
    let yearBefore: Bool

    init(of measures: some Sequence<IndicatorMeasure>) {
        sources = Set(measures.compactMap { PaperSource($0) })
        yearBefore = measures.contains(.growthRate)
    }
}

/// The records behind the figures of a review.
enum ReviewEvidence {
    /// In place of those that were kept before.
    static func keep(_ papers: [CountedPaper], of review: Record<PerformanceReview>, in context: RuleContext) throws {
        try context.connection.run("DELETE FROM review_evidence WHERE review_id = ?", [review.id.stored])
        let sql = """
            INSERT INTO review_evidence (review_id, source, part, entity, entity_id, item_id, word, dated_on, amount, cost)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        for paper in papers {
            try context.connection.run(
                sql,
                [
                    review.id.stored, paper.source.rawValue.stored, paper.part.rawValue.stored, paper.entity.stored, paper.id.stored,
                    paper.item.stored, paper.word.stored, paper.day.stored, paper.amount.stored, paper.cost.stored,
                ])
        }
    }
}
