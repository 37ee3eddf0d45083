// Entering and changing a version of a proposal: what is filled in, computed and checked before it is written (P2.3.1).

import Catalog
package import Kernel

extension Proposal {
    /// Completes the lines with prices, taxes and costs, and sums them up.
    ///
    /// Throws `customer_not_open`, what refuses a proposal for the opportunity, and the faults of the lines.
    package static func prepare(_ proposal: inout Record<Proposal>, from old: Record<Proposal>?, in context: RuleContext) throws {
        let opportunity = try context.require(Opportunity.self, proposal.opportunity)
        proposal.customer = opportunity.customer
        let customer = try context.require(Customer.self, proposal.customer)
        try customer.requireOpen()
        // Neither entered nor brought back for what is worth none (P2.3.1).
        if old.map(\.isArchived) ?? true { try opportunity.requireProposable() }
        if !proposal.has(\.currency) { proposal.currency = opportunity.currency }
        if old?.currency != proposal.currency {
            proposal.exchangeRate = try ExchangeRates.rate(of: proposal.currency, on: context.today, in: context)
        }
        // A version made of another one keeps what stood there, a product that is no longer sold included.
        let base = try old ?? proposal.previousVersion.map { try context.require(Proposal.self, $0) }
        var faults: [Fault] = []
        if proposal.validUntilOn != base?.validUntilOn, proposal.isOutOfDate(on: context.today) {
            faults.append(Fault(.validityPast, at: "/valid_until_on"))
        }
        faults += try priceLines(of: &proposal, from: old, base, customer, in: context)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        try sumUp(&proposal)
    }

    private static func priceLines(
        of proposal: inout Record<Proposal>, from old: Record<Proposal>?, _ base: Record<Proposal>?, _ customer: Record<Customer>,
        in context: RuleContext
    ) throws -> [Fault] {
        let pricing = LinePricing(
            ProposalLine.places, for: customer, currency: proposal.currency, exchangeRate: proposal.exchangeRate,
            pricesIncludeTax: proposal.pricesIncludeTax, isCurrencyNew: old?.currency != proposal.currency)
        let former = base?.lines ?? []
        var lines = proposal.lines
        var faults: [Fault] = []
        for index in lines.indices {
            // The lines of a new version stand in the order of those from which they were copied.
            let before = old == nil ? former.dropFirst(index).first : former.first { $0.id == lines[index].id }
            faults += try pricing.complete(&lines[index].row, from: before?.row, at: "/lines/\(index)", in: context)
        }
        proposal.lines = lines
        return faults
    }

    private static func sumUp(_ proposal: inout Record<Proposal>) throws {
        let totals = try PaperTotals(of: proposal.lines.map(\.row), ProposalLine.places)
        proposal.net = totals.net
        proposal.tax = totals.tax
        proposal.gross = totals.gross
        proposal.cost = totals.cost
        proposal.margin = totals.margin
    }
}

extension Record where D == Opportunity {
    /// A proposal is made for what is evaluated and worth one (P2.3.1), and neither won nor lost.
    ///
    /// Throws `opportunity_not_ready`, `not_worthwhile` and `grade_too_low`.
    func requireProposable() throws {
        guard !isArchived, OpportunityStatus.proposable.contains(self.status) else {
            throw Failure(.opportunityNotReady, ["state": isArchived ? "archived" : self.status.rawValue])
        }
        try requireWorthAProposal()
    }

    /// Throws `not_worthwhile` and `grade_too_low`.
    func requireWorthAProposal() throws {
        guard self.worthwhile == true else { throw Failure(.notWorthwhile) }
        guard let grade = self.grade, grade != .low else { throw Failure(.gradeTooLow) }
    }
}

extension OpportunityStatus {
    /// Those in which proposals are made.
    static let proposable: [OpportunityStatus] = [.evaluated, .proposal, .negotiation]
}
