// By what people are judged (P3.2.1).

package import CRM
package import Kernel

/// One indicator of the catalogue. The five of the policy come with the server, with counts of activities and what managers score.
package final class Indicator: Resource {
    package static let schema = Schema<Indicator>("indicators", one: "indicator", "Indicator", "考核指标")

    package let code = identifier("Code", "代码", max: 40).unique().fixed().lookedUp()
    package let name = text("Name", "名称", max: 100).naming()
    package let nameChinese = text("Name in Chinese", "中文名称", max: 100).optional()
    package let description = paragraphs("Description", "说明", max: 2000).optional()
    package let measure = choice(IndicatorMeasure.self, "Measure", "计量方式").fixed()
    /// Of activities: those of this kind alone.
    package let activityKind = choice(ActivityKind.self, "Kind of activity", "跟进方式").fixed().optional()
    package let unit = choice(IndicatorUnit.self, "Unit", "单位").computed()
    /// One that is not can stand in no scheme that is activated from now on.
    package let active = boolean("Active", "启用").byDefault(true)
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.hr], .all),
            Grant(.everyone, .read),
        ]

    /// Throws `kind_of_activities_alone`.
    package static func prepare(_ indicator: inout Record<Indicator>, from old: Record<Indicator>?, in context: RuleContext) throws {
        guard indicator.activityKind == nil || indicator.measure == .activities else {
            throw Failure.invalid(.kindOfActivitiesAlone, at: "/activity_kind")
        }
        indicator.unit = indicator.measure.unit
    }

    /// What a scheme in force or a target is about stays. Throws `indicator_in_use`.
    package static func archiving(_ indicator: Record<Indicator>, in context: RuleContext) throws {
        let use = """
            SELECT 1 FROM review_scheme_lines l JOIN review_schemes s ON s.id = l.review_scheme_id
            WHERE l.indicator_id = ? AND s.status = 'active' LIMIT 1
            """
        guard try context.integer(use, indicator.id.stored) == nil else { throw Failure(.indicatorInUse) }
    }
}

/// How an indicator is measured (Docs/performance-review.md has each definition).
package enum IndicatorMeasure: String, Choice {
    case revenue, profit
    case growthRate = "growth_rate"
    case newCustomers = "new_customers"
    case satisfaction, activities, score

    package var chinese: String {
        switch self {
        case .revenue: "销售收入"
        case .profit: "销售利润"
        case .growthRate: "销售增长率"
        case .newCustomers: "新客户数"
        case .satisfaction: "客户满意度"
        case .activities: "跟进次数"
        case .score: "上级评分"
        }
    }

    /// In what its figures are counted.
    package var unit: IndicatorUnit {
        switch self {
        case .revenue, .profit: .money
        case .growthRate: .percent
        case .newCustomers, .activities: .count
        case .satisfaction: .mean
        case .score: .points
        }
    }

    /// The results of the policy (P3.2.1).
    static let results: [IndicatorMeasure] = [.revenue, .profit, .growthRate, .newCustomers, .satisfaction]

    /// Whether what twelve months come to is what the year comes to, so that a year's target is split; and what several people come to is
    /// the sum of theirs.
    package var addsUp: Bool { [.revenue, .profit, .newCustomers, .activities].contains(self) }
}

/// In what an indicator's figures are counted.
package enum IndicatorUnit: String, Choice {
    case money, percent, count, mean, points

    package var chinese: String {
        switch self {
        case .money: "本位币金额"
        case .percent: "百分比"
        case .count: "数量"
        case .mean: "平均分"
        case .points: "分数"
        }
    }

    /// Decimals of a target.
    func decimals(in currency: String) -> Int {
        switch self {
        case .money: Currency.decimals(of: currency) ?? 2
        case .count: 0
        case .percent, .mean, .points: 2
        }
    }
}
