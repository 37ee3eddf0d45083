// What goes out to other systems: queued with its cause, sent at least once, in order, given up after a time, and shown.

package import Kernel
import SQLite

extension Module {
    /// The queue of what goes out. Those to whom it goes are other modules' records.
    ///
    /// - Parameter kinds: whom the later modules send to
    package static func delivery(_ kinds: [EndpointKind]) -> Module {
        Module(
            "delivery", "Delivery", "外发", resources: [], migrations: deliveryMigrations, failures: FailureCode.deliveryCodes,
            jobs: [
                PeriodicJob("give-up-deliveries", every: 600, rules: DeliveryTimes(kinds).giveUp),
                PeriodicJob("forget-deliveries", every: 6 * 3600, slice: DeliveryTimes.forget),
            ], gauges: .deliveries)
    }
}

/// What time brings to deliveries that nobody sends.
private struct DeliveryTimes: Sendable {
    private let kinds: [String: EndpointKind]

    init(_ kinds: [EndpointKind]) {
        self.kinds = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Deliveries in one slice, for which all other writes wait.
    private static let inSlice: Int64 = 100
    /// Their attempts in one slice: of one delivery there may be many.
    private static let attemptsInSlice: Int64 = 1_000
    /// How long it is kept what was delivered or withdrawn, and what was given up. Seconds.
    private static let keptSeconds: Int64 = 30 * 86_400
    private static let deadKeptSeconds: Int64 = 90 * 86_400

    /// What has had its time and waits for an endpoint that is switched off, or where nobody has answered after its time either: who sends
    /// asks there with one message after each pause. So a long standstill of this server costs nobody a message, and what waits behind
    /// another one has its own time. True where there may be more.
    @Sendable func giveUp(_ rules: RuleContext) throws -> Bool {
        let found = try rules.rows(
            """
            SELECT \(Delivery.columns) FROM deliveries d JOIN delivery_endpoints e ON e.id = d.endpoint_id
            WHERE d.status = 'waiting' AND d.gives_up_at <= ? AND e.held_at IS NULL
            AND (e.active = 0 OR d.next_attempt_at IS NOT NULL AND e.failures > 0 AND e.last_failure_at >= d.gives_up_at)
            ORDER BY d.gives_up_at LIMIT ?
            """, [rules.now.stored, .integer(Self.inSlice)]
        ).compactMap(Delivery.init)
        for delivery in found { try rules.giveUp(delivery, kinds[delivery.kind]) }
        return Int64(found.count) == Self.inSlice
    }

    /// True where there may be more.
    @Sendable static func forget(_ now: Instant, _ connection: Connection) throws -> Bool {
        let found = try connection.rows(
            "SELECT id FROM deliveries WHERE ended_at < ? AND (status <> 'dead' OR ended_at < ?) ORDER BY ended_at LIMIT ?",
            [now.adding(seconds: -keptSeconds).stored, now.adding(seconds: -deadKeptSeconds).stored, .integer(inSlice)])
        var room = attemptsInSlice
        for row in found {
            try connection.run(
                "DELETE FROM delivery_attempts WHERE id IN (SELECT id FROM delivery_attempts WHERE delivery_id = ? LIMIT ?)",
                row + [.integer(room)])
            room -= Int64(connection.changes)
            guard room > 0 else { return true }
            try connection.run("DELETE FROM deliveries WHERE id = ?", row)
        }
        return Int64(found.count) == inSlice
    }
}
