// How a connection compiles statements and keeps those that come again.

import CSQLite

extension Connection {
    /// Compiles the one statement of `sql`. Throws when it is wrong, empty or followed by another.
    package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
        try compile(sql, flags: 0)
    }

    /// Compiles `sql` for long use: whoever holds the result spares even the look-up of `cached(_:)`.
    package func preparePersistent(_ sql: String) throws(DatabaseError) -> Statement {
        try compile(sql, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
    }

    /// The statement of `sql`, reset, compiled at the first call and kept.
    ///
    /// While the kept one is being stepped (a function that calls itself from within its loop over rows), another is compiled,
    /// so that nobody loses his place. Bindings stay from the last use: bind every parameter.
    package func cached(_ sql: String) throws(DatabaseError) -> Statement {
        if let statement = cache.statement(for: sql) {
            return statement.isBusy ? try prepare(sql) : statement
        }
        let statement = try preparePersistent(sql)
        cache.insert(statement, for: sql)
        return statement
    }

    /// Resets every statement that was not stepped to its end: it would hold its snapshot, or block a commit.
    package func resetBusyStatements() {
        guard handle != nil else { return }
        var statement = sqlite3_next_stmt(handle, nil)
        while let current = statement {
            if sqlite3_stmt_busy(current) != 0 { sqlite3_reset(current) }
            statement = sqlite3_next_stmt(handle, current)
        }
    }

    private func compile(_ sql: String, flags: UInt32) throws(DatabaseError) -> Statement {
        let handle = try open(sql)
        var statement: OpaquePointer?
        var hasRest = false
        var copy = sql
        let code = copy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                var rest: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(handle, text.baseAddress, Int32(clamping: text.count), flags, &statement, &rest)
                hasRest = rest.map { Self.holdsStatement($0, in: text) } ?? false
                return code
            }
        }
        guard code == SQLITE_OK else { throw DatabaseError(code, on: handle, sql: sql) }
        guard let statement, !hasRest else {
            sqlite3_finalize(statement)
            throw DatabaseError(code: .misuse, message: "not exactly one statement", sql: sql)
        }
        return Statement(statement)
    }

    private static func holdsStatement(_ rest: UnsafePointer<CChar>, in text: UnsafeBufferPointer<CChar>) -> Bool {
        guard let start = text.baseAddress else { return false }
        return text[(rest - start)...].contains { $0 > 0x20 && $0 != UInt8(ascii: ";") }
    }
}

/// Compiled statements by their SQL, at most `capacity` of them: the one not used for longest makes room.
struct StatementCache {
    private struct Entry {
        let statement: Statement
        var lastUse: UInt64
    }

    /// SQL as a key. Statements seldom have the same length, and the same one is mostly the very same string, which compares at once;
    /// hashing hundreds of bytes at each use would cost more than binding the values.
    private struct Key: Hashable {
        let sql: String

        func hash(into hasher: inout Hasher) {
            hasher.combine(sql.utf8.count)
        }
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    var count: Int { entries.count }

    mutating func statement(for sql: String) -> Statement? {
        guard let index = entries.index(forKey: Key(sql: sql)) else { return nil }
        uses &+= 1
        entries.values[index].lastUse = uses
        return entries.values[index].statement
    }

    mutating func insert(_ statement: Statement, for sql: String) {
        if entries.count >= capacity { removeOldest() }
        uses &+= 1
        entries[Key(sql: sql)] = Entry(statement: statement, lastUse: uses)
    }

    mutating func removeAll() {
        entries.removeAll()
    }

    private mutating func removeOldest() {
        guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        entries[oldest.key] = nil
    }
}
