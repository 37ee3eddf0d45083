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
        let previous = try rules.integer("SELECT max(at) FROM delivery_attempts WHERE delivery_id = ?", .integer(delivery.id))
        let givesUpAt = try keepAttempt(rules)
        let counts = rules.ask(DeliveryDoor.self).counts
        rules.transaction.afterCommit { [verdict, kind] in counts.count(verdict, of: kind.name) }
        guard let note = verdict.note else { return try end(rules) }
        if case .withdrawn = verdict { return try withdraw(rules) }
        let meanwhile = try EndpointMeanwhile(of: delivery.endpointID, startedAt, previous, rules)
        try noteFailure(note, meanwhile, rules)
        // What was withdrawn while it was on its way stays so.
        guard status == DeliveryStatus.waiting.rawValue else { return }
        if case .gone = verdict, !meanwhile.hasChanged {
            try rules.connection.run("UPDATE delivery_endpoints SET active = 0 WHERE id = ?", [.integer(delivery.endpointID)])
            try kind.gone(delivery.recordID, rules)
        }
        try goOn(meanwhile, until: givesUpAt, rules)
    }

    /// The answer is when the delivery is given up: its time runs from its first attempt on.
    private func keepAttempt(_ rules: RuleContext) throws -> Instant {
        let milliseconds = max(0, endedAt.milliseconds &- startedAt.milliseconds)
        try rules.connection.run(
            "INSERT INTO delivery_attempts (delivery_id, at, milliseconds, http_status, error, detail) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .integer(delivery.id), startedAt.stored, .integer(milliseconds), httpStatus.map { .integer(Int64($0)) } ?? .null,
                verdict.note?.code.stored ?? .null, verdict.note?.detail.stored ?? .null,
            ])
        let sql = """
            UPDATE deliveries SET gives_up_at = CASE attempts WHEN 0 THEN max(gives_up_at, ?2) ELSE gives_up_at END, attempts = attempts + 1
            WHERE id = ?1 RETURNING gives_up_at
            """
        let end = try rules.integer(sql, .integer(delivery.id), startedAt.adding(seconds: plan.window).stored)
        return end.map { Instant(milliseconds: $0) } ?? delivery.givesUpAt
    }

    /// Ends the delivery; whoever gets something is well.
    private func end(_ rules: RuleContext) throws {
        // What was delivered is kept where it came from.
        try rules.connection.run(
            "UPDATE deliveries SET status = 'delivered', ended_at = ?, next_attempt_at = NULL, content = '' WHERE id = ?",
            [rules.now.stored, .integer(delivery.id)])
        try rules.noteSuccess(endpointID: delivery.endpointID, startedAt)
        try rules.beginNext(endpointID: delivery.endpointID, .text(delivery.entity), .integer(delivery.entityID), within: plan)
    }

    /// Nobody is told whether anybody answers there.
    private func withdraw(_ rules: RuleContext) throws {
        try rules.connection.run(
            "UPDATE deliveries SET status = 'withdrawn', ended_at = ?, next_attempt_at = NULL, content = '' WHERE id = ?",
            [rules.now.stored, .integer(delivery.id)])
        try rules.beginNext(endpointID: delivery.endpointID, .text(delivery.entity), .integer(delivery.entityID), within: plan)
    }

    /// Tried again after a pause, once more at the very end, then given up.
    private func goOn(_ meanwhile: EndpointMeanwhile, until givesUpAt: Instant, _ rules: RuleContext) throws {
        guard rules.now < givesUpAt else { return try rules.giveUp(delivery, kind) }
        let pause = meanwhile.hasChanged ? 0 : max(plan.pause(after: delivery.attempts + 1, jitter: jitter), wished)
        func moment(after pause: Int64) -> Instant { min(rules.now.adding(milliseconds: pause), givesUpAt) }
        let notBefore = moment(after: isHeldByItself(meanwhile) ? pause : min(pause, wished))
        // One before it that was sent anew meanwhile goes first.
        try rules.connection.run(
            """
            UPDATE deliveries SET not_before = ?6, next_attempt_at = CASE WHEN EXISTS (
                SELECT 1 FROM deliveries WHERE endpoint_id = ?3 AND entity = ?4 AND entity_id = ?5 AND status = 'waiting' AND id < ?2)
                THEN NULL ELSE ?1 END
            WHERE id = ?2
            """,
            [
                moment(after: pause).stored, .integer(delivery.id), .integer(delivery.endpointID), .text(delivery.entity),
                .integer(delivery.entityID), notBefore.stored,
            ])
    }

    /// Whether it is the message that is not taken, rather than that nobody takes anything: it was refused, or others were taken since it
    /// was tried before.
    private func isHeldByItself(_ meanwhile: EndpointMeanwhile) -> Bool {
        if case .unavailable = verdict { return meanwhile.tookOthers }
        return true
    }

    /// Milliseconds that the other side has asked for.
    private var wished: Int64 { min(retryAfter ?? 0, RetryPlan.longestWish) &* 1000 }

    private func noteFailure(_ note: AttemptNote, _ meanwhile: EndpointMeanwhile, _ rules: RuleContext) throws {
        try rules.connection.run(
            "UPDATE delivery_endpoints SET last_failure_at = ?, last_error = ? WHERE id = ?",
            [rules.now.stored, note.code.stored, .integer(delivery.endpointID)])
        guard case .unavailable = verdict, !meanwhile.hasChanged else { return }
        // Those that were on their way together fail as one.
        let sql = """
            UPDATE delivery_endpoints SET failures = failures + CASE WHEN coalesce(paused_until, 0) > ?2 THEN 0 ELSE 1 END
            WHERE id = ?1 RETURNING failures
            """
        let failures = try rules.integer(sql, .integer(delivery.endpointID), startedAt.stored) ?? 1
        let pause = max(plan.pause(after: failures, atMost: RetryPlan.longestSilence, jitter: jitter), wished)
        try rules.connection.run(
            "UPDATE delivery_endpoints SET paused_until = max(coalesce(paused_until, 0), ?) WHERE id = ?",
            [rules.now.adding(milliseconds: pause).stored, .integer(delivery.endpointID)])
    }
}

/// What has happened to the endpoint of an attempt while that was under way, and since the one before it.
private struct EndpointMeanwhile {
    /// Somebody has mended it: what came back of the old way counts for nothing.
    let hasChanged: Bool
    /// Another message was taken since this one was tried before.
    let tookOthers: Bool

    init(of endpointID: Int64, _ startedAt: Instant, _ previous: Int64?, _ rules: RuleContext) throws {
        let sql = "SELECT coalesce(changed_at, 0), coalesce(last_success_at, 0) FROM delivery_endpoints WHERE id = ?"
        let row = try rules.connection.first(sql, [.integer(endpointID)])
        hasChanged = startedAt.milliseconds < row?[0].integer ?? 0
        tookOthers = previous.map { $0 < row?[1].integer ?? 0 } ?? false
    }
}

extension RuleContext {
    /// Somebody answers there: what was put off while nobody did is due now. What was begun before the last failure says nothing of after.
    func noteSuccess(endpointID: Int64, _ startedAt: Instant) throws {
        try connection.run("UPDATE delivery_endpoints SET last_success_at = ? WHERE id = ?", [now.stored, .integer(endpointID)])
        try connection.run(
            """
            UPDATE delivery_endpoints SET failures = 0, paused_until = NULL
            WHERE id = ? AND failures > 0 AND coalesce(last_failure_at, 0) <= ?
            """, [.integer(endpointID), startedAt.stored])
        if connection.changes > 0 { try hasten(endpointID) }
    }

    /// Nothing is tried any more of a delivery, until somebody has it sent anew; the next one about its record begins.
    func giveUp(_ delivery: Delivery, _ kind: EndpointKind?) throws {
        try connection.run(
            "UPDATE deliveries SET status = 'dead', ended_at = ?, next_attempt_at = NULL WHERE id = ?", [now.stored, .integer(delivery.id)])
        try connection.run(
            "UPDATE delivery_endpoints SET dead_since = coalesce(dead_since, ?) WHERE id = ?",
            [now.stored, .integer(delivery.endpointID)])
        try beginNext(
            endpointID: delivery.endpointID, .text(delivery.entity), .integer(delivery.entityID), within: kind?.plan(registry.settings))
        try kind?.died(delivery, self)
    }
}
