// Numbers that people read: a prefix, the day, and a count that starts anew each day.

import SQLite
import Storage

extension RuleContext {
    /// Gives a record the number that its entry left out (`numberGivenLater`); one that it has stays.
    package func giveNumber<R: Resource>(_ record: inout Record<R>) throws {
        guard let field = R.schema.numberField, let series = field.traits.series, record.row.isNull(field.index) else { return }
        record.row.values[field.index] = .text(try nextNumber(in: series))
    }

    /// The next number of a series today, such as `SO-20261124-0001`. Gapless: a write that is undone gives its number back.
    package func nextNumber(in series: String) throws -> String {
        let counters = transaction.batch.value(SeriesCounters.self) { SeriesCounters(transaction.batch) }
        let count = try counters.next(of: series, on: today, in: transaction)
        let (year, month, day) = today.civil
        return "\(series)-\(padded(year, 4))\(padded(month, 2))\(padded(day, 2))-\(padded(Int(count), 4))"
    }
}

/// The counts of all series within one commit: read at the first use, written once before the commit.
private final class SeriesCounters {
    private struct Key: Hashable {
        let series: String
        let day: Day
    }

    private var last: [Key: Int64] = [:]

    init(_ batch: Batch) {
        batch.beforeCommit { [self] connection in
            for (key, count) in last {
                try connection.run(
                    "INSERT INTO number_series (series, day, last) VALUES (?, ?, ?) ON CONFLICT (series, day) DO UPDATE SET last = excluded.last",
                    [.text(key.series), key.day.stored, .integer(count)])
            }
        }
    }

    func next(of series: String, on day: Day, in transaction: Transaction) throws -> Int64 {
        let key = Key(series: series, day: day)
        let former = try last[key] ?? stored(key, on: transaction.connection)
        transaction.onRollback { [self] in last[key] = former }
        last[key] = former + 1
        return former + 1
    }

    private func stored(_ key: Key, on connection: Connection) throws -> Int64 {
        let row = try connection.first("SELECT last FROM number_series WHERE series = ? AND day = ?", [.text(key.series), key.day.stored])
        return row?[0].integer ?? 0
    }
}
