// Directories of the data directory: made, listed, emptied, and on the disk before anything relies on them.

import Glibc

/// What is done with directories and the names in them.
package enum Folder {
    /// One name in a directory.
    package struct Entry: Sendable {
        package let name: String
        package let isDirectory: Bool
        /// When it was last changed. Seconds since 1970.
        package let changedAt: Int64
        /// Bytes.
        package let size: Int
    }

    /// Makes a directory for its owner alone, and has its name on the disk; one that is there stays.
    package static func make(_ path: String) throws(FileError) {
        if mkdir(path, 0o700) == 0 { return try sync(parent(of: path)) }
        guard errno == EEXIST else { throw FileError("mkdir", path) }
    }

    /// What is in a directory, in no order; nothing where there is none.
    package static func entries(of path: String) -> [Entry] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var entries: [Entry] = []
        while let found = readdir(directory) {
            let name = withUnsafePointer(to: &found.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != "..", let entry = entry(name, in: path) else { continue }
            entries.append(entry)
        }
        return entries
    }

    private static func entry(_ name: String, in path: String) -> Entry? {
        var status = stat()
        guard lstat(path + "/" + name, &status) == 0 else { return nil }
        return Entry(
            name: name, isDirectory: status.st_mode & S_IFMT == S_IFDIR, changedAt: Int64(status.st_mtim.tv_sec), size: Int(status.st_size))
    }

    /// Whether there is a file of that name.
    package static func hasFile(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Says that a file is in use now. False where there is none.
    package static func touch(_ path: String) -> Bool {
        utimes(path, nil) == 0
    }

    /// Removes a file, where it is there.
    package static func removeFile(_ path: String) {
        unlink(path)
    }

    /// Removes a directory, where it is there and has nothing in it.
    package static func removeEmpty(_ path: String) {
        rmdir(path)
    }

    /// Returns when the names in a directory are on the disk.
    package static func sync(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError("fsync", path) }
    }

    /// The directory in which a path stands.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
