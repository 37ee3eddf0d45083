// The sample company's team: whom it hires and trains, how it meets, what it is told, and what it does regularly.

import Kernel

/// The people of a story and the days between which it plays.
struct TimeOfStory: Sendable {
    let staff: Staff
    let shift: Shift
    /// Of the company, a Monday.
    let firstDay: Day
    let lastDay: Day

    /// Every day from Monday to Friday on which the company is at work, from its third week on.
    var workdays: [Day] {
        sequence(first: firstDay.adding(workdays: 10)) { $0.adding(workdays: 1) }.prefix { $0 <= lastDay }
    }

    /// The first days of the calendar's months, from that of the third week to that of the last day, as the company's calendar has them.
    var months: [Day] {
        let first = shift.day(firstDay.adding(workdays: 10))
        let last = shift.day(lastDay)
        return sequence(first: first.adding(days: 1 - first.civil.day)) { $0.adding(months: 1) }.prefix { $0 <= last }
    }

    func user(_ name: String) -> Doer { .user(staff.id(name)) }

    func act(_ day: Day, _ hour: Int, _ minute: Int, by: Doer, _ work: @escaping @Sendable (RuleContext) throws -> Void) -> Happening {
        Happening(at: shift.instant(Moment(day, hour, minute), second: 10), by: by, work: work)
    }
}

/// Everything of the team.
struct TeamStories: Sendable {
    private let time: TimeOfStory

    init(_ time: TimeOfStory) {
        self.time = time
    }

    /// - Parameter hashes: of the passwords of those who are hired
    func happenings(hashes: [String]) -> [Happening] {
        TrainingStory(time: time).happenings() + RecruitingStory(time: time, hashes: hashes).happenings()
            + MeetingStory(time: time).happenings() + TaskStory(time: time).happenings() + NoticeStory(time: time).happenings()
            + DutyStory(time: time).happenings() + MarketWatch(time: time).happenings()
    }
}
