// A whole report as a file, page by page on the heavy pool, so that no long read pins the WAL.

import HTTP
import JSON
import SQLite
import Storage
import Synchronization

/// Makes the content of one report.
final class ReportStream: ContentStream {
    /// How far the stream has come.
    private struct Progress: Sendable {
        var reader: StreamCaller
        /// The last row that was given; nil where no row follows.
        var place: Int64? = 0
    }

    private struct Page: Sendable {
        let bytes: [UInt8]
        let progress: Progress
    }

    /// Rows of a page.
    private static let rowsOfPage = 500

    private let question: ReportQuestion
    private let form: ListForm
    private let request: APIRequest
    private let registry: Registry
    private let pool: PagePool
    private let progress: Mutex<Progress>

    init(
        _ question: ReportQuestion, as form: ListForm, for request: APIRequest, of caller: Caller, _ registry: Registry, _ pool: PagePool
    ) {
        self.question = question
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

    private func page(after before: Progress, on connection: Connection) throws -> Page {
        var progress = before
        try progress.reader.confirm(by: request, registry, on: connection)
        let resource = registry.resource(Import.schema)
        guard try resource.covers(question.importID, for: progress.reader.caller, to: .read, on: connection) else {
            throw Failure(.notFound)
        }
        let start = before.place ?? 0
        let lines = try question.lines(after: start, ReportStream.rowsOfPage, on: connection)
        progress.place = lines.count == ReportStream.rowsOfPage ? lines.last?.number : nil
        return Page(bytes: form == .csv ? csv(lines, isFirst: start == 0) : ndjson(lines), progress: progress)
    }

    private func csv(_ lines: [ImportReportLine], isFirst: Bool) -> [UInt8] {
        var writer = CSVWriter()
        if isFirst {
            writer.mark(isWanted: request.queryValue("bom") == "true")
            writer.line(["row", "line", "outcome", "record_id", "code", "pointer", "column", "message"])
        }
        let language = request.language
        for line in lines {
            let start: [String?] = [String(line.number), String(line.line), line.outcome.rawValue, line.recordID.map { String($0) }]
            if line.problems.isEmpty { writer.line(start + [nil, nil, nil, nil]) }
            for problem in line.problems {
                writer.line(start + [problem.code, problem.pointer, problem.column, problem.text.text(in: language)])
            }
        }
        return writer.finish()
    }

    private func ndjson(_ lines: [ImportReportLine]) -> [UInt8] {
        lines.flatMap { ImportReportLine.shape.response($0, in: request.language).body + [0x0A] }
    }
}
