// `GET /v1/imports/{id}/rows`: what became of each row, page by page or as a file.

import HTTP
import JSON
import SQLite

extension Registry {
    var importRowsRoute: Route {
        let description = OperationDescription(
            "import.rows", "What became of each row", "逐行导入结果", tag: Import.schema.collection, answer: ReportPage.shape.answer,
            query: [
                "limit", "cursor",
                ParameterDescription("outcome", "Only rows of these outcomes", "仅这些结果的行", .choices(ChoiceSet(RowOutcome.self))), "bom",
            ])
        let lane = Lane.list { request, context in
            let question = try ReportQuestion(request, context)
            return try question.answer(request, context)
        } export: { request, context in
            let question = try ReportQuestion(request, context)
            return question.export(request, context)
        }
        return Route(.get, "/v1/imports/{id}/rows", description, lane: lane)
    }
}

/// A question for the report of an import that the caller may see.
struct ReportQuestion: Sendable {
    let importID: Int64
    let outcomes: [RowOutcome]
    let codes: [String: FailureCode]
    private let caller: Caller

    init(_ request: APIRequest, _ context: any ReadContext) throws {
        try request.allowQuery("limit", "cursor", "outcome", "bom")
        let resource = context.registry.resource(Import.schema)
        let caller = try permit(request, resource, .read)
        let id = try request.id()
        try context.read { connection in
            guard try resource.covers(id, for: caller, to: .read, on: connection),
                try connection.first("SELECT 1 FROM imports WHERE id = ?", [.integer(id)]) != nil
            else { throw Failure(.notFound) }
        }
        self.caller = caller
        importID = id
        outcomes = try (request.queryValue("outcome")?.split(separator: ",") ?? []).map { word in
            guard let outcome = RowOutcome(rawValue: String(word)) else {
                throw Failure.badParameter("outcome", String(word), "it must be one of created, updated, unchanged, refused")
            }
            return outcome
        }
        codes = Dictionary(context.registry.failureCodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Lines behind that row, one more than a page where further ones follow.
    func lines(after number: Int64, _ count: Int, on connection: Connection) throws -> [ImportReportLine] {
        let words = outcomes.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let condition = outcomes.isEmpty ? "" : " AND outcome IN (\(words))"
        let sql = """
            SELECT \(ImportReportLine.columns) FROM import_row WHERE import_id = ? AND number > ?\(condition) ORDER BY number LIMIT ?
            """
        return try connection.rows(sql, [.integer(importID), .integer(number), .integer(Int64(count))])
            .map { ImportReportLine($0, codes) }
    }

    // MARK: A page

    /// What a cursor belongs to.
    private var seal: [UInt8] {
        Array("imports/\(importID)/rows?outcome=\(outcomes.map(\.rawValue).joined(separator: ","))".utf8)
    }

    func answer(_ request: APIRequest, _ context: any ReadContext) throws -> HTTPResponse {
        let limit = try request.pageSize()
        let key = context.cursorKey
        let place = try request.queryValue("cursor").map { token -> Int64 in
            guard let cursor = Cursor(token: token, for: seal, key), let number = cursor.values.first?.integer else {
                throw Failure(.badCursor, faults: [Fault(.badCursor, at: "cursor")])
            }
            return number
        }
        let lines = try context.read { try self.lines(after: place ?? 0, limit + 1, on: $0) }
        let page = Array(lines.prefix(limit))
        let next = lines.count > limit ? page.last.map { Cursor(values: [.integer($0.number)]).token(for: seal, key) } : nil
        var response = ReportPage.shape.response(ReportPage(lines: page, nextCursor: next), in: request.language)
        response.fields.add("Accept", to: .vary)
        if let next { response.fields.append(.link, "<\(request.http.path)?\(nextQuery(request, next))>; rel=\"next\"") }
        return response
    }

    // MARK: A file

    func export(_ request: APIRequest, _ context: any ReadContext) -> Change {
        let (pages, registry) = (context.pages, context.registry)
        return { [self] rules in
            let form = try ListForm(of: request)
            for name in ["limit", "cursor"] where request.queryValue(name) != nil {
                throw Failure.badParameter(name, request.queryValue(name) ?? "", "an export has no pages and gives all rows")
            }
            let record = try rules.require(Import.self, ID(importID))
            // HEAD gives nothing out.
            if request.http.method != .head { try rules.note("exported", on: record) }
            let stream = ReportStream(self, as: form, for: request, of: caller, registry, pages)
            return HTTPResponse(
                .ok,
                fields: [
                    .contentType: form.rawValue + (form == .csv ? "; charset=utf-8" : ""), .cacheControl: "no-store", .vary: "Accept",
                    "Content-Disposition": "attachment; filename=\"import-\(importID)-rows.\(form.word)\"",
                ], stream: stream)
        }
    }
}

/// A page of a report.
struct ReportPage: Sendable {
    let lines: [ImportReportLine]
    let nextCursor: String?

    static let shape = AnswerShape<ReportPage>(
        "Report of an import", "导入结果",
        [
            .list("items", of: ImportReportLine.shape) { $0.lines },
            .field("next_cursor", text("Where the next page begins", "下一页游标").optional()) { $0.nextCursor },
        ])
}

extension ImportReportLine {
    static let shape = AnswerShape<ImportReportLine>(
        "Outcome of a row", "行结果",
        [
            .field("row", integer("Place among the rows", "行号", 1...Int64.max), example: 7) { $0.number },
            .field("line", integer("Line of the file", "文件行号", 1...Int64.max), example: 8) { $0.line },
            .field("outcome", choice(RowOutcome.self, "Outcome", "结果"), example: "refused") { $0.outcome },
            .field("record_id", integer("Id of the record", "记录编号", 1...Int64.max).optional(), example: .null) { $0.recordID },
            .list("errors", of: problem) { $0.problems },
        ])

    private static let problem = AnswerShape<Problem>(
        "What is wrong", "问题",
        [
            .field("pointer", text("Place in the row as a body", "位置"), example: "/phone") { $0.pointer },
            .field("column", text("Name of the column in the file", "文件中的列名").optional(), example: "电话") { $0.column },
            .field("code", text("Code, which is stable", "代码"), example: "bad_format") { $0.code },
            .label("message", Label("In the language asked for", "说明"), example: "“phone” must be a phone number.") { $0.text },
        ])
}
