// The one error of this room.

package import SQLite

/// What the storage refuses.
package enum StorageError: Error, Sendable, Equatable {
    /// Another process (or another `Database` of this one) owns the directory.
    case locked(directory: String)
    /// The directory or a file in it cannot be made or opened; `errno` says why.
    case inaccessible(path: String, errno: Int32)
    /// The file is a database, but not one of salesd.
    case foreignDatabase(path: String)
    /// The database holds migrations that this program does not know: a newer version wrote it. It was not touched.
    case newerDatabase(unknown: [String])
    /// A migration that was applied has other SQL in this program.
    case editedMigration(String)
    /// The list of migrations is wrong in itself or against what was applied.
    case invalidMigrations(String)
    /// A migration failed and was undone; those before it stay applied.
    case migrationFailed(String, DatabaseError)
    /// The queue is full; try again later.
    case busy
    /// The storage is being closed.
    case closed
    /// The read needs more steps than its budget; run it on the heavy pool.
    case overBudget
    /// The read took longer than its deadline.
    case tooSlow
    /// The transaction was lost as a whole; nothing of it counts as done.
    case commitFailed(DatabaseError)
    /// What was read is not on disk and may not come there, since syncing has failed: it must not be told.
    case notOnDisk

    /// Whether the disk (or the size allowed to the database) is full: an answer 507 rather than 503.
    package var isDiskFull: Bool {
        if case .commitFailed(let error) = self { error.code.isKind(of: .full) } else { false }
    }
}
