// The steps of a service action, row by row as the process has them (P2.6.2).

import Identity
package import Kernel
import Orders

final class ApproveServiceAction: Form {
    let comment = paragraphs("Comment", "意见", max: 2000).optional()
}

final class FinishServiceAction: Form {
    let result = paragraphs("Result", "处理结果", max: 2000)
}

extension ServiceAction {
    /// From the proposal to the result (states.md, P2.6).
    package static let steps: [Step<ServiceAction>] =
        ServiceApprovalLevel.allCases.flatMap { [approval(of: $0), rejection(of: $0)] } + [
            Step("perform", "Perform", "执行", from: .approved, to: [.inProgress], by: .assignee, clause: "P2.6.2") { action, context in
                try requireOpenTicket(of: action, in: context)
                action.performedAt = context.now
            },
            Step(
                "finish", "Finish", "完成", from: .inProgress, to: [.finished], by: .assignee, clause: "P2.6.2",
                input: FinishServiceAction.self, effect: finish),
            Step(
                "cancel", "Cancel", "取消", from: .proposed, .approved, to: [.cancelled], by: .assignee, .service, clause: "P2.6.2",
                input: Reason.self
            ) { action, form, _ in action.cancelReason = form.reason },
            Step(
                "cancel", "Cancel", "取消", from: .inProgress, to: [.cancelled], by: .assignee, .service, clause: "P2.6.2",
                input: Reason.self, when: .replacementLost
            ) { action, form, _ in action.cancelReason = form.reason },
            // Nobody asks for it: the replacement was cancelled or came back, so that the customer has nothing yet.
            Step(
                "reopen-by-shipment", "Reopen as the replacement did not arrive", "换货未送达，恢复处理", from: .finished, to: [.inProgress],
                clause: "P2.6.2"
            ) { action, _ in action.finishedAt = nil },
        ]

    private static func approval(of level: ServiceApprovalLevel) -> Step<ServiceAction> {
        Step(
            "approve", "Approve", "批准", from: .proposed, to: [.proposed, .approved], by: level.actor, decision: true, clause: "P2.6.2",
            input: ApproveServiceAction.self, when: .waiting(for: level), after: { $0.deciders }
        ) { action, form, context in
            let ticket = try requireOpenTicket(of: action, in: context)
            // Meanwhile more may have been returned elsewhere.
            let faults = try DeliveredGoods(action, ticket).faults(in: context)
            guard faults.isEmpty else { throw Failure(.goodsGone) }
            action.decide(.approved, level, form.comment, in: context)
            guard action.approvals.allSatisfy({ $0.verdict == .approved }) else { return }
            action.status = .approved
            action.approvedAt = context.now
        }
    }

    private static func rejection(of level: ServiceApprovalLevel) -> Step<ServiceAction> {
        Step(
            "reject", "Reject", "驳回", from: .proposed, to: [.rejected], by: level.actor, decision: true, clause: "P2.6.2",
            input: Reason.self, when: .waiting(for: level), after: { $0.deciders }
        ) { action, form, context in
            action.decide(.rejected, level, form.reason, in: context)
            action.rejectReason = form.reason
        }
    }

    private static func finish(_ action: inout Record<ServiceAction>, _ form: Record<FinishServiceAction>, _ context: RuleContext) throws {
        let ticket = try context.require(Ticket.self, action.ticket)
        guard try DeliveredGoods(action, ticket).faults(in: context).isEmpty else { throw Failure(.goodsGone) }
        try action.settleGoods(in: context)
        action.result = form.result
        action.finishedAt = context.now
    }
}

extension ServiceApprovalLevel {
    fileprivate var actor: Actor {
        switch self {
        case .manager: .assigneesManager
        case .finance: .finance
        }
    }
}

extension StepCondition where R == ServiceAction {
    /// An exchange is given up only once its replacement was cancelled or has come back.
    fileprivate static var replacementLost: StepCondition {
        StepCondition(reading: [.inProgress: ["in_progress after its replacement was lost"]]) { $0.replacementShipment != nil }
    }

    fileprivate static func waiting(for level: ServiceApprovalLevel) -> StepCondition {
        StepCondition { action in action.approvals.contains { $0.level == level && $0.verdict == .pending } }
    }
}

extension Record where D == ServiceAction {
    /// Who has decided on a level already.
    fileprivate var deciders: [Int64] { self.approvals.compactMap { $0.reviewer?.integer } }

    fileprivate mutating func decide(_ verdict: Verdict, _ level: ServiceApprovalLevel, _ comment: String?, in context: RuleContext) {
        self.approvals = self.approvals.map { approval in
            guard approval.level == level else { return approval }
            var approval = approval
            approval.verdict = verdict
            approval.reviewer = context.caller.userID.map { ID($0) }
            approval.onBehalfOf = context.principalOfStep.map { ID($0) }
            approval.comment = comment
            approval.decidedAt = context.now
            return approval
        }
    }
}
