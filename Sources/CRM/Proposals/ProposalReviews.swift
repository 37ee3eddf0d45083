// The review of a version of a proposal: by the owner's manager, and beyond the owner's authority by the manager's manager too (P2.3.2).

import Identity
import Kernel

final class ApproveProposal: Form {
    let comment = paragraphs("Comment", "意见", max: 2000).optional()
}

extension Proposal {
    /// Who stands two levels above gives the level that is his or hers first; the manager's is for whoever stands above the owner.
    static let reviewSteps = [ApprovalLevel.secondManager, .manager].flatMap { [approval(of: $0), refusal(of: $0)] }

    private static func approval(of level: ApprovalLevel) -> Step<Proposal> {
        Step(
            "approve", "Approve", "批准", from: .inReview, to: [.inReview, .approved], by: level.actor, decision: true, clause: "P2.3.2",
            input: ApproveProposal.self, when: .waiting(for: level), after: { $0.deciders }
        ) { proposal, form, context in
            try requireReady(proposal, in: context)
            try decide(.approved, on: &proposal, level, form.comment, context)
            guard proposal.approvals.allSatisfy({ $0.verdict == .approved }) else { return }
            proposal.status = .approved
            proposal.approvedAt = context.now
        }
    }

    private static func refusal(of level: ApprovalLevel) -> Step<Proposal> {
        Step(
            "request-changes", "Ask for changes", "要求修改", from: .inReview, to: [.changesRequested], by: level.actor, decision: true,
            clause: "P2.3.2", input: Comment.self, when: .waiting(for: level), after: { $0.deciders }
        ) { proposal, form, context in
            try decide(.changesRequested, on: &proposal, level, form.comment, context)
        }
    }

    private static func decide(
        _ verdict: ApprovalVerdict, on proposal: inout Record<Proposal>, _ level: ApprovalLevel, _ comment: String?, _ context: RuleContext
    ) throws {
        var approvals = proposal.approvals
        guard let index = approvals.firstIndex(where: { $0.level == level && $0.verdict == .pending }) else {
            throw ProgramFault("an approval of the level \(level) is not open in proposal \(proposal.id.integer)")
        }
        approvals[index].verdict = verdict
        approvals[index].reviewer = context.caller.userID.map { ID($0) }
        approvals[index].onBehalfOf = context.principalOfStep.map { ID($0) }
        approvals[index].comment = comment
        approvals[index].decidedAt = context.now
        proposal.approvals = approvals
    }
}

extension ApprovalLevel {
    fileprivate var actor: Actor {
        switch self {
        case .manager: .manager
        case .secondManager: .secondManager
        }
    }
}

extension StepCondition where R == Proposal {
    fileprivate static func waiting(for level: ApprovalLevel) -> StepCondition {
        StepCondition { proposal in proposal.approvals.contains { $0.level == level && $0.verdict == .pending } }
    }
}

extension Record where D == Proposal {
    /// Who has decided on a level already: in his or her own place or in another's, it was that person.
    fileprivate var deciders: [Int64] { self.approvals.compactMap { $0.reviewer?.integer } }
}
