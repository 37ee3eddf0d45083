// What is to be sent now, and when to look again.

import Kernel
import SQLite

/// The messages whose time has come, with room for them.
struct DueDeliveries {
    private(set) var ready: [Delivery] = []
    /// When something will be due that is not yet; nil where nothing waits for a moment.
    private(set) var nextAt: Instant?

    private let now: Instant
    private let inFlight: [Int64: Set<Int64>]

    /// - Parameters:
    ///   - inFlight: the deliveries that are on their way, by endpoint
    ///   - room: how many more may be
    init(_ kinds: [String: EndpointKind], _ inFlight: [Int64: Set<Int64>], room: Int, at now: Instant, on connection: Connection) throws {
        self.now = now
        self.inFlight = inFlight
        // Whoever was tried longest ago comes first, whatever came of it: who is slow and refuses is not put before the others.
        let endpoints = try connection.rows(
            """
            SELECT id, kind, failures, paused_until FROM delivery_endpoints WHERE active = 1
            ORDER BY max(coalesce(last_success_at, 0), coalesce(last_failure_at, 0)), id
            """)
        var found: [Found] = []
        for row in endpoints {
            guard let id = row[0].integer, let kind = row[1].text.flatMap({ kinds[$0] }) else { continue }
            // Where nobody has answered, one asks whether somebody does again.
            let most = (row[2].integer ?? 0) > 0 ? 1 : kind.atOnce
            let flights = inFlight[id]?.count ?? 0
            let due = try look(at: id, pausedUntil: row[3].integer, free: min(most - flights, room), connection)
            for (place, delivery) in due.enumerated() {
                found.append(Found(level: flights + place, order: found.count, delivery: delivery))
            }
        }
        // Each endpoint has one under way before another one has a second.
        ready = found.sorted { ($0.level, $0.order) < ($1.level, $1.order) }.prefix(max(0, room)).map(\.delivery)
    }

    /// A delivery with how many of its endpoint would be on their way before it.
    private struct Found {
        let level: Int
        let order: Int
        let delivery: Delivery
    }

    private mutating func look(at endpoint: Int64, pausedUntil: Int64?, free: Int, _ connection: Connection) throws -> [Delivery] {
        let pause = Instant(milliseconds: pausedUntil ?? 0)
        try lookAhead(at: endpoint, pausedUntil: pause, connection)
        let flights = inFlight[endpoint] ?? []
        guard pause <= now, free > 0 else { return [] }
        let found = try connection.rows(
            """
            SELECT \(Delivery.columns) FROM deliveries d JOIN delivery_endpoints e ON e.id = d.endpoint_id
            WHERE d.endpoint_id = ? AND d.next_attempt_at <= ? ORDER BY d.next_attempt_at, d.id LIMIT ?
            """, [.integer(endpoint), now.stored, .integer(Int64(free + flights.count))])
        return Array(found.compactMap(Delivery.init).filter { !flights.contains($0.id) }.prefix(free))
    }

    /// When the endpoint has something to send that it has not yet: what is due already is begun when there is room again.
    private mutating func lookAhead(at endpoint: Int64, pausedUntil pause: Instant, _ connection: Connection) throws {
        let after = pause > now ? Instant(milliseconds: 0) : now
        let sql = "SELECT min(next_attempt_at) FROM deliveries WHERE endpoint_id = ? AND next_attempt_at > ?"
        guard let first = try connection.first(sql, [.integer(endpoint), after.stored])?.first?.integer else { return }
        let moment = max(Instant(milliseconds: first), pause)
        nextAt = min(nextAt ?? moment, moment)
    }
}
