// Issuing and revoking keys: what a new key may be, and what a key that makes another one may give it.

import Crypto
package import Kernel
import SQLite

/// What the name of a key's own user begins with.
let serviceUserPrefix = "key."

extension APIKey {
    /// Makes a key, and a service user for it where the form names no user. The text is the key itself, which is kept nowhere.
    package static func issue(_ form: Record<NewAPIKey>, in rules: RuleContext) throws -> (key: Record<APIKey>, text: String) {
        var key = Record(new: APIKey.self)
        key.name = form.name
        key.scopes = try checkedScopes(form.scopes, rules)
        key.expiresAt = form.expiresAt
        key.user = try form.user.map { try namedUser($0, rules) } ?? serviceUser(form, rules)
        let text = try keep(&key, in: rules)
        return (key, text)
    }

    /// Makes a key in the place of another one: of the same user, name and scopes. The other one goes on until the overlap ends.
    ///
    /// Throws `key_ended`, `key_replaced` where a newer one works in its place already, and `key_in_use` where the key that calls would end itself at once.
    static func rotate(_ old: inout Record<APIKey>, _ form: Record<KeyRotation>, in rules: RuleContext) throws
        -> (key: Record<APIKey>, text: String)
    {
        guard old.works(at: rules.now) else { throw Failure(.keyEnded) }
        let newest = try newest(after: old, in: rules)
        guard newest.id == old.id || !newest.works(at: rules.now) else { throw Failure(.keyReplaced, ["id": String(newest.id.integer)]) }
        guard form.overlapHours > 0 || old.id.integer != rules.caller.keyID else { throw Failure(.keyInUse) }
        var key = Record(new: APIKey.self)
        key.name = old.name
        key.user = old.user
        key.scopes = old.scopes
        key.expiresAt = form.expiresAt ?? sameLife(as: newest, from: rules.now)
        key.replaces = old.id
        let text = try keep(&key, in: rules)
        let end = rules.now.adding(seconds: form.overlapHours * 3600)
        old.expiresAt = min(old.expiresAt ?? end, end)
        try rules.save(&old, action: "rotated")
        return (key, text)
    }

    /// The last of those that were made one in the place of the other. It was not rotated, so its end is the one that was meant.
    private static func newest(after key: Record<APIKey>, in rules: RuleContext) throws -> Record<APIKey> {
        var newest = key
        while let next = try rules.all(APIKey.self, where: "replaces_id = ?", newest.id.stored).last { newest = next }
        return newest
    }

    /// The end of a life as long as the old key's; nil where that has none. What would end after the year 9999 ends with the old one.
    private static func sameLife(as old: Record<APIKey>, from now: Instant) -> Instant? {
        guard let end = old.expiresAt else { return nil }
        let new = now.adding(milliseconds: end.milliseconds - old.createdAt.milliseconds)
        return Instant("\(new)") == nil ? end : new
    }

    /// Writes a new key with the digest of its text, which is the answer.
    private static func keep(_ key: inout Record<APIKey>, in rules: RuleContext) throws -> String {
        let token = try Token.make(prefix: "sk")
        try rules.insert(&key)
        try rules.connection.run(
            "INSERT INTO api_key_digest (key_id, digest) VALUES (?, ?)", [.integer(key.id.integer), .blob(token.digest)])
        return token.text
    }

    /// Ends a key for good; one that has ended stays as it is.
    static func revoke(_ key: inout Record<APIKey>, in rules: RuleContext) throws {
        guard key.revokedAt == nil else { return }
        key.revokedAt = rules.now
        try rules.save(&key, action: "revoked")
    }

    /// A key neither makes nor changes one that may do more than itself, or longer, or in the name of another person.
    static func refuseWiderKey(_ key: Record<APIKey>, in rules: RuleContext) throws {
        let caller = rules.caller
        guard caller.isKey else { return }
        if let scopes = caller.scopes {
            guard let given = key.scopes?.words, given.allSatisfy(caller.covers(scope:)) else {
                throw Failure.invalid(.widerKey, at: "/scopes", ["limit": scopes.sorted().joined(separator: ", ")])
            }
        }
        if let end = caller.expiresAt {
            guard let given = key.expiresAt, given <= end else {
                throw Failure.invalid(.widerKey, at: "/expires_at", ["limit": "\(end)"])
            }
        }
        let user = try rules.require(User.self, key.user)
        guard user.id.integer == caller.userID || user.isService else { throw Failure.invalid(.peopleOnly, at: "/user_id") }
        guard RoleSet(user.roles.elements).isSubset(of: caller.roles) else {
            throw Failure.invalid(.widerKey, at: "/roles", ["limit": caller.roles.roles.map(\.rawValue).joined(separator: ", ")])
        }
    }

    /// The user whom the form names: one who may sign in, so that no key waits for somebody to come back.
    private static func namedUser(_ id: ID<User>, _ rules: RuleContext) throws -> ID<User> {
        let user = try rules.referred(to: User.self, id, at: "/user_id")
        guard user.active else { throw Failure.invalid(.userInactive, at: "/user_id") }
        return user.id
    }

    /// A user of the key's own, with the roles that the form names.
    private static func serviceUser(_ form: Record<NewAPIKey>, _ rules: RuleContext) throws -> ID<User> {
        guard let roles = form.roles, !roles.elements.isEmpty else { throw Failure.invalid(.noRoles, at: "/roles") }
        var user = Record(new: User.self)
        user.username = serviceUserPrefix + form.name
        user.displayName = form.name
        user.roles = roles
        user.isService = true
        try rules.insert(&user)
        return user.id
    }

    private static func checkedScopes(_ scopes: WordList?, _ rules: RuleContext) throws -> WordList? {
        guard let scopes, !scopes.words.isEmpty else { return nil }
        for scope in scopes.words {
            let parts = scope.split(separator: ":", omittingEmptySubsequences: false)
            let isKnown =
                parts.count == 2
                && (rules.registry.resource(collection: String(parts[0])) != nil && ["read", "write"].contains(parts[1])
                    || scope == "audit:read")
            guard isKnown else { throw Failure.invalid(.unknownScope, at: "/scopes", ["scope": scope]) }
        }
        return scopes
    }
}

extension Record where D == APIKey {
    /// Whether requests with the key are answered, as far as that lies with the key.
    fileprivate func works(at now: Instant) -> Bool {
        self.revokedAt == nil && !isArchived && (self.expiresAt.map { $0 > now } ?? true)
    }
}

extension Caller {
    /// Whether a scope of a key, such as `orders:read`, is within the caller's own.
    fileprivate func covers(scope: String) -> Bool {
        let parts = scope.split(separator: ":")
        return parts.count == 2 && covers(String(parts[0]), writing: parts[1] == "write")
    }
}
