// From the draft of an investigation to the customer's credit (P4.2.2).

package import Kernel

extension CreditInvestigation {
    /// Handed in by who entered it, decided by another one of finance (P4.2.2).
    package static let steps: [Step<CreditInvestigation>] = [
        Step("submit", "Submit", "提交", from: .draft, to: [.submitted], by: .finance, clause: "P4.2.2", effect: requireNotExpired),
        Step("approve", "Approve", "批准", from: .submitted, to: [.approved], by: .finance, decision: true, clause: "P4.2.2", effect: decide),
        Step(
            "reject", "Reject", "驳回", from: .submitted, to: [.rejected], by: .finance, decision: true, clause: "P4.2.2",
            input: Comment.self,
            effect: reject),
    ]

    /// What is expired counts as none, so that it need not be decided on.
    private static func requireNotExpired(_ investigation: inout Record<CreditInvestigation>, _ context: RuleContext) throws {
        guard investigation.validUntilOn > context.today else {
            throw Failure.invalid(.investigationExpired, at: "/valid_until_on", ["day": investigation.validUntilOn.description])
        }
    }

    private static func decide(_ investigation: inout Record<CreditInvestigation>, _ context: RuleContext) {
        investigation.decidedAt = context.now
    }

    private static func reject(_ investigation: inout Record<CreditInvestigation>, _ rejection: Record<Comment>, _ context: RuleContext) {
        investigation.comment = rejection.comment
        decide(&investigation, context)
    }
}
