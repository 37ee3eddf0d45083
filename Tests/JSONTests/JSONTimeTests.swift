// Days and instants against a calendar that is counted day by day.

import JSON
import Testing

@Suite struct JSONTimeTests {
    private func day(_ days: Int) -> String {
        var writer = JSONWriter()
        writer.day(daysSince1970: days)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    private func instant(_ milliseconds: Int64) -> String {
        var writer = JSONWriter()
        writer.instant(milliseconds: milliseconds)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    /// A number with zeros in front.
    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    @Test func `the first and last day of each month of the years 0001 to 9999 have their dates`() {
        var days = -719_162
        for year in 1...9_999 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                let month = "\"\(padded(year, 4))-\(padded(index + 1, 2))-"
                guard day(days) == month + "01\"", day(days + length - 1) == month + "\(length)\"" else {
                    Issue.record("month \(index + 1) of \(year)")
                    return
                }
                days += length
            }
        }
        #expect(days == 2_932_897)
    }

    @Test(arguments: [
        (0, "\"1970-01-01\""), (-1, "\"1969-12-31\""), (20_781, "\"2026-11-24\""), (-719_162, "\"0001-01-01\""),
        (2_932_896, "\"9999-12-31\""),
        (-719_163, "null"), (2_932_897, "null"), (.max, "null"), (.min, "null"),
    ])
    func `days are written as RFC 3339 has them`(days: Int, text: String) {
        #expect(day(days) == text)
    }

    @Test(
        arguments: [
            (0, "\"1970-01-01T00:00:00.000Z\""), (-1, "\"1969-12-31T23:59:59.999Z\""), (1_795_510_128_123, "\"2026-11-24T08:48:48.123Z\""),
            (951_782_400_007, "\"2000-02-29T00:00:00.007Z\""), (-62_135_596_800_000, "\"0001-01-01T00:00:00.000Z\""),
            (253_402_300_799_999, "\"9999-12-31T23:59:59.999Z\""), (253_402_300_800_000, "null"), (-62_135_596_800_001, "null"),
            (.max, "null"),
            (.min, "null"),
        ] as [(Int64, String)])
    func `instants are written as RFC 3339 has them`(milliseconds: Int64, text: String) {
        #expect(instant(milliseconds) == text)
    }
}
