// One compiled statement: stepping through its rows.

import CSQLite

/// A compiled statement of one connection; used by the connection's owner alone.
package final class Statement {
    private(set) var handle: OpaquePointer?
    /// Columns of a row; 0 for a statement that gives none.
    package let columnCount: Int

    init(_ handle: OpaquePointer) {
        self.handle = handle
        columnCount = Int(sqlite3_column_count(handle))
    }

    deinit {
        finalize()
    }

    /// Ends the statement before its object ends, so that its connection can close; every later use throws or reads NULL.
    package func finalize() {
        sqlite3_finalize(handle)
        handle = nil
    }

    /// The statement's text with its placeholders.
    package var sql: String {
        sqlite3_sql(handle).map { String(cString: $0) } ?? ""
    }

    /// How many parameters it has.
    package var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// Whether it changes nothing in the database.
    package var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// Whether it was stepped and neither ended nor was reset.
    package var isBusy: Bool { handle != nil && sqlite3_stmt_busy(handle) != 0 }

    /// The name of a column of the result, as the statement gives it.
    package func columnName(_ column: Int) -> String {
        sqlite3_column_name(handle, Int32(clamping: column)).map { String(cString: $0) } ?? ""
    }

    /// Goes to the next row; false when there is none. Throws what SQLite says, and resets the statement then.
    package func step() throws(DatabaseError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let error = failure(code)
        sqlite3_reset(handle)
        throw error
    }

    /// Makes the statement ready to run again, with the values bound to it. Its row is gone then.
    package func reset() {
        sqlite3_reset(handle)
    }

    func failure(_ code: Int32) -> DatabaseError {
        guard handle != nil else { return DatabaseError(code: .misuse, message: "the statement is finalized") }
        return DatabaseError(code, on: sqlite3_db_handle(handle), sql: sql)
    }
}
