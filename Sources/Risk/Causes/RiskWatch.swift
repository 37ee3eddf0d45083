// Looks after all causes again and again: what is new is raised, what is worse is told, what is gone is closed (P4.1.1).

import Kernel
import SQLite

extension PeriodicJob {
    /// Every hour; each cause is found beside the writer.
    static let riskWatch = PeriodicJob("risk-watch", every: 3600, studying: RiskWatch.study)
}

private enum RiskWatch {
    @Sendable static func study(_ reader: RuleReader) throws -> [JobWork] {
        let standing = Dictionary(grouping: try StandingRisk.all(reader), by: \.key)
        let found = try RiskCause.allCases.flatMap { try $0.find(reader) }
        let settings = reader.settings(RiskSettings.self)
        let standingWork = try found.compactMap { cause -> JobWork? in
            do {
                return try work(for: cause, standing[cause.key] ?? [], settings, reader)
            } catch let failure as Failure {
                // The others go on; the run tells of it.
                return { _ in throw failure }
            }
        }
        let keys = Set(found.map(\.key))
        return standingWork + doubles(standing, keys) + gone(standing, keys)
    }

    /// What is to be done about a cause that stands, with the records behind it as they are now; nil for nothing.
    private static func work(
        for found: FoundCause, _ risks: [StandingRisk], _ settings: Record<RiskSettings>, _ reader: RuleReader
    ) throws -> JobWork? {
        func evidence() throws -> [EvidenceRecord] { try found.key.cause.evidence(about: found.key.id, reader) }
        if let open = risks.first(where: { !$0.isClosed }) {
            guard open.isGone || settings.isWorse(found.measure, than: open.measure) else { return nil }
            let (records, action) = (try evidence(), open.isGone ? "cause_back" : "worsened")
            return { try OpenRisk.renew(open.id, as: found, records, action, $0) }
        }
        // What a person has closed is left alone for a while, unless it gets worse.
        if let quiet = risks.last, let until = quiet.quietUntil, reader.today <= until,
            !settings.isWorse(found.measure, than: quiet.measure)
        {
            return nil
        }
        let records = try evidence()
        return { try OpenRisk.raise(found, records, $0) }
    }

    /// A merge of customers may leave two of the same: the oldest goes on.
    private static func doubles(_ standing: [CauseKey: [StandingRisk]], _ keys: Set<CauseKey>) -> [JobWork] {
        standing.filter { keys.contains($0.key) }.values
            .flatMap { $0.filter { !$0.isClosed }.dropFirst() }
            .map { risk in { try OpenRisk.end(risk.id, $0) } }
    }

    private static func gone(_ standing: [CauseKey: [StandingRisk]], _ keys: Set<CauseKey>) -> [JobWork] {
        standing.filter { !keys.contains($0.key) }.values.flatMap { $0 }.filter { !$0.isGone }.sorted { $0.id.integer < $1.id.integer }
            .map { risk in { try OpenRisk.end(risk.id, $0) } }
    }
}

/// A risk of the server's that is open, or that a person closed while its cause lasted.
private struct StandingRisk: Sendable {
    let id: ID<Risk>
    let key: CauseKey
    let isClosed: Bool
    let isGone: Bool
    let measure: Int64?
    let quietUntil: Day?

    /// In the order in which they were raised.
    static func all(_ reader: RuleReader) throws -> [StandingRisk] {
        let sql = """
            SELECT id, system_cause, entity, entity_id, status, cause_gone_at, measure, quiet_until_on FROM risks
            WHERE system_cause IS NOT NULL AND (status <> 'closed' OR cause_gone_at IS NULL) AND archived_at IS NULL ORDER BY id
            """
        return try reader.rows(sql, []).compactMap(StandingRisk.init)
    }

    private init?(_ row: [SQLiteValue]) {
        guard let id = ID<Risk>(stored: row[0]), let cause = RiskCause(stored: row[1]), let entity = String(stored: row[2]),
            let entityID = Int64(stored: row[3]), let status = RiskStatus(stored: row[4])
        else { return nil }
        self.id = id
        key = CauseKey(cause: cause, entity: entity, id: entityID)
        isClosed = status == .closed
        isGone = row[5] != .null
        measure = Int64(stored: row[6])
        quietUntil = Day(stored: row[7])
    }
}
