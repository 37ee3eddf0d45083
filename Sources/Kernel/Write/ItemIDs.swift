// Ids of items: given once. SQLite alone would give the newest one of a table again after its row is gone, and the audit, or a client
// that knows the old item, would take the new one for it.

import SQLite
import Storage

extension RuleContext {
    /// The id of a new item.
    func newItemID(_ statements: ChildStatements) throws -> Int64 {
        try itemIDs.next(statements, on: connection)
    }

    /// Has the ids that were given so far be remembered, where an item is about to go.
    func keepItemIDs(_ statements: ChildStatements) throws {
        try itemIDs.keep(statements, in: transaction)
    }

    private var itemIDs: ItemIDs {
        transaction.batch.value(ItemIDs.self) { ItemIDs(transaction.batch) }
    }
}

/// The last ids given within one commit, by table: read at the first use, so that no line of an order costs a statement; written before
/// the commit where an item has gone, since else the table itself tells. A write that is undone may leave a gap.
private final class ItemIDs {
    private var last: [String: Int64] = [:]
    /// How many writes of the commit took an item from the table.
    private var losses: [String: Int] = [:]

    init(_ batch: Batch) {
        batch.beforeCommit { [self] connection in
            for table in losses.filter({ $0.value > 0 }).keys.sorted() {
                try connection.run(
                    "INSERT INTO last_item_id (items, last) VALUES (?, ?) ON CONFLICT (items) DO UPDATE SET last = excluded.last",
                    [.text(table), .integer(last[table] ?? 0)])
            }
        }
    }

    func next(_ statements: ChildStatements, on connection: Connection) throws -> Int64 {
        let id = try lastID(statements, on: connection) &+ 1
        last[statements.table] = id
        return id
    }

    func keep(_ statements: ChildStatements, in transaction: Transaction) throws {
        let table = statements.table
        last[table] = try lastID(statements, on: transaction.connection)
        losses[table, default: 0] += 1
        transaction.onRollback { [self] in losses[table, default: 0] -= 1 }
    }

    private func lastID(_ statements: ChildStatements, on connection: Connection) throws -> Int64 {
        try last[statements.table] ?? connection.first(statements.lastID)?.first?.integer ?? 0
    }
}
