// API keys: how other systems sign in. The key itself is shown once and kept only as a digest.

import Crypto
import HTTP
import JSON
package import Kernel
import SQLite

/// A key that belongs to a user, with scopes and expiry. It takes no decision that a person has to take (states.md, ✋).
package struct APIKey: Resource {
    package static let schema = Schema<APIKey>("api-keys", one: "api_key", "API key", "API 密钥")

    package let name = text("Name", "名称", max: 100)
    package let user = reference(User.self, "User", "所属用户").fixed()
    package let scopes = words("Scopes", "权限范围").optional().fixed()
    package let expiresAt = instant("Expires at", "过期时间").optional()
    package let lastUsedAt = instant("Last used at", "最近使用时间").computed().optional()
    package let revokedAt = instant("Revoked at", "吊销时间").computed().optional()

    package init() {}

    package static let access = [
        Grant([.admin], [.read, .update]),
        Grant([.executive, .auditor], .read),
    ]

    package static func written(_ key: Record<APIKey>, from old: Record<APIKey>?, in context: RuleContext) throws {
        context.callersChanged()
    }
}

/// What a new key is made from.
package struct NewAPIKey: Form {
    package let name = identifier("Name", "名称")
    package let user = reference(User.self, "User it belongs to", "所属用户").optional()
    package let roles = choices(Role.self, "Roles of its own service user", "服务账号的角色").optional()
    package let scopes = words("Scopes", "权限范围").optional()
    package let expiresAt = instant("Expires at", "过期时间").optional()

    package init() {}
}

/// A key that was just made, with the text that is shown this once.
private struct IssuedKey: Sendable {
    let record: Record<APIKey>
    let text: String

    static let shape = AnswerShape<IssuedKey>(
        "New API key", "新 API 密钥",
        [
            .field("id", reference(APIKey.self, "Id", "编号")) { $0.record.id },
            .field("user_id", reference(User.self, "User", "所属用户")) { $0.record.user },
            .field("name", Kernel.text("Name", "名称")) { $0.record.name },
            .field("key", Kernel.text("The key itself, shown this once", "密钥（仅显示一次）")) { $0.text },
        ])
}

extension Module {
    private static let keyForm = Schema<NewAPIKey>(form: NewAPIKey.self)

    static let newKey = Route(
        .post, "/v1/api-keys", isSecret: true,
        OperationDescription(
            "api_key.create", "Make an API key; it is shown once", "创建 API 密钥（仅显示一次）", tag: "api-keys", body: .form(keyForm), status: 201,
            answer: IssuedKey.shape.answer, roles: [Role.admin.rawValue]),
        lane: .write { request, context in
            try permit(request, context.registry.resource(APIKey.schema), .update)
            try request.allowQuery()
            let form = try request.form(keyForm, context)
            return { rules in
                let (key, text) = try APIKey.issue(form, in: rules)
                var response = IssuedKey.shape.response(IssuedKey(record: key, text: text), status: .created)
                response.fields.append(.location, "/v1/api-keys/\(key.id.integer)")
                return response
            }
        })

    static let revokeKey = Route(
        write: .delete, "/v1/api-keys/{id}",
        OperationDescription(
            "api_key.revoke", "Revoke an API key", "吊销 API 密钥", tag: "api-keys", status: 204, answer: .nothing, roles: [Role.admin.rawValue]
        )
    ) { request, context in
        try permit(request, context.registry.resource(APIKey.schema), .update)
        try request.allowQuery()
        let id = try request.id()
        return { rules in
            var key = try rules.require(APIKey.self, ID(id))
            guard key.id.integer != rules.caller.keyID else { throw Failure(.keyInUse) }
            if key.revokedAt == nil {
                key.revokedAt = rules.now
                try rules.save(&key, action: "revoked")
            }
            return HTTPResponse(.noContent)
        }
    }
}

extension APIKey {
    /// Makes a key, and a service user for it where the form names no user. The text is the key itself, which is kept nowhere.
    package static func issue(_ form: Record<NewAPIKey>, in rules: RuleContext) throws -> (key: Record<APIKey>, text: String) {
        let token = try Token.make(prefix: "sk")
        var key = Record(new: APIKey.self)
        key.name = form.name
        key.scopes = try checkedScopes(form.scopes, rules)
        key.expiresAt = form.expiresAt
        key.user = try form.user.map { try rules.require(User.self, $0).id } ?? serviceUser(form, rules)
        try rules.insert(&key)
        try rules.connection.run(
            "INSERT INTO api_key_digest (key_id, digest) VALUES (?, ?)", [.integer(key.id.integer), .blob(token.digest)])
        return (key, token.text)
    }

    /// A user of the key's own, with the roles that the form names.
    private static func serviceUser(_ form: Record<NewAPIKey>, _ rules: RuleContext) throws -> ID<User> {
        guard let roles = form.roles, !roles.elements.isEmpty else { throw Failure.invalid(.noRoles, at: "/roles") }
        var user = Record(new: User.self)
        user.username = "key." + form.name
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
