// The steps of a version of a proposal, row by row as the process has them (P2.3).

package import Kernel

extension Proposal {
    /// From the draft to the approval, and to the version after it (states.md, P2.3).
    package static let steps: [Step<Proposal>] =
        [
            Step("submit", "Submit", "提交", from: .draft, to: [.inReview], by: .owner, clause: "P2.3.1", effect: submit)
        ] + reviewSteps + [
            Step(
                "revise", "Make the next version", "修订新版本", from: .changesRequested, .approved, .expired, .withdrawn, to: [.superseded],
                by: .owner, clause: "P2.3.3"
            ) { proposal, context in _ = try supersede(&proposal, in: context) },
            Step(
                "withdraw", "Withdraw", "撤回", from: .draft, .inReview, .approved, to: [.withdrawn], by: .owner, .manager, clause: "P2.3.3",
                input: Reason.self, effect: withdraw),
            // Nobody asks for it: a job takes it once the last day has passed.
            Step("expire", "Expire", "过期", from: .approved, to: [.expired], clause: "P2.3.3"),
        ]

    // MARK: Effects

    /// Five parts, for an opportunity that is worth them (P2.3.1); then it waits for every level that its terms need.
    private static func submit(_ proposal: inout Record<Proposal>, _ context: RuleContext) throws {
        try requireParts(of: proposal)
        try requireReady(proposal, in: context)
        let reasons = try AuthorityCheck(proposal, in: context).reasons
        proposal.approvals = ApprovalLevel.allCases.filter { $0 == .manager || !reasons.isEmpty }.map { level in
            var approval = Record<ProposalApproval>(new: ProposalApproval.self)
            approval.level = level
            approval.reasons = ChoiceList(level == .manager ? [] : reasons)
            return approval
        }
        proposal.submittedAt = context.now
        proposal.submittedBy = context.caller.userID.map { ID($0) }
    }

    private static func requireParts(of proposal: Record<Proposal>) throws {
        let texts = [
            ("introduction", proposal.introduction), ("solution", proposal.solution), ("delivery_terms", proposal.deliveryTerms),
            ("service_commitment", proposal.serviceCommitment),
        ]
        var missing = texts.filter { $0.1?.contains { !$0.isWhitespace } != true }.map(\.0)
        if !proposal.lines.contains(where: { $0.kind == .product }) { missing.append("lines") }
        guard missing.isEmpty else {
            throw Failure.invalid(missing.map { Fault(.proposalPartMissing, at: "/" + $0, ["name": $0]) })
        }
    }

    /// Whether a version may go on to be binding: the customer is open, the opportunity still worth it, the offer still valid.
    static func requireReady(_ proposal: Record<Proposal>, in context: RuleContext) throws {
        try context.require(Customer.self, proposal.customer).requireOpen()
        try context.require(Opportunity.self, proposal.opportunity).requireProposable()
        if let day = proposal.validUntilOn, proposal.isOutOfDate(on: context.today) {
            throw Failure(.proposalOutOfDate, ["day": day.description])
        }
    }

    private static func withdraw(_ proposal: inout Record<Proposal>, _ form: Record<Reason>, _ context: RuleContext) throws {
        try requireNoContract(on: proposal, in: context)
        proposal.withdrawReason = form.reason
    }

    private static func requireNoContract(on proposal: Record<Proposal>, in context: RuleContext) throws {
        guard try !ProposalPapers.hasContract(proposal.id, in: context) else { throw Failure(.proposalUnderContract) }
    }

    // MARK: The next version

    /// Supersedes a version by a draft with the same content under the same number, changed where `change` says so.
    ///
    /// Throws `proposal_under_contract`, and what refuses a new proposal for the opportunity.
    @discardableResult
    static func supersede(
        _ proposal: inout Record<Proposal>, in context: RuleContext, change: (inout Record<Proposal>) throws -> Void = { _ in }
    ) throws -> Record<Proposal> {
        try requireNoContract(on: proposal, in: context)
        var next = proposal.copiedContent()
        next.revision = proposal.revision &+ 1
        next.previousVersion = proposal.id
        try change(&next)
        try context.insert(&next, action: "created")
        proposal.status = .superseded
        proposal.supersededBy = next.id
        return next
    }
}

extension Record where D == Proposal {
    /// A new draft under the same number with all that people have entered; another system's key stays with the version that it names.
    fileprivate func copiedContent() -> Record<Proposal> {
        var copy = Record<Proposal>(new: Proposal.self)
        copy.takeInput(from: self, except: \.externalID)
        copy.number = self.number
        copy.lines = self.lines.map { line in
            var new = Record<ProposalLine>(new: ProposalLine.self)
            new.takeInput(from: line)
            return new
        }
        return copy
    }
}
