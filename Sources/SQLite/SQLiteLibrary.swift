// What concerns the SQLite library as a whole: settings that must be made before its first use.

import CSQLite

/// The SQLite library of the process.
package enum SQLiteLibrary {
    private static let outcome: ResultCode = {
        guard sqlite3_threadsafe() != 0 else { return .misuse }
        return ResultCode(rawValue: csqlite_configure())
    }()

    /// The library's version, such as "3.40.1".
    package static var version: String {
        String(cString: sqlite3_libversion())
    }

    /// Switches the global lock for memory statistics off and leaves locking to the owners of the connections.
    ///
    /// Runs once, however often it is called; opening a connection calls it.
    /// Throws when the library was built without threads or something used it before.
    package static func configure() throws(DatabaseError) {
        guard outcome == .ok else {
            throw DatabaseError(code: outcome, message: "the SQLite library could not be set up for threads", sql: nil)
        }
    }
}
