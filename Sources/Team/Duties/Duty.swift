// What the policy wants done again and again, by whom, and whether it was (P2.1.1, P3.1.1, P3.3.1, P3.3.2, P4.1.1, P5.2).

package import Identity
package import Kernel

/// A regular duty: a clause, a rhythm, an owner, and the kind of record that shows that it was done.
///
/// The server ticks each period by such a record and by nothing else: there is no step with which anybody says so.
package final class Duty: Resource {
    package static let schema = Schema<Duty>("duties", one: "duty", "Regular duty", "定期职责")

    package let name = text("What", "内容")
    package let nameChinese = text("What, in Chinese", "中文内容").optional()
    package let clause = identifier("Clause", "制度条款", max: 20)
    package let description = paragraphs("Description", "说明", max: 2000).optional()
    package let rhythm = choice(DutyRhythm.self, "Rhythm", "周期").fixed()
    package let shownBy = choice(DutyEvidence.self, "Shown by", "完成依据").fixed()
    /// Of whom the server names an owner where there is none who works here.
    package let role = choice(Role.self, "Role", "负责角色").optional()
    package let owner = reference(User.self, "Owner", "负责人").scoped().handedOver().optional()
    /// A duty that is late is not switched off by who is late with it.
    package let active = boolean("Active", "启用").byDefault(true).written(by: [.executive, .admin])
    /// The first period is the one with this day in it.
    package let startsOn = day("From", "开始日期").fixed().optional()
    /// The last day of the period that is to be done next.
    package let dueOn = day("Due on", "截止日期").computed().optional()
    package let overdue = boolean("Overdue", "已逾期").byDefault(false).computed()
    package let lastDoneOn = day("Last done on", "最近完成日期").computed().optional()
    package let externalID = Kernel.externalID()
    package let periods = computedChildren(DutyPeriod.self, "Periods", "各期情况")

    package init() {}

    package static let furtherEvents = ["owner_named", "followed", "missed"]

    package static let access =
        Grant.standard + [
            // The owner adds the document that shows it.
            Grant(.everyone, [.read, .update], rows: .own),
            Grant([.salesManager], [.read, .create, .update]),
            Grant([.executive], .all),
            Grant([.hr], .read),
        ]

    /// Throws `unknown_clause`, `duty_starts_past` and `person_unfit`.
    package static func prepare(_ duty: inout Record<Duty>, from old: Record<Duty>?, in context: RuleContext) throws {
        guard duty.clause.wholeMatch(of: /P[1-6](\.[1-9]){0,2}/) != nil else { throw Failure.invalid(.unknownClause, at: "/clause") }
        if let owner = duty.owner, owner != old?.owner { try context.requireAtWork(owner, at: "/owner_id") }
        if !duty.active { duty.overdue = false }
        // What was not asked for meanwhile is not missed.
        let comesBack = old.map { !$0.active && duty.active || $0.isArchived && !duty.isArchived } ?? false
        let starts = duty.startsOn ?? context.today
        if old == nil, starts < duty.rhythm.period(with: context.today).lowerBound {
            throw Failure.invalid(.dutyStartsPast, at: "/starts_on")
        }
        duty.startsOn = comesBack ? max(starts, context.today) : starts
    }
}

/// One period of a duty: a week, a month, a quarter or a year.
package final class DutyPeriod: Item {
    package static let schema = Schema<DutyPeriod>(table: "duty_periods", one: "duty_period", parent: "duty_id", "Period", "周期")

    package let startsOn = day("From", "开始").computed()
    package let endsOn = day("To", "结束").computed()
    package let doneOn = day("Done on", "完成日期").computed().optional()
    /// The record that shows it, as in the audit.
    package let entity = text("Kind of record", "对象类型", max: 60).computed().optional()
    package let entityID = integer("Id of the record", "对象编号", 1...Int64.max).computed().optional()
    /// When it was found that the period had passed without.
    package let missedAt = instant("Missed at", "发现逾期时间").computed().optional()

    package init() {}
}

/// How often a duty comes.
package enum DutyRhythm: String, Choice {
    case weekly, monthly, quarterly
    case halfYearly = "half_yearly"
    case yearly

    package var chinese: String {
        switch self {
        case .weekly: "每周"
        case .monthly: "每月"
        case .quarterly: "每季度"
        case .halfYearly: "每半年"
        case .yearly: "每年"
        }
    }

    /// The days of the calendar's week, month, quarter, half or year with that day in it.
    func period(with day: Day) -> ClosedRange<Day> {
        let months =
            switch self {
            case .weekly: 0
            case .monthly: 1
            case .quarterly: 3
            case .halfYearly: 6
            case .yearly: 12
            }
        guard months > 0 else {
            // 1970 began on a Thursday, and weeks begin on Mondays.
            let first = day.adding(days: -(((day.daysSince1970 + 3) % 7 + 7) % 7))
            return first...first.adding(days: 6)
        }
        let (_, month, dayOfMonth) = day.civil
        let first = day.adding(days: 1 - dayOfMonth).adding(months: -((month - 1) % months))
        return first...first.adding(months: months).adding(days: -1)
    }
}
