// What the steps of a contract write into it.

import Identity
package import Kernel

extension Record where D == Contract {
    func isSigned(by side: ContractParty) -> Bool { self.signatures.contains { $0.side == side } }

    mutating func noteLegalDecision(_ comment: String?, in context: RuleContext) {
        self.legalDecidedBy = context.caller.userID.map { ID($0) }
        self.legalDecidedAt = context.now
        self.legalComment = comment
    }

    /// What legal decided of a former draft does not count for this one.
    mutating func noteNoLegalDecision() {
        self.legalDecidedBy = nil
        self.legalDecidedAt = nil
        self.legalComment = nil
    }

    /// The day that was named, where it is still to come; else so many working days from now. Throws `calendar_without_work`.
    mutating func setSigningDay(in context: RuleContext) throws {
        if let day = self.signByOn, day >= context.today { return }
        self.signByOn = try context.workingDay(context.settings(ContractSettings.self).signingDays, after: context.today)
    }

    /// Nothing of it is late any more, nor is notice given of it.
    mutating func end(at moment: Instant) {
        self.endedAt = moment
        self.signingOverdue = false
        self.obligationOverdue = false
    }

    /// A contract is for a customer who gets one and for a deal that is neither lost nor won by another.
    ///
    /// Throws `customer_not_open` and `opportunity_not_open`.
    func requireOpenDeal(in context: RuleContext) throws {
        try context.require(Customer.self, self.customer).requireOpen()
        let opportunity = try context.require(Opportunity.self, self.opportunity)
        guard [.proposal, .negotiation, .won].contains(opportunity.status), !opportunity.isArchived else {
            throw Failure(.opportunityNotOpen, ["status": opportunity.isArchived ? "archived" : opportunity.status.rawValue])
        }
    }
}

extension Record where D == ContractLine {
    /// What is open now is not ordered any more.
    mutating func waive(_ reason: String, in context: RuleContext) {
        self.waivedQuantity = Quantity(unscaled: self.waivedQuantity.unscaled + max(0, self.openQuantity.unscaled))
        self.waiveReason = reason
        self.waivedAt = context.now
        self.waivedBy = context.caller.userID.map { ID($0) }
        noteOpenQuantity()
    }

    /// What is neither ordered nor waived.
    package mutating func noteOpenQuantity() {
        self.openQuantity = Quantity(
            unscaled: max(0, self.quantity.unscaled - self.orderedQuantity.unscaled - self.waivedQuantity.unscaled))
    }
}
