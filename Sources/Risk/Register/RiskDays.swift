// Tells of risks that nobody looks after: high ones without a response, those never assessed, and reviews whose day has passed; each once
// (P4.1.2).

import Identity
import JSON
import Kernel
import SQLite

extension PeriodicJob {
    static let riskDays = PeriodicJob("risk-days", every: 600, rules: tellOfRisks)

    @Sendable private static func tellOfRisks(_ context: RuleContext) throws -> Bool {
        // One kind in a slice: whatever is found is told, so that the next slice finds less.
        try RiskDays.alarm(context) || RiskDays.tellOfAssessments(context) || RiskDays.tellOfReviews(context)
    }
}

private enum RiskDays {
    private static let mostInSlice = 20

    /// A high risk without a response is told to its owner and to whoever stands above (P4.1.2).
    static func alarm(_ context: RuleContext) throws -> Bool {
        let found = try risks(where: "high_without_response = 1 AND alarmed_at IS NULL", [], context)
        for var risk in found {
            risk.alarmedAt = context.now
            try tell("alarm", of: &risk, alsoAbove: true, context)
        }
        return !found.isEmpty
    }

    static func tellOfAssessments(_ context: RuleContext) throws -> Bool {
        let since = context.today.adding(days: -Int(clamping: context.settings(RiskSettings.self).assessDays))
        let found = try risks(
            where: "status = 'identified' AND assessment_overdue = 0 AND identified_at < ?",
            [context.registry.calendar.start(of: since).stored], context)
        for var risk in found {
            risk.assessmentOverdue = true
            try tell("assessment_overdue", of: &risk, alsoAbove: true, context)
        }
        return !found.isEmpty
    }

    static func tellOfReviews(_ context: RuleContext) throws -> Bool {
        let found = try risks(
            where: "review_on < ? AND review_overdue = 0 AND (status = 'assessed' OR status = 'responding' OR status = 'accepted')",
            [context.today.stored], context)
        for var risk in found {
            risk.reviewOverdue = true
            try tell("review_overdue", of: &risk, alsoAbove: false, context)
        }
        return !found.isEmpty
    }

    private static func risks(where condition: String, _ values: [SQLiteValue], _ context: RuleContext) throws -> [Record<Risk>] {
        let sql = "SELECT id FROM risks WHERE \(condition) AND archived_at IS NULL ORDER BY id LIMIT \(mostInSlice)"
        return try context.rows(sql, values).compactMap { ID<Risk>(stored: $0[0]) }.map { try context.require(Risk.self, $0) }
    }

    private static func tell(_ word: String, of risk: inout Record<Risk>, alsoAbove: Bool, _ context: RuleContext) throws {
        try context.save(&risk, action: word, facts: try risk.facts(alsoAbove: alsoAbove, context))
    }
}

extension Record where D == Risk {
    /// What an event says of it, with those who are to hear of it: the owner, the nearest manager above or else the executives, or who
    /// stands in for them.
    func facts(alsoAbove: Bool, _ reader: RuleReader) throws -> JSONObject {
        let owner = self.owner.integer
        let above = alsoAbove ? try ResponsiblePeople.above(owner, reader) : []
        let concerned = try Presence.acting(for: [owner] + above, at: reader.now, reader.connection)
        return [
            "title": .string(self.title), "level": self.level.map { .string($0.rawValue) } ?? .null,
            "review_on": self.reviewOn.map { .string($0.description) } ?? .null, "owner_id": .integer(owner),
            "concerned_ids": .array(concerned.map { .integer($0) }),
        ]
    }
}
