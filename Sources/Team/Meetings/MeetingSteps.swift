// How a meeting ends (P3.3.1, P3.3.2).

import Identity
package import Kernel

final class HoldMeeting: Form {
    let minutes = paragraphs("Minutes", "会议纪要", max: 50_000)
    let attendees = children(PresentAttendee.self, "Who was there", "到会人员", 1...500)
}

/// Somebody who was there, asked or not.
final class PresentAttendee: Item {
    static let schema = Schema<PresentAttendee>(table: "", one: "present_attendee", parent: "form", "Who was there", "到会人员")

    let user = reference(User.self, "Who", "人员")
}

extension Meeting {
    /// Held, with minutes and who was there, or cancelled; the next of a rhythm is made either way.
    package static let steps: [Step<Meeting>] = [
        Step("hold", "Hold", "召开", from: .planned, to: [.held], by: .owner, clause: "P3.3.1", input: HoldMeeting.self, effect: hold),
        Step(
            "cancel", "Cancel", "取消", from: .planned, to: [.cancelled], by: .owner, clause: "P3.3.1", input: Reason.self
        ) { meeting, form, context in
            meeting.cancelReason = form.reason
            try meeting.makeNext(in: context)
        },
    ]

    /// Throws `meeting_to_come`, `attendee_twice`, `person_unfit`, `meeting_alone` and `one_department`.
    @Sendable private static func hold(_ meeting: inout Record<Meeting>, _ form: Record<HoldMeeting>, _ context: RuleContext) throws {
        guard meeting.startsAt <= context.now else { throw Failure(.meetingToCome, ["at": meeting.startsAt.description]) }
        let faults =
            try form.attendees.repeats(of: { $0.user }).map { Fault(.attendeeTwice, at: "/attendees/\($0)/user_id") }
            + keys(among: form.attendees.map(\.user), context)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        try requireMeeting(of: form.attendees.map(\.user), meeting, context)
        meeting.note(present: form.attendees.map(\.user))
        meeting.minutes = form.minutes
        meeting.heldAt = context.now
        meeting.heldBy = context.caller.userID.map { ID($0) }
        try meeting.makeNext(in: context)
    }

    /// The users of keys are nobody who sits at a table. Who has left meanwhile may have been there.
    private static func keys(among present: [ID<User>], _ context: RuleContext) throws -> [Fault] {
        try present.enumerated().compactMap { index, id in
            let user = try context.require(User.self, id)
            guard user.isService else { return nil }
            return Fault(.personUnfit, at: "/attendees/\(index)/user_id", ["name": user.displayName])
        }
    }

    /// One person alone holds no meeting, and one department alone none across departments.
    private static func requireMeeting(of present: [ID<User>], _ meeting: Record<Meeting>, _ context: RuleContext) throws {
        let people = try Set(present + [meeting.organiser]).map { try context.require(User.self, $0) }
        guard people.count > 1 else { throw Failure.invalid(.meetingAlone, at: "/attendees") }
        // Who is in no department stands for none.
        let departments = Set(people.compactMap(\.department))
        guard meeting.kind != .crossDepartment || departments.count > 1 else { throw Failure.invalid(.oneDepartment, at: "/attendees") }
    }
}

extension Record where D == Meeting {
    /// Who came without having been asked stands among the attendees, too.
    fileprivate mutating func note(present: [ID<User>]) {
        var attendees = self.attendees
        for index in attendees.indices { attendees[index].attended = present.contains(attendees[index].user) }
        let asked = Set(attendees.map(\.user))
        self.attendees =
            attendees
            + present.filter { !asked.contains($0) }.map { user in
                var attendee = Record<MeetingAttendee>(new: MeetingAttendee.self)
                attendee.user = user
                attendee.attended = true
                return attendee
            }
    }
}
