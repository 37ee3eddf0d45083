// Where the pages of an export go: a file that is there whole, or not at all.

import SQLite
import Spreadsheet
import Storage

/// Takes the pages of one export in their order. Used by one thread.
protocol ExportTarget: AnyObject {
    /// Gives what it takes of the disk beside the file. Bytes. Throws `FileError` and `SpreadsheetError`.
    func append(_ page: ExportPage) throws -> Int64
    /// The file is on the disk when it returns.
    func finish() throws
}

extension ExportFormat {
    /// Where the pages of an export of this format go. Throws `FileError` and `SpreadsheetError`.
    func target(_ export: Record<Export>, _ question: ExportQuestion, in files: ExportFiles, _ registry: Registry) throws
        -> any ExportTarget
    {
        switch self {
        case .csv, .ndjson: try TextTarget(files, export.file)
        case .xlsx: try SheetTarget(export, question, files, registry)
        }
    }
}

/// CSV and NDJSON.
final class TextTarget: ExportTarget {
    private let file: StoredFile
    private let path: String

    init(_ files: ExportFiles, _ name: String) throws {
        path = files.path(of: name)
        file = try StoredFile(new: path + ".part")
    }

    func append(_ page: ExportPage) throws -> Int64 {
        try file.append(page.bytes)
        return 0
    }

    func finish() throws { try file.move(to: path) }
}

/// A workbook of two sheets: the rows, and what they are.
final class SheetTarget: ExportTarget {
    private let writer: SpreadsheetWriter
    private let path: String
    private let facts: [(name: String, value: String)]
    private let language: Language
    private let moment: SpreadsheetCell

    init(_ export: Record<Export>, _ question: ExportQuestion, _ files: ExportFiles, _ registry: Registry) throws {
        path = files.path(of: export.file)
        language = export.heads.language ?? .english
        let schema = question.resource.schema
        let title = schema.label.text(in: language)
        let now = registry.clock.now
        writer = try SpreadsheetWriter(
            path: path + ".part", temporaryFolder: files.folder(of: export.file),
            SpreadsheetWriter.Properties(title: title, author: "salesd", createdAt: Int(now.milliseconds / 1000)))
        moment = .instant(registry.calendar.wallClock(now))
        facts = [
            (Label("List", "列表").text(in: language), schema.collection),
            (Label("Filters", "筛选条件").text(in: language), export.filters ?? ""),
            (Label("Order", "排序").text(in: language), export.sort ?? ""),
            (Label("Export", "导出编号").text(in: language), String(export.row.id)),
            (Label("Asked for by user", "发起人编号").text(in: language), String(export.startedByID)),
        ]
        try writer.beginSheet(title, columns: question.plan.shape.heads(export.heads))
    }

    func append(_ page: ExportPage) throws -> Int64 {
        for line in page.cells { try writer.write(line) }
        return Int64(try writer.keepWaiting())
    }

    func finish() throws {
        let heads = [Label("What", "项目"), Label("Value", "内容")]
        try writer.beginSheet(Label("About", "说明").text(in: language), columns: heads.map { $0.text(in: language) })
        for fact in facts { try writer.write([.text(fact.name), .text(fact.value)]) }
        try writer.write([.text(Label("Begun at", "开始时间").text(in: language)), moment])
        try writer.finish()
        try StoredFile(reading: path + ".part").move(to: path)
    }
}
