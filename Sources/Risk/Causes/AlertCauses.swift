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

    /// Why an alert is no cause any more although its figure is not back: somebody has dismissed it, or its rule raises no risks now. Nil
    /// where the cause stands, or is gone indeed.
    static func lapse(of alert: Int64, _ reader: RuleReader) throws -> String? {
        let sql = """
            SELECT a.status, u.display_name, a.dismiss_reason, r.name FROM alerts a JOIN early_warning_rules r ON r.id = a.rule_id
            LEFT JOIN users u ON u.id = a.dismissed_by_id
            WHERE a.id = ? AND a.back_on IS NULL AND (a.status = 'dismissed' OR r.raises_risk = 0) AND a.archived_at IS NULL
            """
        guard let row = try reader.rows(sql, [alert.stored]).first else { return nil }
        guard AlertStatus(stored: row[0]) == .dismissed else {
            let rule = String(stored: row[3]) ?? ""
            return "The figure is not back; the rule \(rule) raises no risks any more. 指标尚未恢复；规则“\(rule)”不再登记风险。"
        }
        let (name, reason) = (String(stored: row[1]) ?? "", String(stored: row[2]) ?? "")
        return "The figure is not back; the alert was dismissed by \(name): \(reason) 指标尚未恢复；预警已由\(name)忽略：\(reason)"
    }
}
