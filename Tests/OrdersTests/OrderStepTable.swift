// The orders' rows of the table of steps, written down by hand: who may take which step from where, and where it leads.

/// Who somebody is before an order that the rep owns, entered and submitted.
enum Part: Sendable {
    case owner, manager, finance, logistics, integration
}

/// One row of the table.
struct StepRow: Sendable {
    let step: String
    let from: [Place]
    /// Nil: the state stays.
    let to: String?
    let by: [Part]
    /// A person decides: no key, no author.
    let isDecision: Bool
    /// Where the step's own guard refuses it, with the code.
    var guarded: [Place: String] = [:]

    /// The state after the step from a place.
    func result(from place: Place) -> String {
        to ?? (step == "release" ? place.origin : place.status)
    }
}

enum OrderStepTable {
    static let heldInReview: [Place] = [.heldInReviewByHand, .heldInReviewByCredit]
    static let heldApproved: [Place] = [.heldApprovedByHand, .heldApprovedByCredit]
    static let heldConfirmed: [Place] = [.heldConfirmedByHand, .heldConfirmedByCredit]
    static let heldByCredit: [Place] = [.heldInReviewByCredit, .heldApprovedByCredit, .heldConfirmedByCredit]
    static let heldByHand: [Place] = [.heldInReviewByHand, .heldApprovedByHand, .heldConfirmedByHand]

    static let rows: [StepRow] = [
        StepRow(step: "submit", from: [.draft], to: "in_review", by: [.owner, .manager], isDecision: false),
        StepRow(step: "reviews/finance/approve", from: [.inReview] + heldInReview, to: nil, by: [.finance], isDecision: true),
        StepRow(step: "reviews/logistics/approve", from: [.inReview] + heldInReview, to: nil, by: [.logistics], isDecision: true),
        StepRow(step: "reviews/sales/approve", from: [.inReview] + heldInReview, to: nil, by: [.manager], isDecision: true),
        StepRow(step: "reviews/finance/reject", from: [.inReview] + heldInReview, to: "draft", by: [.finance], isDecision: true),
        StepRow(step: "reviews/logistics/reject", from: [.inReview] + heldInReview, to: "draft", by: [.logistics], isDecision: true),
        StepRow(step: "reviews/sales/reject", from: [.inReview] + heldInReview, to: "draft", by: [.manager], isDecision: true),
        StepRow(
            step: "revise", from: [.inReview, .approved] + heldInReview + heldApproved, to: "draft", by: [.owner, .manager],
            isDecision: false),
        StepRow(
            step: "hold", from: [.inReview, .approved, .confirmed, .delivered], to: "on_hold", by: [.finance, .manager], isDecision: false),
        StepRow(step: "release", from: heldByCredit, to: nil, by: [.finance], isDecision: true),
        StepRow(step: "release", from: heldByHand, to: nil, by: [.finance, .manager], isDecision: true),
        StepRow(step: "confirm", from: [.approved], to: "confirmed", by: [.owner, .manager, .logistics], isDecision: false),
        StepRow(step: "erp-confirmation", from: [.confirmed, .delivered, .completed], to: nil, by: [.logistics], isDecision: false),
        StepRow(
            step: "promise", from: [.confirmed, .delivered], to: nil, by: [.logistics], isDecision: false,
            guarded: [.delivered: "nothing_to_promise"]),
        StepRow(
            step: "complete", from: [.confirmed, .delivered], to: "completed", by: [.owner, .manager], isDecision: false,
            guarded: [.confirmed: "not_delivered"]),
        StepRow(
            step: "cancel", from: [.draft, .inReview, .approved] + heldInReview + heldApproved, to: "cancelled", by: [.owner, .manager],
            isDecision: false),
        StepRow(
            step: "cancel", from: [.confirmed, .delivered] + heldConfirmed, to: "cancelled", by: [.manager], isDecision: true,
            guarded: [.delivered: "already_shipped"]),
    ]

    static let steps = [
        "submit", "reviews/finance/approve", "reviews/logistics/approve", "reviews/sales/approve", "reviews/finance/reject",
        "reviews/logistics/reject", "reviews/sales/reject", "revise", "hold", "release", "confirm", "erp-confirmation", "promise",
        "complete", "cancel",
    ]

    private static let inReviewOrHeld = ["in_review", "on_hold from in_review"]

    /// What a refusal because of the state names.
    static let possibleFrom: [String: [String]] = [
        "submit": ["draft"], "revise": ["approved", "in_review", "on_hold from approved", "on_hold from in_review"],
        "hold": ["approved", "confirmed", "in_review"],
        "release": ["on_hold"], "confirm": ["approved"], "erp-confirmation": ["completed", "confirmed"], "complete": ["confirmed"],
        "promise": ["confirmed"],
        "cancel": [
            "approved", "confirmed", "draft", "in_review", "on_hold from approved", "on_hold from confirmed", "on_hold from in_review",
        ],
        "reviews/finance/approve": inReviewOrHeld, "reviews/finance/reject": inReviewOrHeld,
        "reviews/logistics/approve": inReviewOrHeld, "reviews/logistics/reject": inReviewOrHeld,
        "reviews/sales/approve": inReviewOrHeld, "reviews/sales/reject": inReviewOrHeld,
    ]

    /// Everybody who tries. The executive stands above the manager, who stands above the rep.
    static let people: [String: [Part]] = [
        "rep": [.owner], "manager": [.manager], "executive": [.manager], "finance": [.finance], "logistics": [.logistics],
        "key": [.integration],
        "rep2": [], "stranger": [], "production": [], "service": [], "hr": [], "legal": [], "marketing": [], "product": [], "auditor": [],
        "admin": [], "reading key": [],
    ]

    /// Who sees an order only with a ticket about it, or about its customer, and there is none here.
    static let outsiders: Set<String> = ["service", "hr", "legal", "marketing", "product"]

    static func sees(_ name: String, _ place: Place) -> Bool {
        switch name {
        case "rep2", "stranger": false
        // Cancelled straight from the draft here.
        case "logistics": place != .draft && place != .cancelled
        case "production": [.confirmed, .delivered, .completed].contains(place)
        default: true
        }
    }
}

/// What a request for a step has to answer.
enum Expectation: Equatable, Sendable {
    case done(String)
    case refused(Int, String)
    case wrongState([String])
}

extension OrderStepTable {
    static func expectation(_ step: String, _ name: String, _ place: Place) -> Expectation {
        if outsiders.contains(name) { return .refused(404, "not_found") }
        guard sees(name, place) else { return .refused(404, "not_found") }
        if name == "reading key" { return .refused(403, "outside_scope") }
        let rows = rows.filter { $0.step == step }
        if let row = rows.first(where: { $0.from.contains(place) }) {
            if let code = refusal(name, row) { return .refused(403, code) }
            if let code = row.guarded[place] { return .refused(409, code) }
            return .done(row.result(from: place))
        }
        // Who could not take it from any state is told that rather than the state.
        let refusals = rows.compactMap { refusal(name, $0) }
        if refusals.count == rows.count { return .refused(403, refusals[0]) }
        return .wrongState(possibleFrom[step] ?? [])
    }

    private static func refusal(_ name: String, _ row: StepRow) -> String? {
        let parts = people[name] ?? []
        if parts == [.integration] { return row.isDecision ? "decided_by_people" : nil }
        guard row.by.contains(where: parts.contains) else { return "not_allowed" }
        return row.isDecision && name == "rep" ? "own_paper" : nil
    }
}
