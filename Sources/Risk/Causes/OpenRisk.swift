// What becomes of a cause in the register: a risk is raised, gets worse, ends. Each piece asks again how things stand (P4.1.1).

import CRM
import Identity
import Kernel
import SQLite

enum OpenRisk {
    /// The open risk of a cause; the oldest, where a merge of customers has left two.
    static func find(_ key: CauseKey, _ reader: RuleReader) throws -> ID<Risk>? {
        let sql = """
            SELECT id FROM risks WHERE system_cause = ? AND entity = ? AND entity_id = ? AND status <> 'closed' AND archived_at IS NULL
            ORDER BY id LIMIT 1
            """
        return try reader.rows(sql, [key.cause.stored, key.entity.stored, key.id.stored]).first.flatMap { ID(stored: $0[0]) }
    }

    /// Raises a risk, where none is open for the same, and tells whoever answers for it.
    static func raise(_ found: FoundCause, _ evidence: [EvidenceRecord], _ context: RuleContext) throws {
        guard try find(found.key, context) == nil, let owner = try ResponsiblePeople.owner(preferring: found.owner, context) else { return }
        let title = found.key.cause.title(found.name)
        let reason = found.key.cause.reason
        var risk = Record(new: Risk.self)
        risk.title = title.text(in: .english)
        risk.titleChinese = title.text(in: .chinese)
        risk.category = found.category
        risk.cause = reason.text(in: .english)
        risk.causeChinese = reason.text(in: .chinese)
        risk.systemCause = found.key.cause
        risk.entity = found.key.entity
        risk.entityID = found.key.id
        risk.customer = found.customer.map { ID($0) }
        risk.owner = ID(owner)
        risk.measure = found.measure
        risk.evidence = evidence.kept
        try context.insert(&risk)
        try context.tell("raised", of: risk, facts: risk.facts(alsoAbove: false, context))
    }

    /// Tells that it got worse, or that its cause has come back.
    static func renew(
        _ id: ID<Risk>, as found: FoundCause, _ evidence: [EvidenceRecord], _ action: String, _ context: RuleContext
    ) throws {
        var risk = try context.require(Risk.self, id)
        guard risk.status != .closed else { return }
        risk.causeGoneAt = nil
        risk.measure = found.measure
        risk.evidence = evidence.kept
        try context.save(&risk, action: action, facts: try risk.facts(alsoAbove: true, context))
    }

    /// Closes it, because its cause is gone; of one that a person has closed it is kept that the cause went.
    ///
    /// An alert that was dismissed takes its risk along, but for a high one, which people accept or close, and the cause is not gone by it.
    static func end(_ id: ID<Risk>, _ context: RuleContext) throws {
        var risk = try context.require(Risk.self, id)
        guard risk.causeGoneAt == nil else { return }
        if try risk.lapseOfAlert(context) != nil {
            guard risk.status != .closed, risk.level != .high else { return }
            return try context.follow("close", risk)
        }
        guard risk.status == .closed else { return try context.follow("close", risk) }
        risk.causeGoneAt = context.now
        try context.save(&risk, action: "cause_gone")
    }
}
