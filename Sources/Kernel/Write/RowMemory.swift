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
    /// What follows from all rows of a table, by table and name.
    private var findings: [String: [String: Any]] = [:]

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

    func finding(_ name: String, of table: String) -> Any? {
        findings[table]?[name]
    }

    func keep(_ finding: Any, as name: String, of table: String) {
        findings[table, default: [:]][name] = finding
    }

    /// A row of the table was written.
    func forgetFindings(of table: String) {
        if !findings.isEmpty { findings[table] = nil }
    }

    func forgetAll() {
        rows.removeAll()
        findings.removeAll()
    }
}
