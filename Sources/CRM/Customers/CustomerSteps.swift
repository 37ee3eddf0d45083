// What becomes of a customer: active by what is sold, asleep when nothing happens, blocked by a decision, merged where entered twice.

import Identity
package import Kernel

/// The customer in which another one lives on.
final class MergeCustomer: Form {
    let into = reference(Customer.self, "Into", "合并到")
}

extension Customer {
    /// From the first order to the last (states.md).
    package static let steps: [Step<Customer>] = [
        // Nobody asks for these two: a signed contract or a confirmed order takes the one, a job the other.
        Step("activate", "Activate", "激活", from: .prospect, .dormant, to: [.active], clause: "P2.1.2", effect: becomeActive),
        Step("rest", "Rest", "休眠", from: .active, to: [.dormant], clause: "P2.1.2"),
        Step(
            "block", "Block", "冻结", from: .prospect, .active, .dormant, to: [.blocked], by: .finance, .role(.salesManager),
            clause: "P4.2.2", input: Reason.self, effect: block),
        Step(
            "unblock", "Unblock", "解除冻结", from: .blocked, to: [.prospect, .active, .dormant], by: .finance, .role(.salesManager),
            decision: true, clause: "P4.2.2", input: Reason.self, effect: unblock),
        Step(
            "merge", "Merge", "合并", from: .prospect, .active, .dormant, to: [.merged], by: .role(.salesManager), clause: "P2.1.2",
            input: MergeCustomer.self, effect: merge),
    ]

    private static func becomeActive(_ customer: inout Record<Customer>, _ context: RuleContext) {
        customer.lastActivityAt = context.now
    }

    private static func block(_ customer: inout Record<Customer>, _ form: Record<Reason>, _ context: RuleContext) throws {
        // The record before the step: the kernel has set the new state already.
        customer.blockedFrom = try context.require(Customer.self, customer.id).status
        customer.blockReason = form.reason
        customer.blockedBy = context.caller.userID.map { ID($0) }
    }

    /// Whoever blocked a customer does not lift that, nor does who stands in for him or her (P4.2.2).
    private static func unblock(_ customer: inout Record<Customer>, _ form: Record<Reason>, _ context: RuleContext) throws {
        if let blocker = customer.blockedBy?.integer, context.caller.actsFor(blocker) { throw Failure(.ownBlock) }
        customer.status = customer.blockedFrom ?? .prospect
        customer.blockedFrom = nil
        customer.blockReason = nil
        customer.blockedBy = nil
    }

    /// Everything that refers to this one refers to the other from now on. Throws `merge_into_self`, `customer_not_open` and
    /// `owner_outside_team`.
    private static func merge(_ loser: inout Record<Customer>, _ form: Record<MergeCustomer>, _ context: RuleContext) throws {
        guard form.into != loser.id else { throw Failure.invalid(.mergeIntoSelf, at: "/into_id") }
        let winner = try context.referred(to: Customer.self, form.into, at: "/into_id")
        try winner.requireOpen()
        // A merger gives the one's customer to the other's owner.
        try context.requireMayGive(loser, to: winner.owner)
        try context.moveReferrers(of: loser, to: winner.id)
        loser.mergedInto = winner.id
        loser.archive(at: context.now)
    }

    /// What only the merged one said of the company is kept in the one that lives on, now that no two living ones have one credit code;
    /// its own name in another system stays with it.
    static func complete(_ winner: ID<Customer>, from loser: Record<Customer>, wasActive: Bool, in context: RuleContext) throws {
        let known = try context.require(Customer.self, winner)
        var completed = known
        completed.fillBlanks(from: loser, except: \.externalID)
        completed.lastActivityAt = [known.lastActivityAt, loser.lastActivityAt].compactMap { $0 }.max()
        try prepare(&completed, from: known, in: context)
        if completed.row != known.row { try context.save(&completed) }
        if wasActive { try context.follow("activate", completed) }
    }
}

extension Customer {
    /// A customer who signs or orders is an active one, and was heard of at that moment (P2.1.2).
    package static func noteBusiness(with id: ID<Customer>, in context: RuleContext) throws {
        try context.follow("activate", context.require(Customer.self, id))
        var customer = try context.require(Customer.self, id)
        if customer.lastActivityAt.map({ $0 >= context.now }) ?? false { return }
        customer.lastActivityAt = context.now
        try context.save(&customer)
    }
}

extension PeriodicJob {
    /// An active customer with whom nothing has happened for long falls asleep.
    static let customersAtRest = PeriodicJob("customers-at-rest", every: 3600, rules: letRest)

    private static let mostInSlice: Int64 = 100

    private static func letRest(_ context: RuleContext) throws -> Bool {
        let days = context.settings(CRMSettings.self).dormantDays
        let latest = context.now.adding(seconds: -days * 86_400)
        let sleepers = try context.all(
            Customer.self,
            where: """
                id IN (SELECT id FROM customers WHERE status = 'active' AND archived_at IS NULL
                       AND coalesce(last_activity_at, created_at) <= ? LIMIT ?)
                """, latest.stored, mostInSlice.stored)
        for sleeper in sleepers { try context.follow("rest", sleeper) }
        return sleepers.count == Int(mostInSlice)
    }
}
