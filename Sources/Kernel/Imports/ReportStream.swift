// A whole report as a file, page by page on the heavy pool, so that no long read pins the WAL.

import HTTP
import JSON
import SQLite
import Storage
import Synchronization

/// Makes the content of one report.
final class ReportStream: ContentStream {
    private struct Page: Sendable {
        let bytes: [UInt8]
        /// Nil where no row follows.
        let place: Int64?
    }

    /// Rows of a page.
    private static let rowsOfPage = 500

    private let question: ReportQuestion
    private let form: ListForm
    private let request: APIRequest
    private let caller: Caller
    private let registry: Registry
    private let pool: PagePool
    /// The last row that was given.
    private let place = Mutex<Int64>(0)

    init(
        _ question: ReportQuestion, as form: ListForm, for request: APIRequest, of caller: Caller, _ registry: Registry, _ pool: PagePool
    ) {
        self.question = question
        self.form = form
        self.request = request
        self.caller = caller
        self.registry = registry
        self.pool = pool
    }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        let start = place.withLock { $0 }
        do {
            try pool.heavy.submit(isContinuation: true) { [self] connection in
                try page(after: start, on: connection)
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
            guard let next = page.place else { return .last(page.bytes) }
            place.withLock { $0 = next }
            return .more(page.bytes)
        case .failure(let error):
            if Failure(of: error).hidesCause(error) {
                pool.report(Trouble(task: "\(request.http.method) \(request.http.path)", requestID: request.requestID, error))
            }
            return .failed
        }
    }

    private func page(after start: Int64, on connection: Connection) throws -> Page {
        let resource = registry.resource(Import.schema)
        if let hash = request.tokenHash {
            // Whoever loses the right to read, or the session, gets no further page.
            guard let now = try registry.directory.caller(hash, registry.clock.now, connection), now.roles == caller.roles else {
                throw CallerCache.invalid
            }
        }
        guard try resource.covers(question.importID, for: caller, to: .read, on: connection) else { throw Failure(.notFound) }
        let lines = try question.lines(after: start, ReportStream.rowsOfPage, on: connection)
        let place = lines.count == ReportStream.rowsOfPage ? lines.last?.number : nil
        return Page(bytes: form == .csv ? csv(lines, isFirst: start == 0) : ndjson(lines), place: place)
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
