// The steps of a scheme (P3.2.1), and what each cycle is about (P3.2.2).

import Identity
package import Kernel
import SQLite

extension ReviewScheme {
    /// Another one than who made it decides that it holds.
    package static let steps: [Step<ReviewScheme>] = [
        Step(
            "activate", "Activate", "启用", from: .draft, to: [.active], by: .role(.executive), .role(.hr), decision: true, clause: "P3.2.1"
        ) { scheme, context in
            try requireWeights(of: scheme)
            try requireContent(of: scheme, in: context)
            try requireAlone(scheme, in: context)
            scheme.activatedAt = context.now
            scheme.activatedBy = context.caller.userID.map { ID($0) }
        },
        Step("retire", "Retire", "停用", from: .active, to: [.retired], by: .role(.hr), clause: "P3.2.1") { scheme, context in
            scheme.retiredAt = context.now
        },
    ]

    private static func requireWeights(of scheme: Record<ReviewScheme>) throws {
        let sum = scheme.lines.reduce(0) { $0 + $1.weight }
        guard sum == 100 else { throw Failure(.weightsNotHundred, ["sum": String(sum)]) }
    }

    /// One scheme of a position and cycle is in force.
    private static func requireAlone(_ scheme: Record<ReviewScheme>, in context: RuleContext) throws {
        let sql = """
            SELECT number FROM review_schemes
            WHERE position = ? COLLATE NOCASE AND cycle = ? AND status = 'active' AND archived_at IS NULL
            """
        let other = try context.rows(sql, [scheme.position.stored, scheme.cycle.stored]).first?.first?.text
        if let other { throw Failure(.schemeInForce, ["number": other]) }
    }

    /// Daily work and results in the month; team work and the opening of markets from the quarter on, where a manager can judge them;
    /// all of it in the year (P3.2.2).
    private static func requireContent(of scheme: Record<ReviewScheme>, in context: RuleContext) throws {
        let indicators = try scheme.lines.map { try context.require(Indicator.self, $0.indicator) }
        if let gone = indicators.first(where: { !$0.active || $0.isArchived }) { throw Failure(.indicatorOver, ["name": gone.name]) }
        if scheme.cycle == .month, let scored = indicators.first(where: { $0.measure == .score }) {
            throw Failure(.scoredByQuarter, ["name": scored.name])
        }
        guard context.settings(PerformanceSettings.self).cycleContentDemanded else { return }
        let missing = scheme.cycle.demands.filter { !$0.isMet(by: indicators) }
        guard missing.isEmpty else {
            let words = missing.map(\.words)
            throw Failure(
                .cycleContentMissing,
                [
                    "missing": words.map(\.english).joined(separator: ", "), "missing_zh": words.map(\.chinese).joined(separator: "、"),
                    "cycle": scheme.cycle.rawValue, "cycle_zh": scheme.cycle.chinese,
                ])
        }
    }
}

/// What a scheme of a cycle has to have.
private struct ContentDemand {
    let words: Label
    let isMet: @Sendable (Record<Indicator>) -> Bool

    func isMet(by indicators: [Record<Indicator>]) -> Bool { indicators.contains(where: isMet) }

    static let dailyWork = ContentDemand(words: Label("daily work (activities)", "日常工作（跟进次数）")) { $0.measure == .activities }
    static let someResult = ContentDemand(words: Label("a result such as revenue", "业绩指标（如销售收入）")) {
        IndicatorMeasure.results.contains($0.measure)
    }
    static let judged = [("teamwork", "团队协作"), ("market_expansion", "市场拓展")].map { code, chinese in
        ContentDemand(words: Label(code, chinese)) { $0.code == code }
    }
    static let allResults = IndicatorMeasure.results.map { measure in
        ContentDemand(words: Label(measure.rawValue, measure.chinese)) { $0.measure == measure }
    }
}

extension ReviewCycle {
    fileprivate var demands: [ContentDemand] {
        switch self {
        case .month: [.dailyWork, .someResult]
        case .quarter: [.someResult] + ContentDemand.judged
        case .year: ContentDemand.allResults + ContentDemand.judged
        }
    }
}
