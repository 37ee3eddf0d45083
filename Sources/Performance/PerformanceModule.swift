// How well people sell: by which indicators, against which targets, what came out of it and what follows from that (P3.2).

package import Kernel
package import Receivables

extension Module {
    /// Indicators, schemes, targets, reviews and outcomes.
    package static let performance = Module(
        "performance", "Performance", "绩效考核",
        resources: [
            AnyResource(Indicator.self), AnyResource(ReviewScheme.self), AnyResource(Target.self), AnyResource(ReviewPeriod.self),
            AnyResource(PerformanceReview.self), AnyResource(Outcome.self), AnyResource(PerformanceSettings.self),
        ],
        migrations: performanceMigrations,
        routes: [openPeriod, closePeriod, reviewEvidence],
        failures: FailureCode.performanceCodes,
        jobs: [.reviewPeriods, .reviewFigures, .reviewsClose])
}

extension ClosingQuestions {
    /// No paper is dated into a period whose reviews are closed: it would stand in nobody's figures.
    package static let answeredByPerformance = ClosingQuestions { reader in
        try reader.integer("SELECT max(ends_on) FROM review_periods WHERE status = 'closed'").map { Day(integer: $0) }
    }
}
