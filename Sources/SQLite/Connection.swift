// One connection to one database file, with one owner.

import CSQLite

/// A connection to a database file.
///
/// It is opened without SQLite's mutexes: whoever made it, or was handed it, is the only one to use it, hence it is not Sendable.
package final class Connection {
    /// What the connection may do to the file.
    package enum Mode: Sendable {
        /// Reads and writes; makes the file when it is missing.
        case readWrite
        /// Reads only; the file must exist.
        case readOnly
    }

    /// How many statements `cached(_:)` keeps.
    package static let defaultStatementCapacity = 512

    /// What the groups of one `grouped_sums` may take; beyond it the statement ends with `tooBig`. Bytes.
    package let groupBytes: Int

    private(set) var handle: OpaquePointer?
    var cache: StatementCache
    let progress = ProgressLimit()
    let walGrowth = WALGrowth()

    /// Opens the database file at `path`. Throws what SQLite says.
    package init(
        path: String, mode: Mode, statementCapacity: Int = Connection.defaultStatementCapacity, groupBytes: Int = GroupedSums.mostBytes
    ) throws(DatabaseError) {
        try SQLiteLibrary.configure()
        self.groupBytes = groupBytes
        cache = StatementCache(capacity: statementCapacity)
        let access = mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        var ready = code == SQLITE_OK ? csqlite_add_tokenizer(handle) : code
        if ready == SQLITE_OK { ready = csqlite_add_grouped_sums(handle, Int64(groupBytes)) }
        guard ready == SQLITE_OK else {
            let error = DatabaseError(ready, on: handle, sql: nil)
            sqlite3_close_v2(handle)
            handle = nil
            throw error
        }
    }

    deinit {
        close()
    }

    /// Closes the connection; every later use of it throws.
    ///
    /// Statements that others hold stay valid, and keep the file open, until they are finalized.
    package func close() {
        cache.removeAll()
        removeProgressHandler()
        removeWALHook()
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// The database's file; empty for one in memory.
    package var filePath: String {
        guard handle != nil, let name = sqlite3_db_filename(handle, "main") else { return "" }
        return String(cString: name)
    }

    /// Whether no transaction is open: true as well after SQLite itself has rolled one back.
    package var isAutocommit: Bool {
        handle == nil || sqlite3_get_autocommit(handle) != 0
    }

    /// Whether a read or write transaction holds a snapshot of the database, be it for a statement that nobody reset.
    package var holdsSnapshot: Bool {
        handle != nil && sqlite3_txn_state(handle, nil) != SQLITE_TXN_NONE
    }

    /// The row id of the row inserted last on this connection.
    package var lastInsertRowID: Int64 {
        handle == nil ? 0 : sqlite3_last_insert_rowid(handle)
    }

    /// How many rows the last INSERT, UPDATE or DELETE touched, not counting what triggers and foreign keys did.
    package var changes: Int {
        handle == nil ? 0 : Int(sqlite3_changes64(handle))
    }

    /// How many rows were touched since the connection was opened, with what triggers and foreign keys did, and what was rolled back.
    package var totalChanges: Int {
        handle == nil ? 0 : Int(sqlite3_total_changes64(handle))
    }

    /// Whether rows break a deferred foreign key in the open transaction, so that its commit would fail.
    package var hasForeignKeyViolations: Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        guard handle != nil, sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0) == SQLITE_OK else {
            return false
        }
        return current != 0
    }

    /// Runs every statement of `sql`, dropping rows. Throws at the first that fails; those before it stay done.
    package func execute(_ sql: String) throws(DatabaseError) {
        let code = sqlite3_exec(try open(sql), sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(code, on: handle, sql: sql) }
    }

    /// A switch of a connection that has no pragma, or whose pragma SQL could turn back.
    package enum Flag: Sendable {
        /// Refuses what would damage the file: writing the schema table, shadow tables, the journal mode OFF.
        case defensive
        /// Takes a double-quoted word that names no column for a string; off, a misspelt column is an error.
        case doubleQuotedStrings
        /// Leaves the WAL alone when the last connection closes.
        case keepsWALOnClose
    }

    /// Keeps `count` pieces of memory of `bytes` each at hand; only before the first statement.
    package func setLookaside(bytes: Int, count: Int) throws(DatabaseError) {
        let code = csqlite_set_lookaside(try open(nil), Int32(clamping: bytes), Int32(clamping: count))
        guard code == SQLITE_OK else { throw DatabaseError(code, on: handle, sql: nil) }
    }

    /// Switches `flag` on or off.
    package func set(_ flag: Flag, _ isOn: Bool) throws(DatabaseError) {
        let numbers =
            switch flag {
            case .defensive: [SQLITE_DBCONFIG_DEFENSIVE]
            case .doubleQuotedStrings: [SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL]
            case .keepsWALOnClose: [SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE]
            }
        for number in numbers {
            let code = csqlite_set_flag(try open(nil), number, isOn ? 1 : 0)
            guard code == SQLITE_OK else { throw DatabaseError(code, on: handle, sql: nil) }
        }
    }

    func open(_ sql: String?) throws(DatabaseError) -> OpaquePointer {
        guard let handle else { throw DatabaseError(code: .misuse, message: "the connection is closed", sql: sql) }
        return handle
    }
}
