// When something about callers changes, what was known of them no longer counts.

import Storage
import Synchronization

/// Counts the changes of users, roles, keys and sessions: a caller looked up under an older number is looked up again.
package final class CallerGeneration: Sendable {
    private let counter = Atomic<Int>(0)

    package init() {}

    package var current: Int { counter.load(ordering: .acquiring) }

    /// Caches ask anew from now on.
    package func raise() {
        counter.add(1, ordering: .acquiringAndReleasing)
    }
}

/// The changes of callers in a batch that is not yet committed. The generation rises with the commit; what comes behind such a change in
/// the same batch has to know of it before.
final class CallerChanges {
    private var count = 0

    static func areAny(in transaction: Transaction) -> Bool {
        of(transaction).count > 0
    }

    /// Something about callers changes with this write: what follows in the batch asks anew, and after the commit everybody does.
    static func note(in transaction: Transaction, _ registry: Registry) {
        let changes = of(transaction)
        changes.count += 1
        transaction.onRollback { changes.count -= 1 }
        transaction.afterCommit {
            registry.generation.raise()
            // Whoever has lost a right loses the stream of events as well.
            registry.eventSignal.ring()
        }
    }

    private static func of(_ transaction: Transaction) -> CallerChanges {
        transaction.batch.value(CallerChanges.self) { CallerChanges() }
    }
}
