// Whether a database is sound: its file, its references, its audit chain, its derived columns, its search, the decisions by authors that it keeps,
// and whether it fits the declarations.

import Kernel
import SQLite

/// Faults of a database.
enum DatabaseCheck {
    /// Findings that are listed at most.
    private static let limit = 20
    /// Audit records that are walked at a time.
    private static let sliceLength = 20_000

    /// One sentence for each fault; empty for a sound database.
    static func faults(_ registry: Registry, on connection: Connection) throws -> [String] {
        let faults = try SchemaCheck.problems(registry, connection) + damages(on: connection)
        // What is missing or damaged cannot be walked.
        guard faults.isEmpty else { return faults }
        return try auditFaults(on: connection) + DerivationCheck.differences(registry, at: registry.clock.now, on: connection)
            + SearchCheck.differences(registry, on: connection) + SelfDecisions.differences(registry, on: connection)
    }

    /// The contents of attachments that are missing or damaged beside a database.
    static func contentFaults(beside directory: String, on connection: Connection) throws -> [String] {
        try BlobCopies.faults(of: BlobCopies.digests(in: connection), in: directory + "/blobs", limit: limit)
    }

    /// What SQLite finds when it looks at its own pages and references.
    static func damages(on connection: Connection) throws -> [String] {
        let pages = try connection.rows("PRAGMA integrity_check(\(limit))").compactMap(\.first?.text).filter { $0 != "ok" }
        let references = try connection.rows("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT \(limit)")
        return pages
            + references.map { row in
                "\(row[0].text ?? "") \(row[1].integer ?? 0) refers to something in \(row[2].text ?? "") that is not there"
            }
    }

    /// The first audit record that does not fit.
    private static func auditFaults(on connection: Connection) throws -> [String] {
        var walk = try AuditVerification(on: connection)
        while !walk.isOver { try walk.verifyNext(sliceLength, on: connection) }
        return walk.fault.map { ["audit record \($0.sequence) \($0.reason.sentence)"] } ?? []
    }
}
