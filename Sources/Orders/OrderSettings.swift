// What the company can set of its order process (P2.5).

package import Kernel

/// The time of reviews, and what else the company can set of its orders.
package final class OrderSettings: Settings {
    package static let schema = Schema<OrderSettings>(settings: "orders", "Orders", "订单")

    package let contractRequired = choice(ContractRequirement.self, "Orders without a signed contract", "无已签合同的订单").byDefault(.reason)
    /// How much more of a contract's line than was contracted orders may take.
    package let contractTolerance = fraction("Orders beyond the contracted quantity, part of it", "超出合同数量的允许比例").byDefault(.zero)
    /// Who reviews every order; never empty (P2.5.2).
    package let reviewDepartments = choices(ReviewDepartment.self, "Departments that review every order", "评审每个订单的部门").byDefault(
        ChoiceList([.finance, .logistics]))
    /// Hours of the working calendar from the submission on, within which a department reviews.
    package let financeReviewHours = reviewHours("Finance reviews within working hours", "财务评审期限（工作小时）")
    package let logisticsReviewHours = reviewHours("Logistics reviews within working hours", "物流评审期限（工作小时）")
    package let salesReviewHours = reviewHours("Sales reviews within working hours", "销售评审期限（工作小时）")
    /// Hours of the working calendar before the due time; less than each department has.
    package let reviewReminderHours = integer("Reminder, working hours before the due time", "到期前提醒（工作小时）", 1...1000).byDefault(2)
    /// Hours of the working calendar after the due time.
    package let reviewEscalationHours = integer("Escalation, working hours after the due time", "逾期后上报（工作小时）", 0...1000).byDefault(4)

    /// A delivery that is recorded more days later counts, for what is on time, as of the day of its recording.
    package let deliveryRecordedDays = integer("Deliveries recorded within days", "交付登记期限（天）", 0...60).byDefault(3)

    package init() {}

    package static func prepare(_ settings: inout Record<OrderSettings>, from old: Record<OrderSettings>?, in context: RuleContext) throws {
        var faults: [Fault] = []
        if settings.reviewDepartments.elements.isEmpty { faults.append(Fault(.noReviewDepartment, at: "/review_departments")) }
        let shortest = ReviewDepartment.allCases.map { settings.reviewHours(of: $0) }.min() ?? 0
        if settings.reviewReminderHours >= shortest {
            faults.append(Fault(.reminderTooEarly, at: "/review_reminder_hours", ["hours": String(shortest)]))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }
}

private func reviewHours(_ english: String, _ chinese: String) -> Field<Int64> {
    integer(english, chinese, 1...1000).byDefault(8)
}

extension Record where D == OrderSettings {
    func reviewHours(of department: ReviewDepartment) -> Int64 {
        switch department {
        case .finance: self.financeReviewHours
        case .logistics: self.logisticsReviewHours
        case .sales: self.salesReviewHours
        }
    }
}

/// Whether an order may be submitted without a signed contract (P2.5.1).
package enum ContractRequirement: String, Choice {
    /// The order says why, and sales reviews it as well.
    case reason
    /// It may not.
    case always
    /// Nobody asks.
    case never

    package var chinese: String {
        switch self {
        case .reason: "须说明原因"
        case .always: "不允许"
        case .never: "不限制"
        }
    }
}
