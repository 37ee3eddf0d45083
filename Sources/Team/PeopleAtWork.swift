// Who can be given something to do.

package import Identity
package import Kernel
import SQLite

extension RuleReader {
    /// Whether the person works here: no system, and nobody who has left.
    package func isAtWork(_ user: ID<User>) throws -> Bool {
        guard let person = try find(User.self, user) else { return false }
        return person.active && !person.isService && !person.isArchived
    }

    /// Whoever works here in one of the departments or with one of the roles, or everybody. Ids of users, each once.
    package func peopleAtWork(everyone: Bool = false, in departments: [ID<Department>], with roles: ChoiceList<Role>) throws -> Set<Int64> {
        let sql = """
            SELECT u.id FROM users u
            WHERE u.active = 1 AND u.is_service = 0 AND u.archived_at IS NULL AND (
                ?1 OR u.department_id IN (SELECT value FROM json_each(?2))
                OR EXISTS (SELECT 1 FROM json_each(u.roles) r WHERE r.value IN (SELECT value FROM json_each(?3))))
            """
        let ids = "[" + departments.map { String($0.integer) }.joined(separator: ",") + "]"
        return Set(try rows(sql, [everyone.stored, .text(ids), roles.stored]).compactMap { $0.first?.integer })
    }

    /// Throws `person_unfit` at the pointer.
    package func requireAtWork(_ user: ID<User>, at pointer: String) throws {
        guard try !isAtWork(user) else { return }
        throw Failure.invalid([try unfit(user, at: pointer)])
    }

    /// The fault of whoever does not work here.
    package func unfit(_ user: ID<User>, at pointer: String) throws -> Fault {
        Fault(.personUnfit, at: pointer, ["name": try find(User.self, user)?.displayName ?? ""])
    }
}
