// The one error of this room: what SQLite refused, and what its message tells about the constraint that fired.

import CSQLite

/// A refusal by SQLite.
package struct DatabaseError: Error, Sendable, Equatable {
    /// The extended result code.
    package let code: ResultCode
    /// SQLite's own words, in English; they may name tables and columns, never bound values.
    package let message: String
    /// The statement, with its placeholders and without the values bound to them.
    package let sql: String?

    /// Makes an error.
    package init(code: ResultCode, message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// Reads the error that `connection` reported last for `code`.
    init(_ code: Int32, on connection: OpaquePointer?, sql: String?) {
        let message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        self.init(code: ResultCode(rawValue: code), message: message, sql: sql)
    }
}

extension DatabaseError {
    /// A column that a constraint names.
    package struct Column: Sendable, Hashable {
        /// The table.
        package let table: String
        /// The column in it.
        package let name: String

        /// Names a column.
        package init(table: String, name: String) {
            self.table = table
            self.name = name
        }
    }

    /// The columns whose UNIQUE, PRIMARY KEY or NOT NULL constraint fired; empty for everything else.
    ///
    /// SQLite tells them only in its message, "UNIQUE constraint failed: customer.code, customer.country".
    package var columns: [Column] {
        guard [.constraintUnique, .constraintPrimaryKey, .constraintRowID, .constraintNotNull].contains(code), let detail else { return [] }
        return detail.split(separator: ",").compactMap { item in
            let parts = item.split(separator: ".", maxSplits: 1).map { $0.drop { $0 == " " } }
            guard parts.count == 2, let table = parts.first, let name = parts.last else { return nil }
            return Column(table: String(table), name: String(name))
        }
    }

    /// The name of the CHECK constraint that fired (its expression when it has no name), or of the unique index over expressions.
    package var constraint: String? {
        guard let detail else { return nil }
        switch code {
        case .constraintCheck: return String(detail)
        case .constraintUnique where detail.hasPrefix("index '"): return String(detail.dropFirst(7).dropLast())
        default: return nil
        }
    }

    private var detail: Substring? {
        let mark = " constraint failed: "
        guard let range = message.firstRange(of: mark) else { return nil }
        return message[range.upperBound...]
    }
}

extension DatabaseError: CustomStringConvertible {
    /// The error for a log: code, message and statement.
    package var description: String {
        let place = sql.map { " in: \($0)" } ?? ""
        return "SQLite error \(code.rawValue): \(message)\(place)"
    }
}
