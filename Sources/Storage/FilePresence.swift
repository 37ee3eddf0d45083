// Whether the database's files are still where they were opened.
//
// A file that was removed or replaced stays open under no name: what is written to it is gone at the next start, without any error.

import Glibc
import SQLite

/// The database file and its log, as they were when they were first seen. Used by the writer's thread alone.
final class FilePresence {
    private struct Identity: Equatable {
        let device: UInt
        let number: UInt
    }

    private let paths: [String]
    private var known: [Identity?]

    init(of path: String) {
        paths = [path, path + "-wal"]
        known = paths.map(FilePresence.identity)
    }

    /// Throws where a file is gone or another one stands in its place; no longer once it is back.
    func require() throws(DatabaseError) {
        for (index, path) in paths.enumerated() {
            let found = FilePresence.identity(path)
            // The log is made by the first write.
            if known[index] == nil { known[index] = found }
            guard found == known[index] else {
                throw DatabaseError(code: .ioError, message: "\(path) was removed or replaced while it is in use")
            }
        }
    }

    private static func identity(_ path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt(status.st_dev), number: UInt(status.st_ino))
    }
}
