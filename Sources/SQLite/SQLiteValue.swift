// A value as SQLite keeps it, for code that does not know the column's type beforehand.

/// A value of the database: bound to a statement or read from a row.
///
/// There is no floating-point case: salesd's tables are STRICT and have no REAL column, since money and quantities are integers.
public enum SQLiteValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    /// Whether the value is NULL.
    package var isNull: Bool { self == .null }

    /// The integer, or nil when the value is of another type.
    package var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The text, or nil when the value is of another type.
    package var text: String? {
        if case .text(let value) = self { value } else { nil }
    }

    /// The bytes, or nil when the value is of another type.
    package var blob: [UInt8]? {
        if case .blob(let value) = self { value } else { nil }
    }
}

extension SQLiteValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    /// Makes an integer from a literal.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes text from a literal.
    public init(stringLiteral value: String) { self = .text(value) }

    /// Makes NULL from `nil`.
    public init(nilLiteral: ()) { self = .null }
}
