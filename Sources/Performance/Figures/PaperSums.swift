// What somebody's papers come to, indicator by indicator (P3.2.1).

import CRM
import Kernel

/// The sums of one person's papers in a period.
struct PaperSums {
    private let papers: [CountedPaper]
    private let decimals: Int

    /// - Parameter decimals: of the company's currency
    init(_ papers: [CountedPaper], decimals: Int) {
        self.papers = papers
        self.decimals = decimals
    }

    /// What was reached, of how many records; nil where there is nothing to measure it by. Throws `amount_out_of_range`.
    func actual(_ measure: IndicatorMeasure, _ kind: ActivityKind?) throws -> (value: Figure?, records: Int) {
        let counted = counted(measure, kind)
        let sum = counted.reduce(Int128(0)) { $0 + Int128($1.amount) }
        switch measure {
        case .revenue: return (try Figure(minorUnits: sum, decimals: decimals), counted.count)
        case .profit:
            let cost = counted.reduce(Int128(0)) { $0 + Int128($1.cost) }
            return (try Figure(minorUnits: sum - cost, decimals: decimals), counted.count)
        case .growthRate:
            let base = counted.filter { $0.part == .base }.reduce(Int128(0)) { $0 + Int128($1.amount) }
            // Without anything a year before there is no rate.
            guard base > 0 else { return (nil, counted.count) }
            return (try Figure((sum - base - base) * 100, per: base), counted.count)
        case .newCustomers, .activities: return (try Figure(sum, per: 1), counted.count)
        case .satisfaction: return (counted.isEmpty ? nil : try Figure(sum, per: Int128(counted.count)), counted.count)
        case .score: return (nil, 0)
        }
    }

    private func counted(_ measure: IndicatorMeasure, _ kind: ActivityKind?) -> [CountedPaper] {
        guard let source = PaperSource(measure) else { return [] }
        return papers.filter { paper in
            paper.source == source && (paper.part != .base || measure == .growthRate)
                && (kind == nil || paper.word == kind?.rawValue)
        }
    }
}
