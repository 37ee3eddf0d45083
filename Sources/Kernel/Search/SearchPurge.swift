// Taking what was erased out of the index for good. FTS5 only notes that a text is gone; its tokens go when the parts of the index that
// hold them are merged.

import SQLite

/// The merging of the whole index after an erasure.
enum SearchPurge {
    /// Pages that are written at a time, so that the writer is never held for long.
    private static let pages = 100
    private static let mark = "search-purge"

    /// Has everything merged that the index holds now.
    static func ask(_ connection: Connection) throws {
        try connection.run("INSERT OR REPLACE INTO settled (name, value) VALUES ('\(mark)', 1)")
    }

    /// Goes on with it where it was asked for; true where there is more to do.
    static func goOn(_ connection: Connection) throws -> Bool {
        guard let state = try connection.first("SELECT value FROM settled WHERE name = '\(mark)'")?.first?.integer else { return false }
        let before = connection.totalChanges
        // The first call has all parts merged into one, whatever their size; the others go on with that.
        let count = state == 1 ? -pages : pages
        try connection.run("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)", [.integer(Int64(count))])
        // One change is that of the command itself (sqlite.org/fts5.html, "merge").
        let hasMore = connection.totalChanges - before >= 2
        if state == 1 || !hasMore {
            try connection.run(
                hasMore ? "UPDATE settled SET value = 2 WHERE name = '\(mark)'" : "DELETE FROM settled WHERE name = '\(mark)'")
        }
        return hasMore
    }
}

extension PeriodicJob {
    /// What an erasure has taken out of the search is out of the file within an hour.
    static let purgeSearch = PeriodicJob("purge-search", every: 3600) { _, connection in try SearchPurge.goOn(connection) }
}
