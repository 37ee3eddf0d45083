// The files of exports, in `exports/` of the data directory: a folder for each, with what is still needed while it is made.

import Crypto
import SQLite
import Storage

/// Where the files of exports are.
struct ExportFiles: Sendable {
    private let directory: String

    /// In a data directory.
    init(of dataDirectory: String) {
        directory = dataDirectory + "/exports"
    }

    /// A name that nobody has.
    static func newName() throws -> String { Hex.encode(try SecureRandom.bytes(16)) }

    func folder(of name: String) -> String { directory + "/" + name }

    /// The whole file.
    func path(of name: String) -> String { folder(of: name) + "/file" }

    /// An empty folder for an export that begins. Throws `FileError`.
    func begin(_ name: String) throws {
        try Folder.make(directory)
        remove(name)
        try Folder.make(folder(of: name))
    }

    /// What an export takes of the disk. Bytes.
    func size(of name: String) -> Int64 {
        Folder.entries(of: folder(of: name)).reduce(0) { $0 + Int64($1.size) }
    }

    func remove(_ name: String) {
        for entry in Folder.entries(of: folder(of: name)) { Folder.removeFile(folder(of: name) + "/" + entry.name) }
        Folder.removeEmpty(folder(of: name))
    }

    /// Removes what no export needs any more.
    ///
    /// - Parameter needed: the names of exports that wait, run, or have a file; asked after the names that are there were read
    func removeOthers(than needed: () throws -> Set<String>) throws {
        let names = Folder.entries(of: directory).filter(\.isDirectory).map(\.name)
        guard !names.isEmpty else { return }
        let needed = try needed()
        for name in names where !needed.contains(name) { remove(name) }
    }
}

extension Registry {
    /// The names of exports that wait, run, or have a file.
    func exportFiles(_ connection: Connection) throws -> Set<String> {
        let active = try connection.rows("SELECT file FROM exports WHERE status = 'queued' OR status = 'running'")
        let kept = try connection.rows("SELECT file FROM exports WHERE status = 'finished'")
        return Set((active + kept).compactMap { $0.first?.text })
    }

    /// The exports that wait or run, the oldest first; those that schedules have asked for last, because nobody waits for them.
    func activeExports(_ connection: Connection) throws -> [Int64] {
        try connection.rows("SELECT id FROM exports WHERE status = 'queued' OR status = 'running' ORDER BY scheduled, id LIMIT 1000")
            .compactMap { $0.first?.integer }
    }
}
