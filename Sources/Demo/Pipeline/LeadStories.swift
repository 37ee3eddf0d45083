// The leads that have not become deals: new ones, those in talks, those kept warm, and those that came to nothing.

import Kernel

/// How far such a lead has come.
enum LeadEnd: Sendable, CaseIterable {
    case new, overdueNew, contacted, overdueContacted, qualified, nurtured, disqualified

    /// How many of them there are.
    fileprivate var count: Int {
        switch self {
        case .new: 5
        case .overdueNew: 4
        case .contacted: 7
        case .overdueContacted: 6
        case .qualified: 6
        case .nurtured: 14
        case .disqualified: 20
        }
    }

    /// How many working days before the last day the last was done.
    fileprivate func age(_ dice: inout Dice, span: Int) -> Int {
        switch self {
        case .new: 0
        case .overdueNew: dice.roll(3...9)
        case .contacted: dice.roll(0...2)
        case .overdueContacted: dice.roll(9...20)
        case .qualified: dice.roll(0...6)
        case .nurtured: dice.roll(5...200)
        case .disqualified: dice.roll(3...max(3, span - 40))
        }
    }
}

/// All of them.
struct LeadStories: Sendable {
    /// How many companies they take.
    static var count: Int { LeadEnd.allCases.reduce(0) { $0 + $1.count } }

    let prospects: ArraySlice<Prospect>
    /// Those who may enter a lead of their own.
    let sellers: [Int64]
    let firstDay: Day
    let lastDay: Day

    func happenings(_ staff: Staff, _ shift: Shift) -> [Happening] {
        var dice = Dice(seed: "leads")
        let ends = dice.shuffle(LeadEnd.allCases.flatMap { Array(repeating: $0, count: $0.count) })
        let span = firstDay.workdays(until: lastDay)
        return zip(ends, prospects).enumerated().flatMap { index, pair in
            let source = LeadSource.allCases[index % LeadSource.allCases.count]
            let story = LeadStory(
                acts: LeadActs(
                    prospect: pair.1, source: source, dossier: Dossier(owner: source.isMarketings ? 0 : sellers[index % sellers.count]),
                    leadClass: dice.pick(["A", "B", "B", "C"])),
                end: pair.0)
            let agenda = story.agenda(staff, &dice)
            let day = lastDay.subtracting(workdays: pair.0.age(&dice, span: span))
            return agenda.happenings(anchoredOn: day, until: lastDay, &dice, shift)
        }
    }
}

/// One of them.
private struct LeadStory {
    let acts: LeadActs
    let end: LeadEnd

    private static let reasons = [
        Phrase("Buys from its parent company only", "仅由母公司集中采购"), Phrase("Wrong number, nobody knows of it", "电话错误，无人知情"),
        Phrase("Closed down", "已停业"), Phrase("Wanted a single sample", "只需一份样品"),
    ]

    func agenda(_ staff: Staff, _ dice: inout Dice) -> Agenda {
        var agenda = Agenda()
        let acts = acts
        let owner = Doer.owner(acts.dossier)
        agenda.add(0, acts.enterer(staff)) { try acts.enter($0) }
        guard end != .new, end != .overdueNew else { return agenda }
        let followUp = end == .disqualified && dice.roll(1...2) == 1 ? nil : dice.roll(4...7)
        let (kind, talk, outcome) = (dice.pick(["call", "mail", "chat", "visit"]), dice.pick(Phrase.talks), dice.pick(Phrase.outcomes))
        agenda.add(dice.roll(0...2), owner) { try acts.contact(kind, talk, outcome, followUpIn: followUp, $0) }
        switch end {
        case .qualified:
            let intention = dice.pick(["high", "medium", "medium"])
            agenda.add(dice.roll(1...4), owner) { try acts.qualify(intention, $0) }
        case .nurtured:
            let days = dice.roll(20...120)
            agenda.add(dice.roll(2...5), owner) { try acts.nurture(followUpIn: days, $0) }
        case .disqualified:
            let reason = dice.pick(LeadStory.reasons)
            agenda.add(dice.roll(1...6), owner) { try acts.disqualify(reason, $0) }
        default: break
        }
        return agenda
    }
}
