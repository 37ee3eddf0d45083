// One export on its way: page after page from the heavy pool, each in a snapshot of its own and for whoever may still see it, into a file;
// a report at once, in one snapshot.

import Dispatch
import SQLite
import Spreadsheet
import Storage
import Synchronization

/// Carries one export out, on a thread of its own.
struct ExportRun {
    let id: Int64
    let registry: Registry
    let database: Database
    let files: ExportFiles
    let isStopped: @Sendable () -> Bool

    /// Returns when it has ended, for whatever reason, or is no longer wanted. Throws what may be better another time.
    func carryOut() throws {
        guard let export = try begin() else { return }
        do {
            try make(export)
        } catch let failure as Failure {
            try fail(export, failure)
        } catch StorageError.tooSlow {
            try fail(export, Failure(.exportTooSlow))
        } catch let error as FileError where error.isFull {
            try fail(export, Failure(.storageFull))
        } catch SpreadsheetError.noRoom {
            try fail(export, Failure(.storageFull))
        }
    }

    // MARK: Beginning and end

    /// Notes that it begins; nil where it has ended meanwhile or can not begin.
    private func begin() throws -> Record<Export>? {
        try database.write { [registry, id] transaction in
            let system = ExportRun.system(registry, transaction)
            guard let found = try system.find(Export.self, ID(id)) else { return nil }
            if found.status == .queued { try system.follow("start", found) }
            guard let export = try system.find(Export.self, ID(id)), export.status == .running else { return nil }
            guard export.attempts < ExportLimits.attempts else {
                try ExportRun.end(export, Failure(.exportInterrupted, ["attempts": String(export.attempts)]), system)
                return nil
            }
            let sql = "UPDATE exports SET attempts = attempts + 1, rows_written = 0, progress = 0 WHERE id = ?"
            try ExportRun.keep(sql, [.integer(id)], in: transaction)
            return export
        }
    }

    private func fail(_ export: Record<Export>, _ failure: Failure) throws {
        files.remove(export.file)
        try database.write { [registry, id] transaction in
            let system = ExportRun.system(registry, transaction)
            guard let export = try system.find(Export.self, ID(id)), export.status == .running else { return }
            try ExportRun.end(export, failure, system)
        }
    }

    private static func end(_ export: Record<Export>, _ failure: Failure, _ system: RuleContext) throws {
        var export = export
        export.note(failure)
        try system.save(&export)
        try system.follow("fail", export)
    }

    private func finish(_ size: Int64, _ reach: String) throws {
        try database.write { [registry, id] transaction in
            let system = ExportRun.system(registry, transaction)
            guard var export = try system.find(Export.self, ID(id)), export.status == .running else { return }
            // Others may have finished since it began.
            try ExportRun.require(size, within: try ExportRoom.left(registry, transaction.connection))
            export.bytes = size
            export.reach = reach
            try system.save(&export)
            try system.follow("finish", export)
        }
    }

    private static func system(_ registry: Registry, _ transaction: Transaction) -> RuleContext {
        let origin = Origin(remoteAddress: "export", requestID: "export")
        return RuleContext(caller: .nobody, now: registry.clock.now, registry: registry, transaction: transaction, origin: origin)
    }

    /// What a stop has cut off counts as not begun.
    static func giveAttemptBack(_ id: Int64, in transaction: Transaction) throws {
        try keep("UPDATE exports SET attempts = max(0, attempts - 1) WHERE id = ? AND status = 'running'", [.integer(id)], in: transaction)
    }

    /// How far it has come is no change that somebody makes: it stands in no audit.
    private static func keep(_ sql: String, _ values: [SQLiteValue], in transaction: Transaction) throws {
        try transaction.connection.run(sql, values)
        RowMemory.shared(in: transaction.batch).forgetAll()
    }

    // MARK: Between them

    private func make(_ export: Record<Export>) throws {
        if let report = export.report { try make(report, export) } else { try makeList(export) }
    }

    /// A report has no more rows than an answer of it: one question gives them all.
    private func make(_ name: String, _ export: Record<Export>) throws {
        try files.begin(export.file)
        let report = try ExportedReport(name, export, registry)
        let (path, folder) = (files.path(of: export.file), files.folder(of: export.file))
        let made = try read { [registry] connection in
            let now = registry.clock.now
            let caller = try registry.person(of: export, at: now, connection)
            let reader = RuleReader(caller: caller, now: now, registry: registry, connection: connection)
            try report.check(reader)
            let rows = try reader.ask(ReportDesk.self).write(report.wanted, reader, path, folder)
            return (rows: rows, reach: CallerReach(caller))
        }
        guard try isStillWanted(made.rows, of: made.rows) else { return files.remove(export.file) }
        let size = Int64(try StoredFile(reading: path).size())
        try ExportRun.require(size, within: read { try ExportRoom.left(registry, $0) })
        try finish(size, made.reach.text)
    }

    private func makeList(_ export: Record<Export>) throws {
        let asked = try read { try caller(of: export, $0) }
        let question = try ExportQuestion(export, asked, registry)
        let total = try? read { try question.plan.count(for: asked, on: $0) }
        let limit = try read { try ExportRoom.left(registry, $0) }
        try files.begin(export.file)
        let target = try export.format.target(export, question, in: files, registry)
        var place: [SQLiteValue]?
        var rows: Int64 = 0
        repeat {
            let page = try read { [place] in try self.page(after: place, of: question, export, $0) }
            place = page.place
            rows += page.rows
            let waiting = try target.append(page)
            try ExportRun.require(files.size(of: export.file) + waiting, within: limit)
            guard try isStillWanted(rows, of: total) else { return files.remove(export.file) }
        } while place != nil
        try target.finish()
        let size = Int64(try StoredFile(reading: files.path(of: export.file)).size())
        try ExportRun.require(size, within: limit)
        try finish(size, question.reach.text)
    }

    private static func require(_ size: Int64, within limit: Int64) throws {
        guard size <= limit else { throw Failure(.exportTooLarge, ["maximum": String(limit)]) }
    }

    private func page(after place: [SQLiteValue]?, of question: ExportQuestion, _ export: Record<Export>, _ connection: Connection) throws
        -> ExportPage
    {
        let caller = try caller(of: export, connection)
        let now = try ExportQuestion(export, caller, registry)
        guard now.reach == question.reach else { throw Failure(.exportRightsChanged) }
        return try ExportPage.make(after: place, question.plan, export, for: caller, registry, on: connection)
    }

    private func caller(of export: Record<Export>, _ connection: Connection) throws -> Caller {
        try registry.person(of: export, at: registry.clock.now, connection)
    }

    /// Keeps how far it has come. False where it was cancelled; throws `closed` where the server stops.
    private func isStillWanted(_ rows: Int64, of total: Int64?) throws -> Bool {
        let part = total.map { $0 > 0 ? min(Double(rows) / Double($0), 1) : 1 } ?? 0
        let isStopping = isStopped()
        let isWanted = try database.write { [registry, id] transaction in
            // A stop in good order is no attempt that has failed.
            let sql = """
                UPDATE exports SET version = version + 1, updated_at = ?, rows_written = ?, rows_total = ?, progress = ?, attempts = max(0, attempts - ?)
                WHERE id = ? AND status = 'running'
                """
            try ExportRun.keep(
                sql,
                [
                    registry.clock.now.stored, .integer(rows), total.stored, .integer(Int64(part * 10_000)), .integer(isStopping ? 1 : 0),
                    .integer(id),
                ], in: transaction)
            return transaction.connection.changes == 1
        }
        if isStopping, isWanted { throw StorageError.closed }
        return isWanted
    }

    /// Reads on the heavy pool, between what others want of it, and waits for that.
    private func read<Value: Sendable>(_ work: @escaping @Sendable (Connection) throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        try database.heavy.submit(isContinuation: true, work) { outcome.keep($0) }
        return try outcome.wait()
    }
}

/// What comes from the pool, for the thread that waits for it.
private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func keep(_ result: Result<Value, any Error>) {
        self.result.withLock { $0 = result }
        done.signal()
    }

    func wait() throws -> Value {
        done.wait()
        guard let result = result.withLock({ $0 }) else { throw StorageError.closed }
        return try result.get()
    }
}
