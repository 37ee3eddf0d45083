// A file that cannot be written or read: which call failed, on what, and whether there is no room.

import Glibc

/// The refusal of a file of the data directory.
package struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The call that failed.
    package let call: String
    /// The file or directory.
    package let path: String
    /// Why, as the system numbers it.
    package let errno: Int32

    init(_ call: String, _ path: String, _ code: Int32 = Glibc.errno) {
        self.call = call
        self.path = path
        errno = code
    }

    /// Whether the disk, or the quota of its owner, is full.
    package var isFull: Bool { errno == ENOSPC || errno == EDQUOT || errno == EFBIG }

    package var description: String { "\(call) \(path): \(String(cString: strerror(errno)))" }
}
