// Whether somebody gets the file of an export: asked before the first portion, and again before each that follows.

import HTTP
import SQLite
import Storage
import Synchronization

/// Whether somebody gets a file at a moment.
struct ExportFetch {
    private let export: Record<Export>
    private let caller: Caller
    private let registry: Registry
    private let now: Instant

    init(_ export: Record<Export>, _ caller: Caller, _ registry: Registry, _ now: Instant) {
        self.export = export
        self.caller = caller
        self.registry = registry
        self.now = now
    }

    /// Throws `export_of_another`, `export_not_ready`, `export_without_file`, `export_expired`, `not_allowed`, `outside_scope` and
    /// `export_rights_changed`.
    func require() throws {
        // The rows are those that one person may see: also who sees more gets none of them by another's question.
        guard export.startedByID == caller.userID else { throw Failure(.exportOfAnother) }
        switch export.status {
        case .queued, .running: throw Failure.later(.exportNotReady, after: 5, ["progress": "\(export.progress.unscaled / 100) %"])
        case .failed, .cancelled: throw Failure(.exportWithoutFile, ["state": export.status.rawValue])
        case .expired: throw expired
        case .finished: break
        }
        guard let until = export.expiresAt, now < until else { throw expired }
        if let report = export.report { try requireReport(report) } else { try requireList() }
    }

    private func requireList() throws {
        guard let resource = export.collection.flatMap(registry.resource(collection:)), let reach = export.reach.flatMap(ExportReach.init)
        else { throw expired }
        try caller.requireRight(to: .read, resource)
        guard reach.isWithin(caller, resource) else { throw Failure(.exportRightsChanged) }
    }

    private func requireReport(_ name: String) throws {
        guard let list = registry.answers(ReportDesk.self).list(name), let reach = export.reach.flatMap(CallerReach.init) else {
            throw expired
        }
        try caller.requireRight(to: .read, registry.resource(list))
        guard reach.isWithin(caller) else { throw Failure(.exportRightsChanged) }
    }

    private var expired: Failure { Failure(.exportExpired, ["until": export.expiresAt?.description ?? "–"]) }
}

/// Who reads the file of which export.
struct ExportReader: Sendable {
    let id: Int64
    let registry: Registry
    let pool: PagePool
    private var reader: StreamCaller

    init(_ id: Int64, _ caller: Caller, _ registry: Registry, _ pool: PagePool) {
        self.id = id
        self.registry = registry
        self.pool = pool
        reader = StreamCaller(caller)
    }

    /// Throws `invalid_token`, and what `ExportFetch.require` throws.
    mutating func confirm(by request: APIRequest, on connection: Connection) throws {
        try reader.confirm(by: request, registry, on: connection)
        let now = registry.clock.now
        let rules = RuleReader(caller: reader.caller, now: now, registry: registry, connection: connection)
        try ExportFetch(rules.require(Export.self, ID(id)), reader.caller, registry, now).require()
    }
}

/// The file of an export as content: each portion for whoever may still have it. What is removed meanwhile ends it.
final class ExportStream: ContentStream {
    /// Read at once. Bytes.
    private static let portion = 128 * 1024

    private struct Progress: Sendable {
        var reader: ExportReader
        var place: Int
    }

    private struct Portion: Sendable {
        let bytes: [UInt8]
        let progress: Progress
    }

    private let file: StoredFile
    private let range: Range<Int>
    private let request: APIRequest
    private let progress: Mutex<Progress>

    init(_ file: StoredFile, _ range: Range<Int>, for request: APIRequest, _ reader: ExportReader) {
        self.file = file
        self.range = range
        self.request = request
        progress = Mutex(Progress(reader: reader, place: range.lowerBound))
    }

    var byteCount: Int? { range.count }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        let before = progress.withLock { $0 }
        before.reader.pool.makePage(for: request, deliver) { [self] connection in
            try portion(after: before, on: connection)
        } portion: { [self] made in
            progress.withLock { $0 = made.progress }
            return made.progress.place == range.upperBound ? .last(made.bytes) : .more(made.bytes)
        }
    }

    /// Throws where fewer bytes are there than were promised, so that nobody takes a part for the whole.
    private func portion(after before: Progress, on connection: Connection) throws -> Portion {
        var progress = before
        try progress.reader.confirm(by: request, on: connection)
        let count = min(ExportStream.portion, range.upperBound - before.place)
        let bytes = try file.read(at: before.place, count: count)
        guard bytes.count == count else { throw ProgramFault("the file of export \(before.reader.id) is too short") }
        progress.place += count
        return Portion(bytes: bytes, progress: progress)
    }
}
