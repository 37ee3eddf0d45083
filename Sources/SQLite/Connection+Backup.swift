// Copying a database while others write to it.

import CSQLite

extension Connection {
    /// Pages copied between two calls of `progress`: about 1 MiB.
    package static let backupSlicePages = 256

    /// Copies the database as it is now into the file at `path`, which must not exist or be empty, slice by slice.
    ///
    /// The copy is one snapshot: it holds a read transaction for as long as it takes, which others' writes do not disturb.
    /// `progress` is told the pages done and the pages in all; what it throws ends the copy.
    package func backup(to path: String, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }) throws {
        let copy = try Connection(path: path, mode: .readWrite)
        defer { copy.close() }
        try execute("BEGIN")
        defer { try? execute("COMMIT") }
        _ = try first("SELECT count(*) FROM sqlite_schema")
        guard let backup = sqlite3_backup_init(copy.handle, "main", try open(nil), "main") else {
            throw DatabaseError(sqlite3_extended_errcode(copy.handle), on: copy.handle, sql: nil)
        }
        var code = SQLITE_OK
        defer { sqlite3_backup_finish(backup) }
        while code == SQLITE_OK {
            code = sqlite3_backup_step(backup, Int32(Self.backupSlicePages))
            let total = Int(sqlite3_backup_pagecount(backup))
            try progress(total - Int(sqlite3_backup_remaining(backup)), total)
        }
        guard code == SQLITE_DONE else { throw DatabaseError(code, on: nil, sql: nil) }
    }
}
