// What schedules and runs forget when somebody is erased who is named in their parameters.

import Kernel
import SQLite

extension ReportSchedule {
    /// Empties the parameters of schedules and runs of these reports in which the person is named. Such a schedule is paused: without its
    /// filters it would tell of everything.
    static func forgetParameters(
        of reports: [String], where isNaming: (String) -> Bool, under rule: String, in context: RuleContext
    ) throws {
        guard !reports.isEmpty else { return }
        for id in try naming(schema.table, reports, isNaming, context) {
            guard var schedule = try context.find(ReportSchedule.self, ID(id)), let parameters = schedule.parameters else { continue }
            try context.erase([parameters], in: &schedule, under: rule) {
                $0.parameters = nil
                $0.pauseReason = FailureCode.reportParametersErased.name
            }
            if !schedule.isArchived { try schedule.followPause(because: Failure(.reportParametersErased), in: context) }
        }
        for id in try naming(ReportRun.schema.table, reports, isNaming, context) {
            guard var run = try context.find(ReportRun.self, ID(id)), let parameters = run.parameters else { continue }
            try context.erase([parameters], in: &run, under: rule) { $0.parameters = nil }
            if run.status == .making { try run.giveUpWaiting(in: context) }
        }
    }

    private static func naming(_ table: String, _ reports: [String], _ isNaming: (String) -> Bool, _ context: RuleContext) throws -> [Int64]
    {
        let places = reports.map { _ in "?" }.joined(separator: ", ")
        let sql = "SELECT id, parameters FROM \(table) WHERE parameters IS NOT NULL AND report IN (\(places))"
        return try context.rows(sql, reports.map { .text($0) }).filter { row in row[1].text.map(isNaming) ?? false }
            .compactMap { $0[0].integer }
    }
}
