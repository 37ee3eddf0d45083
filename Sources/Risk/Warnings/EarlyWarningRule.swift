// Early warning: a figure, its threshold, the days of which it is made, and who answers for it (P4.2.1).

package import CRM
package import Identity
package import Kernel
import Team

/// Watches one figure over what its owner answers for: all of the company for an executive, a sales manager's own team for a sales manager.
package final class EarlyWarningRule: Resource {
    package static let schema = Schema<EarlyWarningRule>(
        "early-warning-rules", one: "early_warning_rule", "Early-warning rule", "预警规则")

    package let name = text("Name", "名称", max: 100)
    package let nameChinese = text("Name in Chinese", "中文名称", max: 100).optional()
    package let indicator = choice(WarningIndicator.self, "Indicator", "指标").fixed()
    package let competitor = reference(Competitor.self, "Competitor", "竞争对手").fixed().optional()
    package let unit = choice(IndicatorUnit.self, "Unit", "单位").computed()
    package let direction = choice(WarningDirection.self, "Direction", "方向").byDefault(.above).fixed()
    /// In the indicator's unit: an amount in the company's currency, a share of one, a number, a mean score.
    package let threshold = companyAmount("Threshold", "阈值")
    /// The figure of a day is made of so many days, that day being the last. What stands at the end of a day is what it is.
    package let windowDays = integer("Window, days", "统计窗口（天）", 1...366).byDefault(30)
    /// With fewer cases a share or a mean says nothing.
    package let leastCases = integer("Least number of cases", "最少案例数", 1...100_000).byDefault(5)
    /// Whether an alert of it is also a risk in the register.
    package let raisesRisk = boolean("Raises a risk", "同时登记风险").byDefault(true)
    package let owner = reference(User.self, "Owner", "负责人").callerByDefault().scoped(among: [.salesManager, .executive])
        .handedOver(among: [.salesManager, .executive])
    /// Tried on past days first (`dry-run`), then switched on.
    package let active = boolean("Active", "启用").byDefault(false)
    package let description = paragraphs("Description", "说明", max: 2000).optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.salesManager], .all, rows: .team),
            Grant([.executive], .all),
        ]

    /// Throws `indicator_competitor`, `threshold_unfit` and `person_unfit`.
    package static func prepare(_ rule: inout Record<EarlyWarningRule>, from old: Record<EarlyWarningRule>?, in context: RuleContext) throws
    {
        rule.unit = rule.indicator.unit
        var faults: [Fault] = []
        if (rule.indicator == .winRateAgainst) != (rule.competitor != nil) {
            faults.append(Fault(.indicatorCompetitor, at: "/competitor_id"))
        }
        if !rule.unit.range.contains(rule.threshold.unscaled) {
            let ends = [rule.unit.range.lowerBound, rule.unit.range.upperBound].map { DecimalText.write($0, scale: 3, shownPlaces: 0) }
            faults.append(Fault(.thresholdUnfit, at: "/threshold", ["from": ends[0], "to": ends[1]]))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        if rule.has(\.owner), rule.owner != old?.owner { try context.requireAtWork(rule.owner, at: "/owner_id") }
    }

    /// Whoever takes a rule over answers for its alerts.
    package static func written(_ rule: Record<EarlyWarningRule>, from old: Record<EarlyWarningRule>?, in context: RuleContext) throws {
        guard let old, old.owner != rule.owner else { return }
        for var alert in try context.all(
            Alert.self, where: "rule_id = ? AND (status = 'raised' OR status = 'acknowledged')", rule.id.stored)
        {
            alert.owner = rule.owner
            try context.save(&alert, action: "handed_over")
        }
    }
}
