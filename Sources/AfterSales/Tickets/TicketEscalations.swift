// A ticket goes up the reporting line: where a time was missed, once each, and by hand (P2.6.2).

import Identity
import JSON
import Kernel
import SQLite

/// Who hears of a ticket that goes up.
enum Escalation {
    /// The nearest manager above the assignee; without one whoever leads service, else the executives.
    static func targets(of ticket: Record<Ticket>, in reader: RuleReader) throws -> [Int64] {
        let directory = reader.registry.directory
        if let assignee = ticket.assignee, let manager = try directory.managers(assignee.integer, reader.connection).first {
            return [manager]
        }
        let service = try directory.holders(.service, reader.connection)
        let sql = "SELECT 1 FROM users WHERE manager_id = ? AND active = 1 AND archived_at IS NULL LIMIT 1"
        let heads = try service.filter { try !reader.rows(sql, [.integer($0)]).isEmpty && $0 != ticket.assignee?.integer }
        return try heads.isEmpty ? directory.holders(.executive, reader.connection) : heads
    }

    /// The same, with the delegates of those who are away in their place.
    static func concerned(by ticket: Record<Ticket>, in reader: RuleReader) throws -> [Int64] {
        try Presence.acting(for: targets(of: ticket, in: reader), at: reader.now, reader.connection)
    }
}

extension Record where D == Ticket {
    mutating func escalate(_ cause: EscalationCause, dueAt: Instant?, reason: String?, in context: RuleContext) throws {
        var escalation = Record<TicketEscalation>(new: TicketEscalation.self)
        escalation.at = context.now
        escalation.cause = cause
        escalation.dueAt = dueAt
        escalation.to = try Escalation.targets(of: self, in: context).first.map { ID($0) }
        escalation.reason = reason
        self.escalations += [escalation]
        self.escalatedAt = context.now
        self.escalatedTo = escalation.to
    }

    /// Writes down what is late and has not been told yet.
    mutating func noteMissedTimes(in context: RuleContext) throws {
        if let due = self.responseWatchAt, due < context.now {
            self.responseWatchAt = nil
            self.responseMissed = true
            try escalate(.response, dueAt: due, reason: nil, in: context)
        }
        if let due = self.resolveWatchAt, due < context.now {
            self.resolveWatchAt = nil
            self.resolveMissed = true
            try escalate(.resolution, dueAt: due, reason: nil, in: context)
        }
    }
}

extension Ticket {
    /// An event for each escalation, with the people whom it concerns.
    static func tellOfEscalations(_ ticket: Record<Ticket>, from old: Record<Ticket>, in context: RuleContext) throws {
        let new = ticket.escalations.dropFirst(old.escalations.count)
        guard !new.isEmpty else { return }
        let concerned = try Escalation.concerned(by: ticket, in: context)
        for escalation in new {
            try context.tell(
                "escalated", of: ticket,
                facts: [
                    "cause": .string(escalation.cause.rawValue), "due_at": escalation.dueAt.map { .string($0.description) } ?? .null,
                    "assignee_id": ticket.assignee.map { .integer($0.integer) } ?? .null,
                    "concerned_ids": .array(concerned.map { .integer($0) }),
                ])
        }
    }
}
