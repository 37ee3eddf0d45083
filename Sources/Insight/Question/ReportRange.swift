// Days from and to, the calendar's periods in them, and the time that they are compared with.

import Kernel

/// The units that a calendar has.
enum PeriodUnit: String, CaseIterable, Sendable {
    case day, week, month, quarter, year

    var label: Label {
        switch self {
        case .day: Label("Day", "日")
        case .week: Label("Week", "周")
        case .month: Label("Month", "月")
        case .quarter: Label("Quarter", "季度")
        case .year: Label("Year", "年")
        }
    }

    /// The first day of the unit with that day in it.
    func start(of day: Day) -> Day {
        let (_, month, dayOfMonth) = day.civil
        let first = day.adding(days: 1 - dayOfMonth)
        switch self {
        case .day: return day
        // 1970 began on a Thursday, and weeks begin on Mondays.
        case .week: return day.adding(days: -(((day.daysSince1970 + 3) % 7 + 7) % 7))
        case .month: return first
        case .quarter: return first.adding(months: -((month - 1) % 3))
        case .year: return first.adding(months: -(month - 1))
        }
    }

    /// The first day of the next one.
    func next(after start: Day) -> Day {
        switch self {
        case .day: start.adding(days: 1)
        case .week: start.adding(days: 7)
        case .month: start.adding(months: 1)
        case .quarter: start.adding(months: 3)
        case .year: start.adding(months: 12)
        }
    }

    /// Such as `2026-11-24`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`.
    func name(of start: Day) -> String {
        let (year, month, _) = start.civil
        switch self {
        case .day: return start.description
        case .week:
            // The week belongs to the year of its Thursday (ISO 8601).
            let thursday = start.adding(days: 3)
            let (weekYear, _, _) = thursday.civil
            let newYear = Day(year: weekYear, month: 1, day: 1) ?? thursday
            return padded(weekYear, 4) + "-W" + padded((thursday.daysSince1970 - newYear.daysSince1970) / 7 + 1, 2)
        case .month: return padded(year, 4) + "-" + padded(month, 2)
        case .quarter: return padded(year, 4) + "-Q" + String((month - 1) / 3 + 1)
        case .year: return padded(year, 4)
        }
    }

    /// Those in a range, the first and the last cut to it.
    func periods(in range: ClosedRange<Day>) -> [ReportPeriod] {
        var periods: [ReportPeriod] = []
        var start = start(of: range.lowerBound)
        while start <= range.upperBound {
            let next = next(after: start)
            let days = max(start, range.lowerBound)...min(next.adding(days: -1), range.upperBound)
            periods.append(ReportPeriod(name: name(of: start), days: days))
            start = next
        }
        return periods
    }

    /// How many they would be at most, without making them.
    func count(in range: ClosedRange<Day>) -> Int {
        let days = range.upperBound.daysSince1970 - range.lowerBound.daysSince1970 + 1
        let length =
            switch self {
            case .day: 1
            case .week: 7
            case .month: 28
            case .quarter: 90
            case .year: 365
            }
        return days / length + 2
    }
}

/// A period of the calendar, as far as it is asked for.
struct ReportPeriod: Sendable {
    let name: String
    let days: ClosedRange<Day>
}

/// The time that a report is compared with.
enum ReportComparison: String, CaseIterable, Sendable {
    case previous
    case yearBefore = "year_before"

    /// As many whole months before, where it is whole months; else as many days.
    func range(for range: ClosedRange<Day>) -> ClosedRange<Day> {
        let next = range.upperBound.adding(days: 1)
        switch self {
        case .yearBefore:
            return range.lowerBound.adding(months: -12)...next.adding(months: -12).adding(days: -1)
        case .previous:
            guard range.lowerBound.civil.day == 1, next.civil.day == 1 else {
                let days = next.daysSince1970 - range.lowerBound.daysSince1970
                return range.lowerBound.adding(days: -days)...range.lowerBound.adding(days: -1)
            }
            let (from, to) = (range.lowerBound.civil, next.civil)
            let months = (to.year - from.year) * 12 + to.month - from.month
            return range.lowerBound.adding(months: -months)...range.lowerBound.adding(days: -1)
        }
    }
}
