// Who is who: what the kernel has to know of people, asked of the module that keeps them.

package import SQLite

/// What the kernel asks about people. The identity module answers.
package struct Directory: Sendable {
    /// The caller to whom the SHA-256 of a token belongs; nil for none.
    package let caller: @Sendable (_ tokenHash: [UInt8], _ now: Instant, Connection) throws -> Caller?
    /// The active users who have a role.
    package let holders: @Sendable (Role, Connection) throws -> [Int64]
    /// Everybody above a user in the reporting line, the nearest first.
    package let managers: @Sendable (_ userID: Int64, Connection) throws -> [Int64]
    /// The roles of an active person; none for a service user and for whoever has left.
    package let roles: @Sendable (_ userID: Int64, Connection) throws -> RoleSet
    /// Those who are away and for whom the user stands in.
    package let principals: @Sendable (_ userID: Int64, _ now: Instant, Connection) throws -> [Int64]
    /// What a user is called; nil where there is none.
    package let displayName: @Sendable (_ userID: Int64, Connection) throws -> String?
    /// Somebody as he or she may work now, without a token: for what goes on when the request is over. Nil for who may no longer sign in,
    /// and for a key that no longer counts.
    package let person: @Sendable (_ userID: Int64, _ keyID: Int64?, _ now: Instant, Connection) throws -> Caller?
    /// Keeps when tokens were last used; without audit and version.
    package let recordUses: (@Sendable (_ uses: [[UInt8]: Instant], Connection) throws -> Void)?

    /// The answers of the module that keeps people.
    package init(
        caller: @escaping @Sendable (_ tokenHash: [UInt8], _ now: Instant, Connection) throws -> Caller?,
        holders: @escaping @Sendable (Role, Connection) throws -> [Int64],
        managers: @escaping @Sendable (_ userID: Int64, Connection) throws -> [Int64],
        roles: @escaping @Sendable (_ userID: Int64, Connection) throws -> RoleSet,
        displayName: @escaping @Sendable (_ userID: Int64, Connection) throws -> String?,
        principals: @escaping @Sendable (_ userID: Int64, _ now: Instant, Connection) throws -> [Int64] = { _, _, _ in [] },
        person: @escaping @Sendable (_ userID: Int64, _ keyID: Int64?, _ now: Instant, Connection) throws -> Caller? = { _, _, _, _ in nil
        },
        recordUses: (@Sendable (_ uses: [[UInt8]: Instant], Connection) throws -> Void)? = nil
    ) {
        self.caller = caller
        self.holders = holders
        self.managers = managers
        self.roles = roles
        self.displayName = displayName
        self.principals = principals
        self.person = person
        self.recordUses = recordUses
    }
}
