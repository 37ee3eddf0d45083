// Disputed invoices: what a customer contests is held out of dunning until finance has cleared it up (P4.2.5).

import Kernel

/// What came of a dispute.
final class DisputeEnded: Form {
    let result = text("Result", "处理结果", max: 500)
}

extension Invoice {
    /// Finance alone says so: whoever owns the customer could keep every letter off otherwise.
    static let disputeSteps: [Step<Invoice>] = [
        Step(
            "dispute", "Disputed", "登记争议", from: .issued, by: .finance, clause: "P4.2.5", input: Reason.self,
            when: StepCondition { $0.disputedOn == nil }
        ) { invoice, form, context in
            guard invoice.openAmount > .zero else { throw Failure(.nothingOpen) }
            invoice.disputedOn = context.today
            invoice.disputeReason = form.reason
        },
        Step(
            "end-dispute", "Dispute ended", "结束争议", from: .issued, by: .finance, clause: "P4.2.5", input: DisputeEnded.self,
            when: StepCondition { $0.disputedOn != nil }
        ) { invoice, form, _ in
            invoice.disputedOn = nil
            invoice.disputeReason = nil
        },
    ]
}
