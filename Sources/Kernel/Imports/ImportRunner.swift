// Carries imports out beside everything else: reads and decodes rows on a thread of its own, and brings them to the writer turn by turn,
// each behind what waits there.

import Dispatch
package import Storage
import Synchronization
import Tabular

/// The imports of one data directory. Nothing runs before it is woken.
package final class ImportRunner: Sendable {
    private struct State {
        var isRunning = false
        var isWanted = false
        var isStopped = false
    }

    private let registry: Registry
    private let database: Database
    private let demandsVersions: Bool
    private let report: @Sendable (Trouble) -> Void
    private let files: ImportFiles
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "salesd.imports")
    /// After trouble with the disk it is tried again so much later. Seconds.
    private static let pause = 5

    /// - Parameters:
    ///   - demandsVersions: whether a change has to say which version it means
    ///   - report: told of what kept an import from going on; it is tried again
    package init(_ registry: Registry, _ database: Database, demandsVersions: Bool, report: @escaping @Sendable (Trouble) -> Void) {
        self.registry = registry
        self.database = database
        self.demandsVersions = demandsVersions
        self.report = report
        files = ImportFiles(of: database.directory)
        registry.imports.onWake { [weak self] in self?.wake() }
    }

    /// Looks for imports that wait or were interrupted, and for what they have left behind. Returns at once.
    package func wake() {
        let mustStart = state.withLock { state in
            guard !state.isStopped else { return false }
            state.isWanted = true
            guard !state.isRunning else { return false }
            state.isRunning = true
            return true
        }
        if mustStart { queue.async { [self] in work() } }
    }

    /// Returns when the turn that runs has ended; nothing begins any more.
    package func stop() {
        state.withLock { $0.isStopped = true }
        queue.sync {}
    }

    private func work() {
        var open: [Int64: OpenImport] = [:]
        while takeWish() {
            do {
                try round(&open)
                files.removeOthers(than: try database.read { try registry.importFiles($0) }, now: registry.clock.now)
            } catch StorageError.closed {
                continue
            } catch {
                report(Trouble(task: "imports", requestID: "import", error))
                open = [:]
                queue.asyncAfter(deadline: .now() + .seconds(Self.pause)) { [weak self] in self?.wake() }
            }
        }
    }

    /// Whether somebody has asked to look again; else the work is over.
    private func takeWish() -> Bool {
        state.withLock { state in
            guard state.isWanted, !state.isStopped else {
                state.isRunning = false
                return false
            }
            state.isWanted = false
            return true
        }
    }

    private var isWanted: Bool { state.withLock { $0.isWanted } }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// One turn of each import after the other, until none is left.
    private func round(_ open: inout [Int64: OpenImport]) throws {
        while !isStopped {
            state.withLock { $0.isWanted = false }
            let active = try database.read { try registry.activeImports($0) }
            open = open.filter { active.contains($0.key) }
            guard !active.isEmpty else { return }
            // Looking which ones there are costs more than a turn, so each has several before it is done again, unless another one has come.
            for _ in 0..<20 where !isWanted {
                for id in active where !isStopped {
                    try turn(of: id, &open)
                }
                guard active.contains(where: { open[$0] != nil }) else { break }
            }
        }
    }

    private func turn(of id: Int64, _ open: inout [Int64: OpenImport]) throws {
        if open[id] == nil { open[id] = try begin(id) }
        guard let current = open[id] else { return }
        let rows = try current.upcoming()
        let turn = ImportTurn(
            importID: id, start: current.offset, rows: rows, demandsVersions: demandsVersions, registry: registry)
        switch try database.write({ try turn.run($0) }) {
        case .went(let count): current.advance(count)
        case .ended: open[id] = nil
        }
    }

    // MARK: Beginning

    /// Opens the file where the import stands; nil where it cannot go on, which is then kept.
    private func begin(_ id: Int64) throws -> OpenImport? {
        let started = try database.write { [registry] transaction -> Started? in
            let system = ImportTurn.context(.nobody, registry, transaction, ImportTurn.origin)
            guard let record = try system.find(Import.self, ID(id)) else { return nil }
            if record.status == .queued { try system.follow("start", record) }
            guard let record = try system.find(Import.self, ID(id)), record.status == .running else { return nil }
            guard let caller = try registry.caller(of: record, transaction.connection) else {
                try ImportTurn.end(record, "fail", .importCallerGone, system)
                return nil
            }
            return Started(record: record, caller: caller)
        }
        guard let started, let resource = registry.resource(collection: started.record.collection) else { return nil }
        do {
            let rows = try ImportRows(started.record, path: files.path(of: started.record.file), resource, started.caller, registry)
            return OpenImport(rows, offset: started.record.bytesRead)
        } catch let failure as Failure {
            try fail(id, failure.code)
        } catch is FileTrouble {
            try fail(id, .importFileLost)
        }
        return nil
    }

    private struct Started: Sendable {
        let record: Record<Import>
        let caller: Caller
    }

    private func fail(_ id: Int64, _ code: FailureCode) throws {
        try database.write { [registry] transaction in
            let system = ImportTurn.context(.nobody, registry, transaction, ImportTurn.origin)
            guard let record = try system.find(Import.self, ID(id)), record.status == .running else { return }
            try ImportTurn.end(record, "fail", code, system)
        }
    }
}

/// A file that is being read, with the rows that wait for their turn.
private final class OpenImport {
    private let rows: ImportRows
    private var waiting: [ImportRows.Row] = []
    /// Behind the last row that is done.
    private(set) var offset: Int64

    init(_ rows: ImportRows, offset: Int64) {
        self.rows = rows
        self.offset = offset
    }

    func upcoming() throws -> [ImportRows.Row] {
        if waiting.isEmpty { waiting = try rows.next(ImportLimits.turnRows) }
        return waiting
    }

    func advance(_ count: Int) {
        guard count > 0, count <= waiting.count else { return }
        offset = waiting[count - 1].end
        waiting.removeFirst(count)
    }
}
