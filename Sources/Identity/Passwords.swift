// Setting passwords: one's own with the current one, anybody's by an administrator.

import Crypto
import HTTP
import Kernel
import SQLite

struct NewPassword: Form {
    let password = secret("New password", "新密码")
    let currentPassword = secret("Current password", "当前密码").optional()
}

extension Module {
    private static let passwordForm = Schema<NewPassword>(form: NewPassword.self)
    private static let minimumLength = 10

    static let setPassword = Route(
        .post, "/v1/users/{id}/password", isSecret: true,
        OperationDescription(
            "user.password", "Set a password", "设置密码", tag: "users", body: .form(passwordForm), status: 204, answer: .nothing,
            roles: ["the user", Role.admin.rawValue]),
        lane: .heavyWrite { request, context in
            let caller = try request.signedIn()
            try request.allowQuery()
            let id = try request.id()
            let isOwn = caller.userID == id
            guard isOwn && !caller.isKey || caller.roles.contains(.admin) && caller.covers("users", writing: true) else {
                throw Failure(.notAllowed, ["needed": "admin"])
            }
            let form = try request.form(passwordForm, context)
            guard let account = try context.read({ try Account.identified(id, on: $0) }) else { throw Failure(.notFound) }
            if isOwn { try requireCurrent(form, of: account) }
            let isWeak = form.password.count < minimumLength || form.password.lowercased().contains(account.username)
            guard !isWeak else { throw Failure.invalid(.weakPassword, at: "/password", ["minimum": String(minimumLength)]) }
            let hash = try PasswordHash.make(password: form.password)
            return { rules in try keep(hash, of: id, rules) }
        })

    private static func requireCurrent(_ form: Record<NewPassword>, of account: Account) throws {
        guard let hash = account.passwordHash else { return }
        guard let current = form.currentPassword, try PasswordHash.verify(password: current, against: hash) else {
            throw Failure(.wrongPassword)
        }
    }

    /// Whoever has the old password is signed out everywhere.
    private static func keep(_ hash: String, of id: Int64, _ rules: RuleContext) throws -> HTTPResponse {
        let user = try rules.require(User.self, ID(id))
        try rules.connection.run(
            "INSERT INTO user_password (user_id, hash, changed_at) VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
            [.integer(id), .text(hash), rules.now.stored])
        try rules.connection.run("DELETE FROM session WHERE user_id = ?", [.integer(id)])
        try rules.note("password_set", on: user)
        rules.callersChanged()
        return HTTPResponse(.noContent)
    }
}
