// Who can be given something to do.

package import Identity
package import Kernel

extension RuleReader {
    /// Whether the person works here: no system, and nobody who has left.
    package func isAtWork(_ user: ID<User>) throws -> Bool {
        guard let person = try find(User.self, user) else { return false }
        return person.active && !person.isService && !person.isArchived
    }

    /// Throws `person_unfit` at the pointer.
    package func requireAtWork(_ user: ID<User>, at pointer: String) throws {
        guard try !isAtWork(user) else { return }
        throw Failure.invalid(.personUnfit, at: pointer, ["name": try find(User.self, user)?.displayName ?? ""])
    }
}
