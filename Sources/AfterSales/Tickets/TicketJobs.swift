// What time brings to tickets: missed times go up the line, and what nobody answers to is closed (P2.6.2, P2.6.3).

import Kernel

extension PeriodicJob {
    /// Each missed time is told once: the ticket itself remembers.
    static let ticketDeadlines = PeriodicJob("ticket-deadlines", every: 60, rules: TicketJobs.tellOfMissedTimes)
    /// A resolved ticket closes by itself once the customer has had time to answer.
    static let ticketsClose = PeriodicJob("close-tickets", every: 600, rules: TicketJobs.close)
}

private enum TicketJobs {
    private static let mostInSlice = 20

    @Sendable static func tellOfMissedTimes(_ context: RuleContext) throws -> Bool {
        let sql = """
            SELECT id FROM tickets WHERE response_watch_at < ?1 AND archived_at IS NULL
            UNION SELECT id FROM tickets WHERE resolve_watch_at < ?1 AND archived_at IS NULL
            ORDER BY id LIMIT \(mostInSlice)
            """
        let late = try context.rows(sql, [context.now.stored]).compactMap { ID<Ticket>(stored: $0[0]) }
        for id in late {
            var ticket = try context.require(Ticket.self, id)
            try ticket.noteMissedTimes(in: context)
            try context.save(&ticket, action: "deadline_missed")
        }
        return late.count == mostInSlice
    }

    @Sendable static func close(_ context: RuleContext) throws -> Bool {
        let days = context.settings(ServiceSettings.self).closeDays
        let latest = context.now.adding(seconds: -days &* 86_400)
        let sql = """
            SELECT id FROM tickets t WHERE status = 'resolved' AND resolved_at <= ? AND archived_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM service_actions WHERE ticket_id = t.id AND \(Ticket.openActions))
            ORDER BY resolved_at, id LIMIT \(mostInSlice)
            """
        let old = try context.rows(sql, [latest.stored]).compactMap { ID<Ticket>(stored: $0[0]) }
        for id in old { try context.follow("close", context.require(Ticket.self, id)) }
        return old.count == mostInSlice
    }
}
