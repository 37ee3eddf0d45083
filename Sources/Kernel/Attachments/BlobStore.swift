// The content of attachments, each once by its SHA-256: `blobs/ab/cdef…` in the data directory. A file there never changes.

package import Storage

/// The contents beside a database.
package struct BlobStore: Sendable {
    private let directory: String

    /// Those of a data directory, or another place with `blobs` in it.
    package init(of dataDirectory: String) {
        directory = dataDirectory + "/blobs"
    }

    /// Those beside an open database file.
    init(beside path: String) {
        self.init(of: path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
    }

    /// Where the content with that digest is, in 64 hexadecimal digits.
    package func path(_ digest: String) -> String { "\(directory)/\(digest.prefix(2))/\(digest.dropFirst(2))" }

    /// Whether it is there.
    package func has(_ digest: String) -> Bool { Folder.hasFile(path(digest)) }

    /// Throws `FileError` where it is not there.
    package func open(_ digest: String) throws -> StoredFile { try StoredFile(reading: path(digest)) }

    /// Keeps the content of a file for good, once; when it returns, the content is on the disk. Throws `FileError`.
    func keep(_ file: IncomingFile, as digest: String) throws {
        let path = path(digest)
        let folder = "\(directory)/\(digest.prefix(2))"
        // Whoever names it again keeps it from being removed for a day.
        if Folder.touch(path) { return try Folder.sync(folder) }
        try Folder.make(directory)
        try Folder.make(folder)
        try file.keep(as: path)
    }

    /// How many folders there are, each a part of all contents.
    static let folderCount = 256

    /// The digests in one of the folders that were last named before a moment, in seconds since 1970.
    func digests(inFolder number: Int, namedBefore seconds: Int64) -> [String] {
        let prefix = (number < 16 ? "0" : "") + String(number, radix: 16)
        return Folder.entries(of: "\(directory)/\(prefix)").filter { !$0.isDirectory && $0.changedAt < seconds }.map { prefix + $0.name }
    }

    func remove(_ digest: String) { Folder.removeFile(path(digest)) }
}
