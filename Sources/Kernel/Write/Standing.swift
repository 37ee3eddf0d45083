// In whose place somebody acts: his or her own, or that of one who is away.

/// A caller's own place, or that of somebody for whom he or she stands in.
struct Standing {
    /// Nil for the operator of the machine.
    let id: Int64?
    let roles: RoleSet
    let below: [Int64]
    let isOwn: Bool
}

extension Caller {
    /// The caller's own place first.
    var standings: [Standing] {
        let own = Standing(id: userID, roles: ownRoles, below: ownBelow, isOwn: true)
        return [own] + principals.map { Standing(id: $0.id, roles: $0.roles, below: $0.below, isOwn: false) }
    }
}
