// A deal told as acts: how it begins, how it is analysed and evaluated, and how it is lost where it is.

import Kernel

/// Everything that happens to one deal, one act after the other.
struct DealStory: Sendable {
    let deal: Deal
    let opportunity: OpportunityActs
    let offer: OfferActs
    let contract: ContractActs
    var agenda = Agenda()
    var dice: Dice

    /// - Parameter staff: who signs for the company, and who enters leads
    init(_ deal: Deal, _ staff: Staff) {
        self.deal = deal
        dice = Dice(seed: "deal\(deal.number)")
        let theme = dice.pick(Phrase.deals).text(inChinese: deal.isChinese)
        let name = deal.isChinese ? "\(deal.customerName)\(theme)" : "\(theme), \(deal.customerName)"
        opportunity = OpportunityActs(deal: deal, name: name)
        offer = OfferActs(deal: deal, name: name)
        contract = ContractActs(deal: deal, name: name)
        begin(staff)
        analyse()
        if deal.end.depth >= .evaluation { evaluate() }
        if deal.end.depth >= .proposal { tellOfProposal() }
        if deal.end.depth >= .negotiation { tellOfNegotiation() }
        if deal.end.depth >= .contract { tellOfContract(staff) }
        if deal.end.isLost { lose() }
        if deal.end.isOpen { talkAtLast() }
    }

    func happenings(until lastDay: Day, _ shift: Shift) -> [Happening] {
        var dice = Dice(seed: "days\(deal.number)")
        return agenda.happenings(anchoredOn: deal.anchor, until: lastDay, &dice, shift)
    }

    var owner: Doer { .owner(deal.dossier) }
    var manager: Doer { .manager(deal.dossier) }

    // MARK: The beginning

    private mutating func begin(_ staff: Staff) {
        let opportunity = opportunity
        guard let prospect = deal.prospect else {
            let description = dice.pick(Phrase.descriptions)
            return agenda.add(0, owner) { try opportunity.enter(description, $0) }
        }
        let deal = deal
        let lead = LeadActs(prospect: prospect, source: deal.channel, dossier: deal.dossier, leadClass: dice.pick(["A", "A", "B"]))
        let (kind, talk, outcome) = (dice.pick(["call", "visit", "meeting"]), dice.pick(Phrase.talks), dice.pick(Phrase.outcomes))
        let intention = dice.pick(["high", "high", "medium"])
        agenda.add(0, lead.enterer(staff)) { try lead.enter($0) }
        agenda.add(dice.roll(0...1), owner) { try lead.contact(kind, talk, outcome, followUpIn: 3, $0) }
        agenda.add(dice.roll(1...4), owner) { try lead.qualify(intention, $0) }
        agenda.add(dice.roll(0...2), owner) { try lead.convert(to: opportunity.name, amount: deal.amount, in: deal.expectedDays, $0) }
    }

    private mutating func analyse() {
        let opportunity = opportunity
        let (first, count) = (dice.roll(0...4), dice.roll(1...3))
        agenda.add(dice.roll(0...2), owner) { try opportunity.analyse(first: first, count: count, $0) }
        guard dice.roll(1...2) == 1 else { return }
        talk(dice.roll(1...2), followUpIn: dice.roll(2...5))
    }

    // MARK: The evaluation

    private mutating func evaluate() {
        let opportunity = opportunity
        let goesOn = deal.end.depth >= .proposal
        let isWorthwhile = deal.end != .notWorthwhile
        let (feasibility, value) = dice.pick(grades)
        let comment = goesOn ? Phrase.evaluations[0] : isWorthwhile ? Phrase.evaluations[1] : .notWorthwhile
        agenda.add(dice.roll(1...4), owner) {
            try opportunity.evaluate(feasibility, value, isWorthwhile: isWorthwhile, comment, $0)
        }
        if goesOn { agenda.add(dice.roll(1...3), owner) { try opportunity.take("start-proposal", $0) } }
    }

    /// High and medium ones go on; what ends here is low, or waits.
    private var grades: [(Int64, Int64)] {
        switch deal.end {
        case .notWorthwhile, .lostAfterEvaluation: [(2, 2), (1, 4), (3, 2)]
        case .evaluated: [(3, 3), (5, 3), (2, 2), (2, 4)]
        default: [(4, 4), (5, 4), (3, 5), (3, 3), (4, 3), (2, 5)]
        }
    }

    // MARK: The end

    private mutating func lose() {
        let opportunity = opportunity
        let rival = deal.rivals.first.flatMap { deal.end == .lostAtSigning || dice.roll(1...4) == 1 ? nil : $0 }
        let loss = rival == nil ? dice.pick(Phrase.lossesToNobody) : dice.pick(Phrase.losses)
        agenda.add(dice.roll(1...4), owner) { try opportunity.lose(loss, to: rival, $0) }
        agenda.setAnchor()
    }

    /// What is open is talked about; where the last talk is long ago, its follow-up is overdue.
    private mutating func talkAtLast() {
        agenda.setAnchor()
        talk(0, followUpIn: dice.roll(2...6))
    }

    /// - Parameter gap: working days after the act before
    private mutating func talk(_ gap: Int, followUpIn days: Int) {
        let opportunity = opportunity
        let (kind, summary, outcome) = (dice.pick(["call", "visit", "mail", "chat"]), dice.pick(Phrase.talks), dice.pick(Phrase.outcomes))
        agenda.add(gap, owner) { try opportunity.talk(kind, summary, outcome, followUpIn: days, $0) }
    }
}
