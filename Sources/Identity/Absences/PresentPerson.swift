// Whose turn it is among several, where some of them are away.

package import Kernel

/// The first of those who would come who is there.
package struct PresentPerson {
    package let person: ID<User>
    /// Names of those who would have come before, were they there.
    package let passedOver: [String]

    /// Nil where nobody of them is there.
    ///
    /// - Parameters:
    ///   - people: the best first
    ///   - isFit: who is not fit is left out without a word
    package init?(among people: [ID<User>], in reader: RuleReader, where isFit: (ID<User>) throws -> Bool = { _ in true }) throws {
        var passedOver: [String] = []
        for person in people where try isFit(person) {
            guard try Presence.isAbsent(person.integer, at: reader.now, reader.connection) else {
                (self.person, self.passedOver) = (person, passedOver)
                return
            }
            passedOver.append(try reader.require(User.self, person).displayName)
        }
        return nil
    }
}

extension [ID<User>] {
    /// Beginning behind the one who had the last turn.
    package func inTurn(after last: ID<User>?) -> [ID<User>] {
        last.flatMap(firstIndex(of:)).map { Array(self[($0 + 1)...] + self[...$0]) } ?? self
    }
}
