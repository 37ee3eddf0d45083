// The report of an import, row by row: kept with the rows, told in the language of who reads it.

import JSON
import SQLite

/// Writes the lines of a report.
struct ImportReportWriter {
    let importID: Int64
    let connection: Connection

    private static let insert = """
        INSERT INTO import_row (import_id, number, line, outcome, record_id, problem) VALUES (?, ?, ?, ?, ?, ?)
        """

    func keep(_ row: ImportRow, _ result: RowResult) throws {
        let problem = result.failure.map { SQLiteValue.text(String(decoding: ImportReportWriter.json(of: $0, row), as: UTF8.self)) }
        try connection.run(
            ImportReportWriter.insert,
            [
                .integer(importID), .integer(row.number), .integer(Int64(row.line)), .text(result.outcome.rawValue),
                result.recordID.stored, problem ?? .null,
            ])
    }

    /// Codes and what fills their texts: the texts themselves are made when somebody reads.
    private static func json(of failure: Failure, _ row: ImportRow) -> [UInt8] {
        let faults = failure.faults.isEmpty ? [Fault(failure.code, at: "", failure.details)] : failure.faults
        var writer = JSONWriter(capacity: 256)
        writer.beginArray()
        for fault in faults {
            writer.beginObject()
            writer.member("code", fault.code.name)
            writer.member("pointer", fault.pointer)
            if let column = row.columnNames[String(fault.pointer.dropFirst())] { writer.member("column", column) }
            writer.member(
                "details",
                object: { writer in
                    for (name, value) in fault.details.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
                })
            writer.endObject()
        }
        writer.endArray()
        return writer.finish()
    }
}

/// A line of the report, as it is told.
struct ImportReportLine: Sendable {
    struct Problem: Sendable {
        let code: String
        let pointer: String
        /// The column's name in the file, where it is another than the field's.
        let column: String?
        let text: Label
    }

    let number: Int64
    let line: Int64
    let outcome: RowOutcome
    let recordID: Int64?
    let problems: [Problem]

    /// The columns that it is made of.
    static let columns = "number, line, outcome, record_id, problem"

    /// - Parameter codes: every code by its name
    init(_ values: [SQLiteValue], _ codes: [String: FailureCode]) {
        number = values[0].integer ?? 0
        line = values[1].integer ?? 0
        outcome = values[2].text.flatMap(RowOutcome.init) ?? .refused
        recordID = values[3].integer
        let faults = values[4].text.flatMap { try? JSONReader.parse($0) }?.array ?? []
        problems = faults.compactMap(\.object).map { Problem($0, codes) }
    }
}

extension ImportReportLine.Problem {
    fileprivate init(_ fault: JSONObject, _ codes: [String: FailureCode]) {
        code = fault["code"]?.string ?? ""
        pointer = fault["pointer"]?.string ?? ""
        column = fault["column"]?.string
        let details = fault["details"]?.object.map { members in
            Dictionary(members.map { ($0.name, $0.value.string ?? "") }, uniquingKeysWith: { first, _ in first })
        }
        let text = codes[code]?.text ?? Label(code, code)
        self.text = Label(text.filled(details ?? [:], in: .english), text.filled(details ?? [:], in: .chinese))
    }
}

extension PeriodicJob {
    /// What was in a file is no longer told after a while: its records are what counts.
    static let forgetImportReports = PeriodicJob("forget-import-reports", every: 86_400) { now, connection in
        let before = now.adding(seconds: -ImportLimits.reportDays * 86_400).stored
        let sql = """
            DELETE FROM import_row WHERE (import_id, number) IN (
                SELECT r.import_id, r.number FROM imports i JOIN import_row r ON r.import_id = i.id WHERE i.finished_at < ? LIMIT 500)
            """
        try connection.run(sql, [before])
        return connection.changes == 500
    }
}
