// What was conceded, as terms of the proposal: whether they go beyond the approved version, and the next version with them (P2.4.2).

import Kernel

/// The terms of a negotiation's concessions.
struct ConcededTerms {
    let concessions: [Record<Concession>]

    /// Whether the approved version does not cover them: a price lower on a line, a longer time to pay, other words on delivery or service.
    func goBeyond(_ approved: Record<Proposal>) -> Bool {
        var conceded = approved
        apply(to: &conceded, linesOf: approved)
        let isCheaper = zip(conceded.lines, approved.lines).contains { $0.priceGiven < $1.priceGiven }
        let isPaidLater =
            conceded.paymentTermsDays != approved.paymentTermsDays
            && (approved.paymentTermsDays.map { (conceded.paymentTermsDays ?? 0) > $0 } ?? true)
        return isCheaper || isPaidLater || conceded.deliveryTerms != approved.deliveryTerms
            || conceded.serviceCommitment != approved.serviceCommitment
    }

    /// Writes them into a version whose lines stand in the order of the approved one's. Of two about the same the later one counts.
    func apply(to version: inout Record<Proposal>, linesOf approved: Record<Proposal>) {
        for concession in concessions {
            switch concession.kind {
            case .price: version.lines = priced(version.lines, as: concession, approved.lines)
            case .paymentTerms: version.paymentTermsDays = concession.paymentTermsDays
            case .delivery: version.deliveryTerms = concession.to
            case .service: version.serviceCommitment = concession.to
            case .other: break
            }
        }
    }

    private func priced(
        _ lines: [Record<ProposalLine>], as concession: Record<Concession>, _ approved: [Record<ProposalLine>]
    ) -> [Record<ProposalLine>] {
        zip(lines, approved).map { line, original in
            var line = line
            if let wanted = concession.line {
                guard original.id == wanted else { return line }
                line.unitPrice = concession.unitPrice ?? line.unitPrice
                line.discount = concession.discount ?? line.discount
            } else if let discount = concession.discount, line.kind == .product {
                line.discount = max(line.discount, discount)
            }
            return line
        }
    }
}

extension Record where D == ProposalLine {
    /// Price × (1 − discount), exactly.
    fileprivate var priceGiven: Int128 { Int128(self.unitPrice.unscaled) * Int128(1_0000 - self.discount.unscaled) }
}
