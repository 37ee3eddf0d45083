// The working calendar as rules use it: the settings' hours and days, with the exceptions of the years around.

package import Kernel

extension RuleReader {
    /// The company's working calendar, with the exceptions from a year before the day on.
    package final func workingCalendar(from day: Day? = nil) throws -> WorkingCalendar {
        let first = (day ?? today).adding(days: -366)
        return try kept("calendar from \(first.daysSince1970)", of: CalendarException.self) { try readCalendar(from: first) }
    }

    private func readCalendar(from first: Day) throws -> WorkingCalendar {
        let settings = settings(CalendarSettings.self)
        let exceptions = try all(CalendarException.self, where: "falls_on >= ? AND archived_at IS NULL", first.stored)
        return WorkingCalendar(
            civil: registry.calendar, hours: WorkingHours.list(settings.workingHours) ?? [],
            weekdays: Set(settings.workingDays.elements),
            exceptions: Dictionary(exceptions.map { ($0.fallsOn, $0.kind == .working) }, uniquingKeysWith: { first, _ in first }))
    }

    /// When that many hours of work, counted from now, have passed. Throws `calendar_without_work`.
    ///
    /// - Parameter calendar: the working calendar, where it has been read already
    package final func dueAt(workingHours hours: Int64, by calendar: WorkingCalendar? = nil) throws -> Instant {
        guard let due = try (calendar ?? workingCalendar()).adding(minutes: Int(clamping: hours &* 60), to: now) else {
            throw Failure(.calendarWithoutWork)
        }
        return due
    }

    /// When that many minutes of work, counted from a moment, have passed. Throws `calendar_without_work`.
    package final func moment(workingMinutes minutes: Int64, after start: Instant) throws -> Instant {
        let calendar = try workingCalendar(from: registry.calendar.day(of: start))
        guard let moment = calendar.adding(minutes: Int(clamping: minutes), to: start) else { throw Failure(.calendarWithoutWork) }
        return moment
    }

    /// The whole minutes of work from a moment until now.
    package final func workingMinutes(since start: Instant) throws -> Int64 {
        Int64(try workingCalendar(from: registry.calendar.day(of: start)).minutes(from: start, to: now))
    }

    /// The day by which so many working days have passed after a day. Throws `calendar_without_work`.
    package final func workingDay(_ count: Int64, after day: Day) throws -> Day {
        let calendar = try workingCalendar()
        var (left, last) = (count, day)
        for _ in 0..<(3 * 366) {
            if left <= 0 { return last }
            last = last.adding(days: 1)
            if calendar.isWorking(last) { left -= 1 }
        }
        throw Failure(.calendarWithoutWork)
    }
}
