// A file that was sent for an import: what it is, and its columns, seen from its beginning.

import Tabular

/// How a file is read.
struct ImportForm: Sendable {
    let format: ImportFormat
    let charset: Charset
    let separator: UInt8
    /// Bytes of the mark before the first character.
    let markLength: Int

    /// - Parameter charset: the one that was named; nil where the beginning decides
    /// - Throws: `import_file_type`
    init(_ format: ImportFormat, charset: Charset?, beginning: [UInt8], isWhole: Bool) throws {
        if let foreign = ForeignFile(beginning: beginning) { throw Failure(.importFileType, ["kind": foreign.rawValue]) }
        self.format = format
        markLength = beginning.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        let isJSON = format == .ndjson
        self.charset = isJSON || markLength > 0 ? .utf8 : charset ?? Charset(ofBeginning: beginning, isWhole: isWhole)
        separator = isJSON ? 0 : Separator.detect(in: beginning)
    }

    init(_ record: Record<Import>) {
        format = record.format
        charset = Charset(rawValue: record.charset) ?? .utf8
        separator = UInt8(clamping: record.separator)
        markLength = 0
    }

    private var limits: RecordLimits { RecordLimits(bytes: ImportLimits.rowBytes, cells: ImportLimits.columns) }

    func scanner(line: Int) -> any RecordScanner {
        switch format {
        case .csv: CSVScanner(separator: separator, limits: limits, line: line)
        case .ndjson: LineScanner(limits: limits, line: line)
        }
    }
}

/// The header of a CSV file.
struct ImportHeader {
    let cells: [String]
    /// Where the first row begins.
    let end: Int64
    let line: Int

    /// Of a file of lines there is none, and the rows begin behind the mark. Throws `import_empty`, and what the disk refuses.
    init(path: String, _ form: ImportForm, _ decoder: CellDecoder) throws {
        let mark = Int64(try FileBeginning.read(path).starts(with: byteOrderMark) ? byteOrderMark.count : 0)
        guard form.format == .csv else {
            (cells, end, line) = ([], mark, 1)
            return
        }
        let file = try RecordFile(path: path, offset: mark, line: 1, form.scanner(line: 1))
        var record = try file.nextRecord()
        while record?.isBlank == true { record = try file.nextRecord() }
        guard let record else { throw Failure(.importEmpty) }
        guard record.fault == nil else { throw Failure(.importColumns, faults: [Fault(.unknownColumn, of: record)]) }
        cells = try record.cells.enumerated().map { index, bytes in
            guard let text = decoder.text(of: bytes) else {
                let details = ["name": "\(index + 1)", "charset": form.charset.rawValue.uppercased()]
                throw Failure(.importColumns, faults: [Fault(.undecodable, at: "/columns/\(index)", details)])
            }
            return text.undefused
        }
        end = file.offset
        line = file.line
    }
}

extension Fault {
    /// A header that is no header: quotes are missing, or it is no table at all.
    fileprivate init(_ code: FailureCode, of record: RawRecord) {
        self.init(
            record.fault == .tooManyCells ? .rowTooManyCells : .rowOpenQuote, at: "/columns", ["maximum": String(ImportLimits.rowBytes)])
    }
}

/// The rows of an import, from the place on where it stands. It belongs to one thread at a time.
final class ImportRows {
    private let file: RecordFile
    private let reader: ImportRowReader
    private var number: Int64

    /// A row, and the place behind it.
    struct Row: Sendable {
        let row: ImportRow
        let end: Int64
        let nextLine: Int
    }

    /// Throws `import_columns` where the columns do not fit what the caller may set now, and what the disk refuses.
    init(_ record: Record<Import>, path: String, _ resource: AnyResource, _ caller: Caller, _ registry: Registry) throws {
        let form = ImportForm(record)
        guard let decoder = CellDecoder(form.charset) else { throw Failure(.importCharset, ["charset": form.charset.rawValue]) }
        let header = try ImportHeader(path: path, form, decoder)
        let names = ImportNames(resource, for: caller)
        let columns = form.format == .csv ? try ImportColumns(header.cells, names) : nil
        let isAtStart = record.bytesRead < header.end
        let line = isAtStart ? header.line : Int(clamping: record.line)
        file = try RecordFile(path: path, offset: max(header.end, record.bytesRead), line: line, form.scanner(line: line))
        reader = ImportRowReader(form.format, names, columns, decoder, form.charset, registry.calendar)
        number = record.rowsRead
    }

    /// Up to so many further rows; none at the end of the file.
    func next(_ count: Int) throws -> [Row] {
        var rows: [Row] = []
        var bytes = 0
        // Rows may be large: a turn holds no more of them than fits.
        while rows.count < count, bytes < 4 << 20, let record = try file.nextRecord() {
            bytes += record.length
            guard !record.isBlank else { continue }
            number += 1
            var row = reader.row(of: record)
            row.number = number
            rows.append(Row(row: row, end: file.offset, nextLine: file.line))
        }
        return rows
    }
}
