// Entering and changing a negotiation: whom it is with, and what its concessions have to say (P2.4.1, P2.4.2).

package import Kernel

extension Negotiation {
    /// Throws `customer_not_open`, `opportunity_not_in_proposal`, and the faults of what it refers to and of its concessions.
    package static func prepare(_ negotiation: inout Record<Negotiation>, from old: Record<Negotiation>?, in context: RuleContext) throws {
        let opportunity = try context.require(Opportunity.self, negotiation.opportunity)
        negotiation.customer = opportunity.customer
        if old == nil {
            try context.require(Customer.self, opportunity.customer).requireOpen()
            guard [.proposal, .negotiation].contains(opportunity.status) else {
                throw Failure(.opportunityNotInProposal, ["state": opportunity.status.rawValue])
            }
        }
        let proposal = try negotiation.proposal.map { try context.require(Proposal.self, $0) }
        let faults =
            proposalFaults(of: negotiation, proposal) + (try attendeeFaults(of: negotiation, from: old, in: context))
            + negotiation.concessions.enumerated().flatMap { $1.faults(at: "/concessions/\($0)", proposal) }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }

    private static func proposalFaults(of negotiation: Record<Negotiation>, _ proposal: Record<Proposal>?) -> [Fault] {
        guard let proposal else {
            return negotiation.concessions.isEmpty ? [] : [Fault(.concessionWithoutProposal, at: "/proposal_id")]
        }
        guard proposal.opportunity == negotiation.opportunity else { return [Fault(.proposalElsewhere, at: "/proposal_id")] }
        guard proposal.currency == negotiation.currency else {
            return [Fault(.currencyOfProposal, at: "/currency", ["currency": proposal.currency])]
        }
        return []
    }

    private static func attendeeFaults(
        of negotiation: Record<Negotiation>, from old: Record<Negotiation>?, in context: RuleContext
    ) throws -> [Fault] {
        let known = Set(old?.attendees.compactMap(\.contact) ?? [])
        return try negotiation.attendees.enumerated().compactMap { index, attendee in
            guard (attendee.user == nil) != (attendee.contact == nil) else { return Fault(.attendeeUnclear, at: "/attendees/\(index)") }
            guard let contact = attendee.contact, !known.contains(contact) else { return nil }
            let isTheirs = try context.require(Contact.self, contact).customer == negotiation.customer
            return isTheirs ? nil : Fault(.contactElsewhere, at: "/attendees/\(index)/contact_id")
        }
    }
}

extension Record where D == Concession {
    /// What it fails to say: a concession of price, payment, delivery or service says what the proposal will say.
    fileprivate func faults(at pointer: String, _ proposal: Record<Proposal>?) -> [Fault] {
        func missing(_ name: String) -> [Fault] { [Fault(.concessionUnclear, at: "\(pointer)/\(name)", ["name": name])] }
        switch self.kind {
        case .price: return priceFaults(at: pointer, proposal)
        case .paymentTerms: return self.paymentTermsDays == nil ? missing("payment_terms_days") : []
        case .delivery, .service: return self.to?.contains { !$0.isWhitespace } != true ? missing("to") : []
        case .other: return []
        }
    }

    private func priceFaults(at pointer: String, _ proposal: Record<Proposal>?) -> [Fault] {
        if let line = self.line, let proposal, !proposal.lines.contains(where: { $0.id == line }) {
            return [Fault(.concessionLineElsewhere, at: pointer + "/line_id")]
        }
        guard self.line != nil || self.unitPrice == nil else {
            return [Fault(.concessionUnclear, at: pointer + "/line_id", ["name": "line_id"])]
        }
        guard self.unitPrice != nil || self.discount != nil else {
            return [Fault(.concessionUnclear, at: pointer + "/discount", ["name": "unit_price, discount"])]
        }
        return []
    }
}
