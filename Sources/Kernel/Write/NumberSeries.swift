// Numbers that people read: a prefix, the day, and a count that starts anew each day.

import SQLite

extension RuleContext {
    /// The next number of a series today, such as `SO-20261124-0001`. Gapless, because it is taken in the request's own savepoint.
    package func nextNumber(in series: String) throws -> String {
        let (year, month, day) = today.civil
        let date = padded(year, 4) + padded(month, 2) + padded(day, 2)
        let last = try integer(
            "INSERT INTO number_series (series, day, last) VALUES (?, ?, 1) ON CONFLICT (series, day) DO UPDATE SET last = last + 1 RETURNING last",
            .text(series), .integer(Int64(today.daysSince1970)))
        return "\(series)-\(date)-\(padded(Int(last ?? 1), 4))"
    }
}
