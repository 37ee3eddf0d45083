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
            resources: [
                AnyResource(Department.self), AnyResource(User.self), AnyResource(APIKey.self), AnyResource(Absence.self),
                AnyResource(CalendarSettings.self), AnyResource(CalendarException.self), AnyResource(CompanyProfile.self),
            ],
            migrations: identityMigrations,
            routes: [
                signIn(signInGuard), currentSession, signOut, setPassword(signInGuard), newKey, rotateKey, revokeKey, handOver, eraseUser,
            ],
            failures: [
                .wrongCredentials, .weakPassword, .wrongPassword, .ownAccount, .lastAdministrator, .reportingCircle, .ownManager,
                .unknownScope, .keyInUse, .keyEnded, .keyReplaced, .noRoles, .badWorkingHours, .noWorkingDays, .calendarWithoutWork,
                .absenceEndsFirst,
                .absenceOfOther, .delegateUnfit, .delegateAbsent, .delegateOfOwnMaking, .widerKey, .peopleOnly, .userInactive,
                .handOverToSelf, .handOverUnfit, .cannotOwn, .userActive,
            ], warnings: [.missingHolidays])
    }
}
