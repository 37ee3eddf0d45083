// How regular meetings come again by themselves (P3.3.1).

import Identity
import Kernel

/// How often a meeting comes.
package enum MeetingRhythm: String, Choice {
    case weekly
    case everyTwoWeeks = "every_two_weeks"
    case monthly, quarterly

    package var chinese: String {
        switch self {
        case .weekly: "每周"
        case .everyTwoWeeks: "每两周"
        case .monthly: "每月"
        case .quarterly: "每季度"
        }
    }

    /// The day so many times after the first. The 31st is a short month's last day, and the 31st again in the next long one.
    func day(_ count: Int, from first: Day) -> Day {
        switch self {
        case .weekly: first.adding(days: 7 * count)
        case .everyTwoWeeks: first.adding(days: 14 * count)
        case .monthly: first.adding(months: count)
        case .quarterly: first.adding(months: 3 * count)
        }
    }
}

extension Record where D == Meeting {
    /// Makes the next one, where there is a rhythm and it was not made yet: on the rhythm's next day that is still to come, or the first
    /// working day after it.
    mutating func makeNext(in context: RuleContext) throws {
        guard let rhythm = self.rhythm, self.next == nil, let slot = try nextSlot(rhythm, context) else { return }
        var next = Record(new: Meeting.self)
        next.takeInput(from: self, except: \.externalID)
        next.startsAt = slot.moment
        next.slotOn = slot.day
        next.firstAt = self.firstAt
        next.previous = self.id
        next.agenda = self.agenda.map { topic in
            var copy = Record<MeetingTopic>(new: MeetingTopic.self)
            copy.takeInput(from: topic)
            return copy
        }
        next.attendees = try self.attendees.filter { try context.isAtWork($0.user) }.map { attendee in
            var copy = Record<MeetingAttendee>(new: MeetingAttendee.self)
            copy.user = attendee.user
            return copy
        }
        try context.insert(&next)
        self.next = next.id
    }

    private func nextSlot(_ rhythm: MeetingRhythm, _ context: RuleContext) throws -> (day: Day, moment: Instant)? {
        let civil = context.registry.calendar
        let first = civil.day(of: self.firstAt)
        let clock = (self.firstAt.milliseconds - civil.start(of: first).milliseconds) / Instant.millisecondsPerMinute
        let calendar = try context.workingCalendar()
        for count in 1...Self.mostSlots {
            let day = rhythm.day(count, from: first)
            guard day > self.slotOn else { continue }
            let moment = civil.moment(on: calendar.workingDay(from: day), minutes: Int(clock))
            if moment > context.now, moment > self.startsAt { return (day, moment) }
        }
        return nil
    }

    /// Of a rhythm: weekly ones of more than a lifetime.
    private static var mostSlots: Int { 5000 }
}

extension PeriodicJob {
    /// Keeps a rhythm going where nobody has said what became of the last meeting.
    static let meetingsRecur = PeriodicJob("meetings-recur", every: 600, rules: goOn)

    private static let mostMeetingsInSlice = 10

    @Sendable private static func goOn(_ context: RuleContext) throws -> Bool {
        let sql = """
            SELECT id FROM meetings WHERE rhythm IS NOT NULL AND next_id IS NULL AND starts_at <= ? AND archived_at IS NULL
            ORDER BY id LIMIT \(mostMeetingsInSlice)
            """
        let over = try context.rows(sql, [context.now.stored]).compactMap { ID<Meeting>(stored: $0[0]) }
        for id in over {
            var meeting = try context.require(Meeting.self, id)
            try meeting.makeNext(in: context)
            guard meeting.next != nil else { continue }
            try context.save(&meeting, action: "recurred")
        }
        return over.count == mostMeetingsInSlice
    }
}
