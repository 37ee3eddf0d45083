// What the days bring: a contract begins, ends and is completed by itself, and who follows it is told of what is late (P2.4.3, P4.2.4).

import JSON
import Kernel
import SQLite

extension PeriodicJob {
    /// Moves contracts on as the days go by, and tells once of each signing and obligation that is late and each end that comes near.
    static let contractDays = PeriodicJob(
        "contract-days", every: 600,
        rules: { context in
            let work = [
                ContractDays.expire, ContractDays.start, ContractDays.complete, ContractDays.tellOfSignings, ContractDays.tellOfObligations,
                EndNotice.expiry.give, EndNotice.renewal.give,
            ]
            // One kind of work in a slice: whatever is found is done, so that the next slice finds less.
            return try work.contains { try $0(context) }
        })
}

enum ContractDays {
    /// Contracts in one slice.
    static let mostInSlice = 10

    /// The last day is over.
    static func expire(_ context: RuleContext) throws -> Bool {
        try take("expire", where: "status IN ('signed', 'in_execution') AND ends_on < ?", [context.today.stored], in: context)
    }

    static func start(_ context: RuleContext) throws -> Bool {
        try take("start", where: "status = 'signed' AND starts_on <= ?", [context.today.stored], in: context)
    }

    static func complete(_ context: RuleContext) throws -> Bool {
        let done = """
            status = 'in_execution' AND unconfirmed_orders = 0
            AND NOT EXISTS (SELECT 1 FROM contract_lines l WHERE l.contract_id = contracts.id AND l.open_quantity > 0)
            AND NOT EXISTS (SELECT 1 FROM contract_obligations o WHERE o.contract_id = contracts.id AND o.done_at IS NULL)
            """
        return try take("complete", where: done, [], in: context)
    }

    private static func take(_ step: String, where condition: String, _ values: [SQLiteValue], in context: RuleContext) throws -> Bool {
        let found = try contracts(where: condition, values, in: context)
        for contract in found { try context.follow(step, contract) }
        return !found.isEmpty
    }

    static func contracts(where condition: String, _ values: [SQLiteValue], in context: RuleContext) throws -> [Record<Contract>] {
        let rows = try context.rows("SELECT id FROM contracts WHERE \(condition) ORDER BY id LIMIT \(mostInSlice)", values)
        return try rows.compactMap { ID<Contract>(stored: $0[0]) }.map { try context.require(Contract.self, $0) }
    }

    // MARK: What is late

    /// The day has passed by which both should have signed.
    static func tellOfSignings(_ context: RuleContext) throws -> Bool {
        let late = "status = 'signing' AND sign_by_on < ? AND signing_overdue = 0"
        let found = try contracts(where: late, [context.today.stored], in: context)
        for var contract in found {
            contract.signingOverdue = true
            let missing = ContractParty.allCases.filter { !contract.isSigned(by: $0) }.map { JSONValue.string($0.rawValue) }
            try context.save(
                &contract, action: "signing_overdue",
                facts: [
                    "sign_by_on": .string(contract.signByOn?.description ?? ""), "unsigned_by": .array(missing),
                    "owner_id": .integer(contract.owner.integer),
                ])
        }
        return !found.isEmpty
    }

    /// Of an obligation it is told that its day has come, and that it has passed.
    static func tellOfObligations(_ context: RuleContext) throws -> Bool {
        let late = """
            status IN ('signed', 'in_execution') AND id IN (
                SELECT contract_id FROM contract_obligations
                WHERE done_at IS NULL AND overdue = 0 AND due_on <= ?1 AND (due_told = 0 OR due_on < ?1))
            """
        let found = try contracts(where: late, [context.today.stored], in: context)
        for contract in found { try tellOfObligations(of: contract, context) }
        return !found.isEmpty
    }

    private static func tellOfObligations(of contract: Record<Contract>, _ context: RuleContext) throws {
        var contract = contract
        for index in contract.obligations.indices {
            var obligations = contract.obligations
            guard let action = obligations[index].becomeLate(on: context.today) else { continue }
            contract.obligations = obligations
            contract.obligationOverdue = obligations.contains(where: \.overdue)
            let told = obligations[index]
            try context.save(
                &contract, action: action,
                facts: [
                    "obligation_id": .integer(told.id.integer), "party": .string(told.party.rawValue), "what": .string(told.what),
                    "due_on": .string(told.dueOn.description), "owner_id": .integer(contract.owner.integer),
                ])
        }
    }
}

extension Record where D == ContractObligation {
    /// What is to be told of it now; nil for nothing. What is overdue when it is first looked at, is not told to be due as well.
    fileprivate mutating func becomeLate(on today: Day) -> String? {
        guard self.doneAt == nil else { return nil }
        if self.dueOn < today, !self.overdue {
            self.overdue = true
            self.dueTold = true
            return "obligation_overdue"
        }
        guard self.dueOn == today, !self.dueTold else { return nil }
        self.dueTold = true
        return "obligation_due"
    }
}

/// One of the two days ahead of which notice is given: so many days before as the settings have it, each once. After a standstill the
/// nearest notice alone is given.
enum EndNotice {
    case expiry, renewal

    private var day: String { self == .expiry ? "ends_on" : "renewal_notice_on" }

    func give(in context: RuleContext) throws -> Bool {
        let settings = context.settings(ContractSettings.self)
        let days = [settings.lastNoticeDays, settings.secondNoticeDays, settings.firstNoticeDays]
        let due = """
            status IN ('signed', 'in_execution') AND \(day) >= ?1 AND \(day) <= ?1 + ?4
            AND ifnull(\(day == "ends_on" ? "expiry_notice_days" : "renewal_notice_days"), 1000000)
                > CASE WHEN \(day) <= ?1 + ?2 THEN ?2 WHEN \(day) <= ?1 + ?3 THEN ?3 ELSE ?4 END
            """
        let found = try ContractDays.contracts(where: due, [context.today.stored] + days.map(\.stored), in: context)
        for contract in found { try give(of: contract, days, context) }
        return !found.isEmpty
    }

    private func give(of contract: Record<Contract>, _ days: [Int64], _ context: RuleContext) throws {
        var contract = contract
        guard let end = self == .expiry ? contract.endsOn : contract.renewalNoticeOn else { return }
        let left = Int64(end.daysSince1970 - context.today.daysSince1970)
        let notice = days.first { left <= $0 }
        switch self {
        case .expiry: contract.expiryNoticeDays = notice
        case .renewal: contract.renewalNoticeDays = notice
        }
        try context.save(
            &contract, action: self == .expiry ? "expiry_notice" : "renewal_notice",
            facts: [
                day: .string(end.description), "days_left": .integer(left), "notice_days": .integer(notice ?? 0),
                "owner_id": .integer(contract.owner.integer),
            ])
    }
}
