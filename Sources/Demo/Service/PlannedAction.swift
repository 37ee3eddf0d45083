// What service does about a ticket, and how far it comes. The same at every run.

/// A service action of the plan.
struct PlannedAction: Sendable {
    enum Outcome: Sendable {
        case finished, rejected, cancelled
        /// On the last day it waits for approval, or is begun.
        case proposed, approved, begun
    }

    /// As the API calls it.
    let kind: String
    let outcome: Outcome

    var isAboutGoods: Bool { !["answer", "visit"].contains(kind) }

    /// Nil where words are enough.
    init?(of matter: TicketMatter, _ end: TicketEnd, place: Int) {
        let kinds: [String?] =
            switch matter {
            case .quality: ["return", "exchange", "repair", "answer", "return", "exchange", nil]
            case .complaint: ["visit", "answer", nil, "return", "visit"]
            case .delivery: ["exchange", nil, nil, "answer"]
            case .inquiry: ["answer", nil, nil]
            case .other: [nil]
            }
        guard let kind = kinds[place % kinds.count], let outcome = Outcome(end, place: place) else { return nil }
        self.kind = kind
        self.outcome = outcome
    }
}

extension PlannedAction.Outcome {
    /// Of what is closed most was done; of what is open something waits at every step.
    fileprivate init?(_ end: TicketEnd, place: Int) {
        switch end {
        case .new, .assigned, .waiting: return nil
        case .inProgress: self = place.isMultiple(of: 2) ? .proposed : .approved
        case .late: self = .begun
        default: self = place % 11 == 5 ? .rejected : place % 13 == 7 ? .cancelled : .finished
        }
    }
}
