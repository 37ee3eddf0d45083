// The steps of a recruitment plan, row by row as the process has them (P3.1.1).

import Identity
package import Kernel

extension RecruitmentPlan {
    /// Sales submits, an executive decides, and hiring the last one ends it.
    package static let steps: [Step<RecruitmentPlan>] = [
        Step("submit", "Submit", "提交", from: .draft, to: [.submitted], by: .role(.salesManager), clause: "P3.1.1") { plan, context in
            plan.submittedAt = context.now
            plan.rejectReason = nil
        },
        Step(
            "approve", "Approve", "批准", from: .submitted, to: [.approved], by: .role(.executive), decision: true, clause: "P3.1.1"
        ) { plan, context in
            guard plan.endsOn >= context.today else { throw Failure(.planOver, ["day": plan.endsOn.description]) }
            plan.approvedAt = context.now
            plan.approvedBy = context.caller.userID.map { ID($0) }
        },
        Step(
            "reject", "Reject", "驳回", from: .submitted, to: [.draft], by: .role(.executive), decision: true, clause: "P3.1.1",
            input: Reason.self
        ) { plan, form, _ in plan.rejectReason = form.reason },
        // The last hire takes it.
        Step("fill", "Filled", "招满", from: .approved, to: [.filled], clause: "P3.1.2"),
        Step(
            "close", "Close", "关闭", from: .approved, to: [.closed], by: .role(.salesManager), clause: "P3.1.1", input: Reason.self
        ) { plan, form, _ in plan.closeReason = form.reason },
    ]
}

/// How many posts a plan has left.
enum Posts {
    /// Who was hired for a plan; archived candidates were hired no less.
    static func hired(of plan: ID<RecruitmentPlan>, _ reader: RuleReader) throws -> Int64 {
        try reader.integer("SELECT count(*) FROM candidates WHERE plan_id = ? AND status = 'hired'", plan.stored) ?? 0
    }

    /// The plan, where somebody may still be hired for it. Throws `plan_not_open`, `plan_period_over` and `head_count_reached`.
    static func requireLeft(in plan: ID<RecruitmentPlan>, _ reader: RuleReader) throws -> Record<RecruitmentPlan> {
        let plan = try requireOpen(plan, reader)
        guard try hired(of: plan.id, reader) < plan.headCount else {
            throw Failure(.headCountReached, ["number": plan.number, "count": String(plan.headCount)])
        }
        return plan
    }

    /// The plan, where it is approved and its period not over. Throws `plan_not_open`, `plan_period_over` and `head_count_reached`.
    static func requireOpen(_ plan: ID<RecruitmentPlan>, _ reader: RuleReader) throws -> Record<RecruitmentPlan> {
        let plan = try reader.require(RecruitmentPlan.self, plan)
        guard plan.status != .filled else {
            throw Failure(.headCountReached, ["number": plan.number, "count": String(plan.headCount)])
        }
        guard plan.status == .approved, !plan.isArchived else {
            throw Failure(.planNotOpen, ["number": plan.number, "status": plan.status.rawValue])
        }
        guard plan.endsOn >= reader.today else {
            throw Failure(.planPeriodOver, ["number": plan.number, "day": plan.endsOn.description])
        }
        return plan
    }
}
