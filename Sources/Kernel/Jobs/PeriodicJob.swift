// Work that comes again and again, such as forgetting what has had its time: declared beside what it concerns, run by the writer.

package import SQLite

/// Work that is due every so often. It is a function of the clock and the database, so that running it once more does no harm.
package struct PeriodicJob: Sendable {
    package let name: String
    /// Seconds from one beginning to the next.
    package let interval: Int64
    /// Does what the writer may be kept with at a time (`StorageLimits.batchMilliseconds`); true where there is more to do.
    package let slice: @Sendable (RuleContext) throws -> Bool
    /// Asks the database what is to be done, beside the writer; nil for a job whose slices find that themselves.
    package let study: (@Sendable (RuleReader) throws -> [JobWork])?

    /// `interval` in seconds; `slice` returns whether there is more to do.
    package init(_ name: String, every interval: Int64, slice: @escaping @Sendable (_ now: Instant, Connection) throws -> Bool) {
        self.name = name
        self.interval = interval
        self.slice = { try slice($0.now, $0.connection) }
        study = nil
    }

    /// Work on records: what it writes is audited and told like anybody's change, in nobody's name.
    package init(_ name: String, every interval: Int64, rules slice: @escaping @Sendable (RuleContext) throws -> Bool) {
        self.name = name
        self.interval = interval
        self.slice = slice
        study = nil
    }

    /// Work that begins with long questions: they are asked on a connection that only reads, and keep the writer from nobody. What follows is
    /// done piece by piece; each piece asks again what it rests on, because others have written meanwhile.
    package init(_ name: String, every interval: Int64, studying study: @escaping @Sendable (RuleReader) throws -> [JobWork]) {
        self.name = name
        self.interval = interval
        slice = { _ in false }
        self.study = study
    }
}

/// A piece of what a job found to be done: one record, or a few.
package typealias JobWork = @Sendable (RuleContext) throws -> Void

extension PeriodicJob {
    /// The kernel's own.
    static let kernel = [forgetAnswers, purgeSearch, findSelfDecisions]

    /// Stored answers are replayed for 48 hours, then forgotten (api.md, retry without harm).
    private static let forgetAnswers = PeriodicJob("forget-stored-answers", every: 3600) { now, connection in
        // Ids follow time, so the oldest are found without an index that every write would have to keep.
        let sql = "DELETE FROM idempotency WHERE id IN (SELECT id FROM idempotency ORDER BY id LIMIT ?) AND at <= ?"
        try connection.run(sql, [.integer(Int64(answersInSlice)), now.adding(seconds: -answerSeconds).stored])
        return connection.changes == answersInSlice
    }

    private static let answerSeconds: Int64 = 48 * 3600
    private static let answersInSlice = 500
}
