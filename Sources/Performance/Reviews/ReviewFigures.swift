// Computes the figures of reviews from the papers, and keeps the papers as their evidence (P3.2.2).

import CRM
import Identity
import Kernel
import SQLite

enum ReviewFigures {
    /// Takes over what somebody's papers come to. The same papers and targets give the same again.
    ///
    /// - Parameter targets: as they stand now; nil: those that stand in the lines stay
    ///
    /// Throws `amount_out_of_range`.
    static func take(
        _ papers: [CountedPaper], _ targets: TargetLookup?, into review: inout Record<PerformanceReview>, in context: RuleContext
    ) throws {
        let sums = PaperSums(papers, decimals: Currency.decimals(of: context.registry.companyCurrency) ?? 2)
        review.lines = try review.lines.map { line in
            var line = line
            let indicator = try context.require(Indicator.self, line.indicator)
            // What is scored is out of a hundred, where nobody has set less.
            if let targets { line.target = try targets.target(for: indicator) ?? (line.measure == .score ? Figure(whole: 100) : nil) }
            guard line.measure != .score else { return line }
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
    ///
    /// - Parameter keepsTargets: whether somebody was judged by the targets already
    static func compute(_ review: inout Record<PerformanceReview>, keepsTargets: Bool = false, in context: RuleContext) throws {
        let targets = keepsTargets ? nil : try TargetLookup(of: review, context)
        try take(papers(of: review, in: context), targets, into: &review, in: context)
    }

    /// Whether the papers come to what is kept with the review still: nothing was changed, came, or went over to another meanwhile.
    static func areCurrent(_ review: Record<PerformanceReview>, in context: RuleContext) throws -> Bool {
        let (now, kept) = try (papers(of: review, in: context), ReviewEvidence.papers(of: review, in: context))
        return now.count == kept.count && Set(now) == Set(kept)
    }

    private static func papers(of review: Record<PerformanceReview>, in context: RuleContext) throws -> [CountedPaper] {
        guard let period = PeriodName(review.period) else { throw Failure(.unknownPeriod, ["period": review.period]) }
        let papers = PeriodPapers(
            period: period, basis: review.revenueBasis, reader: context, owner: review.user.integer, except: review.id.integer)
        let needs = PaperNeeds(of: review.lines.map(\.measure))
        return try papers.gathered(needs.sources, withYearBefore: needs.yearBefore)[review.user.integer] ?? []
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
    /// Those that are kept with a review.
    static func papers(of review: Record<PerformanceReview>, in reader: RuleReader) throws -> [CountedPaper] {
        let sql = "SELECT source, part, entity, entity_id, item_id, word, dated_on, amount, cost FROM review_evidence WHERE review_id = ?"
        return try reader.rows(sql, [review.id.stored]).compactMap { row in
            guard let source = row[0].text.flatMap(PaperSource.init(rawValue:)), let part = row[1].text.flatMap(PaperPart.init(rawValue:)),
                let entity = row[2].text, let id = row[3].integer, let item = row[4].integer, let day = Day(stored: row[6]),
                let amount = row[7].integer, let cost = row[8].integer
            else { return nil }
            return CountedPaper(
                owner: review.user.integer, source: source, part: part, entity: entity, id: id, item: item, word: row[5].text, day: day,
                amount: amount, cost: cost)
        }
    }

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
