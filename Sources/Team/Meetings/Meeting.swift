// The meetings of sales, and those with other departments (P3.3.1, P3.3.2).

package import Identity
package import Kernel

/// A meeting with agenda and attendees. One with a rhythm comes again by itself: the next is made when this one is held or cancelled, or
/// when its time has passed.
package final class Meeting: Resource {
    package typealias Status = MeetingStatus
    package static let schema = Schema<Meeting>("meetings", one: "meeting", "Meeting", "会议")

    package let title = text("Title", "主题")
    package let kind = choice(MeetingKind.self, "Kind", "类型")
    package let organiser = reference(User.self, "Organiser", "组织者").callerByDefault().scoped().handedOver()
    package let startsAt = instant("Starts at", "开始时间")
    package let durationMinutes = integer("Duration, minutes", "时长（分钟）", 5...1440).byDefault(60)
    package let place = text("Place", "地点").optional()
    /// How often it comes; nothing: once.
    package let rhythm = choice(MeetingRhythm.self, "Rhythm", "周期").optional()
    package let status = state(MeetingStatus.self, initial: .planned, editable: [.planned])
    package let minutes = paragraphs("Minutes", "会议纪要", max: 50_000).computed().optional()
    package let heldAt = instant("Noted as held at", "登记召开时间").computed().optional()
    package let heldBy = reference(User.self, "Noted by", "登记人").computed().optional()
    package let cancelReason = text("Reason of the cancellation", "取消原因", max: 500).computed().optional()
    /// The rhythm counts from here: moving one meeting moves none that follow, another rhythm begins anew.
    package let firstAt = instant("Rhythm counts from", "周期起点").computed()
    /// The day that the rhythm has for it, work or not.
    package let slotOn = day("Day of the rhythm", "周期日").computed()
    package let previous = reference(Meeting.self, "Previous", "上次会议").computed().optional()
    package let next = reference(Meeting.self, "Next", "下次会议").computed().optional()
    package let externalID = Kernel.externalID()
    package let agenda = children(MeetingTopic.self, "Agenda", "议程", 0...100)
    package let attendees = children(MeetingAttendee.self, "Attendees", "参会人", 0...500)

    package init() {}

    package static let furtherEvents = ["recurred"]

    package static let access =
        Grant.standard + [
            Grant(.everyone, [.read, .update], rows: .own),
            .toWhomItIsAssigned,
            Grant([.salesManager], .all, rows: .team),
            Grant([.executive], .all),
        ]

    /// Throws `meeting_past`, `attendee_twice` and `person_unfit`.
    package static func prepare(_ meeting: inout Record<Meeting>, from old: Record<Meeting>?, in context: RuleContext) throws {
        var faults = meeting.attendees.repeats(of: { $0.user }).map { Fault(.attendeeTwice, at: "/attendees/\($0)/user_id") }
        if meeting.startsAt != old?.startsAt {
            // What has been may be noted late; what was planned is not moved back.
            let earliest = old == nil ? context.now.adding(seconds: -daysNotedLate * 86_400) : context.now
            if meeting.startsAt < earliest { faults.append(Fault(.meetingPast, at: "/starts_at", ["days": String(daysNotedLate)])) }
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        // What a rhythm makes goes on as it was, also while nobody has taken it over from who has left.
        guard meeting.previous == nil || old != nil else { return }
        if meeting.organiser != old?.organiser { try context.requireAtWork(meeting.organiser, at: "/organiser_id") }
        guard old.map({ $0.rhythm != meeting.rhythm }) ?? true || meeting.rhythm == nil else { return }
        meeting.firstAt = meeting.startsAt
        meeting.slotOn = context.registry.calendar.day(of: meeting.startsAt)
    }

    private static let daysNotedLate: Int64 = 7
}

/// Something to be spoken about.
package final class MeetingTopic: Item {
    package static let schema = Schema<MeetingTopic>(
        table: "meeting_topics", one: "meeting_topic", parent: "meeting_id", "Item of the agenda", "议题")

    package let subject = text("Subject", "议题", max: 500)
    package let presenter = reference(User.self, "Presented by", "汇报人").optional()
    package let minutes = integer("Minutes", "时长（分钟）", 1...1440).optional()

    package init() {}
}

/// Who is asked to come, and whether he or she did.
package final class MeetingAttendee: Item {
    package static let schema = Schema<MeetingAttendee>(
        table: "meeting_attendees", one: "meeting_attendee", parent: "meeting_id", "Attendee", "参会人")

    package let user = reference(User.self, "Who", "人员").informed().handedOver()
    package let attended = boolean("Was there", "已到会").byDefault(false).computed()

    package init() {}
}

/// Which of the policy's meetings it is (P3.3.1, P3.3.2).
package enum MeetingKind: String, Choice {
    case regular
    case crossDepartment = "cross_department"

    package var chinese: String {
        switch self {
        case .regular: "销售例会"
        case .crossDepartment: "跨部门会议"
        }
    }
}

/// Where a meeting is.
package enum MeetingStatus: String, Choice {
    case planned, held, cancelled

    package var chinese: String {
        switch self {
        case .planned: "已计划"
        case .held: "已召开"
        case .cancelled: "已取消"
        }
    }
}
