// API keys: how other systems sign in. The key itself is shown once and kept only as a digest.

import HTTP
import JSON
package import Kernel

/// A key that belongs to a user, with scopes and expiry. It takes no decision that a person has to take (states.md, ✋).
package final class APIKey: Resource {
    package static let schema = Schema<APIKey>("api-keys", one: "api_key", "API key", "API 密钥")

    package let name = text("Name", "名称", max: 100)
    package let user = reference(User.self, "User", "所属用户").fixed()
    package let scopes = words("Scopes", "权限范围").optional().fixed()
    package let expiresAt = instant("Expires at", "过期时间").optional()
    package let lastUsedAt = instant("Last used at", "最近使用时间").computed().optional()
    /// The key in whose place it was made.
    package let replaces = reference(APIKey.self, "Replaces", "替换的密钥").computed().optional()
    package let revokedAt = instant("Revoked at", "吊销时间").computed().optional()

    package init() {}

    package static let furtherEvents = ["rotated", "revoked"]

    package static let access = [
        Grant([.admin], [.read, .update]),
        Grant([.executive, .auditor], .read),
    ]

    /// Throws `wider_key` and `people_only`.
    package static func prepare(_ key: inout Record<APIKey>, from old: Record<APIKey>?, in context: RuleContext) throws {
        try refuseWiderKey(key, in: context)
    }

    /// What a key may do changes with the next request.
    package static func written(_ key: Record<APIKey>, from old: Record<APIKey>?, in context: RuleContext) throws {
        context.callersChanged()
    }
}

/// What a new key is made from.
package final class NewAPIKey: Form {
    /// Short enough for the name of a service user that is made of it.
    package let name = identifier("Name", "名称", max: User.usernameLength - serviceUserPrefix.count)
    package let user = reference(User.self, "User it belongs to", "所属用户").optional()
    package let roles = choices(Role.self, "Roles of its own service user", "服务账号的角色").optional()
    package let scopes = words("Scopes", "权限范围").optional()
    package let expiresAt = instant("Expires at", "过期时间").optional()

    package init() {}
}

/// How a key gives way to a new one.
final class KeyRotation: Form {
    let overlapHours = integer("Hours for which the old key goes on", "旧密钥继续有效的小时数", 0...168).byDefault(24)
    let expiresAt = instant("Expires at; as long a life as the old key's where it is left out", "过期时间（默认与旧密钥有效期等长）").optional()
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

    /// 201 with the place of the key's record.
    var response: HTTPResponse {
        var response = IssuedKey.shape.response(self, status: .created)
        response.fields.append(.location, "/v1/api-keys/\(record.id.integer)")
        return response
    }
}

extension Module {
    private static let keyForm = Schema<NewAPIKey>(form: NewAPIKey.self)

    static let newKey = Route(
        .post, "/v1/api-keys", keeps: .place,
        OperationDescription(
            "api_key.create", "Make an API key; it is shown once", "创建 API 密钥（仅显示一次）", tag: "api-keys", body: .form(keyForm), status: 201,
            answer: IssuedKey.shape.answer, roles: [Role.admin.rawValue]),
        lane: .write { request, context in
            try permit(request, context.registry.resource(APIKey.schema), .update)
            try request.allowQuery()
            let form = try request.form(keyForm, context)
            return { rules in
                let (key, text) = try APIKey.issue(form, in: rules)
                return IssuedKey(record: key, text: text).response
            }
        })

    private static let rotationForm = Schema<KeyRotation>(form: KeyRotation.self)

    static let rotateKey = Route(
        .post, "/v1/api-keys/{id}/rotate", keeps: .place,
        OperationDescription(
            "api_key.rotate", "Replace an API key; the new one is shown once", "轮换 API 密钥（新密钥仅显示一次）", tag: "api-keys",
            body: .form(rotationForm), status: 201, answer: IssuedKey.shape.answer, roles: [Role.admin.rawValue]),
        lane: .write { request, context in
            try permit(request, context.registry.resource(APIKey.schema), .update)
            try request.allowQuery()
            let id = try request.id()
            let form = try request.form(rotationForm, context)
            return { rules in
                var old = try rules.visible(APIKey.self, ID(id))
                let (key, text) = try APIKey.rotate(&old, form, in: rules)
                return IssuedKey(record: key, text: text).response
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
            try APIKey.revoke(&key, in: rules)
            return HTTPResponse(.noContent)
        }
    }
}
