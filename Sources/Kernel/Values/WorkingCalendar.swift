// Working time: hours of the day, days of the week, and the days that are an exception to both.

/// A part of a day in which people work, in minutes since midnight.
package struct WorkingHours: Sendable, Equatable {
    package let start: Int
    package let end: Int

    /// Nil where the end does not lie behind the start within one day.
    package init?(start: Int, end: Int) {
        guard 0 <= start, start < end, end <= 24 * 60 else { return nil }
        self.start = start
        self.end = end
    }
}

/// The only clock for response times, review and signing deadlines.
package struct WorkingCalendar: Sendable {
    private let civil: CompanyCalendar
    private let hours: [WorkingHours]
    private let weekdays: Set<Weekday>
    /// Holidays (false) and worked weekend days (true).
    private let exceptions: [Day: Bool]
    /// Days that are looked at before an answer is given up: a calendar in which nobody ever works has no deadlines.
    private static let horizon = 3 * 366

    /// - Parameter hours: in the order of the day, not overlapping
    package init(civil: CompanyCalendar, hours: [WorkingHours], weekdays: Set<Weekday>, exceptions: [Day: Bool]) {
        self.civil = civil
        self.hours = hours
        self.weekdays = weekdays
        self.exceptions = exceptions
    }

    /// Whether anybody works on that day.
    package func isWorking(_ day: Day) -> Bool {
        exceptions[day] ?? weekdays.contains(day.weekday)
    }

    /// The day itself, or the first after it on which people work; the day itself where nobody works for a month.
    package func workingDay(from day: Day) -> Day {
        (0...31).lazy.map { day.adding(days: $0) }.first(where: isWorking) ?? day
    }

    /// The moment at which that many minutes of work have passed; nil where the calendar has no such moment within three years.
    package func adding(minutes: Int, to start: Instant) -> Instant? {
        var left = Int64(minutes) * Instant.millisecondsPerMinute
        var day = civil.day(of: start)
        for _ in 0..<WorkingCalendar.horizon {
            for span in spans(of: day) where span.upperBound > start {
                let from = max(span.lowerBound, start)
                let length = span.upperBound.milliseconds - from.milliseconds
                if left <= length { return from.adding(milliseconds: left) }
                left -= length
            }
            day = day.adding(days: 1)
        }
        return nil
    }

    /// The minutes of work between two moments, whole ones; 0 where the end is not behind the start. At most three years are looked at.
    package func minutes(from start: Instant, to end: Instant) -> Int {
        guard start < end else { return 0 }
        var sum: Int64 = 0
        var day = civil.day(of: start)
        let last = civil.day(of: end)
        for _ in 0..<WorkingCalendar.horizon where day <= last {
            for span in spans(of: day) {
                let length = min(span.upperBound, end).milliseconds - max(span.lowerBound, start).milliseconds
                sum += max(0, length)
            }
            day = day.adding(days: 1)
        }
        return Int(sum / Instant.millisecondsPerMinute)
    }

    /// The spans of work of a day, as moments. Hours are wall-clock time: where the clock changes, the day is as long as its clock says.
    private func spans(of day: Day) -> [Range<Instant>] {
        guard isWorking(day) else { return [] }
        return hours.compactMap { hours in
            let start = civil.moment(on: day, minutes: hours.start)
            let end = civil.moment(on: day, minutes: hours.end)
            return start < end ? start..<end : nil
        }
    }
}

/// A day of the week, Monday first (ISO 8601).
package enum Weekday: String, Choice {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    package var chinese: String {
        switch self {
        case .monday: "星期一"
        case .tuesday: "星期二"
        case .wednesday: "星期三"
        case .thursday: "星期四"
        case .friday: "星期五"
        case .saturday: "星期六"
        case .sunday: "星期日"
        }
    }
}

extension Day {
    /// 1 January 1970 was a Thursday.
    package var weekday: Weekday {
        let index = ((daysSince1970 % 7) + 7 + 3) % 7
        return Weekday.allCases[index]
    }
}
