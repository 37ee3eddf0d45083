// In whose place somebody acts: his or her own, or that of one who is away.

/// A caller's own place, or that of somebody for whom he or she stands in.
///
/// Each has its own roles and its own people, and every right is asked of each for itself: the roles of one with the people of another would
/// be a right that neither of them has.
struct Standing: Sendable {
    /// Nil for the operator of the machine.
    let id: Int64?
    let roles: RoleSet
    /// Everybody below in the reporting line.
    let below: [Int64]
    let isOwn: Bool
    /// The person alone, and with everybody below, as JSON arrays: so the row scope's SQL takes them.
    private let ownList: String
    private let teamList: String
    /// Everybody below, without whoever calls: nobody stands above himself or herself in another's place.
    private let belowList: String

    /// - Parameter caller: who acts in this place
    init(id: Int64?, roles: RoleSet, below: [Int64], isOwn: Bool, by caller: Int64?) {
        self.id = id
        self.roles = roles
        self.below = below
        self.isOwn = isOwn
        let own = [id].compactMap { $0 }
        ownList = Standing.list(own)
        teamList = Standing.list(own + below)
        belowList = Standing.list(below.filter { $0 != caller })
    }

    /// JSON array of those whose rows are covered from this place.
    func owners(_ reach: RowReach) -> String {
        if !roles.isDisjoint(with: reach.team) { return teamList }
        let coversBelow = !roles.isDisjoint(with: reach.below)
        if roles.isDisjoint(with: reach.own) { return coversBelow ? belowList : "[]" }
        return coversBelow ? teamList : ownList
    }

    private static func list(_ ids: [Int64]) -> String {
        "[" + ids.map(String.init).joined(separator: ",") + "]"
    }
}

extension Caller {
    /// JSON array of those whose rows are covered from any of the caller's places.
    func owners(_ reach: RowReach) -> String {
        if principals.isEmpty { return own.owners(reach) }
        let lists = standings.map { $0.owners(reach).dropFirst().dropLast() }
        return "[" + lists.filter { !$0.isEmpty }.joined(separator: ",") + "]"
    }
}
