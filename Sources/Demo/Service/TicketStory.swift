// What happens to one ticket, from its entry to where it stands on the last day.

import Kernel

/// One ticket of the plan, and who does what with it.
struct TicketStory: Sendable {
    let acts: TicketActs
    /// Who receives goods there.
    let receiver: String
    private let staff: Staff

    private var ticket: PlannedTicket { acts.ticket }
    private var handler: Doer { .handler(acts.file) }
    private var colleague: Doer { .handlersColleague(acts.file) }

    init(_ ticket: PlannedTicket, receiver: String, _ staff: Staff) {
        self.receiver = receiver
        self.staff = staff
        let priorities = ["normal", "high", "normal", "low", "urgent", "normal", "normal"]
        let channels = ["phone", "email", "online_chat", "phone", "visit"]
        acts = TicketActs(
            ticket: ticket, priority: priorities[ticket.place % priorities.count], channel: channels[ticket.place % channels.count],
            words: TicketWords(ticket.matter, place: ticket.place))
    }

    func happenings(until lastDay: Day, _ shift: Shift) -> [Happening] {
        var dice = Dice(seed: "ticket \(ticket.place)")
        var agenda = Agenda()
        let acts = acts
        agenda.add(0, .user(staff.id(dice.roll(1...2) == 1 ? "service1" : "service2"))) { try acts.enter($0) }
        agenda.setAnchor()
        if ticket.end != .new { work(on: &agenda, &dice) }
        return agenda.happenings(anchoredOn: ticket.enteredOn, until: lastDay, &dice, shift)
    }

    // MARK: The work

    /// Every ninth is answered too late.
    private var isAnsweredLate: Bool { ticket.end.isClosed && ticket.place % 9 == 4 }
    /// Every eighth is solved too late.
    private var isSolvedLate: Bool { ticket.end.isClosed && ticket.place % 8 == 3 }

    private func work(on agenda: inout Agenda, _ dice: inout Dice) {
        let acts = acts
        if ticket.matter == .other {
            let person = staff.id(dice.roll(1...3) == 1 ? "service1" : "service2")
            agenda.add(0, .user(staff.id("service1"))) { try acts.assign(to: person, $0) }
        }
        guard ticket.end != .assigned else { return }
        agenda.add(isAnsweredLate ? 2 : 0, handler) { try acts.start($0) }
        if ticket.end == .late { agenda.add(1, colleague) { try acts.escalate($0) } }
        if ticket.end == .waiting || (acts.priority != "urgent" && ticket.place % 5 == 2) {
            agenda.add(0, handler) { try acts.wait($0) }
            guard ticket.end != .waiting else { return }
            agenda.add(dice.roll(1...2), handler) { try acts.resume($0) }
        }
        if let action = ticket.action { take(action, on: &agenda) }
        guard ticket.end != .inProgress, ticket.end != .late else { return }
        agenda.add(isSolvedLate ? 6 : acts.priority == "urgent" || ticket.action != nil ? 0 : dice.roll(0...1), handler) {
            try acts.resolve($0)
        }
        follow(on: &agenda, &dice)
    }

    /// Proposed by whoever has the ticket, approved by who stands above and, where it costs money back, by finance.
    private func take(_ action: PlannedAction, on agenda: inout Agenda) {
        let acts = acts
        agenda.add(0, handler) { try acts.propose(action, $0) }
        switch action.outcome {
        case .proposed: return
        case .rejected: return agenda.add(0, .handlersManager(acts.file)) { try acts.reject($0) }
        case .cancelled: return agenda.add(0, handler) { try acts.cancel($0) }
        case .approved, .begun, .finished: agenda.add(0, .handlersManager(acts.file)) { try acts.approve($0) }
        }
        if action.kind == "return" { agenda.add(0, .user(staff.id("finance1"))) { try acts.approve($0) } }
        guard action.outcome != .approved else { return }
        agenda.add(0, handler) { try acts.perform($0) }
        guard action.outcome == .finished else { return }
        agenda.add(acts.priority == "urgent" ? 0 : 1, handler) { try acts.finish($0) }
    }

    // MARK: After it

    /// Somebody else asks whether it was well done (P2.6.3).
    private func follow(on agenda: inout Agenda, _ dice: inout Dice) {
        let acts = acts
        switch ticket.end {
        case .satisfied:
            ask(dice.pick([3, 4, 4, 4, 5, 5]), on: &agenda, after: dice.roll(1...3))
            close(on: &agenda)
        case .withoutScore:
            agenda.add(dice.roll(1...3), colleague) { try acts.close("Tried three times, nobody there", $0) }
        case .dissatisfied, .inProgressAgain:
            ask(dice.roll(1...2), on: &agenda, after: dice.roll(1...2))
            guard ticket.end == .dissatisfied else { break }
            agenda.add(dice.roll(1...2), handler) { try acts.resolve($0) }
            // Every third is not content with the second solution either.
            ask(ticket.place % 3 == 0 ? 2 : dice.roll(3...4), on: &agenda, after: dice.roll(1...3))
            close(on: &agenda)
        case .reopened:
            ask(4, on: &agenda, after: 1)
            close(on: &agenda)
            agenda.add(dice.roll(5...12), colleague) { try acts.reopen($0) }
            agenda.add(1, handler) { try acts.resolve($0) }
            ask(4, on: &agenda, after: 2)
            close(on: &agenda)
        default: break
        }
        sendReplacement(on: &agenda)
    }

    private func ask(_ score: Int, on agenda: inout Agenda, after days: Int) {
        let acts = acts
        agenda.add(days, colleague) { try acts.askSatisfaction(score, $0) }
    }

    private func close(on agenda: inout Agenda) {
        let acts = acts
        agenda.add(0, colleague) { try acts.close(nil, $0) }
    }

    private func sendReplacement(on agenda: inout Agenda) {
        guard let action = ticket.action, action.kind == "exchange", action.outcome == .finished, let order = ticket.order else { return }
        let acts = acts
        let receiver = receiver
        for (gap, step) in [(1, "pack"), (0, "ship"), (2, "deliver")] {
            agenda.add(gap, .user(staff.id("logistics2"))) { try acts.send(step, by: order.carrier, to: receiver, $0) }
        }
    }
}
