// Issuing and revoking keys: what a new key may be, and what a key that makes another one may give it.

import Crypto
package import Kernel
import SQLite

/// What the name of a key's own user begins with.
let serviceUserPrefix = "key."

extension APIKey {
    /// Makes a key, and a service user for it where the form names no user. The text is the key itself, which is kept nowhere.
    package static func issue(_ form: Record<NewAPIKey>, in rules: RuleContext) throws -> (key: Record<APIKey>, text: String) {
        let token = try Token.make(prefix: "sk")
        var key = Record(new: APIKey.self)
        key.name = form.name
        key.scopes = try checkedScopes(form.scopes, rules)
        key.expiresAt = form.expiresAt
        key.user = try form.user.map { try namedUser($0, rules) } ?? serviceUser(form, rules)
        try rules.insert(&key)
        try rules.connection.run(
            "INSERT INTO api_key_digest (key_id, digest) VALUES (?, ?)", [.integer(key.id.integer), .blob(token.digest)])
        return (key, token.text)
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

extension Caller {
    /// Whether a scope of a key, such as `orders:read`, is within the caller's own.
    fileprivate func covers(scope: String) -> Bool {
        let parts = scope.split(separator: ":")
        return parts.count == 2 && covers(String(parts[0]), writing: parts[1] == "write")
    }
}
