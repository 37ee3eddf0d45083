// The storage as a whole: one directory, one owner, one writer, readers as needed.

import Glibc
package import SQLite

/// An open data directory.
package final class Database: Sendable {
    /// The directory, as given.
    package let directory: String
    /// The database file in it.
    package let path: String
    /// The one that writes.
    package let writer: Writer
    /// How far the disk is behind what readers see.
    package let durability = Durability()
    /// The pool for long reads.
    package let heavy: HeavyPool
    /// What `open` applied, by title, in order.
    package let appliedMigrations: [String]

    private let lock: DirectoryLock
    private let checkpointer: Checkpointer

    init(directory: String, lock: DirectoryLock, opened: OpenedFile, options: Options) throws {
        self.directory = directory
        path = opened.path
        self.lock = lock
        appliedMigrations = opened.appliedMigrations
        checkpointer = Checkpointer(try Database.openCheckpointer(path))
        heavy = HeavyPool(
            path: path, workers: options.heavyWorkers, queueLength: options.heavyQueueLength,
            readMilliseconds: options.heavyReadMilliseconds, groupBytes: options.groupBytes, durability: durability)
        let walKeeper = WALKeeper(checkpointer, heavy, options)
        writer = try Writer(opened.takeConnection(), path: path, walKeeper: walKeeper, durability: durability, options: options)
        try checkpointer.start()
        try writer.start()
    }

    /// A reading connection for one event loop; call it on that loop, which then owns the connection and closes it.
    package func makeReadConnection() throws(DatabaseError) -> ReadConnection {
        try ReadConnection(path: path)
    }

    /// Writes and waits for the commit; see `Writer.write`.
    @discardableResult
    package func write<R: Sendable>(_ work: @escaping @Sendable (Transaction) throws -> R) throws -> R {
        try writer.write(work)
    }

    /// Reads on a connection opened for this one call, in one snapshot and without a limit: for start-up, commands and tests.
    ///
    /// What it gives is on disk. Never on an event loop or the writer's thread.
    package func read<R>(_ body: (Connection) throws -> R) throws -> R {
        let reader = try makeReadConnection()
        defer { reader.close() }
        let result = try reader.read(budget: .max, body)
        try durability.waitForDisk()
        return result
    }

    /// Copies the database as it is now into a new file at `path`, while others read and write. Runs on the caller's thread.
    ///
    /// All that the copy holds is on disk here, too.
    package func backup(to path: String, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }) throws {
        let source = try Connection(path: self.path, mode: .readOnly)
        defer { source.close() }
        try source.backup(to: path, progress: progress)
        try durability.waitForDisk()
    }

    /// Whether a write is likely to succeed; cheap enough for every health check.
    package func isReady() -> Bool {
        writer.isReady()
    }

    /// The size of the write-ahead log's file. Bytes.
    package var walBytes: Int {
        var status = stat()
        return stat(path + "-wal", &status) == 0 ? Int(status.st_size) : 0
    }

    /// Ends long reads, finishes the writes that wait, empties the WAL and gives the directory free. Later calls do nothing.
    ///
    /// Event loops close their reading connections before.
    package func close() {
        heavy.close()
        checkpointer.close()
        writer.close()
        lock.release()
    }
}
