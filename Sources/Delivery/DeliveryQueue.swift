// Putting messages into the queue, in the transaction of their cause, and taking them out again.

import Crypto
package import JSON
package import Kernel
import SQLite
import Storage

/// Whoever is sent to.
package struct Endpoint: Sendable, Hashable {
    /// The entity of the record that describes it.
    package let kind: String
    package let recordID: Int64

    /// The record describes it.
    package init(_ kind: EndpointKind, _ recordID: Int64) {
        self.kind = kind.name
        self.recordID = recordID
    }
}

extension RuleContext {
    /// Keeps whether an endpoint is served; what changed there ends its pauses. For the rule that writes the record behind it.
    ///
    /// - Parameter holding: whether the time of what waits stands still as long as the endpoint is not served
    package func keep(_ endpoint: Endpoint, active: Bool, holding: Bool = false) throws {
        try connection.run(
            """
            INSERT INTO delivery_endpoints (kind, record_id, active, changed_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, record_id) DO UPDATE SET active = excluded.active, failures = 0, paused_until = NULL,
                changed_at = excluded.changed_at
            """, [.text(endpoint.kind), .integer(endpoint.recordID), .integer(active ? 1 : 0), now.stored])
        guard let id = try endpointID(endpoint) else { return }
        if active {
            try letGo(id)
            try connection.run("UPDATE deliveries SET not_before = NULL WHERE endpoint_id = ? AND status = 'waiting'", [.integer(id)])
            try hasten(id)
        } else if holding {
            try connection.run("UPDATE delivery_endpoints SET held_at = coalesce(held_at, ?) WHERE id = ?", [now.stored, .integer(id)])
        }
    }

    /// The time runs on of what was held.
    private func letGo(_ endpointID: Int64) throws {
        guard let since = try integer("SELECT held_at FROM delivery_endpoints WHERE id = ?", .integer(endpointID)) else { return }
        try connection.run(
            "UPDATE deliveries SET gives_up_at = gives_up_at + ? WHERE endpoint_id = ? AND status = 'waiting'",
            [.integer(max(0, now.milliseconds - since)), .integer(endpointID)])
        try connection.run("UPDATE delivery_endpoints SET held_at = NULL WHERE id = ?", [.integer(endpointID)])
    }

    /// Takes back what still waits for an endpoint.
    package func withdrawDeliveries(to endpoint: Endpoint) throws {
        guard let id = try endpointID(endpoint) else { return }
        try connection.run(
            """
            UPDATE deliveries SET status = 'withdrawn', ended_at = ?, next_attempt_at = NULL, content = ''
            WHERE endpoint_id = ? AND status = 'waiting'
            """, [now.stored, .integer(id)])
    }

    /// Tells of a message that was given up, in an event of the record behind its endpoint.
    package func tellOfDeath<R: Resource>(_ delivery: Delivery, _ record: Record<R>) throws {
        let facts: JSONObject = [
            "message": .integer(delivery.id), "about": .string(delivery.entity), "about_id": .integer(delivery.entityID),
        ]
        try tell("message_dead", of: record, facts: facts)
    }

    /// Queues a message. It is on its way once the transaction is committed, and never before.
    ///
    /// - Parameters:
    ///   - record: what it is about; the messages about one record reach an endpoint in their order
    ///   - content: what `compose` of the endpoint's kind makes a post of
    package func deliver<R: Resource>(_ content: JSONObject, about record: Record<R>, to endpoint: Endpoint, within plan: RetryPlan) throws
    {
        guard let id = try endpointID(endpoint) else { throw ProgramFault("nobody has kept the endpoint \(endpoint)") }
        try queue(content, about: (.text(R.schema.entity), record.id.stored), endpointID: id, within: plan)
        wakeSender()
    }

    /// The same by the row of the endpoint; nobody is woken.
    func queue(_ content: JSONObject, about subject: (entity: SQLiteValue, id: SQLiteValue), endpointID: Int64, within plan: RetryPlan)
        throws
    {
        try connection.run(
            """
            INSERT INTO deliveries (endpoint_id, message_id, entity, entity_id, content, status, created_at, gives_up_at, next_attempt_at)
            SELECT ?1, ?2, ?3, ?4, ?5, 'waiting', ?6, ?7, CASE WHEN EXISTS (
                SELECT 1 FROM deliveries WHERE endpoint_id = ?1 AND entity = ?3 AND entity_id = ?4 AND status = 'waiting') THEN NULL ELSE ?6 END
            """,
            [
                .integer(endpointID), .text(try MessageID.make()), subject.entity, subject.id, .text(content.written),
                now.stored, now.adding(seconds: plan.window).stored,
            ])
    }

    /// Takes back what still waits about a record for endpoints of a kind, or could be sent anew; others are to learn of it all the same.
    /// What is being sent at this moment may arrive.
    package func withdrawDeliveries<R: Resource>(about record: Record<R>, to kind: EndpointKind) throws {
        try connection.run(
            """
            UPDATE deliveries SET status = 'withdrawn', ended_at = ?, next_attempt_at = NULL, content = ''
            WHERE entity = ? AND entity_id = ? AND (status = 'waiting' OR status = 'dead')
            AND endpoint_id IN (SELECT id FROM delivery_endpoints WHERE kind = ?)
            """, [now.stored, .text(R.schema.entity), record.id.stored, .text(kind.name)])
        try connection.run(
            """
            UPDATE delivery_endpoints SET dead_since = NULL WHERE kind = ? AND dead_since IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM deliveries WHERE endpoint_id = delivery_endpoints.id AND status = 'dead')
            """, [.text(kind.name)])
    }

    /// Sends dead messages anew, the oldest first, at most `most` of them; how many there were.
    func replay(_ endpoint: Endpoint, _ ids: ClosedRange<Int64>, within plan: RetryPlan, atMost most: Int64) throws -> Int64 {
        guard let id = try endpointID(endpoint) else { return 0 }
        let found = try rows(
            "SELECT id, entity, entity_id FROM deliveries WHERE endpoint_id = ? AND status = 'dead' AND id BETWEEN ? AND ? ORDER BY id LIMIT ?",
            [.integer(id), .integer(ids.lowerBound), .integer(ids.upperBound), .integer(most)])
        for row in found {
            try connection.run(
                "UPDATE deliveries SET status = 'waiting', ended_at = NULL, attempts = 0, not_before = NULL, gives_up_at = ? WHERE id = ?",
                [now.adding(seconds: plan.window).stored, row[0]])
        }
        for row in found {
            try holdBack(endpointID: id, row[1], row[2])
            try beginNext(endpointID: id, row[1], row[2], within: plan)
        }
        try connection.run(
            """
            UPDATE delivery_endpoints SET paused_until = NULL, dead_since = CASE WHEN EXISTS (
                SELECT 1 FROM deliveries WHERE endpoint_id = ?1 AND status = 'dead') THEN dead_since END
            WHERE id = ?1
            """, [.integer(id)])
        wakeSender()
        return Int64(found.count)
    }

    /// Lets the first message that waits about a record be tried now; the others of it wait behind. Where its endpoint is served, its time
    /// runs from now on: behind another one it had none. For one that is switched off it would be late news.
    ///
    /// - Parameter plan: nil where nobody knows the kind of endpoint any more
    func beginNext(endpointID: Int64, _ entity: SQLiteValue, _ entityID: SQLiteValue, within plan: RetryPlan?) throws {
        let sql = "SELECT min(id) FROM deliveries WHERE endpoint_id = ? AND entity = ? AND entity_id = ? AND status = 'waiting'"
        guard let first = try integer(sql, .integer(endpointID), entity, entityID) else { return }
        try connection.run(
            """
            UPDATE deliveries SET next_attempt_at = ?1, gives_up_at = CASE (SELECT active FROM delivery_endpoints WHERE id = endpoint_id)
                WHEN 1 THEN max(gives_up_at, ?3) ELSE gives_up_at END
            WHERE id = ?2 AND next_attempt_at IS NULL
            """, [now.stored, .integer(first), now.adding(seconds: plan?.window ?? 0).stored])
    }

    /// Has those wait behind that have come after the first one about a record: an earlier one has come back among them.
    private func holdBack(endpointID: Int64, _ entity: SQLiteValue, _ entityID: SQLiteValue) throws {
        try connection.run(
            """
            UPDATE deliveries SET next_attempt_at = NULL
            WHERE endpoint_id = ?1 AND entity = ?2 AND entity_id = ?3 AND status = 'waiting' AND next_attempt_at IS NOT NULL
            """, [.integer(endpointID), entity, entityID])
    }

    /// What was put off because nobody answered is due now, or as soon as nothing of its own holds it.
    func hasten(_ endpointID: Int64) throws {
        try connection.run(
            "UPDATE deliveries SET next_attempt_at = max(?1, coalesce(not_before, 0)) WHERE endpoint_id = ?2 AND next_attempt_at > ?1",
            [now.stored, .integer(endpointID)])
        wakeSender()
    }

    func endpointID(_ endpoint: Endpoint) throws -> Int64? {
        try integer("SELECT id FROM delivery_endpoints WHERE kind = ? AND record_id = ?", .text(endpoint.kind), .integer(endpoint.recordID))
    }

    func wakeSender() {
        let door = ask(DeliveryDoor.self)
        transaction.onDisk { door.wake() }
    }
}

extension JSONObject {
    /// As text.
    var written: String {
        var writer = JSONWriter(capacity: 512)
        writer.value(.object(self))
        return String(decoding: writer.finish(), as: UTF8.self)
    }
}

/// What tells a message from all others, also on the other side.
enum MessageID {
    static func make() throws -> String {
        "msg_" + Base64URL.encode(try SecureRandom.bytes(18))
    }
}
