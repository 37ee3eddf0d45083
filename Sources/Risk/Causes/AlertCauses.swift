// Indicators over their thresholds: each alert that stands is the cause of a risk (P4.2.1).

import Kernel
import SQLite

enum AlertCauses {
    /// Alerts that are not cleared and that nobody has dismissed.
    static func standing(_ reader: RuleReader) throws -> [FoundCause] {
        let sql = """
            SELECT a.id, r.name, NULL, a.owner_id, NULL, r.indicator FROM alerts a JOIN early_warning_rules r ON r.id = a.rule_id
            WHERE (a.status = 'raised' OR a.status = 'acknowledged') AND r.raises_risk = 1 AND a.archived_at IS NULL ORDER BY a.id
            """
        return try reader.rows(sql, []).compactMap { row in
            guard let indicator = WarningIndicator(stored: row[5]) else { return nil }
            return FoundCause(.indicatorOverThreshold, indicator.category, entity: Alert.schema.entity, row: Array(row.prefix(5)))
        }
    }
}
