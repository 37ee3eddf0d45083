// Contracts whose obligations are late, and those that lie unsigned (P4.2.4).

import CRM
import Kernel
import SQLite

enum ContractCauses {
    /// Contracts in force with obligations whose day has passed long enough ago, ours or theirs.
    static func obligations(_ reader: RuleReader) throws -> [FoundCause] {
        let days = Int(clamping: reader.settings(RiskSettings.self).obligationDays)
        let sql = """
            SELECT t.id, t.number, t.customer_id, t.owner_id, count(*) FROM contract_obligations o JOIN contracts t ON t.id = o.contract_id
            WHERE o.done_at IS NULL AND o.due_on < ?1 AND (t.status = 'signed' OR t.status = 'in_execution') AND t.archived_at IS NULL
            GROUP BY t.id ORDER BY t.id
            """
        let rows = try reader.rows(sql, [reader.today.adding(days: -days).stored])
        return rows.compactMap { FoundCause(.obligationsLate, .contract, entity: Contract.schema.entity, row: $0) }
    }

    /// By the days since legal's approval: a day of signing that was set far away does not help.
    static func unsigned(_ reader: RuleReader) throws -> [FoundCause] {
        let days = Int(clamping: reader.settings(RiskSettings.self).unsignedDays)
        let since = reader.registry.calendar.start(of: reader.today.adding(days: -days))
        let sql = """
            SELECT t.id, t.number, t.customer_id, t.owner_id, NULL FROM contracts t
            WHERE t.status = 'signing' AND t.legal_decided_at < ?1 AND t.archived_at IS NULL ORDER BY t.id
            """
        let rows = try reader.rows(sql, [since.stored])
        return rows.compactMap { FoundCause(.unsignedTooLong, .contract, entity: Contract.schema.entity, row: $0) }
    }

    static func contract(_ id: Int64, _ reader: RuleReader) throws -> [EvidenceRecord] {
        let rows = try reader.rows("SELECT id, number, NULL FROM contracts WHERE id = ?", [id.stored])
        return rows.compactMap { EvidenceRecord(Contract.schema.entity, row: $0) }
    }
}
