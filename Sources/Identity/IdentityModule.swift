// Who works here, how they sign in, and which keys other systems have.

package import Kernel

extension Module {
    /// The module with the default limits.
    package static var identity: Module { identity(SignInLimits()) }

    /// Departments, users, sessions and API keys. Each call makes a module that counts wrong passwords on its own.
    package static func identity(_ limits: SignInLimits) -> Module {
        let signInGuard = SignInGuard(limits)
        return Module(
            "identity", "Identity", "身份与权限",
            resources: [AnyResource(Department.self), AnyResource(User.self), AnyResource(APIKey.self)],
            migrations: identityMigrations,
            routes: [signIn(signInGuard), currentSession, signOut, setPassword(signInGuard), newKey, revokeKey],
            failures: [
                .wrongCredentials, .weakPassword, .wrongPassword, .ownAccount, .lastAdministrator, .reportingCircle, .unknownScope,
                .keyInUse,
                .noRoles,
            ])
    }
}

extension FailureCode {
    static let wrongCredentials = FailureCode("wrong_credentials", 401, "The user name or the password is wrong.", "用户名或密码错误。")
    static let weakPassword = FailureCode(
        "weak_password", 422, "A password needs at least {minimum} characters and must not contain the user name.",
        "密码至少需要 {minimum} 个字符，且不能包含用户名。")
    static let wrongPassword = FailureCode("wrong_password", 403, "The current password is wrong.", "当前密码错误。")
    static let ownAccount = FailureCode(
        "own_account", 403, "Nobody deactivates, archives or changes the roles of himself or herself.", "任何人都不能停用、归档自己的账号或修改自己的角色。")
    static let lastAdministrator = FailureCode(
        "last_administrator", 409, "This is the last administrator; make another one first.", "这是最后一个管理员，请先设置另一位管理员。")
    static let reportingCircle = FailureCode(
        "reporting_circle", 422, "The reporting line would go in a circle.", "汇报关系不能形成循环。")
    static let unknownScope = FailureCode(
        "unknown_scope", 422, "There is no scope “{scope}”: it is a collection with :read or :write, such as orders:read.",
        "没有权限范围“{scope}”：应为“集合:read”或“集合:write”，例如 orders:read。")
    static let keyInUse = FailureCode("key_in_use", 409, "A key cannot revoke itself.", "不能吊销正在使用的密钥。")
    static let noRoles = FailureCode("no_roles", 422, "Name the roles of the key, or the user it belongs to.", "请指定密钥的角色，或其所属用户。")
}
