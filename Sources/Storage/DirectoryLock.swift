// One process owns a data directory: the lock is the kernel's, so that a killed owner leaves nothing behind.

import Glibc

/// The ownership of a directory, from `init` to `release()` or the end of the process.
///
/// It is a `flock`, not a pid file: the kernel drops it however the process ends, and the next start just works.
package final class DirectoryLock: Sendable {
    private let descriptor: Monitor<Int32>

    /// Takes the lock file at `path`. Throws `locked` when another has it.
    init(path: String, directory: String) throws(StorageError) {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .inaccessible(path: path, errno: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(file)
            throw reason == EWOULDBLOCK ? .locked(directory: directory) : .inaccessible(path: path, errno: reason)
        }
        descriptor = Monitor(file)
    }

    /// Takes a data directory, making it where it is missing: for who puts a database there.
    ///
    /// Throws `StorageError.locked` when another has it, and `inaccessible`.
    package static func take(_ directory: String) throws(StorageError) -> DirectoryLock {
        try makeDirectory(directory)
        return try DirectoryLock(path: directory + "/salesd.lock", directory: directory)
    }

    deinit {
        release()
    }

    /// Gives the directory to the next. The file stays: deleting it would let two owners hold two files of one name.
    package func release() {
        descriptor.withLock { file in
            guard file >= 0 else { return }
            close(file)
            file = -1
        }
    }

    /// Makes the directory, for its owner alone, unless it exists.
    static func makeDirectory(_ path: String) throws(StorageError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .inaccessible(path: path, errno: errno) }
    }
}
