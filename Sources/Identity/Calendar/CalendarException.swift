// Days on which the calendar's rule does not hold: holidays, and weekend days that are worked.

package import Kernel

/// An exception of the working calendar. Mainland China's for 2024 to 2026 come with the server; later years are entered or imported.
package final class CalendarException: Resource {
    package static let schema = Schema<CalendarException>(
        "calendar-exceptions", one: "calendar_exception", "Calendar exception", "日历例外")

    package let fallsOn = day("Day", "日期").unique()
    package let kind = choice(CalendarExceptionKind.self, "Kind", "类型")
    package let occasion = text("Occasion", "事由", max: 100).optional()
    package let occasionChinese = text("Occasion in Chinese", "中文事由", max: 100).optional()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.hr], .all),
            Grant(.everyone, .read),
        ]
}

/// Whether a day is off, or worked on all the same.
package enum CalendarExceptionKind: String, Choice {
    case holiday, working

    package var chinese: String {
        switch self {
        case .holiday: "放假"
        case .working: "调休上班"
        }
    }
}
