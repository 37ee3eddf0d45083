// Which overdue invoices a case takes, and what of them is still open (P4.2.5).

import CRM
import JSON
package import Kernel
import SQLite

enum OverdueInvoices {
    /// Overdue, not disputed, and in no case on which somebody works: SQL over `invoices i` and their case `d`.
    static let isFree = """
        i.open_amount > 0 AND i.due_on < ?1 AND i.disputed_on IS NULL
        AND (d.id IS NULL OR d.status = 'settled' OR d.archived_at IS NOT NULL)
        """

    /// Those of a customer, by due days.
    static func free(of customer: ID<Customer>, _ currency: String, in reader: RuleReader) throws -> [ID<Invoice>] {
        let sql = """
            SELECT i.id FROM invoices i LEFT JOIN dunning_cases d ON d.id = i.dunning_case_id
            WHERE i.customer_id = ?2 AND i.currency = ?3 AND \(isFree) ORDER BY i.due_on, i.id
            """
        return try reader.rows(sql, [reader.today.stored, customer.stored, currency.stored]).compactMap { ID(stored: $0[0]) }
    }

    /// Has the case take them: what is overdue in it follows.
    static func take(into dunning: ID<DunningCase>, of customer: ID<Customer>, _ currency: String, in context: RuleContext) throws {
        for id in try free(of: customer, currency, in: context) {
            var invoice = try context.require(Invoice.self, id)
            invoice.dunningCase = dunning
            try context.save(&invoice, action: "dunned", facts: ["dunning_case_id": .integer(dunning.integer)])
        }
    }
}

extension DunningCase {
    /// What is overdue, invoice by invoice: the one function that knows.
    static func countInvoices(_ dunning: inout Record<DunningCase>, _ reader: RuleReader) throws {
        let sql = """
            SELECT id, due_on, open_amount, disputed_on FROM invoices WHERE dunning_case_id = ? ORDER BY due_on, id
            """
        let known = Dictionary(dunning.invoices.map { ($0.invoice, $0) }, uniquingKeysWith: { first, _ in first })
        dunning.invoices = try reader.rows(sql, [dunning.id.stored]).compactMap { row in
            guard let id = ID<Invoice>(stored: row[0]), let open = Money(stored: row[2]) else { return nil }
            var item = known[id] ?? Record<DunnedInvoice>(new: DunnedInvoice.self)
            item.invoice = id
            item.dueOn = Day(stored: row[1])
            item.openAmount = open
            item.standing = open == .zero ? .closed : row[3] == .null ? .overdue : .disputed
            return item
        }
        dunning.overdueAmount = try dunning.sum(.overdue)
        dunning.disputedAmount = try dunning.sum(.disputed)
        dunning.oldestDueOn = dunning.invoices.filter { $0.standing == .overdue }.compactMap(\.dueOn).min()
    }

    /// Settles a customer's cases in which nothing is open any more: whatever has brought that about, in its own transaction.
    static func settlePaid(of customer: ID<Customer>, in context: RuleContext) throws {
        for id in try cases(where: "customer_id = ? AND \(isPaid)", [customer.stored], in: context) {
            try context.follow("settle", context.require(DunningCase.self, id))
        }
    }

    /// Nothing of its invoices is open, disputed or not.
    static let isPaid = """
        status <> 'settled' AND archived_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.dunning_case_id = dunning_cases.id AND i.open_amount > 0)
        """

    /// The ids of at most so many cases as a slice of a job takes.
    static func cases(where condition: String, _ values: [SQLiteValue], in reader: RuleReader) throws -> [ID<DunningCase>] {
        try reader.rows("SELECT id FROM dunning_cases WHERE \(condition) ORDER BY id LIMIT 20", values).compactMap { ID(stored: $0[0]) }
    }
}

extension Record where D == DunningCase {
    fileprivate func sum(_ standing: DunnedStanding) throws -> Money {
        try self.invoices.filter { $0.standing == standing }.reduce(Money.zero) { try $0.adding($1.openAmount) }
    }
}

extension [Reaction] {
    /// What is paid, credited, given up or voided is not dunned any more.
    package static let paymentsSettleDunning: [Reaction] = [
        Reaction(to: Receipt.self, "allocate") { try DunningCase.settlePaid(of: $0.customer, in: $1) },
        Reaction(to: CreditNote.self, "issue") { try DunningCase.settlePaid(of: $0.customer, in: $1) },
        Reaction(to: Invoice.self, "void") { try DunningCase.settlePaid(of: $0.customer, in: $1) },
        Reaction(to: Invoice.self, "write-off") { try DunningCase.settlePaid(of: $0.customer, in: $1) },
    ]
}
