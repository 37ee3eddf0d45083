// Judges the rules of early warning: each by the figure of the last whole day, so that trying a rule on past days shows what would have been
// (P4.2.1).

import Identity
import JSON
import Kernel
import SQLite

extension PeriodicJob {
    /// Every hour; the figures are asked beside the writer.
    static let earlyWarnings = PeriodicJob("early-warnings", every: 3600, studying: WarningWatch.study)
}

private enum WarningWatch {
    /// Rules that are switched on; of those that are not, alerts that stand are still cleared.
    @Sendable static func study(_ reader: RuleReader) throws -> [JobWork] {
        let rules = try reader.all(
            EarlyWarningRule.self,
            where: "archived_at IS NULL AND (active = 1 OR id IN (SELECT rule_id FROM alerts WHERE back_on IS NULL))")
        let day = reader.today.adding(days: -1)
        return try rules.compactMap { rule in
            let question = try IndicatorQuestion(rule, reader)
            guard let figure = try question.figureIfKnown(on: day, reader) else { return nil }
            return work(for: rule, question, figure, on: day)
        }
    }

    private static func work(
        for rule: Record<EarlyWarningRule>, _ question: IndicatorQuestion, _ figure: IndicatorFigure, on day: Day
    ) -> JobWork? {
        guard let value = figure.value, let isBeyond = question.isBeyond(figure) else { return nil }
        guard isBeyond else { return { try clear(rule.id, on: day, $0) } }
        guard rule.active else { return nil }
        return { try raise(rule.id, value, figure.cases, on: day, $0) }
    }

    /// Once while it is beyond. What somebody has dismissed is raised again after a while, or where it has become worse.
    private static func raise(
        _ id: ID<EarlyWarningRule>, _ value: CompanyAmount, _ cases: Int64, on day: Day, _ context: RuleContext
    ) throws {
        let rule = try context.require(EarlyWarningRule.self, id)
        guard rule.active, !rule.isArchived else { return }
        let standing = try context.all(Alert.self, where: "rule_id = ? AND back_on IS NULL", id.stored)
        guard !standing.contains(where: { $0.status == .raised || $0.status == .acknowledged }) else { return }
        if let dismissed = standing.last, try dismissed.isQuiet(at: value, context) { return }
        var alert = Record(new: Alert.self)
        alert.rule = id
        alert.owner = rule.owner
        alert.indicator = rule.indicator
        alert.competitor = rule.competitor
        alert.unit = rule.unit
        alert.direction = rule.direction
        alert.threshold = rule.threshold
        alert.raisedFor = day
        alert.value = value
        alert.cases = cases
        try context.insert(&alert)
        let concerned = try Presence.acting(for: [rule.owner.integer], at: context.now, context.connection)
        try context.tell(
            "raised", of: alert,
            facts: [
                "rule_id": .integer(id.integer), "rule": .string(rule.name), "raised_for": .string(day.description),
                "owner_id": .integer(rule.owner.integer), "concerned_ids": .array(concerned.map { .integer($0) }),
            ])
    }

    private static func clear(_ id: ID<EarlyWarningRule>, on day: Day, _ context: RuleContext) throws {
        for var alert in try context.all(Alert.self, where: "rule_id = ? AND back_on IS NULL", id.stored) {
            guard alert.status == .dismissed else {
                try context.follow("clear", alert)
                continue
            }
            alert.backOn = day
            try context.save(&alert, action: "back")
        }
    }
}

extension Record where D == Alert {
    /// Whether somebody has dismissed it a short while ago and it is no worse than it was.
    fileprivate func isQuiet(at value: CompanyAmount, _ reader: RuleReader) throws -> Bool {
        let settings = reader.settings(RiskSettings.self)
        guard let dismissedAt = self.dismissedAt else { return false }
        let until = reader.registry.calendar.day(of: dismissedAt).adding(days: Int(clamping: settings.quietDays))
        guard reader.today <= until else { return false }
        let (now, then) = (distance(value), distance(self.value))
        return !settings.isWorse(now, than: max(then, 1))
    }

    /// How far beyond the threshold a value is.
    private func distance(_ value: CompanyAmount) -> Int64 {
        let (distance, overflow) = value.unscaled.subtractingReportingOverflow(self.threshold.unscaled)
        return overflow ? .max : Int64(clamping: distance.magnitude)
    }
}
