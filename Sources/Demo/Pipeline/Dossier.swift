// What one deal has come to: whose it is, and the ids of its papers as they are made.

import Kernel
import Synchronization

/// A paper, or another record, of a deal.
enum DealPaper: Sendable, Hashable {
    case lead, customer, contact, opportunity, proposal, negotiation, contract
}

/// The papers of one deal. What happens later finds there what happened before.
final class Dossier: Sendable, Hashable {
    private struct Content {
        var owner: Int64
        var ids: [DealPaper: Int64] = [:]
    }

    private let content: Mutex<Content>

    /// - Parameter owner: 0 as long as nobody has the lead
    init(owner: Int64 = 0, customer: Int64? = nil) {
        content = Mutex(Content(owner: owner))
        guard let customer else { return }
        // In the files each customer has one contact, entered with it.
        note(.customer, customer)
        note(.contact, customer)
    }

    /// To whom the deal belongs.
    var ownerID: Int64 { content.withLock { $0.owner } }

    func give(to owner: Int64) { content.withLock { $0.owner = owner } }

    func note(_ paper: DealPaper, _ id: Int64?) { content.withLock { $0.ids[paper] = id } }

    func has(_ paper: DealPaper) -> Bool { content.withLock { $0.ids[paper] != nil } }

    /// Throws `DemoFault` where there is no such paper yet.
    func id<R: Resource>(_ paper: DealPaper, of type: R.Type = R.self) throws -> ID<R> {
        guard let id = content.withLock({ $0.ids[paper] }) else { throw DemoFault(text: "there is no \(paper) yet in the story of a deal") }
        return ID(id)
    }

    static func == (left: Dossier, right: Dossier) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
