// Where an order can stand in its process, and how it gets there.

import TestSupport
import Testing

/// A state of an order, with where a held one came from and why.
enum Place: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case draft, inReview, approved, confirmed, delivered, completed, cancelled
    case heldInReviewByHand, heldApprovedByHand, heldConfirmedByHand
    case heldInReviewByCredit, heldApprovedByCredit, heldConfirmedByCredit

    var testDescription: String { rawValue }

    /// The word on the wire. `delivered` is a confirmed order all of whose goods have arrived and are paid.
    var status: String {
        switch self {
        case .draft: "draft"
        case .inReview: "in_review"
        case .approved: "approved"
        case .confirmed, .delivered: "confirmed"
        case .completed: "completed"
        case .cancelled: "cancelled"
        default: "on_hold"
        }
    }

    /// Where a release leads back to.
    var origin: String {
        switch self {
        case .heldInReviewByHand, .heldInReviewByCredit: "in_review"
        case .heldApprovedByHand, .heldApprovedByCredit: "approved"
        case .heldConfirmedByHand, .heldConfirmedByCredit: "confirmed"
        default: status
        }
    }
}

extension OrderDesk {
    /// An order of the rep's, entered and submitted by the rep, that stands there.
    ///
    /// - Parameter swing: a customer whose credit is good, goes bad and is good again afterwards, where the place needs it
    func order(at place: Place, swing: Int64) throws -> Int64 {
        switch place {
        case .draft: return try draft()
        case .inReview: return try inReview()
        case .approved: return try approved()
        case .confirmed: return try confirmed()
        case .delivered: return try delivered()
        case .completed: return try taken("complete", delivered(), by: "rep")
        case .cancelled: return try taken("cancel", draft(), by: "rep")
        case .heldInReviewByHand: return try taken("hold", inReview(), by: "finance2")
        case .heldApprovedByHand: return try taken("hold", approved(), by: "finance2")
        case .heldConfirmedByHand: return try taken("hold", confirmed(), by: "finance2")
        case .heldInReviewByCredit: return try whileCreditIsBad(swing, inReview(customer: swing), "revise", "submit")
        case .heldApprovedByCredit: return try whileCreditIsBad(swing, approved(customer: swing), "confirm")
        case .heldConfirmedByCredit:
            let id = try taken("hold", confirmed(customer: swing), by: "finance2")
            return try whileCreditIsBad(swing, id, "release", by: "manager")
        }
    }

    private func taken(_ step: String, _ id: Int64, by name: String) throws -> Int64 {
        try must(step, id, by: name)
        return id
    }

    private func delivered() throws -> Int64 {
        let id = try confirmed()
        _ = try shipped(of: id, [0: "10"], ["pack", "ship", "deliver"])
        try world.settle(id)
        return id
    }

    private func whileCreditIsBad(_ customer: Int64, _ id: Int64, _ steps: String..., by name: String = "rep") throws -> Int64 {
        try investigate(customer, rating: "D")
        for step in steps { try must(step, id, by: name) }
        try investigate(customer)
        return id
    }
}
