// Which indicators count how much for whom (P3.2.1, P3.2.2).

package import Identity
package import Kernel

/// The weights of the indicators for a position and a cycle. Personnel makes it, and another one decides on it.
package final class ReviewScheme: Resource {
    package typealias Status = ReviewSchemeStatus
    package static let schema = Schema<ReviewScheme>("review-schemes", one: "review_scheme", "Review scheme", "考核方案")

    package let number = Kernel.number("RS")
    package let name = text("Name", "名称", max: 100)
    /// As it stands in `position` of users; upper and lower case are the same.
    package let position = text("Position", "职位", max: 100)
    package let cycle = choice(ReviewCycle.self, "Cycle", "考核周期")
    package let description = paragraphs("Description", "说明", max: 2000).optional()
    package let status = state(ReviewSchemeStatus.self, initial: .draft, editable: [.draft])
    package let activatedAt = instant("Activated at", "启用时间").computed().optional()
    package let activatedBy = reference(User.self, "Activated by", "启用人").computed().optional()
    package let retiredAt = instant("Retired at", "停用时间").computed().optional()
    package let externalID = Kernel.externalID()
    package let lines = children(ReviewSchemeLine.self, "Indicators", "指标", 0...50)

    package init() {}

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.hr], .all),
            Grant([.salesManager], .read),
        ]

    /// Throws `indicator_twice` and `cap_below_floor`.
    package static func prepare(_ scheme: inout Record<ReviewScheme>, from old: Record<ReviewScheme>?, in context: RuleContext) throws {
        var faults = scheme.lines.repeats(of: { $0.indicator }).map { Fault(.indicatorTwice, at: "/lines/\($0)/indicator_id") }
        for (index, line) in scheme.lines.enumerated() where line.capPercent <= line.floorPercent {
            faults.append(Fault(.capBelowFloor, at: "/lines/\(index)/cap_percent"))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }
}

/// One indicator of a scheme: it counts `weight × min(cap, max(floor, actual ÷ target))`.
package final class ReviewSchemeLine: Item {
    package static let schema = Schema<ReviewSchemeLine>(
        table: "review_scheme_lines", one: "review_scheme_line", parent: "review_scheme_id", "Indicator", "指标")

    package let indicator = reference(Indicator.self, "Indicator", "指标")
    package let weight = integer("Weight", "权重", 1...100)
    package let floorPercent = integer("Counts at least, percent", "达成率下限（%）", 0...1000).byDefault(0)
    package let capPercent = integer("Counts at most, percent", "达成率上限（%）", 1...1000).byDefault(150)

    package init() {}
}

/// Where a scheme is.
package enum ReviewSchemeStatus: String, Choice {
    case draft, active, retired

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .active: "启用"
        case .retired: "停用"
        }
    }
}

/// How often there is a review (P3.2.2).
package enum ReviewCycle: String, Choice {
    case month, quarter, year

    package var chinese: String {
        switch self {
        case .month: "月度"
        case .quarter: "季度"
        case .year: "年度"
        }
    }

    var months: Int {
        switch self {
        case .month: 1
        case .quarter: 3
        case .year: 12
        }
    }
}
