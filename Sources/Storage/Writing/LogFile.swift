// The write-ahead log's file, opened a second time for syncing alone.

import Glibc
import SQLite

/// An open log. No lock of SQLite's lies on this file that closing it could drop.
final class LogFile: Sendable {
    private let path: String
    private let descriptor: Int32
    private let syncFile: @Sendable (_ descriptor: Int32) -> Int32

    /// - Parameter sync: as `fdatasync`: 0, or -1 with `errno`
    /// - Throws: `inaccessible`
    init(_ path: String, sync: @escaping @Sendable (Int32) -> Int32) throws(StorageError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .inaccessible(path: path, errno: errno) }
        self.path = path
        syncFile = sync
    }

    deinit {
        close(descriptor)
    }

    /// Brings to the disk what was written; returns why it failed.
    func sync() -> DatabaseError? {
        while syncFile(descriptor) != 0 {
            let code = errno
            guard code != EINTR else { continue }
            let message = "\(path) could not be synced: \(String(cString: strerror(code)))"
            return DatabaseError(code: code == ENOSPC || code == EDQUOT ? .full : .ioError, message: message)
        }
        return nil
    }
}
