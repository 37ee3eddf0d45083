// A turn of an import in the writer: some rows, their report and how far it has come, in one transaction. So whenever the process ends,
// the next start goes on behind the last row that is there.

import SQLite
import Storage

/// Rows on their way through the writer.
struct ImportTurn: Sendable {
    let importID: Int64
    /// Where the file stands before them: somebody else's turn must not have come between.
    let start: Int64
    let rows: [ImportRows.Row]
    let demandsVersions: Bool
    let registry: Registry

    /// How a turn ended.
    enum Outcome: Sendable {
        /// So many of the rows are done.
        case went(Int)
        case ended
    }

    /// Carries the turn out. Throws what concerns the whole database; then nothing of it was kept.
    func run(_ transaction: Transaction) throws -> Outcome {
        let system = ImportTurn.context(.nobody, registry, transaction, ImportTurn.origin)
        guard let record = try system.find(Import.self, ID(importID)), record.status == .running, record.bytesRead == start,
            let resource = registry.resource(collection: record.collection)
        else { return .ended }
        guard !rows.isEmpty else {
            try ImportTurn.end(record, "finish", nil, system)
            return .ended
        }
        guard let caller = try registry.caller(of: record, transaction.connection) else {
            try ImportTurn.end(record, "fail", .importCallerGone, system)
            return .ended
        }
        let done = try enter(record, resource, caller, transaction)
        return .went(done)
    }

    private func enter(_ record: Record<Import>, _ resource: AnyResource, _ caller: Caller, _ transaction: Transaction) throws -> Int {
        var counts: [RowOutcome: Int64] = [:]
        let report = ImportReportWriter(importID: importID, connection: transaction.connection)
        let begin = ContinuousClock.now
        var done = 0
        for row in rows {
            let origin = Origin(remoteAddress: record.remoteAddress, requestID: "import-\(importID)-\(row.row.number)")
            let rules = ImportTurn.context(caller, registry, transaction, origin)
            let entry = ImportEntry(rules: rules, resource: resource, isDryRun: record.dryRun, demandsVersions: demandsVersions)
            let result = try entry.enter(row.row)
            try report.keep(row.row, result)
            counts[result.outcome, default: 0] += 1
            done += 1
            if isOver(since: begin, transaction) { break }
        }
        try keep(rows[done - 1], of: record, counts, in: transaction)
        return done
    }

    private func isOver(since begin: ContinuousClock.Instant, _ transaction: Transaction) -> Bool {
        let elapsed = ContinuousClock.now - begin
        if elapsed < .milliseconds(ImportLimits.turnMilliseconds) { return false }
        return elapsed > .milliseconds(ImportLimits.quietTurnMilliseconds) || transaction.batch.othersWait
    }

    /// How far it has come is no change that somebody makes: it stands in no audit.
    private func keep(_ last: ImportRows.Row, of record: Record<Import>, _ counts: [RowOutcome: Int64], in transaction: Transaction) throws
    {
        let progress = record.bytes > 0 ? Int64((Double(last.end) / Double(record.bytes) * 10_000).rounded(.down)) : 10_000
        try transaction.connection.run(
            """
            UPDATE imports SET version = version + 1, updated_at = ?, bytes_read = ?, line = ?, progress = ?, rows_read = ?,
                created = created + ?, updated = updated + ?, unchanged = unchanged + ?, refused = refused + ? WHERE id = ?
            """,
            [
                registry.clock.now.stored, .integer(min(last.end, record.bytes)), .integer(Int64(last.nextLine)),
                .integer(min(max(progress, 0), 10_000)),
                .integer(last.row.number), .integer(counts[.created] ?? 0), .integer(counts[.updated] ?? 0),
                .integer(counts[.unchanged] ?? 0), .integer(counts[.refused] ?? 0), .integer(importID),
            ])
        RowMemory.shared(in: transaction.batch).forgetAll()
    }

    // MARK: Beginning and end

    static let origin = Origin(remoteAddress: "import", requestID: "import")

    static func context(_ caller: Caller, _ registry: Registry, _ transaction: Transaction, _ origin: Origin) -> RuleContext {
        RuleContext(caller: caller, now: registry.clock.now, registry: registry, transaction: transaction, origin: origin)
    }

    /// Ends an import: finished, or failed for a reason.
    static func end(_ record: Record<Import>, _ step: String, _ reason: FailureCode?, _ system: RuleContext) throws {
        var record = record
        if let reason {
            record.failure = reason.name
            try system.save(&record)
        }
        try system.follow(step, record)
    }
}

extension Registry {
    /// Whoever started an import, as he or she may work now; nil for who may no longer.
    func caller(of record: Record<Import>, _ connection: Connection) throws -> Caller? {
        guard let user = record.startedByID else { return .operator }
        return try directory.person(user, record.keyID, clock.now, connection)
    }

    /// The imports that wait or run, the oldest first.
    func activeImports(_ connection: Connection) throws -> [Int64] {
        let sql = "SELECT id FROM imports WHERE status = 'queued' OR status = 'running' ORDER BY id LIMIT ?"
        return try connection.rows(sql, [.integer(Int64(ImportLimits.atOnce))]).compactMap { $0.first?.integer }
    }
}
