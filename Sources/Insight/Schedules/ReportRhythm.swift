// When a scheduled report is due, and of which days it tells.

import Identity
import Kernel

/// How often a report comes.
package enum ReportRhythm: String, Choice {
    case daily, weekly, monthly, quarterly

    package var chinese: String {
        switch self {
        case .daily: "每个工作日"
        case .weekly: "每周"
        case .monthly: "每月"
        case .quarterly: "每季度"
        }
    }

    fileprivate var unit: PeriodUnit {
        switch self {
        case .daily: .day
        case .weekly: .week
        case .monthly: .month
        case .quarterly: .quarter
        }
    }
}

/// A time at which a report is due.
struct ReportSlot: Equatable {
    /// The day of the rhythm: of it the report tells.
    let day: Day
    /// When it is made: at the hour of that day, or of the first working day after it.
    let at: Instant
}

/// All times at which a schedule is due. A daily one comes on working days alone; any other that falls on a day on which nobody works
/// comes on the first working day after it. Where a long holiday moves several to one day, the latest of them alone comes.
struct ReportSlots {
    private let rhythm: ReportRhythm
    private let weekday: Weekday
    private let dayOfMonth: Int
    private let hour: Int
    private let civil: CompanyCalendar
    private let working: WorkingCalendar
    /// Days back of a moment on which the rhythm may have been: so far a slot is moved at most.
    private static let farthest = 32
    /// Of a daily one: more than two years.
    private static let most = 800

    init(_ schedule: Record<ReportSchedule>, _ reader: RuleReader) throws {
        rhythm = schedule.rhythm
        weekday = schedule.weekday ?? .monday
        dayOfMonth = Int(schedule.dayOfMonth ?? 1)
        hour = Int(schedule.hour)
        civil = reader.registry.calendar
        working = try reader.workingCalendar()
    }

    /// The first after a moment; nil where nobody works for two years.
    func next(after moment: Instant) -> ReportSlot? {
        var start = rhythm.unit.start(of: civil.day(of: moment).adding(days: -Self.farthest))
        for _ in 0..<Self.most {
            if let slot = slot(in: start), slot.at > moment { return latest(at: slot, after: start) }
            start = rhythm.unit.next(after: start)
        }
        return nil
    }

    /// The last that is due at the same moment.
    private func latest(at first: ReportSlot, after start: Day) -> ReportSlot {
        var (latest, start) = (first, rhythm.unit.next(after: start))
        while let slot = slot(in: start), slot.at == first.at {
            latest = slot
            start = rhythm.unit.next(after: start)
        }
        return latest
    }

    /// The last until a moment, from a slot on: what was missed in between comes no more.
    func last(from first: ReportSlot, until moment: Instant) -> ReportSlot {
        var last = first
        while let next = next(after: last.at), next.at <= moment { last = next }
        return last
    }

    /// The slot of a day, week, month or quarter that begins on that day.
    private func slot(in start: Day) -> ReportSlot? {
        let day = day(in: start)
        if rhythm == .daily, !working.isWorking(day) { return nil }
        return ReportSlot(day: day, at: civil.moment(on: working.workingDay(from: day), minutes: hour * 60))
    }

    private func day(in start: Day) -> Day {
        switch rhythm {
        case .daily: return start
        case .weekly: return start.adding(days: Weekday.allCases.firstIndex(of: weekday) ?? 0)
        case .monthly, .quarterly: return min(start.adding(days: dayOfMonth - 1), start.adding(months: 1).adding(days: -1))
        }
    }
}

/// Days, seen from the day on which a report is due.
package enum RelativePeriod: String, Choice {
    case previousDay = "previous_day"
    case previousWeek = "previous_week"
    case previousMonth = "previous_month"
    case previousQuarter = "previous_quarter"
    case previousYear = "previous_year"
    case weekToDate = "week_to_date"
    case monthToDate = "month_to_date"
    case quarterToDate = "quarter_to_date"
    case yearToDate = "year_to_date"
    case last7Days = "last_7_days"
    case last30Days = "last_30_days"
    case last12Months = "last_12_months"

    package var chinese: String {
        switch self {
        case .previousDay: "前一日"
        case .previousWeek: "上周"
        case .previousMonth: "上月"
        case .previousQuarter: "上季度"
        case .previousYear: "去年"
        case .weekToDate: "本周至今"
        case .monthToDate: "本月至今"
        case .quarterToDate: "本季度至今"
        case .yearToDate: "本年至今"
        case .last7Days: "最近 7 天"
        case .last30Days: "最近 30 天"
        case .last12Months: "最近 12 个整月"
        }
    }

    /// The calendar's unit before the one with the day in it, that unit as far as it has come, or days and months that are over.
    func days(on day: Day) -> ClosedRange<Day> {
        switch self {
        case .previousDay: Self.before(.day, day)
        case .previousWeek: Self.before(.week, day)
        case .previousMonth: Self.before(.month, day)
        case .previousQuarter: Self.before(.quarter, day)
        case .previousYear: Self.before(.year, day)
        case .weekToDate: PeriodUnit.week.start(of: day)...day
        case .monthToDate: PeriodUnit.month.start(of: day)...day
        case .quarterToDate: PeriodUnit.quarter.start(of: day)...day
        case .yearToDate: PeriodUnit.year.start(of: day)...day
        case .last7Days: day.adding(days: -7)...day.adding(days: -1)
        case .last30Days: day.adding(days: -30)...day.adding(days: -1)
        case .last12Months: PeriodUnit.month.start(of: day).adding(months: -12)...PeriodUnit.month.start(of: day).adding(days: -1)
        }
    }

    /// Whether its days are always those of one month, quarter or year.
    var isWhole: Bool { [.previousMonth, .previousQuarter, .previousYear].contains(self) }

    /// The same as parameters of a report.
    func parameters(on day: Day) -> [(name: String, value: String)] {
        let days = days(on: day)
        return [(name: "from", value: "\(days.lowerBound)"), (name: "to", value: "\(days.upperBound)")]
    }

    private static func before(_ unit: PeriodUnit, _ day: Day) -> ClosedRange<Day> {
        let last = unit.start(of: day).adding(days: -1)
        return unit.start(of: last)...last
    }
}
