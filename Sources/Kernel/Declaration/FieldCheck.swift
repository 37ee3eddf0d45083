// What a field's values are looked at for beside their kind, and what examples show of them.

import SQLite

/// What is wrong with a value of a body by itself, whatever else the record says; pointers go on from the field's own.
typealias FieldCheck = @Sendable (SQLiteValue, RuleReader) throws -> [Fault]

/// What examples show of a field, where what follows from its kind would be refused.
enum FieldExample: Sendable {
    case value(SQLiteValue)
    case leftOut
}

extension Field {
    /// Looked at with everything else that a body says, so that all its faults are told at once.
    ///
    /// - Parameter faults: what is wrong with a value; each pointer goes on from the field's own, and is empty for the value as a whole
    package func checked(by faults: @escaping @Sendable (Value, RuleReader) throws -> [Fault]) -> Field {
        with { $0.check = { stored, reader in try Value(stored: stored).map { try faults($0, reader) } ?? [] } }
    }

    /// What examples show, where a value made by the field's kind would be refused.
    package func example(_ value: Value) -> Field {
        with { $0.example = .value(value.stored) }
    }

    /// Examples of bodies go without it, because another member stands in its place, or because it names what a company need not have.
    package func leftOutOfExamples() -> Field {
        with { $0.example = .leftOut }
    }
}
