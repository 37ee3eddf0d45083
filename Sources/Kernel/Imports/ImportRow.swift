// A row of a file, read as far as that needs no database: what it says of which field, and what is wrong with it.

import Crypto
import JSON
import Tabular

/// Something that a row names otherwise than by its id.
struct NamedReference: Sendable {
    let target: ImportTarget
    let text: String
}

/// A row on its way to a record.
struct ImportRow: Sendable {
    /// Its place among the rows of the file, from 1; rows in which nothing stands do not count.
    var number: Int64 = 0
    /// The line of the file on which it begins.
    let line: Int
    /// The body that an ordinary request would have.
    var body = JSONObject()
    var history = JSONObject()
    var references: [NamedReference] = []
    /// The record's own id and version, where the row names them.
    var id: Int64?
    var version: Int64?
    var faults: [Fault] = []
    /// Under which name a member stands in the file, where that is another one.
    var columnNames: [String: String] = [:]

    init(line: Int) {
        self.line = line
    }

    /// What tells the same row from another: all that it says, whatever the order.
    func digest(in collection: String) -> [UInt8] {
        var parts = body.map { "b\u{1}\($0.name)\u{1}\(ImportRow.text(of: $0.value))" }
        parts += history.map { "h\u{1}\($0.name)\u{1}\(ImportRow.text(of: $0.value))" }
        parts += references.map { "r\u{1}\($0.target.field.name)\u{1}\($0.text)" }
        return SHA256Digest.hash(of: ([collection] + parts.sorted()).joined(separator: "\u{2}"))
    }

    private static func text(of value: JSONValue) -> String {
        if case .string(let text) = value { return "\"" + text }
        var writer = JSONWriter(capacity: 64)
        writer.value(value)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    mutating func put(_ value: JSONValue, _ target: ImportTarget) {
        switch target.part {
        case .record: body[target.field.name] = value
        case .history: history[target.field.name] = value
        }
    }

    mutating func refuse(_ code: FailureCode, _ name: String, _ details: [String: String] = [:]) {
        let pointer = JSONPointer.root.appending(name: name).text
        faults.append(Fault(code, at: name.isEmpty ? "" : pointer, details.merging(["name": name]) { given, _ in given }))
    }
}

/// Reads the rows of one file. It belongs to one thread at a time.
final class ImportRowReader {
    private let format: ImportFormat
    private let names: ImportNames
    private let columns: ImportColumns?
    private let decoder: CellDecoder
    private let charset: Charset
    private let calendar: CompanyCalendar

    /// - Parameter columns: those of a CSV file
    init(
        _ format: ImportFormat, _ names: ImportNames, _ columns: ImportColumns?, _ decoder: CellDecoder, _ charset: Charset,
        _ calendar: CompanyCalendar
    ) {
        self.format = format
        self.names = names
        self.columns = columns
        self.decoder = decoder
        self.charset = charset
        self.calendar = calendar
    }

    func row(of record: RawRecord) -> ImportRow {
        var row = ImportRow(line: record.line)
        if let fault = record.fault {
            row.refuse(fault.code, "", ["maximum": String(ImportLimits.rowBytes)])
        } else if let columns {
            read(record.cells, columns.columns, into: &row)
        } else {
            read(line: record.cells.first ?? [], into: &row)
        }
        return row
    }

    // MARK: CSV

    private func read(_ cells: [[UInt8]], _ columns: [ImportColumns.Column], into row: inout ImportRow) {
        for (index, bytes) in cells.enumerated() {
            guard index < columns.count else {
                if !bytes.isEmpty { return row.refuse(.rowTooManyCells, "") }
                continue
            }
            let column = columns[index]
            guard let cell = decoder.text(of: bytes) else {
                row.refuse(.undecodable, column.memberName, ["charset": charset.rawValue.uppercased()])
                continue
            }
            read(cell, column, into: &row)
        }
    }

    private func read(_ cell: String, _ column: ImportColumns.Column, into row: inout ImportRow) {
        switch column.meaning {
        case .nothing: if !cell.trimmedBlanks.isEmpty { row.refuse(.rowTooManyCells, "") }
        case .id: row.id = whole(cell, ImportNames.idName, &row)
        case .version: row.version = whole(cell, ImportNames.versionName, &row)
        case .value(let target):
            if column.name != target.field.name { row.columnNames[target.field.name] = column.name }
            read(cell, target, into: &row)
        }
    }

    private func read(_ cell: String, _ target: ImportTarget, into row: inout ImportRow) {
        guard target.keys.isEmpty else {
            let text = cell.undefused.trimmedBlanks
            if !text.isEmpty { row.references.append(NamedReference(target: target, text: text)) }
            return
        }
        switch CellValue(cell, for: target.field, calendar) {
        case .nothing: return
        case .value(let value): row.put(value, target)
        case .fault(let code, let details): row.refuse(code, target.field.name, details)
        }
    }

    private func whole(_ cell: String, _ name: String, _ row: inout ImportRow) -> Int64? {
        let text = cell.trimmedBlanks
        guard !text.isEmpty else { return nil }
        guard let number = Int64(text), number > 0 else {
            row.refuse(.wrongType, name, ["expected": "an integer"])
            return nil
        }
        return number
    }

    // MARK: NDJSON

    private func read(line bytes: [UInt8], into row: inout ImportRow) {
        do {
            guard let object = try JSONReader.parse(bytes).object else { return row.refuse(.bodyNotObject, "") }
            for (name, value) in object { take(name, value, into: &row) }
        } catch {
            row.refuse(
                .malformedJSON, "",
                ["line": String(row.line), "column": String(error.column), "reason": error.code.sentence])
        }
    }

    private func take(_ name: String, _ value: JSONValue, into row: inout ImportRow) {
        switch name {
        case ImportNames.idName: row.id = whole(value, name, &row)
        case ImportNames.versionName: row.version = whole(value, name, &row)
        default:
            guard let target = names.otherWay(name) else {
                row.body[name] = value
                return
            }
            if target.keys.isEmpty { return row.put(value, target) }
            guard !value.isNull else { return row.put(.null, target) }
            guard let text = value.string ?? value.number?.literal else {
                return row.refuse(.wrongType, name, ["expected": "a string"])
            }
            row.references.append(NamedReference(target: target, text: text))
        }
    }

    private func whole(_ value: JSONValue, _ name: String, _ row: inout ImportRow) -> Int64? {
        guard !value.isNull else { return nil }
        guard let number = value.number?.int64, number > 0 else {
            row.refuse(.wrongType, name, ["expected": "an integer"])
            return nil
        }
        return number
    }
}

extension ImportColumns.Column {
    /// The member of a body for which it stands.
    fileprivate var memberName: String {
        if case .value(let target) = meaning { target.field.name } else { name }
    }
}

extension RecordFault {
    fileprivate var code: FailureCode {
        switch self {
        case .tooLong: .rowTooLong
        case .tooManyCells: .rowTooManyCells
        case .openQuote: .rowOpenQuote
        case .textBehindQuote: .rowTextBehindQuote
        }
    }
}
