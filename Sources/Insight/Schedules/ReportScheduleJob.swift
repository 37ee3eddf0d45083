// Looks which scheduled reports are due, has their files made, and takes away those of a schedule that is gone.

import Kernel
import SQLite
import Team

extension PeriodicJob {
    /// Every minute, so that a report is made soon after its hour, or after the server has come back.
    static let reportSchedules = PeriodicJob(
        "report-schedules", every: 60,
        rules: { context in
            let due = ReportsDue(context)
            return try due.beginFiles() || due.makeNext() || due.removeFiles()
        })
}

/// A piece of the work; each says whether there was anything to do.
private struct ReportsDue {
    private let context: RuleContext
    private static let filesRemovedAtOnce = 20

    init(_ context: RuleContext) {
        self.context = context
    }

    /// One schedule whose time has come. The time moves on in the same commit, so that none is made twice; of those that were missed
    /// while no server ran, the last alone is made.
    func makeNext() throws -> Bool {
        let sql = """
            SELECT id FROM report_schedules WHERE next_at <= ? AND status = 'active' AND archived_at IS NULL ORDER BY next_at LIMIT 1
            """
        guard let id = try context.integer(sql, context.now.stored) else { return false }
        var schedule = try context.require(ReportSchedule.self, ID(id))
        guard try context.isAtWork(schedule.owner) else {
            try schedule.pause(because: Failure(.reportOwnerLeft), in: context)
            return true
        }
        do {
            // What one schedule is refused keeps no other from its time.
            try context.attempt { try make(&schedule) }
        } catch let failure as Failure {
            var refused = try context.require(ReportSchedule.self, ID(id))
            try refused.pause(because: failure, in: context)
        }
        return true
    }

    private func make(_ schedule: inout Record<ReportSchedule>) throws {
        let slots = try ReportSlots(schedule, context)
        // Holidays may have been entered since it was planned.
        let first = schedule.nextAt.flatMap { slots.next(after: $0.adding(milliseconds: -1)) }
        if let first, first.at <= context.now {
            let slot = slots.last(from: first, until: context.now)
            if try !wasMade(schedule, at: slot.at) { try schedule.make(for: slot, isByHand: false, in: context) }
        }
        try schedule.plan(after: context.now, context)
        try context.save(&schedule, action: "followed")
    }

    /// A clock that was set back comes to the same time again.
    private func wasMade(_ schedule: Record<ReportSchedule>, at moment: Instant) throws -> Bool {
        let sql = "SELECT 1 FROM report_runs WHERE schedule_id = ? AND due_at = ? AND by_hand = 0"
        return try context.integer(sql, schedule.id.stored, moment.stored) != nil
    }

    /// The next files of a run that has more than are under way at once.
    func beginFiles() throws -> Bool {
        let sql = """
            SELECT r.id FROM report_runs r
            WHERE r.status = 'making' AND EXISTS (SELECT 1 FROM report_files f WHERE f.run_id = r.id AND f.status = 'waiting')
                AND (SELECT count(*) FROM report_files f WHERE f.run_id = r.id AND f.status = 'making') < \(Record<ReportRun>.filesAtOnce)
            ORDER BY r.id LIMIT 1
            """
        guard let id = try context.integer(sql) else { return false }
        var run = try context.require(ReportRun.self, ID(id))
        let schedule = try context.require(ReportSchedule.self, ID(run.scheduleID))
        guard !schedule.isArchived else {
            try run.giveUpWaiting(in: context)
            return true
        }
        try run.beginNext(with: ReportRights(of: schedule, context), in: context)
        try run.settle(in: context)
        return true
    }

    /// Of a schedule that was archived nothing stays but what it was.
    func removeFiles() throws -> Bool {
        let sql = """
            SELECT e.id FROM report_schedules s
                CROSS JOIN report_runs r ON r.schedule_id = s.id AND (r.made > 0 OR r.status = 'making')
                JOIN report_files f ON f.run_id = r.id JOIN exports e ON e.id = f.export_id
            WHERE s.archived_at IS NOT NULL AND (e.status = 'finished' OR e.status = 'running' OR e.status = 'queued')
            LIMIT \(Self.filesRemovedAtOnce)
            """
        let ids = try context.rows(sql, []).compactMap { $0.first?.integer }
        for id in ids {
            guard let export = try context.find(Export.self, ID(id)) else { continue }
            try context.follow(export.status == .finished ? "expire" : "cancel", export)
        }
        return !ids.isEmpty
    }
}
