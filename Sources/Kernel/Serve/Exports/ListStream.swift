// The rows of a list as a stream: page by page on the heavy pool, each in a snapshot of its own, so that no long read pins the WAL.

import HTTP
import JSON
import SQLite
import Storage
import Synchronization

/// Makes the content of one export. The next page begins behind the sort values of the last row.
final class ListStream: ContentStream {
    /// Rows of a page at most.
    static let rowsOfPage = 500
    /// A page ends with the row that makes it so long. Bytes.
    private static let bytesOfPage = 128 * 1024

    /// How far the stream has come.
    private struct Progress: Sendable {
        var reader: StreamCaller
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
        progress = Mutex(Progress(reader: StreamCaller(caller)))
    }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        let before = progress.withLock { $0 }
        pool.makePage(for: request, deliver) { [self] connection in
            try page(after: before, on: connection)
        } portion: { [self] page in
            progress.withLock { $0 = page.progress }
            return page.progress.place == nil ? .last(page.bytes) : .more(page.bytes)
        }
    }

    // MARK: One page

    private func page(after before: Progress, on connection: Connection) throws -> Page {
        var progress = before
        try progress.reader.confirm(by: request, registry, on: connection)
        let caller = progress.reader.caller
        var bytes: [UInt8] = []
        switch form {
        case .csv:
            var writer = CSVWriter()
            if before.place == nil { writer.begin(plan.shape, withMark: request.queryValue("bom") == "true") }
            progress.place = try plan.forEachRow(after: before.place, for: caller, on: connection) { source in
                writer.row(of: source, plan.shape, for: caller.userID)
                return writer.count < ListStream.bytesOfPage
            }
            bytes = writer.finish()
        case .ndjson, .json:
            var writer = JSONWriter(capacity: 16 * 1024)
            progress.place = try plan.forEachRow(after: before.place, for: caller, on: connection) { source in
                try plan.writeRow(source, for: caller, on: connection, into: &writer)
                writer.endLine()
                return writer.count < ListStream.bytesOfPage
            }
            bytes = writer.finish()
        }
        return Page(bytes: bytes, progress: progress)
    }
}
