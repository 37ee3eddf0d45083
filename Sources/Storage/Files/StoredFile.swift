// One open file beside the database: written from its beginning, read anywhere, and gone with its last owner unless it was moved.

import Glibc
import Synchronization

/// An open file of the data directory. Its calls may be made from any thread, but only one writes.
package final class StoredFile: Sendable {
    private struct State {
        var path: String
        /// Whether the file goes when its last owner does.
        var isPassing: Bool
    }

    private let descriptor: Int32
    private let state: Mutex<State>

    /// Where it is.
    package var path: String { state.withLock { $0.path } }

    /// Makes a new file for its owner alone; it is removed with the value unless it is moved before. Throws where one is there already.
    package init(new path: String) throws(FileError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("open", path) }
        state = Mutex(State(path: path, isPassing: true))
    }

    /// Opens a file that is there, to be read.
    package init(reading path: String) throws(FileError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", path) }
        state = Mutex(State(path: path, isPassing: false))
    }

    deinit {
        close(descriptor)
        state.withLock { if $0.isPassing { unlink($0.path) } }
    }

    /// Appends all of the bytes.
    package func append(_ bytes: [UInt8]) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", path, count < 0 ? errno : ENOSPC) }
            rest = rest.dropFirst(count)
        }
    }

    /// Up to `count` bytes from a place on; fewer only at the end of the file.
    package func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let number = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                if number < 0, errno == EINTR { continue }
                if number < 0 { failure = errno }
                guard number > 0 else { return }
                filled += number
            }
        }
        guard failure == 0 else { throw FileError("read", path, failure) }
        return bytes
    }

    /// Its length. Bytes.
    package func size() throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("fstat", path) }
        return Int(status.st_size)
    }

    /// Gives it another name of the same disk for good, so that it is there whole or not at all, also after the power fails. What has
    /// that name already is replaced.
    package func move(to target: String) throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError("fsync", path) }
        let source = path
        guard rename(source, target) == 0 else { throw FileError("rename", target) }
        state.withLock { $0 = State(path: target, isPassing: false) }
        try Folder.sync(Folder.parent(of: target))
    }
}
