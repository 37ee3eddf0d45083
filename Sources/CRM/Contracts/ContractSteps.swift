// From the draft over legal and both signatures to the end of a contract (states.md, P2.4.3, P4.2.4).

package import Kernel

final class SignContract: Form {
    let signedOn = day("Signed on", "签署日期")
    let signatory = text("Signatory", "签署人", max: 100)
}

final class ObligationDone: Form {
    let result = paragraphs("Result", "履行结果", max: 2000)
}

extension Contract {
    /// From the draft to its completion or another end (P2.4.3, P4.2.4).
    package static let steps: [Step<Contract>] = signing + execution

    private static let signing: [Step<Contract>] = [
        Step(
            "submit-legal", "Submit to legal", "提交法务审核", from: .draft, to: [.legalReview], by: .owner, clause: "P4.2.4",
            effect: submit),
        Step(
            "legal-approve", "Approve: legal", "法务审核通过", from: .legalReview, to: [.signing], by: .role(.legal), decision: true,
            clause: "P4.2.4"
        ) { contract, context in
            contract.noteLegalDecision(nil, in: context)
            try contract.setSigningDay(in: context)
        },
        Step(
            "legal-reject", "Reject: legal", "法务审核驳回", from: .legalReview, to: [.draft], by: .role(.legal), decision: true,
            clause: "P4.2.4", input: Comment.self
        ) { contract, form, context in contract.noteLegalDecision(form.comment, in: context) },
        Step(
            "reopen-draft", "Take back to draft", "退回草稿", from: .signing, to: [.draft], by: .owner, clause: "P4.2.4",
            input: Reason.self, when: .signedByNobody
        ) { contract, _, _ in contract.signingOverdue = false },
        Step(
            "sign-ours", "Signed by us", "我方签署", from: .signing, to: [.signing, .signed], by: .role(.salesManager), .role(.executive),
            decision: true, clause: "P2.4.3", input: SignContract.self, when: .unsigned(by: .ours)
        ) { contract, form, context in try sign(&contract, .ours, form, context) },
        Step(
            "sign-theirs", "Signed by the customer", "客户签署", from: .signing, to: [.signing, .signed], by: .owner, clause: "P2.4.3",
            input: SignContract.self, when: .unsigned(by: .theirs)
        ) { contract, form, context in
            guard try ContractPapers.hasSignedCopy(contract, in: context) else { throw Failure(.signedCopyMissing) }
            try sign(&contract, .theirs, form, context)
        },
    ]

    private static let execution: [Step<Contract>] = [
        Step("start", "Start", "开始履行", from: .signed, to: [.inExecution], by: .owner, clause: "P2.4.3"),
        Step(
            on: \Contract.obligations, "done", "Obligation done", "义务已履行", from: .signed, .inExecution, by: .owner, clause: "P4.2.4",
            input: ObligationDone.self, when: { $0.doneAt == nil }, effect: note),
        Step(
            on: \Contract.lines, "waive", "Waive what is open", "放弃未订部分", from: .signed, .inExecution, by: .manager, decision: true,
            clause: "P4.2.4", input: Reason.self, when: { $0.openQuantity > .zero }
        ) { _, line, form, context in line.waive(form.reason, in: context) },
        Step("complete", "Complete", "完成", from: .inExecution, to: [.completed], by: .owner, .manager, clause: "P4.2.4", effect: complete),
        Step(
            "terminate", "Terminate", "终止", from: .signing, .signed, .inExecution, to: [.terminated], by: .role(.executive),
            .role(.legal), decision: true, clause: "P4.2.4", input: Reason.self
        ) { contract, form, context in
            contract.terminationReason = form.reason
            contract.end(at: context.now)
        },
        // Nobody asks for it: a job takes it when the last day is over.
        Step("expire", "Expire", "到期", from: .signed, .inExecution, to: [.expired], clause: "P4.2.4") { contract, context in
            contract.end(at: context.now)
        },
    ]

    // MARK: Effects

    /// Legal gets what is complete, and what is the approved version to the last amount.
    private static func submit(_ contract: inout Record<Contract>, _ context: RuleContext) throws {
        try contract.requireOpenDeal(in: context)
        try contract.includeClauses(in: context)
        let faults = try ContractReadiness(contract, in: context).faults
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        contract.submittedAt = context.now
        contract.noteNoLegalDecision()
    }

    /// Neither before legal has approved it nor in the future; with the second signature it is signed.
    private static func sign(
        _ contract: inout Record<Contract>, _ side: ContractParty, _ form: Record<SignContract>, _ context: RuleContext
    ) throws {
        try contract.requireOpenDeal(in: context)
        if let last = contract.endsOn, last < context.today { throw Failure(.contractOver, ["day": last.description]) }
        let earliest = contract.legalDecidedAt.map(context.registry.calendar.day(of:))
        guard form.signedOn <= context.today, earliest.map({ $0 <= form.signedOn }) ?? true else {
            throw Failure.invalid(
                .signedOutOfTime, at: "/signed_on", ["day": earliest?.description ?? "", "today": context.today.description])
        }
        var signature = Record<ContractSignature>(new: ContractSignature.self)
        signature.side = side
        signature.signatory = form.signatory
        signature.signedOn = form.signedOn
        signature.recordedAt = context.now
        signature.recordedBy = context.caller.userID.map { ID($0) }
        contract.signatures += [signature]
        guard contract.isSigned(by: .ours), contract.isSigned(by: .theirs) else { return }
        contract.status = .signed
        contract.signedAt = context.now
        contract.signingOverdue = false
    }

    private static func note(
        _ contract: inout Record<Contract>, _ obligation: inout Record<ContractObligation>, _ form: Record<ObligationDone>,
        _ context: RuleContext
    ) {
        obligation.result = form.result
        obligation.doneAt = context.now
        obligation.doneBy = context.caller.userID.map { ID($0) }
        obligation.overdue = false
        let id = obligation.id
        contract.obligationOverdue = contract.obligations.contains { $0.overdue && $0.id != id }
    }

    /// All that was promised has been done, and all that was sold was ordered for good or waived.
    private static func complete(_ contract: inout Record<Contract>, _ context: RuleContext) throws {
        guard contract.lines.allSatisfy({ $0.openQuantity <= .zero }) else { throw Failure(.contractLinesOpen) }
        guard contract.unconfirmedOrders == 0 else { throw Failure(.contractOrdersUnconfirmed) }
        guard contract.obligations.allSatisfy({ $0.doneAt != nil }) else { throw Failure(.obligationsOpen) }
        contract.end(at: context.now)
    }
}

extension StepCondition where R == Contract {
    static var signedByNobody: Self {
        StepCondition(reading: [.signing: ["signing, signed by nobody"]]) { $0.signatures.isEmpty }
    }

    static func unsigned(by side: ContractParty) -> Self {
        StepCondition(reading: [.signing: ["signing, not signed by \(side == .ours ? "us" : "them")"]]) { !$0.isSigned(by: side) }
    }
}
