// When what part of a contract's gross is paid: by shares or by amounts, and altogether the whole of it.

import Kernel

extension Record where D == Contract {
    /// The currency of the amounts, and what is wrong with the payments one by one; whether they come to the whole is asked when the
    /// contract goes to legal.
    mutating func payments(named isNew: Bool, _ proposal: Record<Proposal>, in context: RuleContext) -> [Fault] {
        var faults = currencyFaults(isNew, proposal, in: context)
        self.currency = proposal.currency
        let isByShare = self.paymentSchedule.first?.share != nil
        for (index, payment) in self.paymentSchedule.enumerated() {
            if (payment.dueOn == nil) == (payment.occasion == nil) { faults.append(Fault(.paymentWhen, at: "/payment_schedule/\(index)")) }
            if (payment.share != nil) == (payment.amount != nil) || (payment.share != nil) != isByShare {
                faults.append(Fault(.paymentHowMuch, at: "/payment_schedule/\(index)"))
            }
        }
        return faults
    }

    /// Amounts are read in the currency that stands beside them: one that nobody named would be the company's.
    private func currencyFaults(_ isNew: Bool, _ proposal: Record<Proposal>, in context: RuleContext) -> [Fault] {
        guard isNew else { return [] }
        let readIn = has(\.currency) ? self.currency : context.registry.companyCurrency
        guard readIn != proposal.currency, has(\.currency) || self.paymentSchedule.contains(where: { $0.amount != nil }) else { return [] }
        return [Fault(.currencyOfProposal, at: "/currency", ["currency": proposal.currency])]
    }

    /// What each payment comes to. Of shares that make up the whole the last one takes what rounding leaves.
    ///
    /// Throws `amount_out_of_range`.
    mutating func sharePayments() throws {
        var left = self.gross
        let isWhole = self.paymentSchedule.reduce(0) { $0 + ($1.share?.unscaled ?? 0) } == 1_0000
        let last = self.paymentSchedule.indices.last
        self.paymentSchedule = try self.paymentSchedule.enumerated().map { index, payment in
            var payment = payment
            if let amount = payment.amount {
                payment.gross = amount
            } else {
                let part = Int128(self.gross.minorUnits) * Int128(payment.share?.unscaled ?? 0)
                payment.gross = isWhole && index == last ? left : try Money(checked: roundedQuotient(part, by: 1_0000))
            }
            left = try left.subtracting(payment.gross)
            return payment
        }
    }
}
