// The warning of a year without holidays, in which the calendar knows nothing but weekends.

import Kernel

extension Warning {
    /// Deadlines reach so far ahead; and so long before a year, its holidays have been announced.
    private static let daysAhead = 60

    /// That the year of today, or one that begins soon, has no holiday.
    static let missingHolidays = Warning(
        "holidays_missing",
        "No holidays are entered for {years}, so deadlines count them as working days: enter them under /v1/calendar-exceptions.",
        "{years} 年的节假日尚未录入，计算期限时会把它们当作工作日：请在 /v1/calendar-exceptions 中录入。"
    ) { reader in
        let years = Set([reader.today, reader.today.adding(days: daysAhead)].map(\.civil.year)).sorted()
        let missing = try years.filter { try !reader.hasHoliday(in: $0) }
        return missing.isEmpty ? nil : ["years": missing.map(String.init).joined(separator: ", ")]
    }
}

extension RuleReader {
    fileprivate func hasHoliday(in year: Int) throws -> Bool {
        guard let first = Day(year: year, month: 1, day: 1), let last = Day(year: year, month: 12, day: 31) else { return true }
        let sql = """
            SELECT 1 FROM calendar_exceptions WHERE falls_on BETWEEN ? AND ? AND kind = 'holiday' AND archived_at IS NULL LIMIT 1
            """
        return try integer(sql, first.stored, last.stored) != nil
    }
}
