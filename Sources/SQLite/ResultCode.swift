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
    /// Done.
    package static let ok = ResultCode(rawValue: SQLITE_OK)
    /// A mistake in the SQL, or anything without a code of its own.
    package static let error = ResultCode(rawValue: SQLITE_ERROR)
    /// Given up, since the transaction was rolled back meanwhile.
    package static let abort = ResultCode(rawValue: SQLITE_ABORT)
    /// Another connection holds the lock, longer than the busy timeout.
    package static let busy = ResultCode(rawValue: SQLITE_BUSY)
    /// A statement of the same connection is in the way.
    package static let locked = ResultCode(rawValue: SQLITE_LOCKED)
    /// No memory.
    package static let outOfMemory = ResultCode(rawValue: SQLITE_NOMEM)
    /// A write on a connection that only reads.
    package static let readOnly = ResultCode(rawValue: SQLITE_READONLY)
    /// Stopped by its budget, its deadline or its stop check.
    package static let interrupt = ResultCode(rawValue: SQLITE_INTERRUPT)
    /// The operating system reported a failure.
    package static let ioError = ResultCode(rawValue: SQLITE_IOERR)
    /// The file is damaged.
    package static let corrupt = ResultCode(rawValue: SQLITE_CORRUPT)
    /// The disk, or the size allowed to the database, is full.
    package static let full = ResultCode(rawValue: SQLITE_FULL)
    /// The file cannot be opened.
    package static let cannotOpen = ResultCode(rawValue: SQLITE_CANTOPEN)
    /// A text or blob is longer than SQLite takes, or groups take more memory than the connection allows.
    package static let tooBig = ResultCode(rawValue: SQLITE_TOOBIG)
    /// A constraint of any kind.
    package static let constraint = ResultCode(rawValue: SQLITE_CONSTRAINT)
    /// A value of the wrong type.
    package static let mismatch = ResultCode(rawValue: SQLITE_MISMATCH)
    /// Used against the rules of the interface.
    package static let misuse = ResultCode(rawValue: SQLITE_MISUSE)
    /// No parameter with this index.
    package static let range = ResultCode(rawValue: SQLITE_RANGE)
    /// The file is no SQLite database.
    package static let notADatabase = ResultCode(rawValue: SQLITE_NOTADB)
}

/// The constraints; SQLite's macros for them are arithmetic, which Swift does not import.
extension ResultCode {
    /// A CHECK fired.
    package static let constraintCheck = extended(.constraint, 1)
    /// A reference points to nothing, or something still points here.
    package static let constraintForeignKey = extended(.constraint, 3)
    /// NULL where it is refused.
    package static let constraintNotNull = extended(.constraint, 5)
    /// The primary key exists already.
    package static let constraintPrimaryKey = extended(.constraint, 6)
    /// A trigger raised an error.
    package static let constraintTrigger = extended(.constraint, 7)
    /// A UNIQUE constraint or index fired.
    package static let constraintUnique = extended(.constraint, 8)
    /// The row id exists already.
    package static let constraintRowID = extended(.constraint, 10)
    /// A STRICT table refused the type.
    package static let constraintDataType = extended(.constraint, 12)

    private static func extended(_ kind: ResultCode, _ number: Int32) -> ResultCode {
        ResultCode(rawValue: kind.rawValue | number << 8)
    }
}
