// A page of an export: made where the rows are read, written where the file is.

import JSON
import SQLite
import Spreadsheet

/// Some rows, as the format has them.
struct ExportPage: Sendable {
    /// Of CSV and NDJSON.
    var bytes: [UInt8] = []
    /// Of a spreadsheet.
    var cells: [[SpreadsheetCell]] = []
    var rows: Int64 = 0
    /// The sort values of the last row, where more follow.
    var place: [SQLiteValue]?

    static func make(
        after place: [SQLiteValue]?, _ plan: ListPlan, _ export: Record<Export>, for caller: Caller, _ registry: Registry,
        on connection: Connection
    ) throws -> ExportPage {
        var page = ExportPage()
        switch export.format {
        case .csv: try page.addCSV(after: place, plan, export, for: caller, on: connection)
        case .ndjson: try page.addNDJSON(after: place, plan, for: caller, on: connection)
        case .xlsx: try page.addCells(after: place, plan, export, for: caller, registry, on: connection)
        }
        return page
    }

    private mutating func addCSV(
        after start: [SQLiteValue]?, _ plan: ListPlan, _ export: Record<Export>, for caller: Caller, on connection: Connection
    ) throws {
        var writer = CSVWriter()
        var count: Int64 = 0
        if start == nil {
            writer.mark(isWanted: export.bom)
            writer.line(plan.shape.heads(export.heads))
        }
        place = try plan.forEachRow(after: start, for: caller, on: connection) { source in
            writer.row(of: source, plan.shape, for: caller.userID)
            count += 1
            return writer.count < ExportLimits.bytesOfPage
        }
        rows = count
        bytes = writer.finish()
    }

    private mutating func addNDJSON(after start: [SQLiteValue]?, _ plan: ListPlan, for caller: Caller, on connection: Connection) throws {
        var writer = JSONWriter(capacity: 64 * 1024)
        var count: Int64 = 0
        place = try plan.forEachRow(after: start, for: caller, on: connection) { source in
            try plan.writeRow(source, for: caller, on: connection, into: &writer)
            writer.endLine()
            count += 1
            return writer.count < ExportLimits.bytesOfPage
        }
        rows = count
        bytes = writer.finish()
    }

    private mutating func addCells(
        after start: [SQLiteValue]?, _ plan: ListPlan, _ export: Record<Export>, for caller: Caller, _ registry: Registry,
        on connection: Connection
    ) throws {
        var (lines, count) = ([[SpreadsheetCell]](), 0)
        place = try plan.forEachRow(after: start, for: caller, on: connection) { source in
            lines.append(plan.shape.cells(of: source, for: caller.userID, export.heads.language, registry.calendar))
            count += plan.shape.members.count
            return count < ExportLimits.cellsOfPage
        }
        rows = Int64(lines.count)
        cells = lines
    }
}

extension Shape {
    /// What stands above the columns.
    func heads(_ heads: ExportHeads) -> [String] {
        members.map { member in heads.language.map { member.field.label.text(in: $0) } ?? member.field.name }
    }

    /// The cells of one record; what is null, or hidden in this row, is empty.
    ///
    /// - Parameter language: in which the words of choices are written; nil for the words themselves
    fileprivate func cells(
        of source: StatementSource, for userID: Int64?, _ language: Language?, _ calendar: CompanyCalendar
    ) -> [SpreadsheetCell] {
        let decimals = currencyDecimals(of: source) ?? 2
        let isOwn = hasOwnRow && source.integer(idPlace) == userID
        return members.map { member in
            guard isOwn || !member.isForOwnRow, !source.isNull(member.place) else { return .empty }
            return member.cell(of: source, currencyDecimals: decimals, language, calendar)
        }
    }
}

extension ShapeMember {
    fileprivate func cell(of source: StatementSource, currencyDecimals: Int, _ language: Language?, _ calendar: CompanyCalendar)
        -> SpreadsheetCell
    {
        switch field.kind {
        case .text: .text(source.text(place))
        case .choice(let set): .text(set.word(source.text(place), in: language))
        case .choices(let set):
            .text((WordList(stored: .text(source.text(place)))?.words ?? []).map { set.word($0, in: language) }.joined(separator: ", "))
        case .words: .text((WordList(stored: .text(source.text(place)))?.words ?? []).joined(separator: ", "))
        case .integer, .reference: .integer(source.integer(place))
        case .boolean: .boolean(source.integer(place) != 0)
        case .decimal(let scale, _, _): .decimal(source.integer(place), places: scale)
        case .amount: .money(source.integer(place), decimals: currencyDecimals)
        case .day: .day(Int(source.integer(place)))
        case .instant: .instant(calendar.wallClock(Instant(milliseconds: source.integer(place))))
        }
    }
}

extension ChoiceSet {
    fileprivate func word(_ value: String, in language: Language?) -> String {
        guard let language else { return value }
        return values.first { $0.value == value }?.label.text(in: language) ?? value
    }
}
