// Every step of an amendment, from every state, by everybody, against the table (states.md, P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

/// Where an amendment can stand.
enum AmendmentPlace: String, CaseIterable, Sendable {
    case draft, inReview = "in_review", approved, rejected, applied, withdrawn
}

struct AmendmentStepTests {
    private struct Row {
        let step: String
        let from: [AmendmentPlace]
        let to: AmendmentPlace?
        /// Beside the ERP's key, where no person has to decide.
        let by: [String]
        var isDecision = false
    }

    private static let finance = ["finance", "finance2"]
    private static let logistics = ["logistics", "logistics2"]
    private static let sales = ["manager", "executive"]

    private static let rows = [
        Row(step: "submit", from: [.draft], to: .inReview, by: ["rep"]),
        Row(step: "apply", from: [.approved], to: .applied, by: ["rep"]),
        Row(step: "withdraw", from: [.draft, .inReview, .approved], to: .withdrawn, by: ["rep"]),
        Row(step: "reviews/finance/approve", from: [.inReview], to: nil, by: finance, isDecision: true),
        Row(step: "reviews/finance/reject", from: [.inReview], to: .rejected, by: finance, isDecision: true),
        Row(step: "reviews/logistics/approve", from: [.inReview], to: nil, by: logistics, isDecision: true),
        Row(step: "reviews/logistics/reject", from: [.inReview], to: .rejected, by: logistics, isDecision: true),
        Row(step: "reviews/sales/approve", from: [.inReview], to: nil, by: sales, isDecision: true),
        Row(step: "reviews/sales/reject", from: [.inReview], to: .rejected, by: sales, isDecision: true),
    ]
    private static let people = [
        "rep", "manager", "executive", "finance", "finance2", "logistics", "logistics2", "key", "rep2", "stranger", "production", "service",
        "hr", "legal", "marketing", "product", "auditor", "admin",
    ]
    private static let outsiders = ["production", "service", "hr", "legal", "marketing", "product"]

    private func amendment(at place: AmendmentPlace, _ desk: OrderDesk) throws -> Int64 {
        let order = try desk.confirmed()
        let changes = try desk.quantityChange(order, "11")
        switch place {
        case .approved: return try desk.approvedAmendment(order, changes)
        case .applied:
            let id = try desk.approvedAmendment(order, changes)
            try desk.mustAmendment("apply", id)
            return id
        default: break
        }
        let id = try desk.world.created(desk.amend(order, changes))
        if place == .withdrawn { try desk.mustAmendment("withdraw", id) }
        guard place == .inReview || place == .rejected else { return id }
        try desk.mustAmendment("submit", id)
        if place == .rejected { try desk.mustAmendment("reviews/finance/reject", id, by: "finance") }
        return id
    }

    private func sees(_ name: String, _ place: AmendmentPlace) -> Bool {
        // As a draft it was withdrawn here.
        !["rep2", "stranger"].contains(name) && !(Self.logistics.contains(name) && [.draft, .withdrawn].contains(place))
    }

    private func refusal(_ row: Row, _ name: String, _ place: AmendmentPlace) -> (Int, String)? {
        if Self.outsiders.contains(name) { return (403, "not_allowed") }
        guard sees(name, place) else { return (404, "not_found") }
        if name == "key" { return row.isDecision ? (403, "decided_by_people") : row.from.contains(place) ? nil : (409, "wrong_state") }
        guard row.by.contains(name) else { return (403, "not_allowed") }
        return row.from.contains(place) ? nil : (409, "wrong_state")
    }

    @Test(arguments: AmendmentPlace.allCases)
    func `whoever may not take a step is refused, and the amendment stays as it is`(_ place: AmendmentPlace) throws {
        let desk = try OrderDesk()
        let id = try amendment(at: place, desk)
        let before = try desk.amendment(id).json
        for row in Self.rows {
            for name in Self.people {
                guard let (status, code) = refusal(row, name, place) else { continue }
                let reply = try desk.takeAmendment(row.step, id, by: name)
                #expect(reply.status == status && reply.code == code, "\(row.step) by \(name) from \(place): \(reply.answer.text)")
            }
        }
        #expect(try desk.amendment(id).json == before)
    }

    @Test(arguments: AmendmentPlace.allCases)
    func `whoever may take a step gets the amendment where it leads`(_ place: AmendmentPlace) throws {
        let desk = try OrderDesk()
        for row in Self.rows {
            for name in Self.people where refusal(row, name, place) == nil {
                let reply = try desk.takeAmendment(row.step, amendment(at: place, desk), by: name)
                #expect(reply.status == 200, "\(row.step) by \(name) from \(place): \(reply.answer.text)")
                #expect(reply.string("status") == (row.to ?? place).rawValue)
            }
        }
    }

    @Test(arguments: AmendmentPlace.allCases)
    func `an amendment's actions are the steps that its reader may take`(_ place: AmendmentPlace) throws {
        let desk = try OrderDesk()
        let id = try amendment(at: place, desk)
        for name in Self.people where sees(name, place) && !Self.outsiders.contains(name) {
            let actions = try desk.amendment(id, by: name).array("actions").compactMap { $0.object?["step"]?.string }
            let expected = Self.rows.filter { refusal($0, name, place) == nil }.map(\.step)
            #expect(actions.sorted() == expected.sorted(), "\(name) at \(place)")
        }
    }
}
