// The log of events for who is sent them rather than asks: what somebody sees of it, a portion at a time, and each event by its number.

import HTTP
package import SQLite

/// What one caller sees of the events, as `GET /v1/events` would give it.
package struct EventSight: Sendable {
    /// An event that is to be sent, and what it is about.
    package struct Found: Sendable {
        package let sequence: Int64
        /// The entity of the record, such as `order`.
        package let entity: String
        package let recordID: Int64
    }

    private let view: EventView
    private let excluded: String?

    /// What is looked at for one portion. One event counts for 1, and for so many more where the database is asked whether it is visible.
    private static let mostWork = 2_048
    private static let workOfQuestion = 15

    /// - Parameters:
    ///   - types: nil for all
    ///   - entity: of whose records nothing is given
    package init(of caller: Caller, _ types: EventTypes?, without entity: String? = nil, in registry: Registry) {
        view = EventView(caller: caller, types: types, registry: registry)
        excluded = entity
    }

    /// The events behind a place, at most so many, and the last one that was looked at: also past what is not to be seen. Where it is the
    /// place itself, there is nothing more. Throws `DatabaseError`.
    ///
    /// - Parameter end: the last one that is looked at
    package func portion(after place: Int64, through end: Int64, atMost most: Int, on connection: Connection) throws
        -> (events: [Found], place: Int64)
    {
        let statement = try connection.cached(EventView.select)
        defer { statement.reset() }
        try statement.bind(place, at: 1)
        try statement.bind(Int64(EventSight.mostWork), at: 2)
        var (last, work, found) = (place, 0, [Found]())
        while work < EventSight.mostWork, found.count < most, try statement.step(), statement.integer(0) <= end {
            last = statement.integer(0)
            work += 1
            guard statement.text(2) != excluded, let candidate = view.candidate(statement) else { continue }
            work += EventSight.workOfQuestion
            let recordID = statement.integer(3)
            guard try candidate.resource.covers(recordID, for: view.caller, to: .read, on: connection) else { continue }
            found.append(Found(sequence: last, entity: candidate.resource.schema.entity, recordID: recordID))
        }
        return (found, last)
    }

    /// The event as CloudEvents JSON; nil where there is none of that number, or the caller does not see it. Throws `DatabaseError`.
    package func message(of sequence: Int64, on connection: Connection) throws -> [UInt8]? {
        let statement = try connection.cached(EventView.select)
        defer { statement.reset() }
        try statement.bind(sequence - 1, at: 1)
        try statement.bind(Int64(1), at: 2)
        guard try statement.step(), statement.integer(0) == sequence, let candidate = view.candidate(statement) else { return nil }
        return try view.event(candidate, statement, connection).map { Event.shape.response($0).body }
    }
}

/// The log of events as a whole.
package enum EventLog {
    /// The number of the last event; 0 where there is none. Throws `DatabaseError`.
    package static func newest(_ connection: Connection) throws -> Int64 {
        try connection.first("SELECT max(sequence) FROM event")?.first?.integer ?? 0
    }

    /// The last event before a moment; 0 where there is none. Where the clock was set back, it is one of those around it. Throws
    /// `DatabaseError`.
    package static func last(before moment: Instant, _ connection: Connection) throws -> Int64 {
        // Numbers follow time, so halving finds the place without an index that every write would have to keep.
        var (low, high) = (Int64(0), try newest(connection))
        while low < high {
            let middle = low + (high - low + 1) / 2
            let sql = "SELECT sequence, at FROM event WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1"
            guard let row = try connection.first(sql, [.integer(middle)]), let sequence = row[0].integer, let at = row[1].integer else {
                low = middle
                continue
            }
            if at < moment.milliseconds { low = middle } else { high = sequence - 1 }
        }
        return max(low, 0)
    }

    /// Refuses a place that lies ahead of the log: a backup was restored. Throws `events_ahead`.
    package static func requireReached(_ place: Int64, _ connection: Connection) throws {
        let newest = try newest(connection)
        guard place <= newest else { throw Failure(.eventsAhead, ["after": String(place), "newest": String(newest)]) }
    }
}

extension Registry {
    /// A bell that is rung after a commit that tells something, or that changes anybody's rights, once each time that it is awaited.
    ///
    /// - Parameter wake: called on a thread that others wait for, so it must not wait itself
    package func eventBell(_ wake: @escaping @Sendable () -> Void) -> EventBell {
        let bell = EventBell(wake)
        eventSignal.add(bell)
        return bell
    }
}
