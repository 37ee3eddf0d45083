// What an early-warning rule has raised: once while its figure is beyond the threshold, cleared by itself when it is back (P4.2.1).

package import CRM
package import Identity
package import Kernel

/// A figure beyond its threshold. The server alone raises it.
package final class Alert: Resource {
    package typealias Status = AlertStatus
    package static let schema = Schema<Alert>("alerts", one: "alert", "Alert", "预警")

    package let rule = reference(EarlyWarningRule.self, "Rule", "预警规则").computed()
    package let owner = reference(User.self, "Owner", "负责人").computed().scoped().assigned()
    package let indicator = choice(WarningIndicator.self, "Indicator", "指标").computed()
    package let competitor = reference(Competitor.self, "Competitor", "竞争对手").computed().optional()
    package let unit = choice(IndicatorUnit.self, "Unit", "单位").computed()
    package let direction = choice(WarningDirection.self, "Direction", "方向").computed()
    /// As the rule had it then.
    package let threshold = companyAmount("Threshold", "阈值").computed()
    /// The day whose figure was beyond it.
    package let raisedFor = day("For the day", "触发日期").computed()
    package let value = companyAmount("Value of that day", "当日数值").computed()
    package let cases = integer("Cases", "案例数", 0...Int64.max).computed()
    package let status = state(AlertStatus.self, initial: .raised, editable: [])
    package let acknowledgedAt = instant("Acknowledged at", "确认时间").computed().optional()
    package let acknowledgedBy = reference(User.self, "Acknowledged by", "确认人").computed().optional()
    package let dismissReason = text("Reason of the dismissal", "忽略原因", max: 500).computed().optional()
    package let dismissedAt = instant("Dismissed at", "忽略时间").computed().optional()
    package let dismissedBy = reference(User.self, "Dismissed by", "忽略人").computed().optional()
    /// The day whose figure was no longer beyond it; nil while it is, dismissed or not.
    package let backOn = day("Back on", "恢复日期").computed().optional()

    package init() {}

    package static let furtherEvents = ["raised", "back"]

    package static let access = [
        Grant([.executive, .auditor, .admin], .read),
        Grant([.salesManager], .read, rows: .team),
        .toWhomItIsAssigned,
    ]

    /// Seen, or known to mean nothing; the server clears what is back (states.md, Risk).
    package static let steps: [Step<Alert>] = [
        Step(
            "acknowledge", "Acknowledge", "确认", from: .raised, to: [.acknowledged], by: .owner, .role(.salesManager), clause: "P4.2.1"
        ) { alert, context in
            alert.acknowledgedAt = context.now
            alert.acknowledgedBy = context.caller.userID.map { ID($0) }
        },
        Step(
            "dismiss", "Dismiss", "忽略", from: .raised, .acknowledged, to: [.dismissed], by: .owner, .role(.salesManager),
            clause: "P4.2.1", input: Reason.self
        ) { alert, form, context in
            alert.dismissReason = form.reason
            alert.dismissedAt = context.now
            alert.dismissedBy = context.caller.userID.map { ID($0) }
        },
        // The server alone, by the figure of the last whole day.
        Step("clear", "Clear", "恢复", from: .raised, .acknowledged, to: [.cleared], clause: "P4.2.1") { alert, context in
            alert.backOn = context.today.adding(days: -1)
        },
    ]
}

/// Where an alert is.
package enum AlertStatus: String, Choice {
    case raised, acknowledged, dismissed, cleared

    package var chinese: String {
        switch self {
        case .raised: "已触发"
        case .acknowledged: "已确认"
        case .dismissed: "已忽略"
        case .cleared: "已恢复"
        }
    }
}
