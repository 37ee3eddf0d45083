// A data directory made of a backup: verified in a place of its own, then moved into its place, whole or not at all.

import Foundation
import Kernel
import SQLite
import Storage

/// What was restored.
struct Restored {
    let bytes: Int64
    let auditRecords: Int64
    /// Attachments whose content the backup does not have, or has damaged.
    var missing: [String] = []
    /// Webhooks and message channels whose addresses and secrets are sealed under a key that is in no backup.
    let sealed: Int64
}

/// Restores one backup. Nothing is ever overwritten, and what fails leaves nothing behind.
struct Restoration {
    private let source: String
    private let configuration: Configuration
    private var data: String { configuration.data }
    private var draft: String { data + "/restore.partial" }
    private var copy: String { draft + "/salesd.db" }

    init(from source: String, _ configuration: Configuration) {
        self.source = source
        self.configuration = configuration
    }

    /// Throws `CommandFailure` with the reason.
    func run() throws -> Restored {
        try requireBackup()
        try requireEmptyDirectory()
        let isNew = !LocalFile.exists(data)
        do {
            let lock = try DirectoryLock.take(data)
            defer { lock.release() }
            // What an interrupted run has left; whoever works there would have the lock.
            LocalFile.remove(draft)
            defer { LocalFile.remove(draft) }
            return try restore()
        } catch {
            if isNew, LocalFile.names(in: data).allSatisfy({ $0 == "salesd.lock" }) { LocalFile.remove(data) }
            throw CommandFailure(reason(error))
        }
    }

    private func restore() throws -> Restored {
        try LocalFile.makeDirectory(draft)
        try copySource()
        try requireUndamaged()
        var restored = try verify()
        restored.missing = try bringBlobs()
        try LocalFile.sync(copy)
        if LocalFile.exists(draft + "/blobs") { try LocalFile.move(draft + "/blobs", to: data + "/blobs") }
        try LocalFile.publish(copy, as: data + "/salesd.db")
        return restored
    }

    // MARK: Before anything is written

    private func requireBackup() throws {
        guard LocalFile.exists(source) else { throw CommandFailure("there is no file \(source)") }
        // Without what stands in the log the copy would be one of some moment in the past, or of none.
        guard LocalFile.size(source + "-wal") == 0 else {
            throw CommandFailure("\(source) is a database in use, with a log beside it: make a backup of it with “salesd backup”")
        }
    }

    private func requireEmptyDirectory() throws {
        let others = LocalFile.names(in: data).filter { !["restore.partial", "salesd.lock"].contains($0) }
        guard others.isEmpty else {
            throw CommandFailure("\(data) is not empty: a backup is restored into an empty data directory only")
        }
    }

    // MARK: In the draft

    private func copySource() throws {
        do {
            try FileManager.default.copyItem(atPath: source, toPath: copy)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
        } catch {
            throw CommandFailure("\(source) cannot be copied: \(error.localizedDescription)")
        }
    }

    /// Copies, and does not link: a restored directory shares nothing with its backup. Gives the digests of what is not there.
    private func bringBlobs() throws -> [String] {
        let connection = try Connection(path: copy, mode: .readWrite)
        let digests = try BlobCopies.digests(in: connection)
        connection.close()
        return try BlobCopies(from: BlobCopies.directory(besideCopy: source), to: draft + "/blobs", links: false).run(digests) {}
    }

    private func requireUndamaged() throws {
        let connection = try Connection(path: copy, mode: .readWrite)
        defer { connection.close() }
        // An empty file would pass for a database that has yet to be made.
        guard try connection.first("SELECT 1 FROM sqlite_schema LIMIT 1") != nil else {
            throw CommandFailure("it is no database of salesd")
        }
        try refuse(DatabaseCheck.damages(on: connection))
    }

    /// Brings the copy to this program's version, and looks at everything that can be checked.
    private func verify() throws -> Restored {
        let database = try Database.open(directory: draft, migrations: Modules.migrations)
        defer { database.close() }
        let registry = try Modules.registry(configuration.company(keptIn: database), clock: SystemClock())
        try SearchIndex.bringUpToDate(registry, database)
        let (faults, records, sealed) = try database.read { connection in
            (
                try DatabaseCheck.faults(registry, on: connection),
                try connection.first("SELECT count(*) FROM audit")?.first?.integer ?? 0,
                try connection.first(Restoration.sealedEndpoints)?.first?.integer ?? 0
            )
        }
        try refuse(faults)
        database.close()
        return Restored(bytes: LocalFile.size(copy), auditRecords: records, sealed: sealed)
    }

    private static let sealedEndpoints = """
        SELECT (SELECT count(*) FROM webhooks WHERE archived_at IS NULL)
            + (SELECT count(*) FROM message_channels WHERE archived_at IS NULL AND active = 1)
        """

    private func refuse(_ faults: [String]) throws {
        guard let first = faults.first else { return }
        let more = faults.count > 1 ? " (and \(faults.count - 1) more faults)" : ""
        throw CommandFailure("\(first)\(more)")
    }

    private func reason(_ error: any Error) -> String {
        let cause =
            switch error {
            case StorageError.foreignDatabase: "it is no database of salesd"
            case let error as DatabaseError where error.code.isKind(of: .notADatabase): "it is no database"
            case let error as DatabaseError where error.code.isKind(of: .corrupt): "the file is damaged: \(error.message)"
            case let error as UsageError: error.faults.joined(separator: "; ")
            case StorageError.locked: "\(data) is in use by another salesd"
            default: ErrorText.of(error)
            }
        return "\(source) is not restored: \(cause)"
    }
}
