// Setting passwords: one's own with the current one, anybody's by an administrator.

import Crypto
import HTTP
package import Kernel
import SQLite
import Storage

final class NewPassword: Form {
    let password = secret("New password", "新密码")
    let currentPassword = secret("Current password", "当前密码").optional()
}

extension Module {
    private static let passwordForm = Schema<NewPassword>(form: NewPassword.self)

    static func setPassword(_ signInGuard: SignInGuard) -> Route {
        Route(
            .post, "/v1/users/{id}/password", keeps: .nothing,
            OperationDescription(
                "user.password", "Set a password", "设置密码", tag: "users", body: .form(passwordForm), status: 204, answer: .nothing,
                roles: ["the user", Role.admin.rawValue]),
            lane: .heavyWrite { request, context in
                let caller = try request.signedIn()
                try request.allowQuery()
                let id = try request.id()
                try requireRight(of: caller, toSetPasswordOf: id)
                let form = try request.form(passwordForm, context)
                guard let account = try context.read({ try Account.identified(id, on: $0) }) else { throw Failure(.notFound) }
                let isOwn = caller.userID == id && account.passwordHash != nil
                // Whoever has found a session open must not guess its user's password faster than at the door.
                let attempt = isOwn ? try signInGuard.begin(account.username, from: request.http.remoteAddress, at: request.now) : nil
                return { _ in
                    try attempt.map { try requireCurrent(form, of: account, $0) }
                    guard UserPassword.isStrong(form.password, for: account.username) else {
                        throw Failure.invalid(.weakPassword, at: "/password", ["minimum": String(UserPassword.minimumLength)])
                    }
                    let hash = try PasswordHash.make(password: form.password)
                    return { rules in
                        // While the hash was being made the caller may have lost the right.
                        try requireRight(of: rules.caller, toSetPasswordOf: id)
                        rules.transaction.afterCommit { signInGuard.forget(account.username) }
                        return try keep(hash, of: id, rules)
                    }
                }
            })
    }

    private static func requireRight(of caller: Caller, toSetPasswordOf id: Int64) throws {
        guard !caller.isKey else { throw Failure(.peopleOnly) }
        guard caller.userID == id || caller.roles.contains(.admin) else { throw Failure(.notAllowed, ["needed": "admin"]) }
    }

    private static func requireCurrent(_ form: Record<NewPassword>, of account: Account, _ attempt: PasswordTry) throws {
        guard let hash = account.passwordHash else { return }
        guard let current = form.currentPassword,
            try attempt.compare({ try PasswordHash.verify(password: current, against: hash) ? account : nil }) != nil
        else {
            throw Failure(.wrongPassword)
        }
    }

    private static func keep(_ hash: String, of id: Int64, _ rules: RuleContext) throws -> HTTPResponse {
        try UserPassword.keep(hash, of: ID(id), in: rules)
        return HTTPResponse(.noContent)
    }
}

/// What holds for passwords, however they are set.
package enum UserPassword {
    /// Characters.
    package static let minimumLength = 10

    /// Whether a password is long enough and does not contain the name of its user.
    package static func isStrong(_ password: String, for username: String) -> Bool {
        password.count >= minimumLength && !password.lowercased().contains(username)
    }

    /// Keeps the hash of a new password. Whoever has the old one is signed out everywhere. Throws `not_found` where there is no such user.
    package static func keep(_ hash: String, of id: ID<User>, in rules: RuleContext) throws {
        let user = try rules.require(User.self, id)
        try rules.connection.run(
            "INSERT INTO user_password (user_id, hash, changed_at) VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
            [id.stored, .text(hash), rules.now.stored])
        try rules.connection.run("DELETE FROM session WHERE user_id = ?", [id.stored])
        try rules.note("password_set", on: user)
        rules.callersChanged()
    }
}
