// What customers owe too long, and a customer on whom too much hangs (P4.2.1, P4.2.5).

import CRM
import Kernel
import Orders
import Receivables
import SQLite

enum ReceivableCauses {
    /// Customers of whom enough is overdue long enough; disputed or not, the money is not there.
    static func overdue(_ reader: RuleReader) throws -> [FoundCause] {
        let settings = reader.settings(RiskSettings.self)
        let sql = """
            SELECT c.id, c.name, c.id, c.owner_id, sum(\(worth("i.open_amount", "i", reader))) AS overdue
            FROM invoices i JOIN customers c ON c.id = i.customer_id
            WHERE i.open_amount > 0 AND i.due_on <= ?1 GROUP BY c.id HAVING overdue >= max(?2, 1) ORDER BY c.id
            """
        let rows = try reader.rows(sql, [overdueSince(reader).stored, settings.overdueMinimum.stored])
        return rows.compactMap { FoundCause(.overdueReceivables, .receivable, entity: Customer.schema.entity, row: $0) }
    }

    static func overdueInvoices(of customer: Int64, _ reader: RuleReader) throws -> [EvidenceRecord] {
        let sql = """
            SELECT i.id, i.number, \(worth("i.open_amount", "i", reader)) FROM invoices i
            WHERE i.customer_id = ?1 AND i.open_amount > 0 AND i.due_on <= ?2 ORDER BY 3 DESC, i.id LIMIT \(EvidenceRecord.most)
            """
        let rows = try reader.rows(sql, [customer.stored, overdueSince(reader).stored])
        return rows.compactMap { EvidenceRecord(Invoice.schema.entity, row: $0) }
    }

    private static func overdueSince(_ reader: RuleReader) -> Day {
        reader.today.adding(days: -Int(clamping: reader.settings(RiskSettings.self).overdueDays))
    }

    // MARK: Shares

    /// Customers whose confirmed orders make a large share of all, where there are enough customers to say so.
    static func shares(_ reader: RuleReader) throws -> [FoundCause] {
        let settings = reader.settings(RiskSettings.self)
        let sql = """
            SELECT c.id, c.name, c.id, c.owner_id, s.gross FROM (
                SELECT o.customer_id, sum(\(worth("o.gross", "o", reader))) AS gross FROM orders o WHERE \(confirmed) GROUP BY o.customer_id
            ) s JOIN customers c ON c.id = s.customer_id WHERE s.gross > 0 ORDER BY c.id
            """
        let rows = try reader.rows(sql, [sharesSince(reader).stored])
        guard rows.count >= settings.shareCustomers else { return [] }
        let total = rows.reduce(Int128(0)) { $0 + Int128(Int64(stored: $1[4]) ?? 0) }
        return rows.compactMap { row in
            let share = roundedQuotient(Int128(Int64(stored: row[4]) ?? 0) * 1_0000, by: max(total, 1))
            guard share >= Int128(settings.customerShare.unscaled) else { return nil }
            let measured = Array(row.prefix(4)) + [Int64(clamping: share).stored]
            return FoundCause(.customerShare, .customer, entity: Customer.schema.entity, row: measured)
        }
    }

    static func orders(of customer: Int64, _ reader: RuleReader) throws -> [EvidenceRecord] {
        let sql = """
            SELECT o.id, o.number, \(worth("o.gross", "o", reader)) FROM orders o WHERE o.customer_id = ?2 AND \(confirmed)
            ORDER BY 3 DESC, o.id LIMIT \(EvidenceRecord.most)
            """
        let rows = try reader.rows(sql, [sharesSince(reader).stored, customer.stored])
        return rows.compactMap { EvidenceRecord(Order.schema.entity, row: $0) }
    }

    private static let confirmed = "o.confirmed_at >= ?1 AND o.status <> 'cancelled' AND o.archived_at IS NULL"

    private static func sharesSince(_ reader: RuleReader) -> Instant {
        let days = Int(clamping: reader.settings(RiskSettings.self).shareDays)
        return reader.registry.calendar.start(of: reader.today.adding(days: 1 - days))
    }

    private static func worth(_ amount: String, _ table: String, _ reader: RuleReader) -> String {
        CompanyWorth(of: amount, "\(table).currency", "\(table).exchange_rate", in: reader.registry.companyCurrency).sql
    }
}
