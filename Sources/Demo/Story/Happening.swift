// One thing that somebody does at a moment: the unit of which the company's history is made.

import Kernel
import Storage

/// Who does something.
enum Doer: Sendable, Hashable {
    /// Whoever sets the server up.
    case `operator`
    case user(Int64)
    /// The ERP with its key.
    case erp
    /// What happens by itself, in nobody's name.
    case job
    /// Whoever has the deal, the person above, and the one above that.
    case owner(Dossier), manager(Dossier), secondManager(Dossier)
    /// Whoever has the ticket, the person above, and the other one of service.
    case handler(TicketFile), handlersManager(TicketFile), handlersColleague(TicketFile)
}

/// One thing that somebody does. It goes through the same operations as a request, with the clock at its moment.
struct Happening: Sendable {
    let at: Instant
    let by: Doer
    /// Whether it enters an order: progress is counted in them.
    var isOrder = false
    let work: @Sendable (RuleContext) throws -> Void
}

/// Lets things happen.
struct Historian: Sendable {
    let registry: Registry
    private let callers: [Doer: Caller]
    private let staff: Staff

    init(registry: Registry, staff: Staff) {
        self.registry = registry
        self.staff = staff
        var callers = Dictionary(uniqueKeysWithValues: staff.everybody.map { (Doer.user($0.id), staff.caller($0)) })
        callers[.operator] = .operator
        callers[.erp] = Caller(
            userID: staff.erpUserID, roles: [.integration], keyID: ERPKey.id)
        self.callers = callers
    }

    /// Writes down a part of the history. Throws what the rules refuse; the audit tells that all of it is the demo's.
    func tell(_ part: ArraySlice<Happening>, in transaction: Transaction) throws {
        for (number, happening) in zip(part.indices, part) {
            let origin = Origin(remoteAddress: "demo", requestID: "demo-\(number + 1)")
            let context = RuleContext(
                caller: caller(happening.by), now: happening.at, registry: registry, transaction: transaction, origin: origin)
            try happening.work(context)
        }
    }

    /// Whose a deal or a ticket is, may have been decided by what happened before.
    private func caller(_ doer: Doer) -> Caller {
        let known =
            switch doer {
            case .owner(let dossier): Doer.user(dossier.ownerID)
            case .manager(let dossier): Doer.user(staff.reviewer(of: dossier.ownerID))
            case .secondManager(let dossier): Doer.user(staff.reviewer(of: staff.reviewer(of: dossier.ownerID)))
            case .handler(let file): Doer.user(file.handlerID)
            case .handlersManager(let file): Doer.user(staff.reviewer(of: file.handlerID))
            case .handlersColleague(let file): Doer.user(staff.colleague(of: file.handlerID))
            default: doer
            }
        return callers[known] ?? .nobody
    }
}

/// The key with which the ERP signs in.
enum ERPKey {
    static let id: Int64 = 1
    static let name = "erp"
}
