// Opportunities that were won or lost before the company came here, as an administrator imports them (P4.2.3, P5.1.1).

package import Kernel

/// How an opportunity ended that was over before.
package enum PastOutcome: String, Choice {
    case won, lost

    package var chinese: String { status.chinese }

    /// The state in which it stands for good.
    var status: OpportunityStatus {
        switch self {
        case .won: .won
        case .lost: .lost
        }
    }
}

/// The columns that only imported history has.
package final class OpportunityHistory: Form {
    let status = choice(PastOutcome.self, "Status", "状态")
    let closedAt = instant("Won or lost at", "关闭时间").optional()
    let closedOn = day("Won or lost on", "关闭日期").optional()
    let createdOn = day("Began on", "开始日期").optional()
    let lossReason = text("Reason of the loss", "输单原因", max: 500).optional()
    let lossCategory = choice(LossCategory.self, "Kind of the loss", "输单类别").optional()
    let lostTo = reference(Competitor.self, "Lost to", "输给的竞争对手").optional()

    package init() {}
}

extension Opportunity {
    /// The columns of its past.
    package typealias History = OpportunityHistory

    /// Puts an ended deal where it ended. Throws `closed_when`, `close_to_come`, `began_after_close` and `won_is_not_lost`.
    package static func enter(
        _ history: Record<OpportunityHistory>, as opportunity: inout Record<Opportunity>, in context: RuleContext
    ) throws {
        let closedAt = try closing(history, in: context)
        try requireSense(of: history, closedAt, in: context)
        if let competitor = history.lostTo { _ = try context.referred(to: Competitor.self, competitor, at: "/lost_to_id") }
        opportunity.imported = true
        opportunity.status = history.status.status
        opportunity.closedAt = closedAt
        opportunity.createdOn = history.createdOn
        opportunity.lossReason = history.lossReason
        opportunity.lossCategory = history.lossCategory
        opportunity.lostTo = history.lostTo
        opportunity.followStage(in: context)
    }

    private static func closing(_ history: Record<OpportunityHistory>, in context: RuleContext) throws -> Instant {
        switch (history.closedAt, history.closedOn) {
        case (let moment?, nil): return moment
        case (nil, let day?): return context.registry.calendar.start(of: day)
        case (nil, nil), (.some, .some): throw Failure.invalid(.closedWhen, at: "/closed_on")
        }
    }

    private static func requireSense(
        of history: Record<OpportunityHistory>, _ closedAt: Instant, in context: RuleContext
    ) throws {
        var faults: [Fault] = []
        if closedAt > context.now { faults.append(Fault(.closeToCome, at: history.closedOn == nil ? "/closed_at" : "/closed_on")) }
        if let began = history.createdOn, began > context.registry.calendar.day(of: closedAt) {
            faults.append(Fault(.beganAfterClose, at: "/created_on"))
        }
        if history.status == .won {
            let named = [
                ("loss_reason", history.has(\.lossReason)), ("loss_category", history.has(\.lossCategory)),
                ("lost_to_id", history.has(\.lostTo)),
            ]
            faults += named.filter(\.1).map { Fault(.wonIsNotLost, at: "/" + $0.0, ["name": $0.0]) }
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }
}

extension Record where D == Opportunity {
    /// Of the past one stay is known: the one in which the deal ended. What it took before, nobody has kept.
    mutating func keepHistory(in context: RuleContext) {
        var stay = self.stages.first ?? Record<OpportunityStage>(new: OpportunityStage.self)
        let endedAt = self.closedAt ?? context.now
        if self.stages.isEmpty { stay.enteredBy = context.caller.userID.map { ID($0) } }
        stay.stage = self.status
        stay.enteredAt = endedAt
        stay.reason = self.lossReason
        self.stages = [stay]
        self.stageEnteredAt = endedAt
        if !self.has(\.probability) { followStage(in: context) }
    }
}
