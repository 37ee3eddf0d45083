// Portions of events, made once for all streams that want the same: who sees the same, has asked for the same, and stands at the same place.

import SQLite
import Storage

/// A part of what somebody may see of the events.
struct EventPortion {
    let bytes: [UInt8]
    /// The last event that was looked at.
    let place: Int64
    /// The last one that stands in it; nil where none does.
    let lastTold: Int64?
}

/// The portions that were made since the last commit was looked at.
struct EventPages {
    private struct Key: Hashable {
        let user: Int64?
        let key: Int64?
        let types: EventTypes?
        let place: Int64
    }

    /// A portion ends with the event that makes it so long. Bytes.
    private static let mostBytes = 32 * 1024
    /// Portions that are kept: 4 MiB at most.
    private static let mostPortions = 128
    /// What is looked at for one portion. One event counts for 1, and for so many more where the database is asked whether it is visible.
    private static let mostWork = 2_048
    private static let workOfQuestion = 15

    private var known: [Key: EventPortion] = [:]

    mutating func forgetAll() {
        if !known.isEmpty { known.removeAll(keepingCapacity: true) }
    }

    /// The portion behind a place, with no event beyond the newest that may be told.
    mutating func page(
        after place: Int64, upTo newest: Int64, _ types: EventTypes?, _ caller: Caller, _ parts: some EventLoopParts
    ) throws -> EventPortion {
        // A token stands for a person or a key, and of each there is one set of rights at a time.
        let key = Key(user: caller.userID, key: caller.keyID, types: types, place: place)
        if let portion = known[key] { return portion }
        let view = EventView(caller: caller, types: types, registry: parts.registry)
        let portion = try make(after: place, newest, view, parts)
        if known.count >= EventPages.mostPortions { forgetAll() }
        known[key] = portion
        return portion
    }

    private func make(after place: Int64, _ newest: Int64, _ view: EventView, _ parts: some EventLoopParts) throws -> EventPortion {
        do {
            return try parts.readEvents(budget: nil) { try portion(after: place, newest, view, EventPages.mostWork, $0) }
        } catch StorageError.overBudget {
            // Where rights are that hard to tell, one event at a time.
            return try parts.readEvents(budget: .max) { try portion(after: place, newest, view, 1, $0) }
        }
    }

    private func portion(
        after place: Int64, _ newest: Int64, _ view: EventView, _ most: Int, _ connection: Connection
    ) throws -> EventPortion {
        let statement = try connection.cached(EventView.select)
        defer { statement.reset() }
        try statement.bind(place, at: 1)
        try statement.bind(Int64(most), at: 2)
        var bytes: [UInt8] = []
        var (last, lastTold, work) = (place, nil as Int64?, 0)
        while work < most, last < newest, bytes.count < EventPages.mostBytes, try statement.step() {
            let sequence = statement.integer(0)
            guard sequence <= newest else { break }
            last = sequence
            work += 1
            guard let candidate = view.candidate(statement) else { continue }
            work += EventPages.workOfQuestion
            guard let event = try view.event(candidate, statement, connection) else { continue }
            EventLines.append(event, to: &bytes)
            lastTold = event.sequence
        }
        return EventPortion(bytes: bytes, place: last, lastTold: lastTold)
    }
}
