// The rows of a list as a stream: page by page on the heavy pool, each in a snapshot of its own, so that no long read pins the WAL.

import HTTP
import JSON
import SQLite
import Storage
import Synchronization

/// Where the pages of streams are made, and who is told when one fails.
package struct PagePool: Sendable {
    let heavy: HeavyPool
    let report: @Sendable (Trouble) -> Void
}

/// Makes the content of one export. The next page begins behind the sort values of the last row.
final class ListStream: ContentStream {
    /// Rows of a page at most.
    static let rowsOfPage = 500
    /// A page ends with the row that makes it so long. Bytes.
    private static let bytesOfPage = 128 * 1024

    /// How far the stream has come.
    private struct Progress: Sendable {
        var caller: Caller
        /// Of the callers when this one was looked up; nil before the first page.
        var generation: Int?
        /// The sort values of the last row; nil before the first.
        var place: [SQLiteValue]?
    }

    private struct Page: Sendable {
        let bytes: [UInt8]
        let progress: Progress
    }

    private let plan: ListPlan
    private let form: ListForm
    private let request: APIRequest
    private let registry: Registry
    private let pool: PagePool
    private let progress: Mutex<Progress>

    init(_ plan: ListPlan, as form: ListForm, for request: APIRequest, of caller: Caller, _ registry: Registry, _ pool: PagePool) {
        self.plan = plan
        self.form = form
        self.request = request
        self.registry = registry
        self.pool = pool
        progress = Mutex(Progress(caller: caller))
    }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        let before = progress.withLock { $0 }
        do {
            try pool.heavy.submit(isContinuation: true) { [self] connection in
                try page(after: before, on: connection)
            } completion: { [self] result in
                deliver(portion(result))
            }
        } catch {
            deliver(portion(.failure(error)))
        }
    }

    private func portion(_ result: Result<Page, any Error>) -> ContentPortion {
        switch result {
        case .success(let page):
            progress.withLock { $0 = page.progress }
            return page.progress.place == nil ? .last(page.bytes) : .more(page.bytes)
        case .failure(let error):
            // No answer can tell the cause any more, so all but what the caller or a stop has brought about is reported.
            if Failure(of: error).hidesCause(error) {
                pool.report(Trouble(task: "\(request.http.method) \(request.http.path)", requestID: request.requestID, error))
            }
            return .failed
        }
    }

    // MARK: One page

    private func page(after before: Progress, on connection: Connection) throws -> Page {
        var progress = before
        try confirmCaller(&progress, on: connection)
        var bytes: [UInt8] = []
        switch form {
        case .csv:
            var writer = CSVWriter()
            if before.place == nil { writer.begin(plan.shape, withMark: request.queryValue("bom") == "true") }
            progress.place = try plan.forEachRow(after: before.place, for: progress.caller, on: connection) { source in
                writer.row(of: source, plan.shape, for: progress.caller.userID)
                return writer.count < ListStream.bytesOfPage
            }
            bytes = writer.finish()
        case .ndjson, .json:
            var writer = JSONWriter(capacity: 16 * 1024)
            progress.place = try plan.forEachRow(after: before.place, for: progress.caller, on: connection) { source in
                try plan.writeRow(source, for: progress.caller, on: connection, into: &writer)
                writer.endLine()
                return writer.count < ListStream.bytesOfPage
            }
            bytes = writer.finish()
        }
        return Page(bytes: bytes, progress: progress)
    }

    /// Whoever loses the right to read, or the session, gets no further page.
    private func confirmCaller(_ progress: inout Progress, on connection: Connection) throws {
        let (generation, now) = (registry.generation.current, registry.clock.now)
        guard let hash = request.tokenHash, progress.generation != generation || !progress.caller.counts(at: now) else { return }
        guard let caller = try registry.directory.caller(hash, now, connection), caller.counts(at: now),
            caller.roles == progress.caller.roles, caller.scopes == progress.caller.scopes
        else { throw CallerCache.invalid }
        progress.caller = caller
        progress.generation = generation
    }
}
