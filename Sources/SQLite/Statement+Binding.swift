// Giving a statement its values. Parameters count from 1, as in SQL.

import CSQLite

extension Statement {
    /// Binds `value` to the parameter at `index`. Throws when there is no such parameter or the value is too big.
    package func bind(_ value: SQLiteValue, at index: Int) throws(DatabaseError) {
        switch value {
        case .null: try bindNull(at: index)
        case .integer(let value): try bind(value, at: index)
        case .text(let value): try bind(value, at: index)
        case .blob(let value): try bind(value, at: index)
        }
    }

    /// Binds an integer.
    package func bind(_ value: Int64, at index: Int) throws(DatabaseError) {
        try check(sqlite3_bind_int64(handle, Int32(clamping: index), value))
    }

    /// Binds text; SQLite keeps a copy.
    package func bind(_ value: String, at index: Int) throws(DatabaseError) {
        var copy = value
        let code = copy.withUTF8 { bytes in bindText(bytes, at: index) }
        try check(code)
    }

    /// Binds text that lies in memory as UTF-8 already; SQLite keeps a copy.
    package func bind(utf8 bytes: Span<UInt8>, at index: Int) throws(DatabaseError) {
        let code = bytes.withUnsafeBufferPointer { bytes in bindText(bytes, at: index) }
        try check(code)
    }

    /// Binds bytes; SQLite keeps a copy.
    package func bind(_ value: [UInt8], at index: Int) throws(DatabaseError) {
        let code = value.withUnsafeBufferPointer { bytes in
            // An empty array may have no address, and SQLite takes no address for NULL.
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return sqlite3_bind_zeroblob(handle, Int32(clamping: index), 0)
            }
            return csqlite_bind_blob(handle, Int32(clamping: index), start, UInt64(bytes.count))
        }
        try check(code)
    }

    /// Binds NULL.
    package func bindNull(at index: Int) throws(DatabaseError) {
        try check(sqlite3_bind_null(handle, Int32(clamping: index)))
    }

    /// Binds `values` to the parameters 1, 2, …; throws when they are not as many as the parameters.
    package func bind(contentsOf values: [SQLiteValue]) throws(DatabaseError) {
        guard values.count == parameterCount else {
            throw DatabaseError(code: .range, message: "\(values.count) values for \(parameterCount) parameters", sql: sql)
        }
        for (offset, value) in values.enumerated() { try bind(value, at: offset + 1) }
    }

    private func bindText(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int32 {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            return csqlite_bind_empty_text(handle, Int32(clamping: index))
        }
        return csqlite_bind_text(handle, Int32(clamping: index), start, UInt64(bytes.count))
    }

    private func check(_ code: Int32) throws(DatabaseError) {
        guard code == SQLITE_OK else { throw failure(code) }
    }
}
