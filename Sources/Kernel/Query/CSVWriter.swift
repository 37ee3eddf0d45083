// Rows as CSV (RFC 4180), safe to open in a spreadsheet.

import JSON
import SQLite

/// Writes lines of CSV.
package struct CSVWriter: ~Copyable {
    /// A cell whose value is made already.
    package enum Cell: Sendable {
        case empty
        /// What a spreadsheet would take for a formula is defused.
        case text(String)
        /// A number, a day or a word of the server's own, which has nothing to be quoted for.
        case plain(String)
    }

    private var bytes: [UInt8] = []
    /// Values other than texts are written the way JSON has them, so that both tell the same.
    private var scratch = JSONWriter(capacity: 64)

    var count: Int { bytes.count }

    /// With nothing in it.
    package init() {}

    /// All that was written.
    package consuming func finish() -> [UInt8] { bytes }

    /// Writes a line of cells.
    package mutating func line(of cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .empty: break
            case .text(let text): self.text(text)
            case .plain(let text): bytes += Array(text.utf8)
            }
        }
        endLine()
    }

    /// Writes the names of the fields.
    ///
    /// - Parameter withMark: whether a byte order mark stands before them, by which Excel knows UTF-8
    mutating func begin(_ shape: Shape, withMark: Bool) {
        mark(isWanted: withMark)
        for (index, member) in shape.members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            text(member.field.name)
        }
        endLine()
    }

    /// Writes the byte order mark, by which Excel knows UTF-8, where it is wanted.
    package mutating func mark(isWanted: Bool) {
        if isWanted { bytes += [0xEF, 0xBB, 0xBF] }
    }

    /// Writes a line of texts; nil is an empty cell.
    mutating func line(_ cells: [String?]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let cell { text(cell) }
        }
        endLine()
    }

    /// Writes one record; what is null, or hidden in this row, is an empty cell.
    mutating func row(of source: StatementSource, _ shape: Shape, for userID: Int64?) {
        let decimals = shape.currencyDecimals(of: source) ?? 2
        let isOwn = shape.hasOwnRow && source.integer(shape.idPlace) == userID
        for (index, member) in shape.members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard isOwn || !member.isForOwnRow, !source.isNull(member.place) else { continue }
            cell(member, of: source, currencyDecimals: decimals)
        }
        endLine()
    }

    private mutating func cell(_ member: ShapeMember, of source: StatementSource, currencyDecimals: Int) {
        switch member.field.kind {
        case .text, .choice, .choices, .words: text(source.text(member.place))
        case .integer, .reference, .boolean, .decimal, .amount, .day, .instant:
            scratch.write(member.form, member.place, of: source, currencyDecimals: currencyDecimals)
            // No such value has anything to be quoted for.
            bytes += scratch.take().filter { $0 != UInt8(ascii: "\"") }
        }
    }

    /// A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
    private mutating func text(_ text: String) {
        let utf8 = Array(text.utf8)
        let isFormula = utf8.first.map(CSVWriter.formulaBeginnings.contains) ?? false
        guard isFormula || utf8.contains(where: CSVWriter.quotedFor.contains) else {
            bytes += utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func endLine() {
        bytes += [0x0D, 0x0A]
    }

    private static let formulaBeginnings = Set("=+-@\t\r".utf8)
    private static let quotedFor = Set(",\"\r\n".utf8)
}
