// A spreadsheet (ECMA-376, .xlsx) written row by row, in memory that does not grow with the rows: they go to temporary files.

import CXlsxWriter
import Glibc

/// Writes one workbook to a file. Used by one thread at a time.
///
/// What is let go without `finish` leaves no file. A sheet that is full is continued on another one.
package final class SpreadsheetWriter {
    /// What the workbook tells of itself.
    package struct Properties: Sendable {
        let title: String
        let author: String
        let createdAt: Int

        /// - Parameter createdAt: seconds since 1970
        package init(title: String, author: String, createdAt: Int) {
            self.title = title
            self.author = author
            self.createdAt = createdAt
        }
    }

    /// Rows of a sheet with its head.
    private let rowsOfSheet: Int
    private let temporaryFolder: String
    // Both are the library's; the sheet belongs to the workbook.
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var isFinished = false

    private var formats: [FormatKey: UnsafeMutablePointer<lxw_format>] = [:]
    private var names: Set<String> = []
    /// As it was wanted, so that its continuations are numbered from it.
    private var name = ""
    private var columns: [String] = []
    private var widths: [Int] = []
    private var row = 0
    /// Bytes that wait in temporary files, as far as sheets are done.
    private var bytesAside = 0

    /// - Parameters:
    ///   - path: where the file will be
    ///   - temporaryFolder: where the rows wait meanwhile
    ///   - rowsOfSheet: of one sheet at most
    ///
    /// Throws `SpreadsheetError`.
    package init(
        path: String, temporaryFolder: String, _ properties: Properties, rowsOfSheet: Int = 1_048_576
    ) throws(SpreadsheetError) {
        self.rowsOfSheet = max(2, rowsOfSheet)
        self.temporaryFolder = temporaryFolder
        let made = temporaryFolder.withCString { folder in
            var options = lxw_workbook_options(constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: 1)
            return workbook_new_opt(path, &options)
        }
        guard let made else { throw .refused("no workbook at \(path)") }
        workbook = made
        describe(properties)
    }

    deinit {
        if !isFinished { lxw_workbook_free(workbook) }
    }

    /// Has the rows written so far go to their temporary files, which have no name in any folder, and gives how much all of them take.
    /// Bytes. Throws `noRoom`.
    package func keepWaiting() throws(SpreadsheetError) -> Int {
        guard let sheet else { return bytesAside }
        return bytesAside + (try keptBytes(of: sheet))
    }

    /// Begins a sheet with a head that stays in sight. Throws `SpreadsheetError`.
    package func beginSheet(_ wanted: String, columns heads: [String]) throws(SpreadsheetError) {
        try endSheet()
        name = wanted
        let free = sheetName(wanted, besides: names)
        names.insert(free.lowercased())
        guard let added = workbook_add_worksheet(workbook, free) else { throw .refused("no sheet \(free)") }
        sheet = added
        columns = heads
        widths = heads.map { shownWidth($0) }
        row = 0
        worksheet_freeze_panes(added, 1, 0)
        worksheet_set_landscape(added)
        worksheet_fit_to_pages(added, 1, 0)
        try demand(worksheet_repeat_rows(added, 0, 0))
        for (column, head) in heads.enumerated() { try write(.text(head), column, .head, isTotal: false) }
        row = 1
    }

    /// Writes a row of the sheet; a total stands out. Throws `SpreadsheetError`.
    package func write(_ cells: [SpreadsheetCell], isTotal: Bool = false) throws(SpreadsheetError) {
        if row >= rowsOfSheet { try beginSheet(name, columns: columns) }
        for (column, cell) in cells.enumerated() {
            try write(cell.content, column, .text, isTotal: isTotal)
            // The first rows are enough for texts, which may be long and many.
            guard column < widths.count, row < 1000 || !cell.isText else { continue }
            widths[column] = max(widths[column], cell.width)
        }
        row += 1
    }

    /// Makes the file. Throws `SpreadsheetError`.
    package func finish() throws(SpreadsheetError) {
        guard !isFinished else { return }
        try endSheet()
        guard hasRoom(for: bytesAside) else { throw .noRoom }
        isFinished = true
        try demand(workbook_close(workbook))
    }

    // MARK: Sheets

    private func endSheet() throws(SpreadsheetError) {
        guard let ended = sheet else { return }
        sheet = nil
        for (column, width) in widths.enumerated() {
            let place = lxw_col_t(column)
            try demand(worksheet_set_column(ended, place, place, Double(min(max(width, 6), 60) + 2), nil))
        }
        bytesAside += try keptBytes(of: ended)
    }

    /// The library does not look whether its rows reached the disk. Bytes that did.
    private func keptBytes(of sheet: UnsafeMutablePointer<lxw_worksheet>) throws(SpreadsheetError) -> Int {
        guard let file = sheet.pointee.optimize_tmpfile else { return 0 }
        guard fflush(file) == 0, ferror(file) == 0 else { throw .noRoom }
        return max(0, ftell(file))
    }

    /// Each sheet is copied once more and then compressed.
    private func hasRoom(for bytes: Int) -> Bool {
        var volume = statvfs()
        guard statvfs(temporaryFolder, &volume) == 0 else { return true }
        return Double(volume.f_bavail) * Double(volume.f_frsize) > Double(bytes) * 1.5
    }

    private func describe(_ properties: Properties) {
        properties.title.withCString { title in
            properties.author.withCString { author in
                var told = lxw_doc_properties()
                told.title = UnsafeMutablePointer(mutating: title)
                told.author = UnsafeMutablePointer(mutating: author)
                told.created = properties.createdAt
                _ = workbook_set_properties(workbook, &told)
            }
        }
    }

    // MARK: Cells

    private func write(_ content: SpreadsheetCell.Content, _ column: Int, _ ofText: SpreadsheetFormat, isTotal: Bool)
        throws(SpreadsheetError)
    {
        guard let place = lxw_col_t(exactly: column), let line = lxw_row_t(exactly: row) else { throw .refused("too many columns") }
        switch content {
        case .nothing: break
        case .text(let text):
            try demand(worksheet_write_string(sheet, line, place, cellText(text), format(ofText, isTotal: isTotal)))
        case .number(let number, let format):
            try demand(worksheet_write_number(sheet, line, place, number, self.format(format, isTotal: isTotal)))
        case .boolean(let value): try demand(worksheet_write_boolean(sheet, line, place, value ? 1 : 0, nil))
        }
    }

    private struct FormatKey: Hashable {
        let format: SpreadsheetFormat
        let isTotal: Bool
    }

    /// Nil where nothing is to be said.
    private func format(_ wanted: SpreadsheetFormat, isTotal: Bool) -> UnsafeMutablePointer<lxw_format>? {
        if wanted == .text, !isTotal { return nil }
        let key = FormatKey(format: wanted, isTotal: isTotal)
        if let known = formats[key] { return known }
        guard let made = workbook_add_format(workbook) else { return nil }
        if let code = wanted.code { format_set_num_format(made, code) }
        if wanted == .head || isTotal { format_set_bold(made) }
        if wanted == .head { format_set_bottom(made, UInt8(LXW_BORDER_THIN.rawValue)) }
        if isTotal { format_set_top(made, UInt8(LXW_BORDER_THIN.rawValue)) }
        formats[key] = made
        return made
    }
}

extension SpreadsheetCell {
    fileprivate var isText: Bool {
        if case .text = self { true } else { false }
    }
}
