// A candidate's data are kept for as long as the company has set, then erased; the chain of the audit stays whole (P5.3).

import Kernel
import SQLite

extension Module {
    private static let erasureForm = Schema<ErasePerson>(form: ErasePerson.self)

    /// Personnel erases whoever asks for it, also before the time is over.
    static let eraseCandidate = Route.erasure(of: Candidate.self, input: erasureForm, "Erase a candidate's personal data", "删除候选人的个人信息") {
        candidate, form, context in
        var candidate = candidate
        try context.erase(&candidate, under: "candidate.erase:" + form.reason.rawValue, archives: true)
    }
}

extension PeriodicJob {
    static let candidatesErase = PeriodicJob("erase-candidates", every: 6 * 3600, rules: CandidateErasure.eraseWhoWasKeptLongEnough)
}

private enum CandidateErasure {
    /// Candidates in one slice, for which all other writes wait: each has the stored answers searched.
    private static let mostInSlice: Int64 = 1

    /// Decided on, archived, or left over from a plan that has ended, so many months ago.
    @Sendable static func eraseWhoWasKeptLongEnough(_ context: RuleContext) throws -> Bool {
        let months = context.settings(TeamSettings.self).candidatesKeptMonths
        let latestDay = context.today.adding(months: Int(clamping: -months))
        let latest = context.registry.calendar.start(of: latestDay)
        let sql = """
            SELECT id FROM candidates WHERE erased_at IS NULL AND (
                decided_at < ?1 OR archived_at < ?1
                OR (decided_at IS NULL AND updated_at < ?1 AND plan_id IN (
                    SELECT id FROM recruitment_plans WHERE status IN ('filled', 'closed') OR ends_on < ?3)))
            ORDER BY id LIMIT ?2
            """
        let found = try context.rows(sql, [latest.stored, mostInSlice.stored, latestDay.stored]).compactMap { ID<Candidate>(stored: $0[0]) }
        for id in found {
            var candidate = try context.require(Candidate.self, id)
            try context.erase(&candidate, under: "team.candidates_kept_months:\(months)", archives: true)
        }
        return !found.isEmpty
    }
}
