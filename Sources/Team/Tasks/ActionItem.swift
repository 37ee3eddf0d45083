// What somebody is to do until a day, agreed in a meeting or without one (P3.3.1).

package import Identity
package import Kernel

/// A task with an owner and a day. Whoever gives it may change it; whoever has it does it and says so.
package final class ActionItem: Resource {
    package typealias Status = ActionItemStatus
    package static let schema = Schema<ActionItem>("action-items", one: "action_item", "Action item", "行动项")

    package let title = text("What", "内容")
    package let description = paragraphs("Description", "说明").optional()
    package let meeting = reference(Meeting.self, "Meeting", "会议").fixed().optional()
    /// Who is to do it.
    package let owner = reference(User.self, "Owner", "负责人").callerByDefault().assigned().handedOver()
    /// The meeting's organiser; without a meeting who has entered it.
    package let givenBy = reference(User.self, "Given by", "布置人").computed().scoped().handedOver()
    package let dueOn = day("Due on", "截止日期")
    package let status = state(ActionItemStatus.self, initial: .open, editable: [.open])
    package let overdue = boolean("Overdue", "已逾期").byDefault(false).computed()
    package let remindedAt = instant("Reminded at", "提醒时间").computed().optional()
    package let result = paragraphs("Result", "完成情况", max: 2000).computed().optional()
    package let doneAt = instant("Done at", "完成时间").computed().optional()
    package let cancelReason = text("Reason of the cancellation", "取消原因", max: 500).computed().optional()
    /// When the job reminds of it.
    package let remindOn = day("To be reminded on", "计划提醒日期").computed().secret()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let furtherEvents = ["reminded", "overdue"]

    /// Nobody puts away what is still to be done: it is cancelled, with a reason.
    package static let access = [
        Grant([.executive, .auditor], .read),
        Grant([.admin], [.read, .create, .update]),
        Grant(.everyone, [.read, .create, .update], rows: .own),
        Grant(.everyone, [.read, .create, .update], rows: .created),
        .toWhomItIsAssigned,
        Grant([.salesManager], .read, rows: .team),
    ]

    /// Throws `due_past` and `person_unfit`.
    package static func prepare(_ item: inout Record<ActionItem>, from old: Record<ActionItem>?, in context: RuleContext) throws {
        if !item.has(\.owner), let caller = context.caller.userID { item.owner = ID(caller) }
        if item.owner != old?.owner { try context.requireAtWork(item.owner, at: "/owner_id") }
        if old == nil {
            let organiser = try item.meeting.map { try context.require(Meeting.self, $0).organiser }
            item.givenBy = organiser ?? context.caller.userID.map { ID($0) } ?? item.owner
        }
        guard item.dueOn != old?.dueOn else { return }
        guard item.dueOn >= context.today else { throw Failure.invalid(.duePast, at: "/due_on") }
        item.overdue = false
        item.remindedAt = nil
        item.remindOn = try context.workingDay(context.settings(TeamSettings.self).taskReminderDays, before: item.dueOn)
    }

    /// Done by its owner, or cancelled by who gave it.
    package static let steps: [Step<ActionItem>] = [
        Step("finish", "Finish", "完成", from: .open, to: [.done], by: .assignee, clause: "P3.3.1", input: FinishActionItem.self) {
            item, form, context in
            item.result = form.result
            item.doneAt = context.now
            item.overdue = false
        },
        Step(
            "cancel", "Cancel", "取消", from: .open, to: [.cancelled], by: .owner, .creator, clause: "P3.3.1", input: Reason.self
        ) { item, form, _ in
            item.cancelReason = form.reason
            item.overdue = false
        },
    ]
}

final class FinishActionItem: Form {
    let result = paragraphs("Result", "完成情况", max: 2000)
}

/// How far a task is.
package enum ActionItemStatus: String, Choice {
    case open, done, cancelled

    package var chinese: String {
        switch self {
        case .open: "进行中"
        case .done: "已完成"
        case .cancelled: "已取消"
        }
    }
}

extension RuleReader {
    /// The day that has so many working days from itself on before a day; that day itself for none.
    fileprivate func workingDay(_ count: Int64, before day: Day) throws -> Day {
        let calendar = try workingCalendar()
        var (left, first) = (count, day)
        for _ in 0..<366 where left > 0 {
            first = first.adding(days: -1)
            if calendar.isWorking(first) { left -= 1 }
        }
        return first
    }
}
