// Rows that the writes of one commit put down together before it, so that what they hold can be worked out beside the writer.

package import SQLite

/// Rows to be written, in the order of the writes that want them.
package final class PutDown<Item> {
    /// What is not in the database yet.
    package private(set) var items: [Item] = []
    private let write: (Connection, [Item]) throws -> Void

    /// - Parameter write: writes the rows; called before the commit, and earlier where somebody has to read them
    package init(in batch: Batch, write: @escaping (Connection, [Item]) throws -> Void) {
        self.write = write
        batch.beforeCommit { [self] connection in
            try write(connection, items)
            items = []
        }
    }

    /// The row goes with the write that wants it, unless that is undone.
    package func append(_ item: Item, in transaction: Transaction) {
        let count = items.count
        transaction.onRollback { [self] in items.removeSubrange(min(count, items.count)...) }
        items.append(item)
    }

    /// Writes now what there is, since somebody is about to read it. Where the write under way is undone, so is this.
    package func settle(in transaction: Transaction) throws {
        guard !items.isEmpty else { return }
        let former = items
        transaction.onRollback { [self] in items = former }
        items = []
        try write(transaction.connection, former)
    }
}
