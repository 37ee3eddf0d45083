// What came of one attempt, and what follows from it: kept by the writer.

import Kernel
import Outgoing
import SQLite
import Storage

/// An attempt that has ended.
struct AttemptResult: Sendable {
    let delivery: Delivery
    let kind: EndpointKind
    let startedAt: Instant
    let endedAt: Instant
    /// Nil where no answer came.
    let httpStatus: Int?
    /// Seconds that the answer asks to wait; nil where it asks for none.
    let retryAfter: Int64?
    let verdict: Verdict
    /// From 0 up to 1: spreads the next tries.
    let jitter: Double
    /// As the company has set it now.
    let plan: RetryPlan

    /// Keeps the attempt. Where the delivery has gone meanwhile, nothing happens.
    func keep(in rules: RuleContext) throws {
        guard let status = try rules.connection.first("SELECT status FROM deliveries WHERE id = ?", [.integer(delivery.id)])?[0].text else {
            return
        }
        try keepAttempt(rules)
        let counts = rules.ask(DeliveryDoor.self).counts
        rules.transaction.afterCommit { [verdict, kind] in counts.count(verdict, of: kind.name) }
        guard let note = verdict.note else { return try end(rules) }
        if case .withdrawn = verdict { return try withdraw(rules) }
        try noteFailure(note, rules)
        // What was withdrawn while it was on its way stays so.
        guard status == DeliveryStatus.waiting.rawValue else { return }
        if case .gone = verdict {
            try rules.connection.run("UPDATE delivery_endpoints SET active = 0 WHERE id = ?", [.integer(delivery.endpointID)])
            try kind.gone(delivery.recordID, rules)
        }
        try goOn(rules)
    }

    private func keepAttempt(_ rules: RuleContext) throws {
        let milliseconds = max(0, endedAt.milliseconds &- startedAt.milliseconds)
        try rules.connection.run(
            "INSERT INTO delivery_attempts (delivery_id, at, milliseconds, http_status, error, detail) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .integer(delivery.id), startedAt.stored, .integer(milliseconds), httpStatus.map { .integer(Int64($0)) } ?? .null,
                verdict.note?.code.stored ?? .null, verdict.note?.detail.stored ?? .null,
            ])
        try rules.connection.run("UPDATE deliveries SET attempts = attempts + 1 WHERE id = ?", [.integer(delivery.id)])
    }

    /// Ends the delivery; whoever gets something is well.
    private func end(_ rules: RuleContext) throws {
        // What was delivered is kept where it came from.
        try rules.connection.run(
            "UPDATE deliveries SET status = 'delivered', ended_at = ?, next_attempt_at = NULL, content = '' WHERE id = ?",
            [rules.now.stored, .integer(delivery.id)])
        try rules.noteSuccess(endpointID: delivery.endpointID)
        try rules.beginNext(endpointID: delivery.endpointID, .text(delivery.entity), .integer(delivery.entityID))
    }

    /// Nobody is told whether anybody answers there.
    private func withdraw(_ rules: RuleContext) throws {
        try rules.connection.run(
            "UPDATE deliveries SET status = 'withdrawn', ended_at = ?, next_attempt_at = NULL, content = '' WHERE id = ?",
            [rules.now.stored, .integer(delivery.id)])
        try rules.beginNext(endpointID: delivery.endpointID, .text(delivery.entity), .integer(delivery.entityID))
    }

    /// Tried again after a pause, once more at the very end, then given up.
    private func goOn(_ rules: RuleContext) throws {
        guard rules.now < delivery.givesUpAt else { return try rules.giveUp(delivery, kind) }
        let pause = max(plan.pause(after: delivery.attempts + 1, jitter: jitter), wished)
        let next = min(rules.now.adding(milliseconds: pause), delivery.givesUpAt)
        // One before it that was sent anew meanwhile goes first.
        try rules.connection.run(
            """
            UPDATE deliveries SET next_attempt_at = CASE WHEN EXISTS (
                SELECT 1 FROM deliveries WHERE endpoint_id = ?3 AND entity = ?4 AND entity_id = ?5 AND status = 'waiting' AND id < ?2)
                THEN NULL ELSE ?1 END
            WHERE id = ?2
            """,
            [next.stored, .integer(delivery.id), .integer(delivery.endpointID), .text(delivery.entity), .integer(delivery.entityID)])
    }

    /// Milliseconds that the other side has asked for.
    private var wished: Int64 { min(retryAfter ?? 0, RetryPlan.longestWish) &* 1000 }

    private func noteFailure(_ note: AttemptNote, _ rules: RuleContext) throws {
        try rules.connection.run(
            "UPDATE delivery_endpoints SET last_failure_at = ?, last_error = ? WHERE id = ?",
            [rules.now.stored, note.code.stored, .integer(delivery.endpointID)])
        guard case .unavailable = verdict else { return }
        let sql = "UPDATE delivery_endpoints SET failures = failures + 1 WHERE id = ? RETURNING failures"
        let failures = try rules.integer(sql, .integer(delivery.endpointID)) ?? 1
        let pause = max(plan.pause(after: failures, atMost: RetryPlan.longestSilence, jitter: jitter), wished)
        try rules.connection.run(
            "UPDATE delivery_endpoints SET paused_until = ? WHERE id = ?",
            [rules.now.adding(milliseconds: pause).stored, .integer(delivery.endpointID)])
    }
}

extension RuleContext {
    /// Somebody answers there: what was put off while nobody did is due now.
    func noteSuccess(endpointID: Int64) throws {
        let before = try integer("SELECT failures FROM delivery_endpoints WHERE id = ?", .integer(endpointID)) ?? 0
        try connection.run(
            """
            UPDATE delivery_endpoints SET last_success_at = ?, failures = 0, paused_until = NULL WHERE id = ?
            """, [now.stored, .integer(endpointID)])
        if before > 0 { try hasten(endpointID) }
    }

    /// Nothing is tried any more of a delivery, until somebody has it sent anew; the next one about its record begins.
    func giveUp(_ delivery: Delivery, _ kind: EndpointKind?) throws {
        try connection.run(
            "UPDATE deliveries SET status = 'dead', ended_at = ?, next_attempt_at = NULL WHERE id = ?", [now.stored, .integer(delivery.id)])
        try connection.run(
            "UPDATE delivery_endpoints SET dead_since = coalesce(dead_since, ?) WHERE id = ?",
            [now.stored, .integer(delivery.endpointID)])
        try beginNext(endpointID: delivery.endpointID, .text(delivery.entity), .integer(delivery.entityID))
        try kind?.died(delivery, self)
    }
}
