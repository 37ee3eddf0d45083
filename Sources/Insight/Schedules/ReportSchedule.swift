// A report that comes again and again by itself: which one, how often, and who gets it (P5.2).

package import Identity
package import Kernel
package import Team

/// A report that is made on schedule. Each of those who get it gets a file of what he or she may see, and no more.
package final class ReportSchedule: Resource {
    package typealias Status = ReportScheduleStatus
    package static let schema = Schema<ReportSchedule>("report-schedules", one: "report_schedule", "Report schedule", "报表计划")

    package let name = text("Name", "名称")
    package let report = text("Report", "报表", max: 60).example("sales-trend")
    /// As in the query string of the report, such as `group_by=owner&compare=previous`.
    package let parameters = text("Parameters, as in the report's query string", "参数（与报表查询字符串相同）", max: 2_000)
        .example("group_by=owner&compare=previous").optional()
    /// Of which days it tells, seen from the day on which it is due; absent: of those that the report takes by itself.
    package let period = choice(RelativePeriod.self, "Of which days", "统计区间").example(.previousWeek).optional()
    package let rhythm = choice(ReportRhythm.self, "How often", "频率").example(.weekly)
    /// Of a weekly one.
    package let weekday = choice(Weekday.self, "Day of the week", "星期").optional()
    /// Of a monthly or a quarterly one; the last day where the month is shorter.
    package let dayOfMonth = integer("Day of the month", "每月日期", 1...31).leftOutOfExamples().optional()
    package let hour = integer("Hour", "时间（点）", 0...23).byDefault(7)
    package let language = choice(Locale.self, "Language", "语言").byDefault(.chinese)
    package let owner = reference(User.self, "Owner", "负责人").callerByDefault().scoped().handedOver().leftOutOfExamples()
    package let roles = choices(Role.self, "For these roles", "接收角色").byDefault(ChoiceList([]))
    /// When it is due next, and on which day of its rhythm, before that was moved to a working day.
    package let nextAt = instant("Due next at", "下次生成时间").computed().optional()
    package let lastRun = reference(ReportRun.self, "Last run", "最近一次生成").computed().optional()
    package let lastRunAt = instant("Last run at", "最近生成时间").computed().optional()
    /// Why the server has paused it: the code of a reason.
    package let pauseReason = text("Why it was paused", "暂停原因", max: 60).computed().optional()
    /// A schedule that is paused can be changed as well.
    package let status = state(ReportScheduleStatus.self, initial: .active)
    package let people = children(ReportRecipient.self, "For these people", "接收人员", 0...ReportAudience.most).leftOutOfExamples()
    package let departments = children(ReportDepartment.self, "For these departments", "接收部门", 0...ReportAudience.most)
        .leftOutOfExamples()
    /// Where it is shown as well that it was made.
    package let channels = children(ReportChannel.self, "On these channels", "推送通道", 0...20).leftOutOfExamples()
    /// Who of those cannot read the report and gets none, as it was when the schedule was written or made last.
    package let withoutFile = computedChildren(ReportWithoutFile.self, "Who gets none", "无法获得者")

    package init() {}

    package static let furtherEvents = ["followed"]

    package static let access =
        Grant.standard + [
            Grant(.everyone, .all, rows: .own),
            .toWhomItIsAssigned,
            Grant([.salesManager], .all, rows: .team),
        ]

    /// Throws `invalid_body` with all that is wrong, what the report refuses its owner, and `too_many_schedules`.
    package static func prepare(_ schedule: inout Record<ReportSchedule>, from old: Record<ReportSchedule>?, in context: RuleContext) throws
    {
        try ReportScheduleCheck(Draft(schedule, from: old), context).require()
        let comesAnew = old.map { $0.isArchived || !schedule.hasSameRhythm(as: $0) } ?? true
        if comesAnew, schedule.status == .active { try schedule.plan(after: context.now, context) }
        try schedule.noteWithoutFile(context)
    }
}

extension ReportSchedule: Drafted {
    /// All faults of rhythm, report, owner and audience that the body lets see.
    package static func faults(of draft: Draft<ReportSchedule>, in reader: RuleReader) throws -> [Fault] {
        try ReportScheduleCheck(draft, reader).faults()
    }
}

extension Record where D == ReportSchedule {
    /// Settles when it is due next.
    mutating func plan(after moment: Instant, _ reader: RuleReader) throws {
        self.nextAt = try ReportSlots(self, reader).next(after: moment)?.at
    }

    /// Notes who is to get a file and cannot; where roles and departments have grown beyond what can be made, nobody is asked for beyond it.
    mutating func noteWithoutFile(_ reader: RuleReader) throws {
        let audience = try ReportAudience(of: self, reader)
        self.withoutFile = try audience.people.prefix(ReportAudience.most).compactMap { person in
            guard let reason = try audience.rights.refusal(of: person) else { return nil }
            var item = Record<ReportWithoutFile>(new: ReportWithoutFile.self)
            item.user = ID(person)
            item.reason = reason.name
            return item
        }
    }

    fileprivate func hasSameRhythm(as old: Record<ReportSchedule>) -> Bool {
        self.rhythm == old.rhythm && self.weekday == old.weekday && self.dayOfMonth == old.dayOfMonth && self.hour == old.hour
    }
}

/// Somebody who gets the report.
package final class ReportRecipient: Item {
    package static let schema = Schema<ReportRecipient>(
        table: "report_recipients", one: "report_recipient", parent: "schedule_id", "Recipient of a report", "报表接收人")

    package let user = reference(User.self, "Who", "人员").informed().handedOver()

    package init() {}
}

/// A department that gets the report: whoever works in it on the day.
package final class ReportDepartment: Item {
    package static let schema = Schema<ReportDepartment>(
        table: "report_departments", one: "report_department", parent: "schedule_id", "Department that gets a report", "报表接收部门")

    package let department = reference(Department.self, "Department", "部门")

    package init() {}
}

/// A channel that shows that the report was made.
package final class ReportChannel: Item {
    package static let schema = Schema<ReportChannel>(
        table: "report_channels", one: "report_channel", parent: "schedule_id", "Channel of a report", "报表推送通道")

    package let channel = reference(MessageChannel.self, "Channel", "消息通道")

    package init() {}
}

/// Somebody who is to get the report and cannot read it.
package final class ReportWithoutFile: Item {
    package static let schema = Schema<ReportWithoutFile>(
        table: "report_without_file", one: "report_without_file", parent: "schedule_id", "Recipient without a file", "无法获得报表者")

    package let user = reference(User.self, "Who", "人员").computed()
    package let reason = text("Why", "原因", max: 60).computed()

    package init() {}
}

/// Whether a schedule goes on.
package enum ReportScheduleStatus: String, Choice {
    case active, paused

    package var chinese: String {
        switch self {
        case .active: "启用"
        case .paused: "已暂停"
        }
    }
}
