// Mainland China's holidays and worked weekend days, as the State Council has announced them for each year.

import Kernel
import Storage

/// The exceptions of the working calendar that come with the server.
enum MainlandCalendar {
    /// Occasion, its Chinese name, the days off, the weekend days worked instead.
    private static let occasions: [(String, String, [String], [String])] = [
        ("New Year's Day", "元旦", ["2024-01-01"], []),
        (
            "Spring Festival", "春节",
            ["2024-02-10", "2024-02-11", "2024-02-12", "2024-02-13", "2024-02-14", "2024-02-15", "2024-02-16", "2024-02-17"],
            ["2024-02-04", "2024-02-18"]
        ),
        ("Tomb-sweeping Day", "清明节", ["2024-04-04", "2024-04-05", "2024-04-06"], ["2024-04-07"]),
        ("Labour Day", "劳动节", ["2024-05-01", "2024-05-02", "2024-05-03", "2024-05-04", "2024-05-05"], ["2024-04-28", "2024-05-11"]),
        ("Dragon Boat Festival", "端午节", ["2024-06-10"], []),
        ("Mid-autumn Festival", "中秋节", ["2024-09-15", "2024-09-16", "2024-09-17"], ["2024-09-14"]),
        (
            "National Day", "国庆节", ["2024-10-01", "2024-10-02", "2024-10-03", "2024-10-04", "2024-10-05", "2024-10-06", "2024-10-07"],
            ["2024-09-29", "2024-10-12"]
        ),
        ("New Year's Day", "元旦", ["2025-01-01"], []),
        (
            "Spring Festival", "春节",
            ["2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-02-01", "2025-02-02", "2025-02-03", "2025-02-04"],
            ["2025-01-26", "2025-02-08"]
        ),
        ("Tomb-sweeping Day", "清明节", ["2025-04-04", "2025-04-05", "2025-04-06"], []),
        ("Labour Day", "劳动节", ["2025-05-01", "2025-05-02", "2025-05-03", "2025-05-04", "2025-05-05"], ["2025-04-27"]),
        ("Dragon Boat Festival", "端午节", ["2025-05-31", "2025-06-01", "2025-06-02"], []),
        (
            "National Day", "国庆节", ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04", "2025-10-05", "2025-10-07", "2025-10-08"],
            ["2025-09-28", "2025-10-11"]
        ),
        ("Mid-autumn Festival", "中秋节", ["2025-10-06"], []),
        ("New Year's Day", "元旦", ["2026-01-01", "2026-01-02", "2026-01-03"], ["2026-01-04"]),
        (
            "Spring Festival", "春节",
            ["2026-02-15", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23"],
            ["2026-02-14", "2026-02-28"]
        ),
        ("Tomb-sweeping Day", "清明节", ["2026-04-04", "2026-04-05", "2026-04-06"], []),
        ("Labour Day", "劳动节", ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04", "2026-05-05"], ["2026-05-09"]),
        ("Dragon Boat Festival", "端午节", ["2026-06-19", "2026-06-20", "2026-06-21"], []),
        (
            "National Day", "国庆节", ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07"],
            ["2026-09-20", "2026-10-10"]
        ),
        ("Mid-autumn Festival", "中秋节", ["2026-09-25", "2026-09-26", "2026-09-27"], []),
    ]

    /// Enters them; one INSERT with a row a day.
    static var statement: String {
        let rows = occasions.flatMap { english, chinese, holidays, working in
            holidays.map { row($0, .holiday, english, chinese) } + working.map { row($0, .working, english, chinese) }
        }
        return """
            INSERT INTO calendar_exceptions (version, created_at, updated_at, falls_on, kind, occasion, occasion_chinese) VALUES
            \(rows.joined(separator: ",\n"));
            """
    }

    private static func row(_ day: String, _ kind: CalendarExceptionKind, _ english: String, _ chinese: String) -> String {
        let number = Day(day)?.daysSince1970 ?? 0
        return "(1, 0, 0, \(number), '\(kind.rawValue)', '\(english.replacing("'", with: "''"))', '\(chinese)')"
    }
}
