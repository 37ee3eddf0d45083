// A deal's proposals and negotiations, told as acts.

import Kernel

extension DealStory {
    // MARK: Proposals

    mutating func tellOfProposal() {
        let offer = offer
        // What has expired was valid for three weeks only.
        let days = deal.end == .expired ? 21 : 90
        agenda.add(dice.roll(0...2), owner) { try offer.draft(validFor: days, $0) }
        if deal.end == .draft { return }
        agenda.add(dice.roll(0...2), owner) { try offer.take("submit", $0) }
        if deal.end == .inReview { return }
        if deal.end == .changesRequested {
            return agenda.add(1, manager) { try offer.askForChanges($0) }
        }
        if deal.number.isMultiple(of: 4) { reviseOnce() }
        approve()
        if deal.end == .withdrawn { agenda.add(dice.roll(3...6), owner) { try offer.withdraw($0) } }
    }

    /// The manager wants something else, and gets the next version.
    private mutating func reviseOnce() {
        let offer = offer
        agenda.add(1, manager) { try offer.askForChanges($0) }
        agenda.add(dice.roll(0...1), owner) { try offer.revise($0) }
        agenda.add(0, owner) { try offer.take("submit", $0) }
    }

    private mutating func approve() {
        let offer = offer
        agenda.add(dice.roll(0...1), manager) { try offer.approve($0) }
        agenda.add(dice.roll(0...1), .secondManager(deal.dossier)) { try offer.approve($0) }
    }

    // MARK: Negotiations

    mutating func tellOfNegotiation() {
        let (offer, opportunity) = (offer, opportunity)
        agenda.add(dice.roll(1...3), owner) { try opportunity.take("negotiate", $0) }
        let days = dice.roll(2...4)
        agenda.add(0, owner) { try offer.appoint(in: days, $0) }
        if deal.end == .scheduled { return }
        agenda.add(days, owner) { try offer.hold($0) }
        if deal.end == .held { return }
        if deal.end == .lostInNegotiation { return agenda.add(0, owner) { try offer.conclude("failed", $0) } }
        if deal.end == .conceded || deal.number % 3 == 1 {
            concede()
        } else {
            agenda.add(dice.roll(0...1), owner) { try offer.conclude("agreed", $0) }
        }
    }

    /// Of what is ordered as the files have it, nothing but delivery is conceded.
    private mutating func concede() {
        let offer = offer
        let discount: Int64? = deal.hasFixedPrices ? nil : 600
        agenda.add(0, owner) { try offer.concede(discount: discount, $0) }
        agenda.add(dice.roll(0...1), owner) { try offer.conclude("agreed", $0) }
        if deal.end != .conceded { approve() }
    }
}
