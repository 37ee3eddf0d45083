// Competitors against whom fewer deals are won than before (P4.2.3).

import CRM
import Kernel
import SQLite

enum CompetitionCauses {
    /// The rate of the last days against that of as many days before them, where both rest on enough cases.
    static func falling(_ reader: RuleReader) throws -> [FoundCause] {
        let settings = reader.settings(RiskSettings.self)
        let (former, latest) = windows(reader)
        let before = Dictionary(
            try CompetitorWins.all(in: former, reader).map { ($0.competitor, $0) }, uniquingKeysWith: { first, _ in first })
        return try CompetitorWins.all(in: latest, reader).compactMap { now in
            guard let then = before[now.competitor], min(then.cases, now.cases) >= settings.winRateCases, let was = then.rate,
                let rate = now.rate
            else { return nil }
            let fall = was.unscaled &- rate.unscaled
            guard fall > 0, fall >= settings.winRateFall.unscaled else { return nil }
            return FoundCause(
                key: CauseKey(cause: .winRateFalling, entity: Competitor.schema.entity, id: now.competitor.integer), category: .competition,
                name: now.name, customer: nil, owner: nil, measure: fall)
        }
    }

    /// The deals of the last days.
    static func deals(against competitor: Int64, _ reader: RuleReader) throws -> [EvidenceRecord] {
        try CompetitorWins.deals(against: competitor, in: windows(reader).latest, reader).compactMap {
            EvidenceRecord(Opportunity.schema.entity, row: $0)
        }
    }

    private static func windows(_ reader: RuleReader) -> (former: Range<Instant>, latest: Range<Instant>) {
        let days = Int(clamping: reader.settings(RiskSettings.self).winRateDays)
        func start(_ back: Int) -> Instant { reader.registry.calendar.start(of: reader.today.adding(days: 1 - back)) }
        return (start(2 * days)..<start(days), start(days)..<start(0))
    }
}
