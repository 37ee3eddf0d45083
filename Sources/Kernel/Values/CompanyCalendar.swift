// The company's civil days: where a day begins and ends in its time zone.

import Foundation

/// The company's time zone, for days, months and the numbers that carry them.
package struct CompanyCalendar: Sendable {
    private let zone: TimeZone

    /// Nil for a zone that the system does not know, such as `Asia/Shanghay`.
    package init?(timeZone identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = zone
    }

    /// The day on which a moment falls.
    package func day(of instant: Instant) -> Day {
        let local = instant.milliseconds + offset(at: instant)
        let days = local >= 0 ? local / Instant.millisecondsPerDay : (local - Instant.millisecondsPerDay + 1) / Instant.millisecondsPerDay
        return Day(daysSince1970: Int(days))
    }

    /// The first moment of a day.
    package func start(of day: Day) -> Instant {
        moment(on: day, minutes: 0)
    }

    /// When the clock on the wall shows that many minutes since midnight: the first time where it does so twice, and where it leaps over
    /// them, the moment of the leap.
    package func moment(on day: Day, minutes: Int) -> Instant {
        let wall = Instant(
            milliseconds: Int64(day.daysSince1970) * Instant.millisecondsPerDay + Int64(minutes) * Instant.millisecondsPerMinute)
        let before = offset(at: wall.adding(milliseconds: -Instant.millisecondsPerDay))
        let after = offset(at: wall.adding(milliseconds: Instant.millisecondsPerDay))
        let early = wall.adding(milliseconds: -before)
        guard before != after, offset(at: early) != before else { return early }
        let late = wall.adding(milliseconds: -after)
        return offset(at: late) == after ? late : leap(from: late, to: early, before: before)
    }

    /// The first moment between the two at which the offset is no longer the one from before.
    private func leap(from start: Instant, to end: Instant, before: Int64) -> Instant {
        var (low, high) = (start, end)
        while high.milliseconds - low.milliseconds > 1 {
            let middle = low.adding(milliseconds: (high.milliseconds - low.milliseconds) / 2)
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        return high
    }

    /// What the clock on the wall shows, in milliseconds since it showed 1970-01-01 00:00: for what knows no time zones.
    package func wallClock(_ instant: Instant) -> Int64 {
        instant.milliseconds + offset(at: instant)
    }

    private func offset(at instant: Instant) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds / 1000)))) * 1000
    }
}
