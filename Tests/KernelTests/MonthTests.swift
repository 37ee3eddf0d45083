// Months on the calendar, for keeping times.

import Kernel
import Testing

struct MonthTests {
    @Test(arguments: [
        ("2026-11-24", -6, "2026-05-24"), ("2026-11-24", 2, "2027-01-24"), ("2026-01-31", 1, "2026-02-28"),
        ("2028-03-31", -1, "2028-02-29"),
        ("2026-12-31", 0, "2026-12-31"), ("2026-11-24", -23, "2024-12-24"), ("2026-05-31", -1200, "1926-05-31"),
        ("0001-02-10", -12, "0001-01-01"), ("9999-06-10", 12, "9999-12-31"),
    ])
    func `a month later is the same day, or the last one that the month has`(_ start: String, _ months: Int, _ end: String) throws {
        #expect(try #require(Day(start)).adding(months: months).description == end)
    }
}
