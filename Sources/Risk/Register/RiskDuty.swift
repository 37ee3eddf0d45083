// What shows that risks are identified regularly: one that somebody entered or assessed (P4.1.1).

import Kernel
import SQLite
package import Team

extension DutyQuestions {
    /// A risk by the moment at which a person entered it or assessed it last. What the server raises shows nothing.
    package static let answeredByRisk = DutyQuestions { moments, reader in
        let sql = """
            SELECT id, at FROM (
                SELECT id, created_at AS at FROM risks WHERE created_at >= ?1 AND created_at < ?2 AND system_cause IS NULL
                    AND archived_at IS NULL
                UNION ALL
                SELECT id, assessed_at FROM risks WHERE assessed_at >= ?1 AND assessed_at < ?2 AND archived_at IS NULL)
            ORDER BY at, id LIMIT 1
            """
        let row = try reader.rows(sql, [moments.lowerBound.stored, moments.upperBound.stored]).first
        guard let row, let id = Int64(stored: row[0]), let at = Instant(stored: row[1]) else { return nil }
        return ShownDuty(entity: Risk.schema.entity, id: id, at: at)
    }
}
