// The steps of a negotiation, from the appointment to its outcome (states.md, P2.4).

package import Kernel

final class HoldNegotiation: Form {
    let minutes = paragraphs("Minutes", "纪要")
}

final class ConcludeNegotiation: Form {
    let outcome = choice(NegotiationOutcome.self, "Outcome", "结果")
    let conclusion = paragraphs("Conclusion", "结论说明", max: 2000).optional()
}

extension Negotiation {
    /// Prepared, held, concluded.
    package static let steps: [Step<Negotiation>] = [
        Step(
            "hold", "Hold", "进行谈判", from: .scheduled, to: [.held], by: .owner, clause: "P2.4.1", input: HoldNegotiation.self, effect: hold),
        Step(
            "conclude", "Conclude", "结束谈判", from: .held, to: [.concluded], by: .owner, clause: "P2.4.2",
            input: ConcludeNegotiation.self, effect: conclude),
        Step(
            "cancel", "Cancel", "取消", from: .scheduled, to: [.cancelled], by: .owner, clause: "P2.4.1", input: Reason.self
        ) { negotiation, form, _ in negotiation.cancelReason = form.reason },
    ]

    /// Nobody goes unprepared, or it is said what is missing (P2.4.1).
    private static func hold(_ negotiation: inout Record<Negotiation>, _ form: Record<HoldNegotiation>, _ context: RuleContext) throws {
        guard !negotiation.checklist.isEmpty else { throw Failure.invalid(.checklistMissing, at: "/checklist") }
        let faults = negotiation.checklist.enumerated().filter { !$1.done && $1.gap?.contains { !$0.isWhitespace } != true }.map {
            Fault(.checkOpen, at: "/checklist/\($0.offset)/gap", ["item": $0.element.item])
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        negotiation.minutes = form.minutes
        negotiation.heldAt = context.now
    }

    /// What was conceded beyond the approved version is reviewed again (P2.4.2), unless nothing came of it.
    private static func conclude(
        _ negotiation: inout Record<Negotiation>, _ form: Record<ConcludeNegotiation>, _ context: RuleContext
    ) throws {
        negotiation.outcome = form.outcome
        negotiation.conclusion = form.conclusion
        negotiation.concludedAt = context.now
        let isConceded = form.outcome != .failed && negotiation.concessions.contains { $0.kind != .other }
        guard isConceded, let id = negotiation.proposal else { return }
        var approved = try context.require(Proposal.self, id)
        guard approved.isCurrent(on: context.today) else {
            throw Failure(.proposalNotCurrent, ["state": approved.status.rawValue])
        }
        let terms = ConcededTerms(concessions: negotiation.concessions)
        guard terms.goBeyond(approved) else { return }
        let version = approved
        let next = try Proposal.supersede(&approved, in: context) { terms.apply(to: &$0, linesOf: version) }
        try context.save(&approved, action: "superseded")
        try context.follow("submit", next)
        negotiation.concededProposal = next.id
    }
}
