// What is counted of deliveries, for who watches over the server.

import Kernel
import SQLite
import Synchronization

/// The attempts since the start, by kind of endpoint and outcome.
package final class DeliveryCounts: Sendable {
    private struct Key: Hashable {
        let kind: String
        let outcome: String
    }

    private let counts = Mutex<[Key: Int]>([:])

    package init() {}

    func count(_ verdict: Verdict, of kind: String) {
        counts.withLock { $0[Key(kind: kind, outcome: verdict.word), default: 0] += 1 }
    }

    fileprivate var samples: [(labels: [String], value: Int)] {
        let all = counts.withLock { $0 }.map { (labels: [$0.key.kind, $0.key.outcome], value: $0.value) }
        return all.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
    }
}

extension Verdict {
    fileprivate var word: String {
        switch self {
        case .delivered: "delivered"
        case .refused: "refused"
        case .unavailable: "unavailable"
        case .gone: "gone"
        case .withdrawn: "withdrawn"
        }
    }
}

extension [Gauge] {
    /// How sending goes, by kind of endpoint.
    static let deliveries = [
        Gauge(Metric("salesd_deliveries_waiting", .gauge, by: ["kind"], "Messages for others that wait to be sent, by kind of endpoint.")) {
            try $0.deliveries(in: .waiting)
        },
        Gauge(
            Metric(
                "salesd_deliveries_dead", .gauge, by: ["kind"], "Messages that were given up and not sent anew, as long as they are kept.")
        ) { try $0.deliveries(in: .dead) },
        Gauge(
            Metric(
                "salesd_delivery_attempts_total", .counter, by: ["kind", "outcome"],
                "Attempts to send: delivered, refused (this message), unavailable (nobody takes anything), gone (410), withdrawn (its reader may "
                    + "no longer see it).")
        ) { $0.ask(DeliveryDoor.self).counts.samples },
    ]
}

extension RuleReader {
    fileprivate func deliveries(in status: DeliveryStatus) throws -> [(labels: [String], value: Int)] {
        let sql = """
            SELECT kind, sum((SELECT count(*) FROM deliveries WHERE endpoint_id = e.id AND status = ?)) FROM delivery_endpoints e
            GROUP BY kind ORDER BY kind
            """
        return try connection.rows(sql, [.text(status.rawValue)]).compactMap { row in
            row[0].text.map { (labels: [$0], value: Int(row[1].integer ?? 0)) }
        }
    }

    /// Endpoints of a kind of which something is dead that nobody has seen to.
    package func endpointsWithDead(_ kind: EndpointKind) throws -> Int64 {
        try integer("SELECT count(*) FROM delivery_endpoints WHERE kind = ? AND dead_since IS NOT NULL", .text(kind.name)) ?? 0
    }
}
