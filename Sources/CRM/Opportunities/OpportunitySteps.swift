// From the needs to the signed contract, or to the loss (states.md, P2.2 – P2.4).

package import Kernel

final class EvaluateOpportunity: Form {
    let feasibility = integer("Feasibility", "可行性", 1...5)
    let value = integer("Potential value", "潜在价值", 1...5)
    let worthwhile = boolean("Is an opportunity", "确认为商机")
    let comment = paragraphs("Comment", "说明", max: 2000).optional()
}

final class LoseOpportunity: Form {
    let reason = text("Reason", "原因", max: 500)
    let category = choice(LossCategory.self, "Kind of the loss", "输单类别").optional()
    let competitor = reference(Competitor.self, "Lost to", "输给的竞争对手").optional()
    let noCompetitor = boolean("No competitor got it", "未输给竞争对手").optional()
}

extension Opportunity {
    /// From the needs to the signed contract or the loss (P2.2 – P2.4).
    package static let steps: [Step<Opportunity>] = [
        Step(
            "evaluate", "Evaluate", "评估", from: .needsAnalysis, .evaluated, to: [.evaluated], by: .owner, clause: "P2.2",
            input: EvaluateOpportunity.self, effect: evaluate),
        Step(
            "start-proposal", "Start the proposal", "开始方案", from: .evaluated, to: [.proposal], by: .owner, clause: "P2.3.1",
            effect: startProposal),
        Step("negotiate", "Negotiate", "进入谈判", from: .proposal, to: [.negotiation], by: .owner, clause: "P2.4.1", effect: negotiate),
        Step("win", "Win", "赢单", from: .proposal, .negotiation, to: [.won], by: .owner, clause: "P2.4.3", effect: win),
        Step(
            "lose", "Lose", "输单", from: .needsAnalysis, .evaluated, .proposal, .negotiation, to: [.lost], by: .owner, .manager,
            clause: "P2.2.2", input: LoseOpportunity.self, effect: lose),
        Step(
            "reopen", "Reopen", "重新打开", from: .lost, to: [.needsAnalysis], by: .manager, clause: "P2.2.3", input: Reason.self,
            effect: reopen),
    ]

    // MARK: Effects

    /// The grade rests on what is recorded: the needs, and who else is in the deal.
    private static func evaluate(
        _ opportunity: inout Record<Opportunity>, _ form: Record<EvaluateOpportunity>, _ context: RuleContext
    ) throws {
        guard !opportunity.needs.isEmpty else { throw Failure(.needsMissing) }
        guard opportunity.noCompetition || !opportunity.competition.isEmpty else { throw Failure(.competitionMissing) }
        opportunity.feasibility = form.feasibility
        opportunity.value = form.value
        opportunity.worthwhile = form.worthwhile
        opportunity.evaluationComment = form.comment
        opportunity.grade = context.settings(CRMSettings.self).grade(ofScore: form.feasibility &* form.value)
        opportunity.evaluatedAt = context.now
        try opportunity.move(to: .evaluated, in: context)
    }

    /// A proposal is made for what is worth one (P2.3.1).
    private static func startProposal(_ opportunity: inout Record<Opportunity>, _ context: RuleContext) throws {
        try opportunity.requireWorthAProposal()
        try requireOpenCustomer(of: opportunity, in: context)
        try opportunity.move(to: .proposal, in: context)
    }

    private static func negotiate(_ opportunity: inout Record<Opportunity>, _ context: RuleContext) throws {
        guard try OpportunityPapers.hasApprovedProposal(opportunity.id, in: context) else { throw Failure(.proposalNotApproved) }
        try requireOpenCustomer(of: opportunity, in: context)
        try opportunity.move(to: .negotiation, in: context)
    }

    private static func win(_ opportunity: inout Record<Opportunity>, _ context: RuleContext) throws {
        guard try OpportunityPapers.hasSignedContract(opportunity.id, in: context) else { throw Failure(.contractNotSigned) }
        opportunity.closedAt = context.now
        try opportunity.move(to: .won, in: context)
    }

    /// A loss says why, and to whom or to nobody: only so is it known against whom deals are lost (P4.2.3).
    private static func lose(_ opportunity: inout Record<Opportunity>, _ form: Record<LoseOpportunity>, _ context: RuleContext) throws {
        let isToNobody = form.noCompetitor == true
        guard isToNobody == (form.competitor == nil) else { throw Failure.invalid(.competitorOrNone, at: "/competitor_id") }
        opportunity.lossReason = form.reason
        opportunity.lossCategory = form.category
        opportunity.lostTo = form.competitor
        opportunity.closedAt = context.now
        try opportunity.move(to: .lost, reason: form.reason, in: context)
    }

    /// What comes back is evaluated again; why it was lost stays in its stages and its trail.
    private static func reopen(_ opportunity: inout Record<Opportunity>, _ form: Record<Reason>, _ context: RuleContext) throws {
        opportunity.takeEvaluationBack()
        opportunity.lossReason = nil
        opportunity.lossCategory = nil
        opportunity.lostTo = nil
        opportunity.closedAt = nil
        try opportunity.move(to: .needsAnalysis, reason: form.reason, in: context)
    }

    private static func requireOpenCustomer(of opportunity: Record<Opportunity>, in context: RuleContext) throws {
        try context.require(Customer.self, opportunity.customer).requireOpen()
    }
}
