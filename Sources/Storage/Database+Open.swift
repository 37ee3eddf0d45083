// Opening a data directory: who owns it, whether this program may touch it, and what it lacks.

import Glibc
import SQLite

extension Database {
    /// What can be set when opening; the defaults are those of `StorageLimits`.
    package struct Options: Sendable {
        /// Threads of the heavy pool.
        package var heavyWorkers = StorageLimits.heavyWorkers
        /// Works that may wait for it.
        package var heavyQueueLength = StorageLimits.heavyQueueLength
        /// How long one of its reads may take.
        package var heavyReadMilliseconds = StorageLimits.heavyReadMilliseconds
        /// What the groups of one summing up may take there. Bytes.
        package var groupBytes = GroupedSums.mostBytes
        /// From so many pages on the WAL is moved into the database file, beside the writer.
        package var checkpointPages = StorageLimits.checkpointPages
        /// From so many pages on the writer stops between two batches until the WAL can begin anew.
        package var restartPages = StorageLimits.restartPages
        /// From so many pages on no long read begins until the WAL has begun anew.
        package var stillnessPages = StorageLimits.stillnessPages
        /// While so many writes wait, the log is synced beside the writer.
        package var writesToSyncBeside = StorageLimits.writesToSyncBeside
        /// How the log is synced beside the writer: as `fdatasync` of a file's descriptor, 0 or -1 with `errno`.
        package var sync: @Sendable (Int32) -> Int32 = { fdatasync($0) }

        /// The defaults.
        package init() {}
    }

    /// Opens `directory`, making it where it is missing, and applies the migrations that its database lacks.
    ///
    /// Throws `StorageError.locked` when another owns it; `foreignDatabase`, `newerDatabase`, `editedMigration` or
    /// `invalidMigrations` before anything is written; `migrationFailed`; `inaccessible`; or a `DatabaseError` of opening.
    package static func open(directory: String, migrations: [Migration] = [], options: Options = Options()) throws -> Database {
        let migrator = try Migrator(migrations)
        try DirectoryLock.makeDirectory(directory)
        let lock = try DirectoryLock(path: directory + "/salesd.lock", directory: directory)
        do {
            let opened = try OpenedFile(path: directory + "/salesd.db", migrator: migrator)
            return try Database(directory: directory, lock: lock, opened: opened, options: options)
        } catch {
            lock.release()
            throw error
        }
    }

    static func openCheckpointer(_ path: String) throws(DatabaseError) -> Connection {
        let connection = try Connection(path: path, mode: .readWrite)
        try Pragmas.applyToCheckpointer(connection)
        return connection
    }
}

/// The database file, verified, set up and migrated, with the connection that is to be the writer's.
struct OpenedFile {
    let path: String
    let appliedMigrations: [String]
    private let connection: Connection

    init(path: String, migrator: Migrator) throws {
        self.path = path
        try Self.makePrivateFile(path)
        connection = try Connection(path: path, mode: .readWrite)
        // Until the file is known to be ours, closing must leave its WAL as it is.
        try connection.set(.keepsWALOnClose, true)
        do {
            try migrator.verify(connection, path: path)
        } catch let error as DatabaseError where error.code.isKind(of: .notADatabase) {
            throw StorageError.foreignDatabase(path: path)
        }
        try connection.set(.keepsWALOnClose, false)
        try Pragmas.applyToWriter(connection)
        appliedMigrations = try migrator.migrate(connection)
        try Self.emptyLog(connection)
    }

    /// Moves what a killed process has left in the log into the file, with a sync: what was read from the log need not be on disk, even where
    /// its checksums fit. Without room for that it stays where it is, so that at least reading is possible.
    private static func emptyLog(_ connection: Connection) throws(DatabaseError) {
        do throws(DatabaseError) {
            try connection.checkpoint(.truncate)
        } catch  where error.code.isKind(of: .full) {
        }
    }

    /// Makes the file readable for its owner alone, whatever the directory allows; SQLite gives the WAL the same mode.
    ///
    /// It happens before the file is opened: closing a descriptor of it later would drop SQLite's locks in this process.
    private static func makePrivateFile(_ path: String) throws(StorageError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .inaccessible(path: path, errno: errno) }
        Glibc.close(descriptor)
    }

    /// Hands the connection over. The caller is the last to use it.
    consuming func takeConnection() -> sending Connection {
        nonisolated(unsafe) let connection = connection
        return connection
    }
}
