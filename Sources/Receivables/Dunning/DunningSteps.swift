// The steps of dunning: letter, visit, lawsuit; what is promised, held and settled (P4.2.5).

import CRM
package import Kernel

/// What came of a letter, where that is known already.
final class LetterSent: Form {
    let outcome = paragraphs("Outcome", "结果", max: 2000).optional()
}

/// What came of a visit, or of the decision to go to court.
final class DunningOutcome: Form {
    let outcome = paragraphs("Outcome", "结果", max: 2000)
}

/// What the customer has promised.
final class PaymentPromise: Form {
    let on = day("Will be paid on", "承诺付款日")
    /// Of the amount; the company's where it is not named.
    let currency = Kernel.currency().optional()
    let amount = Kernel.amount("Amount", "承诺金额", 1...Money.range.upperBound)
    let outcome = paragraphs("Note", "说明", max: 2000).optional()
}

extension DunningCase {
    /// Step by step (states.md): nobody goes to court before somebody was there.
    package static let steps: [Step<DunningCase>] = [
        Step("letter", "Send a letter", "发催款函", from: .open, to: [.letter], by: .owner, .finance, clause: "P4.2.5", input: LetterSent.self)
        {
            dunning, form, context in try dunning.note(.letter, form.outcome, mustOwe: true, context)
        },
        Step("visit", "Visit", "上门催收", from: .letter, to: [.visit], by: .owner, .finance, clause: "P4.2.5", input: DunningOutcome.self) {
            dunning, form, context in try dunning.note(.visit, form.outcome, mustOwe: true, context)
        },
        Step(
            "lawsuit", "Go to court", "起诉", from: .visit, to: [.lawsuit], by: .role(.executive), decision: true, clause: "P4.2.5",
            input: DunningOutcome.self
        ) { dunning, form, context in try dunning.note(.lawsuit, form.outcome, mustOwe: true, context) },
        Step(
            "promise", "Promised", "承诺付款", from: .open, .letter, .visit, .lawsuit, to: [.promised], by: .owner, .finance, clause: "P4.2.5",
            input: PaymentPromise.self, effect: promise),
        Step(
            "hold", "Put on hold", "挂起", from: .open, .letter, .visit, .lawsuit, .promised, to: [.onHold], by: .finance, clause: "P4.2.5",
            input: Reason.self
        ) { dunning, form, context in
            dunning.heldFrom = try context.require(DunningCase.self, dunning.id).status
            dunning.holdReason = form.reason
            try dunning.note(.hold, form.reason, context)
        },
        Step(
            "resume", "Resume", "恢复", from: .onHold, to: [.open, .letter, .visit, .lawsuit, .promised], by: .finance, clause: "P4.2.5"
        ) { dunning, context in
            dunning.status = dunning.heldFrom ?? .open
            dunning.heldFrom = nil
            dunning.holdReason = nil
            try dunning.note(.resume, nil, context)
        },
        Step(
            "settle", "Settle", "结案", from: .open, .letter, .visit, .lawsuit, .promised, .onHold, to: [.settled], by: .finance,
            clause: "P4.2.5"
        ) { dunning, context in
            guard dunning.invoices.allSatisfy({ $0.openAmount == .zero }) else { throw Failure(.stillOpen) }
            dunning.settledOn = context.today
            dunning.endPromise()
            dunning.heldFrom = nil
            dunning.holdReason = nil
            try dunning.note(.settle, nil, context)
        },
    ]

    /// No more than is overdue, and within the days that the settings allow: a promise for a day far away would only keep the letters off.
    private static func promise(_ dunning: inout Record<DunningCase>, _ form: Record<PaymentPromise>, _ context: RuleContext) throws {
        var faults: [Fault] = []
        let last = context.today.adding(days: Int(context.settings(ReceivablesSettings.self).dunningPromiseDays))
        if form.on < context.today || form.on > last {
            faults.append(Fault(.promiseDay, at: "/on", ["from": context.today.description, "to": last.description]))
        }
        if form.amount > dunning.overdueAmount {
            faults.append(Fault(.promiseTooLarge, at: "/amount", ["overdue": dunning.overdueAmount.text(in: dunning.currency)]))
        }
        if !isReadAsMeant(form.currency, of: dunning, context) {
            faults.append(Fault(.currencyOfCase, at: "/currency", ["currency": dunning.currency]))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        dunning.promisedFrom = try context.require(DunningCase.self, dunning.id).status
        dunning.promisedOn = form.on
        dunning.promisedAmount = form.amount
        dunning.promisedSince = context.today
        dunning.paidBefore = try dunning.paid(from: context.today, in: context)
        try dunning.note(.promise, form.outcome, mustOwe: true, context)
    }

    /// An amount is read in the currency that is named, else in the company's, which may have other decimals.
    private static func isReadAsMeant(_ named: String?, of dunning: Record<DunningCase>, _ context: RuleContext) -> Bool {
        if let named { return named == dunning.currency }
        return Currency.decimals(of: context.registry.companyCurrency) == Currency.decimals(of: dunning.currency)
    }
}

extension Record where D == DunningCase {
    /// Writes down what was done, by whom, and what was overdue then.
    ///
    /// - Parameter mustOwe: whether it is refused where nothing is overdue but what is disputed
    mutating func note(_ kind: DunningMeasureKind, _ outcome: String?, mustOwe: Bool = false, _ context: RuleContext) throws {
        guard !mustOwe || self.overdueAmount > .zero else { throw Failure(.nothingToDun) }
        var measure = Record<DunningMeasure>(new: DunningMeasure.self)
        measure.kind = kind
        measure.at = context.now
        measure.by = context.caller.userID.map { ID($0) }
        measure.outcome = outcome
        measure.overdueAmount = self.overdueAmount
        if kind == .promise || kind == .promiseKept || kind == .promiseBroken {
            measure.promisedOn = self.promisedOn
            measure.promisedAmount = self.promisedAmount
        }
        self.measures += [measure]
    }

    /// What receipts have paid of its invoices from a day on, and still pay. Throws `amount_out_of_range`.
    func paid(from day: Day, in reader: RuleReader) throws -> Money {
        let sql = """
            SELECT sum(a.amount) FROM invoices i JOIN receipt_allocations a ON a.invoice_id = i.id
            WHERE i.dunning_case_id = ? AND a.allocated_on >= ? AND a.undone_on IS NULL
            """
        return Money(minorUnits: try reader.integer(sql, self.id.stored, day.stored) ?? 0)
    }

    /// Forgets what was promised; the measures keep it.
    mutating func endPromise() {
        self.promisedFrom = nil
        self.promisedOn = nil
        self.promisedAmount = nil
        self.promisedSince = nil
        self.paidBefore = nil
    }
}
