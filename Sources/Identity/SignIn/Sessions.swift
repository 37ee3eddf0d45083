// Signing in and out. Passwords are hashed on the heavy lane; which users exist is told by nothing, not even by the time it takes
// or by how often one may try.

import Crypto
import HTTP
import JSON
import Kernel
import SQLite

final class Credentials: Form {
    let username = text("User name", "用户名", max: 60)
    let password = secret("Password", "密码")
}

extension Module {
    private static let credentials = Schema<Credentials>(form: Credentials.self)

    static func signIn(_ signInGuard: SignInGuard) -> Route {
        Route(
            .post, "/v1/sessions", needsCaller: false, keeps: .nothing,
            OperationDescription(
                "session.create", "Sign in", "登录", tag: "sessions", body: .form(credentials), status: 201, answer: NewSession.shape.answer),
            lane: .heavyWrite { request, context in
                try request.allowQuery()
                let form = try request.form(credentials, context)
                let username = form.username.lowercased()
                let attempt = try signInGuard.begin(username, from: request.http.remoteAddress, at: request.now)
                return { context in
                    let account = try attempt.compare {
                        let account = try context.read { try Account.named(username, on: $0) }
                        // A user that does not exist costs the same time as a wrong password.
                        let isRight = try PasswordHash.verify(password: form.password, against: account?.passwordHash ?? decoyHash)
                        return isRight && account?.mayTrySignIn == true ? account : nil
                    }
                    guard let account else { throw wrongCredentials }
                    let renewed = try account.renewedHash(of: form.password)
                    return { rules in try startSession(of: account, renewing: renewed, rules) }
                }
            })
    }

    static let currentSession = Route(
        .get, "/v1/sessions/current",
        OperationDescription("session.current", "Who I am", "当前登录者", tag: "sessions", answer: CurrentSession.shape.answer),
        read: { request, context in
            let caller = try request.signedIn()
            return try context.read { connection in
                let account = try caller.userID.flatMap { try Account.identified($0, on: connection) }
                return CurrentSession.shape.response(CurrentSession(account: account, expiresAt: caller.expiresAt))
            }
        })

    static let signOut = Route(
        write: .delete, "/v1/sessions/current",
        OperationDescription("session.delete", "Sign out", "退出登录", tag: "sessions", status: 204, answer: .nothing)
    ) { request, _ in
        let caller = try request.signedIn()
        guard !caller.isKey else { throw Failure(.peopleOnly) }
        guard let session = caller.sessionID, let user = caller.userID else { throw Failure(.notFound) }
        return { rules in
            try rules.note("signed_out", on: rules.require(User.self, ID(user)))
            try rules.connection.run("DELETE FROM session WHERE id = ?", [.integer(session)])
            rules.callersChanged()
            return HTTPResponse(.noContent)
        }
    }

    private static let wrongCredentials = Failure.unauthenticated(.wrongCredentials)

    /// - Parameter hash: of the password with the costs of today, where it is kept with others
    private static func startSession(of account: Account, renewing hash: String?, _ rules: RuleContext) throws -> HTTPResponse {
        // Between the check of the password and now, the user may have been deactivated or the password changed.
        guard let current = try Account.identified(account.id, on: rules.connection), current.mayTrySignIn,
            current.passwordHash == account.passwordHash
        else {
            throw wrongCredentials
        }
        if let hash {
            try rules.connection.run("UPDATE user_password SET hash = ? WHERE user_id = ?", [.text(hash), .integer(account.id)])
        }
        let token = try Token.make(prefix: "st")
        let expiry = rules.now.adding(seconds: SessionLimits.absoluteSeconds)
        try rules.connection.run("DELETE FROM session WHERE expires_at <= ?", [rules.now.stored])
        try rules.connection.run(
            "INSERT INTO session (user_id, digest, created_at, last_used_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            [.integer(account.id), .blob(token.digest), rules.now.stored, rules.now.stored, expiry.stored])
        try rules.acting(as: account.id) { try $0.note("signed_in", on: $0.require(User.self, ID(account.id))) }
        return NewSession.shape.response(NewSession(token: token.text, expiresAt: expiry, account: current), status: .created)
    }

    /// The hash of no password that anybody has.
    private static let decoyHash = "$scrypt$ln=15,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + String(repeating: "A", count: 43)
}

/// What signing in needs of a user.
struct Account: Sendable {
    let id: Int64
    let username: String
    let displayName: String
    let roles: [Role]
    let isActive: Bool
    let passwordHash: String?

    var mayTrySignIn: Bool { isActive && passwordHash != nil }

    /// The password hashed anew where its hash was made at other costs; nil where it was not. Slow by design.
    func renewedHash(of password: String) throws -> String? {
        guard let passwordHash, PasswordHash.needsRenewal(passwordHash) else { return nil }
        return try PasswordHash.make(password: password)
    }

    static func named(_ username: String, on connection: Connection) throws -> Account? {
        try connection.first(select + "WHERE u.username = ? AND u.archived_at IS NULL", [.text(username)]).flatMap(Account.init)
    }

    static func identified(_ id: Int64, on connection: Connection) throws -> Account? {
        try connection.first(select + "WHERE u.id = ? AND u.archived_at IS NULL", [.integer(id)]).flatMap(Account.init)
    }

    private static let select = """
        SELECT u.id, u.username, u.display_name, u.roles, u.active, p.hash FROM users u LEFT JOIN user_password p ON p.user_id = u.id 
        """

    private init?(_ row: [SQLiteValue]) {
        guard let id = Int64(stored: row[0]), let username = String(stored: row[1]), let displayName = String(stored: row[2]),
            let roles = ChoiceList<Role>(stored: row[3])
        else { return nil }
        self.id = id
        self.username = username
        self.displayName = displayName
        self.roles = roles.elements
        isActive = row[4] == .integer(1)
        passwordHash = String(stored: row[5])
    }
}

// MARK: Answers

/// What signing in answers.
private struct NewSession: Sendable {
    let token: String
    let expiresAt: Instant
    let account: Account

    static let shape = AnswerShape<NewSession>(
        "New session", "新会话",
        [
            .field("token", text("The token, shown this once", "令牌（仅显示一次）")) { $0.token },
            .field("expires_at", instant("Expires at", "过期时间")) { $0.expiresAt },
            .object("user", Account.shape) { $0.account },
        ])
}

/// Who calls, and until when the token counts.
private struct CurrentSession: Sendable {
    /// Nil for the operator of the machine.
    let account: Account?
    let expiresAt: Instant?

    static let shape = AnswerShape<CurrentSession>(
        "Session", "会话",
        [
            .object("user", optional: Account.shape) { $0.account },
            .field("expires_at", instant("Expires at", "过期时间").optional()) { $0.expiresAt },
        ])
}

extension Account {
    fileprivate static let shape = AnswerShape<Account>(
        "User", "用户",
        [
            .field("id", reference(User.self, "Id", "编号")) { ID($0.id) },
            .field("username", text("User name", "用户名")) { $0.username },
            .field("display_name", text("Display name", "显示名")) { $0.displayName },
            .field("roles", choices(Role.self, "Roles", "角色")) { ChoiceList($0.roles) },
        ])
}
