// Who calls.

/// Who makes a request, and what follows from it for access. Looked up by token, kept until a user, role, key or session changes.
///
/// A class, because each request passes one on.
package final class Caller: Sendable {
    /// Nil for the operator of the machine, who works over the control socket.
    package let userID: Int64?
    /// The caller's own roles, and those of whoever he or she stands in for: enough for what is asked of no record. Of a record each place
    /// is asked for itself.
    package let roles: RoleSet
    /// The API key, where one is used instead of a session.
    package let keyID: Int64?
    /// The session, where one is used.
    package let sessionID: Int64?
    /// What an API key is limited to, such as `orders:read`; nil: all that the roles allow.
    package let scopes: Set<String>?
    /// Those whom the caller stands in for, with the roles of each and everybody below.
    package let principals: [Principal]
    /// The caller's own place.
    let own: Standing
    /// That and the places of those whom he or she stands in for.
    let standings: [Standing]
    /// After this moment the token no longer counts.
    package let expiresAt: Instant?
    /// When an absence begins or ends for which the caller stands in, so that he or she is looked up again.
    package let changesAt: Instant?

    /// Somebody who is away.
    package struct Principal: Sendable {
        package let id: Int64
        package let roles: RoleSet
        package let below: [Int64]

        /// Somebody, with everybody below in the reporting line.
        ///
        /// - Parameter roles: those of the person; what is not lent is left out
        package init(id: Int64, roles: RoleSet, below: [Int64]) {
            self.id = id
            self.roles = roles.subtracting(Principal.neverLent)
            self.below = below
        }

        /// Accounts and connections are not a matter of somebody's desk: another administrator does that work.
        private static let neverLent: RoleSet = [.admin, .integration]
    }

    /// Whoever a token belongs to, with what decides about rights.
    package init(
        userID: Int64?, roles ownRoles: RoleSet, keyID: Int64? = nil, sessionID: Int64? = nil, scopes: Set<String>? = nil,
        below ownBelow: [Int64] = [], principals: [Principal] = [], expiresAt: Instant? = nil, changesAt: Instant? = nil
    ) {
        own = Standing(id: userID, roles: ownRoles, below: ownBelow, isOwn: true, by: userID)
        standings = [own] + principals.map { Standing(id: $0.id, roles: $0.roles, below: $0.below, isOwn: false, by: userID) }
        self.principals = principals
        self.changesAt = changesAt
        self.userID = userID
        roles = principals.reduce(ownRoles) { $0.union($1.roles) }
        self.keyID = keyID
        self.sessionID = sessionID
        self.scopes = scopes
        self.expiresAt = expiresAt
    }

    /// Whoever sits at the machine: the administrator of the data directory.
    package static let `operator` = Caller(userID: nil, roles: [.admin])

    /// Whoever has not signed in.
    package static let nobody = Caller(userID: nil, roles: [])

    package var isKey: Bool { keyID != nil }

    /// The same person without those whom he or she stands in for.
    package var alone: Caller {
        principals.isEmpty
            ? self
            : Caller(
                userID: userID, roles: ownRoles, keyID: keyID, sessionID: sessionID, scopes: scopes, below: ownBelow, expiresAt: expiresAt)
    }

    /// Without those of others.
    package var ownRoles: RoleSet { own.roles }
    /// Everybody below the caller himself or herself.
    package var ownBelow: [Int64] { own.below }

    /// For whom the caller acts on a record of that owner: nobody, where the caller's own right reaches it.
    func principal(forOwner owner: Int64?) -> Int64? {
        guard let owner, !principals.isEmpty, owner != userID, !ownBelow.contains(owner) else { return nil }
        return principals.first { $0.id == owner || $0.below.contains(owner) }?.id
    }

    /// For whom the caller does what needs one of these roles: nobody, where he or she has one.
    func principal(amongHolders holders: RoleSet) -> Int64? {
        guard !principals.isEmpty, ownRoles.isDisjoint(with: holders) else { return nil }
        return principals.first { !$0.roles.isDisjoint(with: holders) }?.id
    }

    /// Whether the caller is that person, or stands in for him or her.
    package func actsFor(_ person: Int64) -> Bool {
        standings.contains { $0.id == person }
    }

    func counts(at now: Instant) -> Bool {
        expiresAt.map { now < $0 } ?? true && changesAt.map { now < $0 } ?? true
    }

    /// Whether the key's scopes let the caller do this; always so for a person.
    package func covers(_ collection: String, writing: Bool) -> Bool {
        guard let scopes else { return true }
        return scopes.contains(collection + (writing ? ":write" : ":read")) || (!writing && scopes.contains(collection + ":write"))
    }
}
