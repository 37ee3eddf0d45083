// The company's hours and days of work.

package import Kernel

/// When people work, where no exception says otherwise.
package final class CalendarSettings: Settings {
    package static let schema = Schema<CalendarSettings>(settings: "calendar", "Working calendar", "工作日历")

    /// `09:00-12:00, 13:00-18:00`: in the order of the day, in the company's time zone.
    package let workingHours = text("Working hours", "工作时间", max: 200).byDefault("09:00-12:00, 13:00-18:00")
    package let workingDays = choices(Weekday.self, "Working days", "工作日").byDefault(
        ChoiceList([.monday, .tuesday, .wednesday, .thursday, .friday]))

    package init() {}

    /// Throws `bad_working_hours` and `no_working_days`.
    package static func prepare(_ settings: inout Record<CalendarSettings>, from old: Record<CalendarSettings>?, in context: RuleContext)
        throws
    {
        guard WorkingHours.list(settings.workingHours) != nil else {
            throw Failure.invalid(.badWorkingHours, at: "/working_hours", ["value": settings.workingHours])
        }
        guard !settings.workingDays.elements.isEmpty else { throw Failure.invalid(.noWorkingDays, at: "/working_days") }
    }
}

extension WorkingHours {
    /// Reads `09:00-12:00, 13:00-18:00`; nil where a part is no span, or the parts are not in the order of the day.
    static func list(_ text: String) -> [WorkingHours]? {
        var list: [WorkingHours] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { minutes($0.filter { $0 != " " }) }
            guard ends.count == 2, let start = ends[0], let end = ends[1], let hours = WorkingHours(start: start, end: end),
                list.last.map({ $0.end <= start }) ?? true
            else { return nil }
            list.append(hours)
        }
        return list
    }

    /// `09:30` as minutes since midnight; `24:00` is the end of the day.
    private static func minutes(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = Int(text.prefix(2)), let minute = Int(text.suffix(2)),
            (0...24).contains(hour), (0..<60).contains(minute), bytes[0] != UInt8(ascii: "+"), bytes[3] != UInt8(ascii: "+")
        else { return nil }
        return hour * 60 + minute
    }
}
