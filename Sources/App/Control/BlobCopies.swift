// The content of attachments beside a copy of the database: `copy.db.blobs/ab/cdef…`, each checked against its name.

import Crypto
import Glibc
import Kernel
import SQLite
import Storage

/// Contents on their way from one place to another. What never changes is linked where it can be, so that a backup beside the database
/// takes no room for it.
struct BlobCopies {
    /// Read at once. Bytes.
    private static let portion = 1024 * 1024

    private let source: String
    private let target: String
    private let links: Bool

    /// - Parameters:
    ///   - source: a directory such as `blobs`
    ///   - target: the directory that is made like it
    ///   - links: whether both may share a file
    init(from source: String, to target: String, links: Bool = true) {
        self.links = links
        self.source = source
        self.target = target
    }

    /// Where the contents of a backup are.
    static func directory(besideCopy path: String) -> String { path + ".blobs" }

    /// The digests that a database names.
    static func digests(in connection: Connection) throws -> [String] {
        let hasTable = try connection.first("SELECT 1 FROM sqlite_schema WHERE name = 'attachments'") != nil
        guard hasTable else { return [] }
        let sql = "SELECT DISTINCT sha256 FROM attachments WHERE sha256 IS NOT NULL ORDER BY sha256"
        return try connection.rows(sql).compactMap(\.first?.text)
    }

    /// Brings the contents over, and gives the digests of those that are missing or damaged. Throws where the target cannot be written.
    func run(_ digests: [String], while goesOn: () throws -> Void) throws -> [String] {
        guard !digests.isEmpty else { return [] }
        try Folder.make(target)
        var missing: [String] = []
        for digest in digests {
            try goesOn()
            if try !copy(digest) { missing.append(digest) }
        }
        return missing
    }

    private func copy(_ digest: String) throws -> Bool {
        let (folder, name) = (String(digest.prefix(2)), String(digest.dropFirst(2)))
        let path = "\(source)/\(folder)/\(name)"
        guard Folder.hasFile(path) else { return false }
        try Folder.make("\(target)/\(folder)")
        let copy = "\(target)/\(folder)/\(name)"
        if links, unsafe link(path, copy) == 0 { return true }
        return try copyBytes(of: path, to: copy, digest)
    }

    private func copyBytes(of path: String, to copy: String, _ digest: String) throws -> Bool {
        let file = try StoredFile(reading: path)
        let draft = try StoredFile(new: copy + ".partial")
        let hash = SHA256Context()
        var place = 0
        while case let bytes = try file.read(at: place, count: Self.portion), !bytes.isEmpty {
            hash.update(bytes)
            try draft.append(bytes)
            place += bytes.count
        }
        guard Hex.encode(hash.finish()) == digest else { return false }
        try draft.move(to: copy)
        return true
    }

    /// One sentence for each content that a database names and that is missing or damaged, at most `limit`.
    static func faults(of digests: [String], in directory: String, limit: Int) throws -> [String] {
        var faults: [String] = []
        for digest in digests where faults.count < limit {
            let path = "\(directory)/\(digest.prefix(2))/\(digest.dropFirst(2))"
            guard Folder.hasFile(path) else {
                faults.append("the content of an attachment is missing: \(path)")
                continue
            }
            if try Hex.encode(hash(of: path)) != digest { faults.append("the content of an attachment is damaged: \(path)") }
        }
        return faults
    }

    private static func hash(of path: String) throws -> [UInt8] {
        let file = try StoredFile(reading: path)
        let hash = SHA256Context()
        var place = 0
        while case let bytes = try file.read(at: place, count: portion), !bytes.isEmpty {
            hash.update(bytes)
            place += bytes.count
        }
        return hash.finish()
    }
}
