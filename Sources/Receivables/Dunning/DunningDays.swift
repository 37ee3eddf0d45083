// What the days bring to dunning: cases are opened, letters become due, promises are kept or broken (P4.2.5).

import CRM
import Identity
import JSON
import Kernel
import SQLite

extension PeriodicJob {
    /// Looks every ten minutes, and does on working days what has become due: so nothing is done twice, and after a standstill each thing
    /// once.
    static let dunning = PeriodicJob("dunning", every: 600) { context in
        guard try context.workingCalendar().isWorking(context.today) else { return false }
        let work = [DunningDays.settle, DunningDays.open, DunningDays.judgePromises, DunningDays.sendLetters]
        // One kind of work in a slice: whatever is found is done, so that the next slice finds less.
        return try work.contains { try $0(context) }
    }
}

enum DunningDays {
    /// What was paid by a way that no reaction sees, such as the merging of customers.
    static func settle(_ context: RuleContext) throws -> Bool {
        let found = try DunningCase.cases(where: DunningCase.isPaid, [], in: context)
        for id in found { try context.follow("settle", context.require(DunningCase.self, id)) }
        return !found.isEmpty
    }

    /// A case for every customer and currency of which enough is overdue long enough; what becomes overdue later joins the case at once.
    static func open(_ context: RuleContext) throws -> Bool {
        let settings = context.settings(ReceivablesSettings.self)
        let worth = CompanyWorth(of: "i.open_amount", "i.currency", "i.exchange_rate", in: context.registry.companyCurrency).sql
        let sql = """
            SELECT i.customer_id, i.currency,
                (SELECT min(l.id) FROM dunning_cases l
                 WHERE l.customer_id = i.customer_id AND l.currency = i.currency AND l.status <> 'settled' AND l.archived_at IS NULL) AS living
            FROM invoices i LEFT JOIN dunning_cases d ON d.id = i.dunning_case_id
            WHERE \(OverdueInvoices.isFree) GROUP BY i.customer_id, i.currency
            HAVING living IS NOT NULL OR ifnull(sum(\(worth)) FILTER (WHERE i.due_on <= ?2), 0) >= ?3 AND min(i.due_on) <= ?2
            LIMIT 5
            """
        let since = context.today.adding(days: -Int(settings.dunningOverdueDays))
        let found = try context.rows(sql, [context.today.stored, since.stored, settings.dunningMinimum.stored])
        for row in found {
            guard let customer = ID<Customer>(stored: row[0]), let currency = String(stored: row[1]) else { continue }
            if let living = ID<DunningCase>(stored: row[2]) {
                try OverdueInvoices.take(into: living, of: customer, currency, in: context)
            } else {
                try open(customer, currency, context)
            }
        }
        return !found.isEmpty
    }

    private static func open(_ customer: ID<Customer>, _ currency: String, _ context: RuleContext) throws {
        var dunning = Record<DunningCase>(new: DunningCase.self)
        dunning.customer = customer
        dunning.owner = try context.require(Customer.self, customer).owner
        dunning.currency = currency
        try context.insert(&dunning, action: "opened")
    }

    /// The letter of a case in which nobody has done anything so many days after it was opened.
    static func sendLetters(_ context: RuleContext) throws -> Bool {
        let days = context.settings(ReceivablesSettings.self).dunningLetterDays
        guard days > 0 else { return false }
        let due = "status = 'open' AND archived_at IS NULL AND overdue_amount > 0 AND opened_on <= ?"
        let found = try DunningCase.cases(where: due, [context.today.adding(days: -Int(days)).stored], in: context)
        for id in found { try context.follow("letter", context.require(DunningCase.self, id)) }
        return !found.isEmpty
    }

    // MARK: Promises

    /// The first working day after the promised one decides: what has come by then counts.
    static func judgePromises(_ context: RuleContext) throws -> Bool {
        let due = "status = 'promised' AND archived_at IS NULL AND promised_on < ?"
        let found = try DunningCase.cases(where: due, [context.today.stored], in: context)
        for id in found { try judge(context.require(DunningCase.self, id), context) }
        return !found.isEmpty
    }

    /// Kept or broken, the case goes on where it was. Of a broken one the owner's manager is told.
    private static func judge(_ before: Record<DunningCase>, _ context: RuleContext) throws {
        var dunning = before
        let paid = try before.paid(from: before.promisedSince ?? context.today, in: context).subtracting(before.paidBefore ?? .zero)
        let isKept = paid >= before.promisedAmount ?? .zero
        try dunning.note(isKept ? .promiseKept : .promiseBroken, nil, context)
        dunning.status = before.promisedFrom ?? .open
        var facts: JSONObject = [
            "promised_on": .string(before.promisedOn?.description ?? ""),
            "promised_amount": .string((before.promisedAmount ?? .zero).text(in: before.currency)),
            "paid": .string(paid.text(in: before.currency)), "owner_id": .integer(before.owner.integer),
        ]
        dunning.endPromise()
        if !isKept {
            let concerned = try above(before.owner, context)
            dunning.brokenPromises += 1
            dunning.escalatedAt = context.now
            dunning.escalatedTo = concerned.first.map { ID($0) }
            facts["concerned_ids"] = .array(concerned.map { .integer($0) })
        }
        try context.save(&dunning, action: isKept ? "promise_kept" : "promise_broken", facts: facts)
    }

    /// The nearest manager above the owner, or who stands in; executives where nobody stands above.
    private static func above(_ owner: ID<User>, _ reader: RuleReader) throws -> [Int64] {
        let directory = reader.registry.directory
        let managers = Array(try directory.managers(owner.integer, reader.connection).prefix(1))
        let people = try managers.isEmpty ? directory.holders(.executive, reader.connection) : managers
        return try Presence.acting(for: people, at: reader.now, reader.connection)
    }
}
