// Reading the current row. Columns count from 0; one that does not exist reads as NULL.

import CSQLite

extension Statement {
    /// Whether the column is NULL.
    package func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(truncatingIfNeeded: column)) == SQLITE_NULL
    }

    /// The column's value, found once and then asked without looking for it again. A connection has one user at a time, so that SQLite's
    /// "unprotected" values are safe to ask (sqlite.org/c3ref/value.html).
    private func found(_ column: Int) -> OpaquePointer? {
        sqlite3_column_value(handle, Int32(truncatingIfNeeded: column))
    }

    /// The column as an integer; 0 for NULL.
    package func integer(_ column: Int) -> Int64 {
        sqlite3_column_int64(handle, Int32(truncatingIfNeeded: column))
    }

    /// The column as text; empty for NULL.
    package func text(_ column: Int) -> String {
        String(decoding: textBytes(column), as: UTF8.self)
    }

    /// The column's bytes; empty for NULL.
    package func blob(_ column: Int) -> [UInt8] {
        Array(blobBytes(column))
    }

    /// The column as an integer, or nil for NULL.
    package func integerOrNil(_ column: Int) -> Int64? {
        let value = found(column)
        return sqlite3_value_type(value) == SQLITE_NULL ? nil : sqlite3_value_int64(value)
    }

    /// The column as text, or nil for NULL.
    package func textOrNil(_ column: Int) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// The column by the type it holds. Throws for a floating-point number, which salesd has none of.
    package func value(_ column: Int) throws(DatabaseError) -> SQLiteValue {
        switch sqlite3_column_type(handle, Int32(truncatingIfNeeded: column)) {
        case SQLITE_INTEGER: return .integer(integer(column))
        case SQLITE_TEXT: return .text(text(column))
        case SQLITE_BLOB: return .blob(blob(column))
        case SQLITE_NULL: return .null
        default: throw DatabaseError(code: .mismatch, message: "column \(column) holds a floating-point number", sql: sql)
        }
    }

    /// Hands the column's UTF-8, where it lies in SQLite's memory, to `body`; no bytes for NULL.
    ///
    /// It copies nothing and is the way from a row to the output. `body` must not step or reset the statement.
    @inlinable
    package func withText<R, E: Error>(_ column: Int, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(textBytes(column).span)
    }

    /// Hands the column's bytes, where they lie in SQLite's memory, to `body`; none for NULL.
    @inlinable
    package func withBlob<R, E: Error>(_ column: Int, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(blobBytes(column).span)
    }

    /// The same; nil, and `body` is not called, for NULL.
    @inlinable
    package func withTextOrNil<R, E: Error>(_ column: Int, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? {
        let bytes = textBytes(column)
        return bytes.baseAddress == nil ? nil : try body(bytes.span)
    }

    /// Without an address for NULL.
    @usableFromInline
    func textBytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let value = found(column)
        // The order matters: asking for the text may convert the value, and its length is known after that.
        guard let start = sqlite3_value_text(value) else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    @usableFromInline
    func blobBytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let column = Int32(truncatingIfNeeded: column)
        guard let start = sqlite3_column_blob(handle, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: Int(sqlite3_column_bytes(handle, column)))
    }
}
