// What SQLite finds when it looks at its own file.

import SQLite

/// Damages of the database file.
enum DatabaseCheck {
    /// Findings that are listed at most.
    private static let limit = 20

    /// One sentence for each damage; empty for a sound file.
    static func damages(on connection: Connection) throws -> [String] {
        let pages = try connection.rows("PRAGMA integrity_check(\(limit))").compactMap(\.first?.text).filter { $0 != "ok" }
        let references = try connection.rows("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT \(limit)")
        return pages
            + references.map { row in
                "\(row[0].text ?? "") \(row[1].integer ?? 0) refers to something in \(row[2].text ?? "") that is not there"
            }
    }
}
