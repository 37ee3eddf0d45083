// A copy of the database in a new file, made while others read and write, with the content of attachments beside it.

import Kernel
import SQLite
import Storage

/// Makes one copy.
struct Backup {
    private let database: Database
    private let isStopping: StopMark

    init(_ database: Database, _ isStopping: StopMark) {
        self.database = database
        self.isStopping = isStopping
    }

    /// Writes the copy, looks at it, and gives its size in bytes. Nothing is ever overwritten, and a copy that failed leaves nothing
    /// behind.
    func write(to path: String) throws -> Int64 {
        let draft = path + ".partial"
        for taken in [path, BlobCopies.directory(besideCopy: path)] where LocalFile.exists(taken) {
            throw refused("\(taken) exists already")
        }
        guard LocalFile.claim(draft) else { throw refused("\(draft) cannot be made, or exists already") }
        do {
            try database.backup(to: draft) { _, _ in
                if isStopping.isSet { throw refused("the server is being stopped") }
            }
            let digests = try requireSound(draft)
            try LocalFile.sync(draft)
            try copyBlobs(digests, to: BlobCopies.directory(besideCopy: path))
            try LocalFile.publish(draft, as: path)
        } catch {
            LocalFile.remove(draft)
            LocalFile.remove(BlobCopies.directory(besideCopy: path))
            throw error is Failure ? error : refused(ErrorText.of(error))
        }
        return LocalFile.size(path)
    }

    /// What a record names and is not there is no reason to have no backup: `salesd check` tells of it.
    private func copyBlobs(_ digests: [String], to directory: String) throws {
        _ = try BlobCopies(from: database.directory + "/blobs", to: directory).run(digests) {
            if isStopping.isSet { throw refused("the server is being stopped") }
        }
    }

    /// The digests of the attachments in it. Throws where the copy is damaged, as far as a look at every page tells.
    private func requireSound(_ draft: String) throws -> [String] {
        let copy = try Connection(path: draft, mode: .readWrite)
        defer { copy.close() }
        copy.setStopCheck { isStopping.isSet }
        // A file of its own, that can be read where nothing can be written: no WAL beside it.
        try copy.execute("PRAGMA journal_mode = DELETE")
        let findings = try copy.rows("PRAGMA quick_check(1)").compactMap(\.first?.text)
        guard findings == ["ok"] else { throw refused("the copy is damaged: \(findings.first ?? "it cannot be read")") }
        return try BlobCopies.digests(in: copy)
    }

    private func refused(_ reason: String) -> Failure {
        Failure(.backupRefused, ["reason": reason])
    }
}
