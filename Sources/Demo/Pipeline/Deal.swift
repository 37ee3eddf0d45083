// What a deal of the sample company is: with whom, about what, and how far it has come.

import Kernel

/// Where a deal has come to until the last day, along the process (P2.2 – P2.4).
enum DealEnd: Sendable, Hashable, CaseIterable {
    case analysis, evaluated, notWorthwhile
    case draft, inReview, changesRequested, approved, expired, withdrawn
    case scheduled, held, conceded
    case contractDraft, legalReview, signing, signingOverdue
    case signed, inExecution, delivered, lapsed, waived, terminated
    case lostEarly, lostAfterEvaluation, lostToOffer, lostInNegotiation, lostAtSigning

    /// How far the process went.
    enum Depth: Int, Comparable {
        case needs, evaluation, proposal, negotiation, contract, execution

        static func < (left: Depth, right: Depth) -> Bool { left.rawValue < right.rawValue }
    }

    var depth: Depth {
        switch self {
        case .analysis, .lostEarly: .needs
        case .evaluated, .notWorthwhile, .lostAfterEvaluation: .evaluation
        case .draft, .inReview, .changesRequested, .approved, .expired, .withdrawn, .lostToOffer: .proposal
        case .scheduled, .held, .conceded, .lostInNegotiation: .negotiation
        case .contractDraft, .legalReview, .signing, .signingOverdue, .lostAtSigning: .contract
        case .signed, .inExecution, .delivered, .lapsed, .waived, .terminated: .execution
        }
    }

    var isLost: Bool { [.lostEarly, .lostAfterEvaluation, .lostToOffer, .lostInNegotiation, .lostAtSigning].contains(self) }

    /// Neither won nor lost on the last day.
    var isOpen: Bool { !isLost && depth < .execution }
}

/// One line of what is offered.
struct DealLine: Sendable {
    let productID: Int64
    let quantity: Quantity
    let price: UnitPrice
    let discount: Fraction
}

/// A deal, from its first word to its end.
struct Deal: Sendable {
    let number: Int
    let end: DealEnd
    /// The company that it comes from as a lead; nil for a customer of old.
    var prospect: Prospect?
    var channel = LeadSource.referral
    let customerName: String
    let lines: [DealLine]
    let freight: UnitPrice
    let shipTo: String
    /// Who else is in it.
    let rivals: [Int64]
    /// When it was decided, or when the last was done.
    let anchor: Day
    let dossier: Dossier

    /// Whether it is ordered as the files have it, so that its prices stand.
    var hasFixedPrices = false

    var isChinese: Bool { prospect?.isChinese ?? false }
}
