// A report as CSV and as a spreadsheet: the same columns, in the reader's language.

import Kernel
import Spreadsheet

/// A column of the file.
struct ReportFileColumn {
    let title: String
    let cell: (ReportRow) -> ReportFileCell
}

/// A value in the file.
enum ReportFileCell {
    case empty
    case text(String)
    case id(Int64)
    case day(Day)
    /// With the places of its column.
    case number(Int64, ReportColumn)
}

extension ReportQuestion {
    /// What a row is known by, then its figures, each beside what it is compared with.
    func fileColumns(_ table: ReportTable) -> [ReportFileColumn] {
        let shownMembers = groupings.flatMap(\.members)
        let names = shownMembers.map { member in
            ReportFileColumn(title: title(member.name, member.label)) { row in
                switch row.members[member.name] {
                case nil: .empty
                case .id(let id)?: .id(id)
                case .text(let text)?: .text(text)
                case .choice(let word, let label)?: .text(self.form.isForPrograms ? word : label.text(in: self.language))
                case .day(let day)?: .day(day)
                }
            }
        }
        let label = shownMembers.isEmpty ? [ReportFileColumn(title: title("label", Label("Row", "行"))) { self.label(of: $0) }] : []
        return label + names + table.shown.flatMap(figureColumns)
    }

    private func title(_ name: String, _ label: Label) -> String { form.isForPrograms ? name : label.text(in: language) }

    private func label(of row: ReportRow) -> ReportFileCell { .text(row.label.text(in: language)) }

    private func figureColumns(_ column: ReportColumn) -> [ReportFileColumn] {
        let head = title(column.name, column.label)
        let now = ReportFileColumn(title: head) { self.cell(column, $0.figures) }
        guard comparison != nil, column.form.isNumber else { return [now] }
        let ratio = ReportColumn("change", "", "", .ratio)
        return [
            now,
            ReportFileColumn(title: head + title("_before", Label(", before", "（对比期）"))) { row in
                row.before.map { self.cell(column, $0) } ?? .empty
            },
            ReportFileColumn(title: head + title("_change", Label(", change", "（变化）"))) { row in
                changeRatio(from: row.before?.values[column.name], to: row.figures.values[column.name]).map { .number($0, ratio) } ?? .empty
            },
        ]
    }

    private func cell(_ column: ReportColumn, _ figures: ReportFigures) -> ReportFileCell {
        if column.form == .text { return figures.texts[column.name].map(ReportFileCell.text) ?? .empty }
        guard let number = figures.values[column.name] else { return .empty }
        return column.form == .day ? .day(Day(daysSince1970: Int(number))) : .number(number, column)
    }

    /// The rows, then the whole.
    func fileRows(_ table: ReportTable) -> [ReportRow] { table.rows + (table.total.map { [$0] } ?? []) }

    /// The cells of a row. What has nothing in common says so where its name would stand, and the whole in the first cell.
    func cells(_ row: ReportRow, _ columns: [ReportFileColumn], isTotal: Bool) -> [ReportFileCell] {
        var cells = columns.map { $0.cell(row) }
        let place = isTotal ? 0 : groupings.flatMap(\.members).count - 1
        if row.members.isEmpty, cells.indices.contains(place), case .empty = cells[place] { cells[place] = label(of: row) }
        return cells
    }

    // MARK: CSV

    func csv(_ table: ReportTable) -> [UInt8] {
        var writer = CSVWriter()
        writer.mark(isWanted: form.marksCSV)
        let columns = fileColumns(table)
        writer.line(of: columns.map { .text($0.title) })
        for (place, row) in fileRows(table).enumerated() {
            writer.line(of: cells(row, columns, isTotal: place >= table.rows.count).map(csvCell))
        }
        return writer.finish()
    }

    private func csvCell(_ cell: ReportFileCell) -> CSVWriter.Cell {
        switch cell {
        case .empty: .empty
        case .text(let text): .text(text)
        case .id(let id): .plain(String(id))
        case .day(let day): .plain(day.description)
        case .number(let number, let column): .plain(plain(number, column))
        }
    }
}
