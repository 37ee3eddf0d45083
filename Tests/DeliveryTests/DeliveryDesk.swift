// A kind of endpoint of the tests' own, on the database of a real server, with a sender of its own.

import App
import Delivery
import Identity
import JSON
import Kernel
import Outgoing
import SQLite
import Storage
import Synchronization
import TestSupport
import Testing

/// Messages are numbers about departments, four at once.
final class DeliveryDesk {
    let server: TestServer
    let other: StandIn
    private let sender: DeliverySender
    private let kind: EndpointKind
    private final class Deaths: Sendable {
        let ids = Mutex<[Int64]>([])
        let faults = Mutex(0)
    }

    private struct Fault: Error {}

    private let deaths: Deaths

    /// - Parameter isFaulty: whether no post can be made of the number 0
    init(
        departments: Int = 8, atOnce: Int = 4, window: Int64 = 3_600, isFaulty: Bool = false,
        _ react: @escaping @Sendable (StandIn.Received) -> StandIn.Turn
    ) throws {
        server = try TestServer()
        other = try StandIn(react)
        let deaths = Deaths()
        self.deaths = deaths
        let port = other.port
        kind = EndpointKind(
            "probe", atOnce: atOnce, plan: { _ in RetryPlan(pauses: [10, 100], window: window) },
            compose: { delivery, _ in
                if isFaulty, delivery.content == #"{"n":0}"# {
                    deaths.faults.withLock { $0 += 1 }
                    throw Fault()
                }
                guard let url = OutgoingURL("http://127.0.0.1:\(port)/\(delivery.recordID)/\(delivery.entityID)") else {
                    throw AttemptNote("bad_url")
                }
                let post = OutgoingPost(url, fields: [("webhook-id", delivery.messageID)], body: Array(delivery.content.utf8))
                return ComposedPost(post) { Verdict(status: $0.status) }
            }, trial: { _ in [:] }, gone: { _, _ in }, died: { delivery, _ in deaths.ids.withLock { $0.append(delivery.id) } })
        var options = OutgoingOptions()
        options.allowed = ["127.0.0.0/8"].compactMap { NetworkRange($0) }
        sender = DeliverySender(server.application.registry, server.application.database, OutgoingClient(options), [kind]) { trouble in
            if !isFaulty { Issue.record("\(trouble.cause)") }
        }
        try write { [kind] rules in
            for number in 1...departments {
                var department = Record(new: Department.self)
                department.code = "d\(number)"
                department.name = "D\(number)"
                try rules.insert(&department)
            }
            try rules.keep(Endpoint(kind, 1), active: true)
        }
        ids = try server.application.database.read { connection in
            try connection.rows("SELECT id FROM departments WHERE code LIKE 'd_%' ORDER BY id").compactMap { $0[0].integer }.suffix(
                departments)
        }
    }

    deinit { sender.stop() }

    /// The departments.
    private(set) var ids: [Int64] = []

    var dead: Int { deaths.ids.withLock { $0.count } }

    /// How often no post could be made.
    var faults: Int { deaths.faults.withLock { $0 } }

    /// The messages that wait, and whether a moment is set for each.
    func waiting() throws -> [Int64: Bool] {
        try server.application.database.read { connection in
            let rows = try connection.rows("SELECT id, next_attempt_at IS NOT NULL FROM deliveries WHERE status = 'waiting'")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0].integer ?? 0, $0[1].integer == 1) })
        }
    }

    /// Whether something of the endpoint is dead that nobody has seen to.
    func isMarkedDead(endpoint: Int64 = 1) throws -> Bool {
        let sql = "SELECT dead_since FROM delivery_endpoints WHERE kind = 'probe' AND record_id = ?"
        return try server.application.database.read { try $0.first(sql, [.integer(endpoint)])?[0].integer != nil }
    }

    /// Attempts in a row that nobody answered, and for how many seconds nothing is tried yet.
    func pause(endpoint: Int64 = 1) throws -> (failures: Int64, seconds: Int64) {
        let sql = "SELECT failures, coalesce(paused_until, 0) FROM delivery_endpoints WHERE kind = 'probe' AND record_id = ?"
        let row = try server.application.database.read { try $0.first(sql, [.integer(endpoint)]) }
        let until = Instant(milliseconds: row?[1].integer ?? 0)
        return (row?[0].integer ?? -1, max(0, (until.milliseconds - server.clock.now.milliseconds) / 1000))
    }

    func write(_ work: @escaping @Sendable (RuleContext) throws -> Void) throws {
        let registry = server.application.registry
        let now = server.clock.now
        try server.application.database.write { transaction in
            let origin = Origin(remoteAddress: "test", requestID: "test")
            try work(RuleContext(caller: .nobody, now: now, registry: registry, transaction: transaction, origin: origin))
        }
    }

    /// Queues these numbers about a department, in this order, in one transaction.
    func queue(_ numbers: [Int], about place: Int, endpoint: Int64 = 1) throws {
        let (kind, id) = (kind, ids[place])
        try write { rules in
            let department = try rules.require(Department.self, ID(id))
            let plan = kind.plan(rules.registry.settings)
            for number in numbers {
                try rules.deliver(["n": .integer(Int64(number))], about: department, to: Endpoint(kind, endpoint), within: plan)
            }
        }
    }

    func keep(endpoint: Int64, active: Bool) throws {
        try write { [kind] rules in try rules.keep(Endpoint(kind, endpoint), active: active) }
    }

    func wake() { sender.wake() }

    func pass(seconds: Int64) {
        server.clock.advance(seconds: seconds)
        sender.wake()
    }

    /// The numbers that have come about a department, each attempt.
    func came(about place: Int) -> [Int] {
        let target = "/\(ids[place])"
        return other.received.filter { $0.target.hasSuffix(target) }.compactMap { request in
            (try? JSONReader.parse(request.body).object?["n"]?.number?.int64).map { Int($0) }
        }
    }

    func count(_ status: String) throws -> Int64 {
        try server.application.database.read { connection in
            try connection.first("SELECT count(*) FROM deliveries WHERE status = ?", [.text(status)])?[0].integer ?? -1
        }
    }

    func attempts() throws -> Int64 {
        try server.application.database.read { try $0.first("SELECT count(*) FROM delivery_attempts")?[0].integer ?? -1 }
    }
}
