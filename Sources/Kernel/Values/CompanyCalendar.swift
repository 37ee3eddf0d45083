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

    /// When the clock on the wall shows that many minutes since midnight.
    package func moment(on day: Day, minutes: Int) -> Instant {
        let wall = Instant(
            milliseconds: Int64(day.daysSince1970) * Instant.millisecondsPerDay + Int64(minutes) * Instant.millisecondsPerMinute)
        let first = wall.adding(milliseconds: -offset(at: wall))
        // Where the clock changes between the two, the offset of the moment itself counts.
        return wall.adding(milliseconds: -offset(at: first))
    }

    private func offset(at instant: Instant) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds / 1000)))) * 1000
    }
}
