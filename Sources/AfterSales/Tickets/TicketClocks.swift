// A ticket's two times, to respond and to resolve, by the working calendar. The second stands still while the customer is waited for
// (P2.6.1, P2.6.2).

import Identity
import Kernel

extension Record where D == Ticket {
    /// Sets both due times from now on. Throws `calendar_without_work`.
    mutating func startClocks(in context: RuleContext) throws {
        let level = try ServiceLevel.of(self, in: context)
        self.slaPolicy = level.policy
        self.responseDueAt = try context.dueAt(workingHours: level.responseHours)
        self.responseWatchAt = self.responseDueAt
        try restartResolution(by: level, in: context)
    }

    /// A new time to resolve, from now on: what was late before stays noted. Throws `calendar_without_work`.
    mutating func restartResolution(by level: ServiceLevel? = nil, in context: RuleContext) throws {
        let level = try level ?? ServiceLevel.of(self, in: context)
        self.slaPolicy = level.policy
        self.clockStartedAt = context.now
        self.waitedMinutes = 0
        self.waitingSince = nil
        self.resolveDueAt = try context.dueAt(workingHours: level.resolveHours)
        self.resolveWatchAt = self.resolveDueAt
    }

    /// Another type or priority has other times, counted from the same beginning. What is late already stays so, and whoever works on the
    /// ticket does not give himself or herself more time.
    ///
    /// Throws `deadline_of_own_work` and `calendar_without_work`.
    mutating func moveClocks(from old: Record<Ticket>, in context: RuleContext) throws {
        guard old.type != self.type || old.priority != self.priority, TicketStatus.open.contains(self.status) else { return }
        let level = try ServiceLevel.of(self, in: context)
        self.slaPolicy = level.policy
        let isRunning = (self.waitingSince ?? context.now) < (self.resolveDueAt ?? context.now)
        if isRunning, let start = self.clockStartedAt {
            self.resolveDueAt = try context.moment(workingMinutes: level.resolveHours &* 60 &+ self.waitedMinutes, after: start)
            self.resolveWatchAt = self.waitingSince == nil ? self.resolveDueAt : nil
        }
        if self.respondedAt == nil, let due = self.responseDueAt, context.now < due {
            self.responseDueAt = try context.moment(workingMinutes: level.responseHours &* 60, after: createdAt)
            self.responseWatchAt = self.responseDueAt
        }
        let isLater = isLater(self.responseDueAt, than: old.responseDueAt) || isLater(self.resolveDueAt, than: old.resolveDueAt)
        guard isLater, let assignee = old.assignee, context.caller.actsFor(assignee.integer) else { return }
        throw Failure.invalid(.deadlineOfOwnWork, at: old.priority == self.priority ? "/type" : "/priority")
    }

    private func isLater(_ new: Instant?, than old: Instant?) -> Bool {
        guard let new, let old else { return false }
        return new > old
    }

    /// Somebody has begun: that is the answer that the customer was promised.
    mutating func stopResponseClock(in context: RuleContext) {
        guard self.respondedAt == nil else { return }
        self.respondedAt = context.now
        // What is late the job has still to tell.
        if let due = self.responseDueAt, context.now <= due { self.responseWatchAt = nil }
    }

    /// From now on the customer is waited for.
    mutating func pauseClock(in context: RuleContext) {
        self.waitingSince = context.now
        if let due = self.resolveDueAt, context.now <= due { self.resolveWatchAt = nil }
    }

    /// The time that was waited is added, where it was not too late before. Throws `calendar_without_work`.
    mutating func endPause(in context: RuleContext) throws {
        guard let since = self.waitingSince else { return }
        let minutes = try context.workingMinutes(since: since)
        self.waitingSince = nil
        self.waitedMinutes = min(self.waitedMinutes &+ minutes, 1_000_000_000)
        guard let due = self.resolveDueAt, since <= due else { return }
        self.resolveDueAt = try context.moment(workingMinutes: minutes, after: due)
        self.resolveWatchAt = self.resolveDueAt
    }

    /// It is resolved: where that is late, the job has still to tell.
    mutating func stopResolveClock(in context: RuleContext) {
        if let due = self.resolveDueAt, context.now <= due { self.resolveWatchAt = nil }
    }
}
