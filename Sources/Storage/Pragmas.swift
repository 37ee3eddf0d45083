// How connections are set up: every pragma with its reason.

import SQLite

enum Pragmas {
    /// "SALE" in ASCII: tells the file apart from every other SQLite database.
    static let applicationID: Int64 = 0x5341_4C45
    /// The version of how the storage itself uses the file; the modules' tables have their migrations.
    static let formatVersion: Int64 = 1

    /// No answer before the commit is on disk: each commit syncs the log, not only each checkpoint.
    static let syncInCommit = "PRAGMA synchronous = FULL"
    /// A commit leaves it to `LogSync`; checkpoints sync as before.
    static let syncBesideCommit = "PRAGMA synchronous = NORMAL"

    /// Sets the writer's connection up.
    static func applyToWriter(_ connection: Connection) throws(DatabaseError) {
        // Kept statements hold on to the texts bound last: SQLite's own hundred pieces are used up by them.
        try connection.setLookaside(bytes: 1_024, count: 500)
        try applyToAll(connection)
        // Readers go on while one writes, and a commit is one append to a log.
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.execute(syncInCommit)
        // References are kept by the database, as a net under the rules.
        try connection.execute("PRAGMA foreign_keys = ON")
        // Checkpoints are ours: SQLite's own would run inside a commit and keep a batch waiting.
        try connection.execute("PRAGMA wal_autocheckpoint = 0")
        // What was erased does not stay readable in the file's free room.
        try connection.execute("PRAGMA secure_delete = ON")
        // A log that once grew large gives its disk space back.
        try connection.execute("PRAGMA journal_size_limit = \(StorageLimits.journalSizeBytes)")
        try connection.execute("PRAGMA cache_size = -\(StorageLimits.writerCacheKiB)")
        connection.followWALGrowth()
    }

    /// Sets a reading connection up.
    static func applyToReader(_ connection: Connection) throws(DatabaseError) {
        try applyToAll(connection)
        // Besides the read-only opening: a temporary table would be a write, too.
        try connection.execute("PRAGMA query_only = ON")
        try connection.execute("PRAGMA cache_size = -\(StorageLimits.readerCacheKiB)")
    }

    /// Sets the connection up that checkpoints: it reads nothing, so it needs no cache.
    static func applyToCheckpointer(_ connection: Connection) throws(DatabaseError) {
        try applyToAll(connection)
        // A checkpoint syncs the log before it moves pages and the file after.
        try connection.execute("PRAGMA synchronous = FULL")
        try connection.execute("PRAGMA wal_autocheckpoint = 0")
    }

    private static func applyToAll(_ connection: Connection) throws(DatabaseError) {
        // First of all, since setting the others may meet a lock.
        connection.setBusyTimeout(milliseconds: StorageLimits.busyTimeoutMilliseconds)
        // A damaged or planted schema cannot call functions with side effects.
        try connection.execute("PRAGMA trusted_schema = OFF")
        // Sorting, and the journals of savepoints, stay in memory.
        try connection.execute("PRAGMA temp_store = MEMORY")
        // No SQL can damage the file's own structures.
        try connection.set(.defensive, true)
        // A misspelt column in double quotes is an error, not a string.
        try connection.set(.doubleQuotedStrings, false)
        // Pages are read into the connection's own cache, not mapped: a failing disk is an error then, not the signal SIGBUS,
        // and beside a busy writer reads of one record were measured three times as fast as with a mapping.
        try connection.execute("PRAGMA mmap_size = 0")
    }
}
