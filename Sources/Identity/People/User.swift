// The people, and the service users that keys belong to.

package import Kernel
import SQLite

extension FieldGroup {
    /// What of a user is not everybody else's business.
    package static let personal = FieldGroup("personal", seenBy: [.hr, .salesManager, .executive, .auditor, .admin], andInOwnRow: true)
}

/// Somebody who works with the server (P1), with roles and a place in the reporting line.
package final class User: Resource {
    package static let schema = Schema<User>("users", one: "user", "User", "用户")

    package let username = identifier("User name", "用户名", max: User.usernameLength).unique().personal().written(by: [.admin]).lookedUp()
    package let displayName = text("Display name", "显示名", max: 100).personal().naming().lookedUp()
    package let department = reference(Department.self, "Department", "部门").optional()
    package let roles = choices(Role.self, "Roles", "角色").seen(in: .personal).written(by: [.admin])
    package let manager = reference(User.self, "Manager", "上级").handedOver().optional()
    package let position = text("Position", "职位", max: 100).optional()
    package let employeeNumber = text("Employee number", "工号", max: 40).personal().seen(in: .personal).optional()
    package let email = Kernel.email("Mail", "邮箱").personal().seen(in: .personal).optional()
    package let phone = Kernel.phone("Phone", "电话").personal().seen(in: .personal).optional()
    package let locale = choice(Locale.self, "Language", "语言").byDefault(.chinese)
    package let hiredOn = day("Hired on", "入职日期").personal().seen(in: .personal).optional()
    package let active = boolean("Active", "启用").byDefault(true).written(by: [.admin])
    package let isService = boolean("Service user of an API key", "密钥服务账号").byDefault(false).computed()
    /// It stays when the person is erased, so that the other system's next PUT by it does not enter the person again.
    package let externalID = Kernel.externalID()
    package let erasedAt = Kernel.erasedAt()

    package init() {}

    /// Characters.
    static let usernameLength = 60

    package static let access =
        Grant.standard + [
            Grant([.hr], [.read, .update]),
            Grant(.everyone, .read),
        ]

    /// Throws `reporting_circle`, `not_your_field`, `own_manager`, `people_only`, `own_account`, `last_administrator`.
    package static func prepare(_ user: inout Record<User>, from old: Record<User>?, in context: RuleContext) throws {
        user.username = user.username.lowercased()
        if let manager = user.manager, let old { try refuseCircle(from: manager, to: old.id, in: context) }
        guard let old else { return }
        // Who stands above whom outlasts an absence, so nobody decides it by a borrowed role.
        if old.manager != user.manager, context.caller.ownRoles.isDisjoint(with: [.hr, .admin]) {
            throw Failure.invalid(.notYourField, at: "/manager_id", ["name": "manager_id"])
        }
        // Whoever judges somebody is not chosen by that one.
        if old.manager != user.manager, context.caller.actsFor(old.id.integer), !context.caller.ownRoles.contains(.admin) {
            throw Failure.invalid(.ownManager, at: "/manager_id")
        }
        let losesRights = old.active && !user.active || old.roles != user.roles
        let changesRights = old.active != user.active || old.roles != user.roles || old.isArchived != user.isArchived
        if changesRights, context.caller.isKey { throw Failure(.peopleOnly) }
        if losesRights, old.id.integer == context.caller.userID { throw Failure(.ownAccount) }
        let endsAsAdministrator = old.isAdministrator && !user.isAdministrator
        if endsAsAdministrator { try requireAnotherAdministrator(than: old, in: context) }
    }

    /// Throws `people_only`, `own_account`, `last_administrator`.
    package static func archiving(_ user: Record<User>, in context: RuleContext) throws {
        if context.caller.isKey { throw Failure(.peopleOnly) }
        if user.id.integer == context.caller.userID { throw Failure(.ownAccount) }
        if user.isAdministrator { try requireAnotherAdministrator(than: user, in: context) }
    }

    /// Who may no longer sign in loses sessions and keys for good.
    package static func written(_ user: Record<User>, from old: Record<User>?, in context: RuleContext) throws {
        if let old, old.maySignIn, !user.maySignIn { try endAccess(of: user, in: context) }
        context.callersChanged()
    }

    /// The reports of who hands over get the new manager; whoever stands above that one, and that one too, move up, so that no circle arises.
    package static func handOver(
        _ user: inout Record<User>, from old: Record<User>, _ people: HandingOver, in context: RuleContext
    ) throws {
        guard try lineAbove(ID(people.to), in: context).contains(user.id) else { return }
        user.manager = try context.require(User.self, ID(people.from)).manager
    }

    /// Somebody and everybody above, whether they still work here or not.
    private static func lineAbove(_ user: ID<User>, in context: RuleContext) throws -> [ID<User>] {
        var line: [ID<User>] = []
        var next: ID<User>? = user
        while let id = next, !line.contains(id) {
            line.append(id)
            next = try context.find(User.self, id)?.manager
        }
        return line
    }

    /// Ends the user's sessions and keys for good, so that no old token comes alive when he or she comes back.
    static func endAccess(of user: Record<User>, in context: RuleContext) throws {
        try context.connection.run("DELETE FROM session WHERE user_id = ?", [user.id.stored])
        for var key in try context.all(APIKey.self, where: "user_id = ? AND revoked_at IS NULL", user.id.stored) {
            try APIKey.revoke(&key, in: context)
        }
    }

    private static func refuseCircle(from manager: ID<User>, to user: ID<User>, in context: RuleContext) throws {
        let above = try context.registry.directory.managers(manager.integer, context.connection)
        guard manager != user, !above.contains(user.integer) else { throw Failure.invalid(.reportingCircle, at: "/manager_id") }
    }

    private static func requireAnotherAdministrator(than user: Record<User>, in context: RuleContext) throws {
        let administrators = try context.registry.directory.holders(.admin, context.connection)
        guard administrators.contains(where: { $0 != user.id.integer }) else { throw Failure(.lastAdministrator) }
    }
}

extension Record where D == User {
    var maySignIn: Bool { self.active && !isArchived }

    fileprivate var isAdministrator: Bool {
        maySignIn && self.roles.elements.contains(.admin)
    }
}

/// The language in which a user is addressed.
package enum Locale: String, Choice {
    case english = "en"
    case chinese = "zh-CN"

    package var chinese: String {
        switch self {
        case .english: "英语"
        case .chinese: "简体中文"
        }
    }
}
