// The files of imports, in `imports/` of the data directory: each as long as its import waits or runs.

import Crypto
import SQLite
import Storage

/// Where the files of imports are.
struct ImportFiles: Sendable {
    private let directory: String
    /// A file that no import names yet may be about to be named. Seconds.
    private static let grace: Int64 = 3600

    /// In a data directory.
    init(of dataDirectory: String) {
        directory = dataDirectory + "/imports"
    }

    func path(of name: String) -> String { directory + "/" + name }

    /// A name that nobody has. Makes the directory where it is missing.
    func newName() throws -> String {
        try Folder.make(directory)
        return Hex.encode(try SecureRandom.bytes(16))
    }

    /// Removes what no import needs any more.
    ///
    /// - Parameter active: the files of imports that wait or run, and those of imports that have ended
    func removeOthers(than known: (active: Set<String>, ended: Set<String>), now: Instant) {
        for entry in Folder.entries(of: directory) where !known.active.contains(entry.name) {
            let isOld = entry.changedAt < now.milliseconds / 1000 - ImportFiles.grace
            if known.ended.contains(entry.name) || isOld { Folder.removeFile(path(of: entry.name)) }
        }
    }
}

extension Registry {
    /// The files that imports name: of those that wait or run, and of the newest that have ended.
    func importFiles(_ connection: Connection) throws -> (active: Set<String>, ended: Set<String>) {
        let active = try connection.rows("SELECT file FROM imports WHERE status = 'queued' OR status = 'running'")
        let ended = try connection.rows(
            "SELECT file FROM imports WHERE status <> 'queued' AND status <> 'running' ORDER BY id DESC LIMIT 1000")
        return (Set(active.compactMap { $0.first?.text }), Set(ended.compactMap { $0.first?.text }))
    }
}
