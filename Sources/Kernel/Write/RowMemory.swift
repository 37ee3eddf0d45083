// Rows that were read or written before, so that none is read again.

import Storage

/// Rows as they stand in the database, with what the open transaction has written.
///
/// Inside the writer all writes of one commit share a memory, and whatever is undone empties it. Who writes a resource's table other
/// than through the kernel empties it as well.
final class RowMemory {
    private struct Key: Hashable {
        let resource: ObjectIdentifier
        let id: Int64
    }

    /// More are not worth their room.
    private static let capacity = 20_000

    private var rows: [Key: Row] = [:]

    /// That of all writes in one commit.
    static func shared(in batch: Batch) -> RowMemory {
        batch.value(RowMemory.self) { RowMemory() }
    }

    func row(of resource: AnyResource, id: Int64) -> Row? {
        rows[Key(resource: ObjectIdentifier(resource), id: id)]
    }

    func keep(_ row: Row, of resource: AnyResource) {
        if rows.count >= RowMemory.capacity { rows.removeAll() }
        rows[Key(resource: ObjectIdentifier(resource), id: row.id)] = row
    }

    func forgetAll() {
        rows.removeAll()
    }
}
