// Customers whose credit is nearly used up, or no longer rests on a valid investigation (P4.2.2).

import CRM
import Kernel
import SQLite

enum CreditCauses {
    /// Customers who owe nearly as much as they may, or more. One whose figures cannot be had, such as for want of a rate, is left to those who
    /// keep the rates.
    static func nearLimit(_ reader: RuleReader) throws -> [FoundCause] {
        let sql = """
            SELECT c.id, c.name, c.id, c.owner_id FROM customers c
            WHERE c.archived_at IS NULL AND c.merged_into_id IS NULL
            AND c.id IN (SELECT customer_id FROM credit_investigations WHERE status = 'approved' AND archived_at IS NULL AND valid_until_on >= ?1)
            AND (\(owes)) ORDER BY c.id
            """
        let share = reader.settings(RiskSettings.self).exposureShare
        return try reader.rows(sql, [reader.today.stored]).compactMap { row in
            guard let id = Int64(stored: row[0]), let used = try used(of: ID(id), reader), used >= share.unscaled else { return nil }
            return FoundCause(.exposureNearLimit, .customer, entity: Customer.schema.entity, row: row + [used.stored])
        }
    }

    /// What of the limit is used, in ten-thousandths; nil where a limit says nothing.
    private static func used(of customer: ID<Customer>, _ reader: RuleReader) throws -> Int64? {
        do {
            let credit = try Credit.of(customer, in: reader)
            guard !credit.isPoor, credit.limit > .zero else { return nil }
            let exposure = try reader.ask(CreditQuestions.self).exposure(customer, reader).total
            guard !credit.guaranteeCovers(exposure) else { return nil }
            return Int64(clamping: roundedQuotient(Int128(exposure.minorUnits) * 1_0000, by: Int128(credit.limit.minorUnits)))
        } catch is Failure {
            return nil
        }
    }

    static func papers(of customer: Int64, _ reader: RuleReader) throws -> [EvidenceRecord] {
        try reader.ask(CreditQuestions.self).exposure(ID(customer), reader).papers.sorted { $0.amount > $1.amount }
            .prefix(EvidenceRecord.most).map { EvidenceRecord(entity: $0.kind, id: $0.id, number: $0.number, amount: $0.amount) }
    }

    // MARK: Expired

    /// Customers who buy or owe something, and whose latest approved investigation has expired.
    static func expired(_ reader: RuleReader) throws -> [FoundCause] {
        let sql = """
            SELECT c.id, c.name, c.id, c.owner_id, NULL FROM credit_investigations v JOIN customers c ON c.id = v.customer_id
            WHERE \(latest) AND v.valid_until_on < ?1 AND c.archived_at IS NULL AND c.merged_into_id IS NULL AND c.status <> 'blocked'
            AND (c.status = 'active' OR \(owes)) ORDER BY c.id
            """
        let rows = try reader.rows(sql, [reader.today.stored])
        return rows.compactMap { FoundCause(.creditExpired, .customer, entity: Customer.schema.entity, row: $0) }
    }

    static func investigation(of customer: Int64, _ reader: RuleReader) throws -> [EvidenceRecord] {
        let rows = try reader.rows(
            "SELECT v.id, NULL, NULL FROM credit_investigations v WHERE \(latest) AND v.customer_id = ?1", [customer.stored])
        return rows.compactMap { row in
            guard let id = Int64(stored: row[0]) else { return nil }
            return EvidenceRecord(entity: CreditInvestigation.schema.entity, id: id, number: "#\(id)", amount: nil)
        }
    }

    private static let latest = """
        v.status = 'approved' AND v.archived_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM credit_investigations n WHERE n.customer_id = v.customer_id AND n.status = 'approved' AND n.archived_at IS NULL
                AND (n.decided_at > v.decided_at OR n.decided_at = v.decided_at AND n.id > v.id))
        """

    /// Over a customer `c`: an invoice or an order that is not paid yet.
    private static let owes = """
        EXISTS (SELECT 1 FROM invoices i WHERE i.customer_id = c.id AND i.open_amount > 0)
        OR EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND (o.status = 'confirmed' OR o.held_from = 'confirmed')
            AND o.invoicing_status <> 'paid' AND o.archived_at IS NULL)
        """
}
