// SQLite's result codes, the extended ones included, under names that can be matched.

import CSQLite

/// A result code of SQLite: the low byte is its kind, the bits above tell it apart within the kind.
package struct ResultCode: RawRepresentable, Sendable, Hashable {
    /// The number that SQLite gives.
    package let rawValue: Int32

    /// Takes a code as SQLite gives it.
    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The code without what tells it apart within its kind.
    package var primary: ResultCode { ResultCode(rawValue: rawValue & 0xFF) }

    /// Whether the code is of the kind of `primary`: `.constraintUnique` is of the kind `.constraint`.
    package func isKind(of primary: ResultCode) -> Bool {
        self.primary == primary
    }
}

/// The kinds.
extension ResultCode {
    package static let ok = ResultCode(rawValue: SQLITE_OK)
    package static let error = ResultCode(rawValue: SQLITE_ERROR)
    package static let abort = ResultCode(rawValue: SQLITE_ABORT)
    package static let busy = ResultCode(rawValue: SQLITE_BUSY)
    package static let locked = ResultCode(rawValue: SQLITE_LOCKED)
    package static let outOfMemory = ResultCode(rawValue: SQLITE_NOMEM)
    package static let readOnly = ResultCode(rawValue: SQLITE_READONLY)
    package static let interrupt = ResultCode(rawValue: SQLITE_INTERRUPT)
    package static let ioError = ResultCode(rawValue: SQLITE_IOERR)
    package static let corrupt = ResultCode(rawValue: SQLITE_CORRUPT)
    package static let full = ResultCode(rawValue: SQLITE_FULL)
    package static let cannotOpen = ResultCode(rawValue: SQLITE_CANTOPEN)
    package static let tooBig = ResultCode(rawValue: SQLITE_TOOBIG)
    package static let constraint = ResultCode(rawValue: SQLITE_CONSTRAINT)
    package static let mismatch = ResultCode(rawValue: SQLITE_MISMATCH)
    package static let misuse = ResultCode(rawValue: SQLITE_MISUSE)
    package static let range = ResultCode(rawValue: SQLITE_RANGE)
    package static let notADatabase = ResultCode(rawValue: SQLITE_NOTADB)
}

/// The constraints; SQLite's macros for them are arithmetic, which Swift does not import.
extension ResultCode {
    package static let constraintCheck = extended(.constraint, 1)
    package static let constraintForeignKey = extended(.constraint, 3)
    package static let constraintNotNull = extended(.constraint, 5)
    package static let constraintPrimaryKey = extended(.constraint, 6)
    package static let constraintTrigger = extended(.constraint, 7)
    package static let constraintUnique = extended(.constraint, 8)
    package static let constraintRowID = extended(.constraint, 10)
    package static let constraintDataType = extended(.constraint, 12)

    private static func extended(_ kind: ResultCode, _ number: Int32) -> ResultCode {
        ResultCode(rawValue: kind.rawValue | number << 8)
    }
}
