// A report as a spreadsheet: one sheet for the figures, and one that says what it is, when it was made, for whom, with which filters.

import Foundation
import Kernel
import Spreadsheet

extension ReportQuestion {
    /// The bytes of the workbook, which is made in a file of its own and read back.
    func sheet(_ table: ReportTable, in directory: String) throws -> [UInt8] {
        let folder = directory + "/report-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/report.xlsx"
        try writeSheet(table, to: path, in: folder)
        return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Writes the workbook to a new file.
    ///
    /// - Parameter folder: where what is needed meanwhile lies
    func writeSheet(_ table: ReportTable, to path: String, in folder: String) throws {
        let title = report.label.text(in: language)
        let writer = try SpreadsheetWriter(
            path: path, temporaryFolder: folder,
            .init(title: title, author: "salesd", createdAt: Int(now.milliseconds / 1000)))
        let columns = fileColumns(table)
        try writer.beginSheet(title, columns: columns.map(\.title))
        for (place, row) in fileRows(table).enumerated() {
            let isTotal = place >= table.rows.count
            try writer.write(cells(row, columns, isTotal: isTotal).map(sheetCell), isTotal: isTotal)
        }
        try writeAbout(table, writer)
        try writer.finish()
    }

    private func sheetCell(_ cell: ReportFileCell) -> SpreadsheetCell {
        switch cell {
        case .empty: .empty
        case .text(let text): .text(text)
        case .id(let id): .decimal(id, places: 0)
        case .day(let day): .day(day.daysSince1970)
        case .number(let number, let column): sheetCell(number, column)
        }
    }

    private func sheetCell(_ number: Int64, _ column: ReportColumn) -> SpreadsheetCell {
        let places = column.places(currencyDecimals: currencyDecimals)
        return switch column.form {
        case .count: .integer(number)
        case .money: .money(number, decimals: places)
        case .ratio: .ratio(number, places: places)
        default: .decimal(number, places: places)
        }
    }

    private func writeAbout(_ table: ReportTable, _ writer: SpreadsheetWriter) throws {
        let word = { (english: String, chinese: String) in Label(english, chinese).text(in: self.language) }
        try writer.beginSheet(word("About", "说明"), columns: [word("About", "项目"), word("Value", "内容")])
        var lines: [(String, SpreadsheetCell)] = [
            (word("Report", "报表"), .text(report.label.text(in: language))),
            (word("Definition", "定义"), .text(report.definition.text(in: language))),
            (word("Policy", "制度条款"), .text(report.clause)),
            (word("Made at", "生成时间"), .instant(wallMilliseconds)),
            (word("For", "生成人"), .text(try readerName())),
            (word("Currency", "币种"), .text(currency)),
        ]
        if let range {
            lines.append((word("From", "开始日期"), .day(range.lowerBound.daysSince1970)))
            lines.append((word("To", "结束日期"), .day(range.upperBound.daysSince1970)))
        } else {
            lines.append((word("As of", "截至日期"), .day(asOf.daysSince1970)))
        }
        if let range, let comparison {
            let before = comparison.range(for: range)
            lines.append((word("Compared with", "对比期"), .text("\(before.lowerBound) – \(before.upperBound)")))
        }
        if !groupings.isEmpty {
            lines.append((word("Grouped by", "分组方式"), .text(groupings.map { $0.label.text(in: language) }.joined(separator: ", "))))
        }
        for filter in filters { lines.append((word("Filter", "筛选条件"), .text("\(filter.name)=\(filter.value)"))) }
        if let note = sightNote { lines.append((word("Seen", "可见范围"), .text(note.text.text(in: language)))) }
        lines.append((word("Groups", "分组数"), .integer(Int64(table.groupCount))))
        if table.groupCount > table.rows.count {
            lines.append((word("Shown of them", "显示的分组数"), .integer(Int64(table.rows.count))))
        }
        for (name, value) in lines { try writer.write([.text(name), value]) }
    }

    /// The moment on the company's clock, as if it were UTC.
    private var wallMilliseconds: Int64 {
        let start = registry.calendar.start(of: today)
        return Int64(today.daysSince1970) * Instant.millisecondsPerDay + now.milliseconds - start.milliseconds
    }

    private func readerName() throws -> String {
        guard let id = caller.userID else { return "salesd" }
        return try registry.directory.displayName(id, connection) ?? "#\(id)"
    }
}
