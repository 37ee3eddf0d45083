// CSV by RFC 4180, as bytes: quoted cells hold separators, line breaks and doubled quotes.
//
// It works on bytes before they are decoded: in UTF-8, GBK and GB18030 no byte of a longer character is a separator, a quote or a line
// break. So the place of each record in the file is known, and undecodable bytes are a matter of one record alone.

/// A state machine over the bytes of a file. Lines end with CRLF, LF or CR; a quote within an unquoted cell stands for itself.
package struct CSVScanner: RecordScanner {
    private enum Place {
        case cellStart, plain, quoted
        /// Behind a quote inside of quotes: the end of the cell, or half of a doubled quote.
        case quoteInQuotes
        /// Behind a closing quote and something that should not follow it.
        case behindQuote
        /// Behind a CR, which ends the record, with the LF that may follow.
        case carriageReturn
    }

    private let separator: UInt8
    private let limits: RecordLimits
    private var place = Place.cellStart
    private var cells: [[UInt8]] = []
    private var cell: [UInt8] = []
    private var fault: RecordFault?
    private var length = 0
    private var line: Int
    private var firstLine: Int
    /// Whether the last byte inside of quotes was a CR, so that an LF behind it is no further line.
    private var isBehindCR = false

    private static let quote = UInt8(ascii: "\"")

    /// Begins at the start of a record, which stands on that line.
    package init(separator: UInt8, limits: RecordLimits = RecordLimits(), line: Int = 1) {
        self.separator = separator
        self.limits = limits
        self.line = line
        firstLine = line
    }

    /// Takes bytes up to the end of a record, or all of them.
    package mutating func scan(_ bytes: [UInt8], from start: Int) -> (next: Int, record: RawRecord?) {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if place == .carriageReturn {
                if byte == 0x0A {
                    length += 1
                    index += 1
                }
                return (index, endRecord())
            }
            index += 1
            length += 1
            if length > limits.bytes { fail(.tooLong) }
            take(byte)
            if place == .cellStart, byte == 0x0A { return (index, endRecord()) }
        }
        return (index, nil)
    }

    /// What the end of the file ends.
    package mutating func finish() -> RawRecord? {
        guard length > 0 else { return nil }
        if place == .quoted { fail(.openQuote) }
        if place != .carriageReturn { endCell() }
        return endRecord()
    }

    private mutating func take(_ byte: UInt8) {
        switch place {
        case .quoted: takeQuoted(byte)
        case .cellStart where byte == Self.quote: place = .quoted
        case .quoteInQuotes where byte == Self.quote:
            append(byte)
            place = .quoted
        case .cellStart, .plain, .quoteInQuotes, .behindQuote, .carriageReturn: takeOutside(byte)
        }
    }

    private mutating func takeQuoted(_ byte: UInt8) {
        if byte == Self.quote {
            place = .quoteInQuotes
        } else {
            append(byte)
        }
        if byte == 0x0D || (byte == 0x0A && !isBehindCR) { line += 1 }
        isBehindCR = byte == 0x0D
    }

    private mutating func takeOutside(_ byte: UInt8) {
        switch byte {
        case separator:
            endCell()
            place = .cellStart
        case 0x0A:
            endCell()
            place = .cellStart
        case 0x0D:
            endCell()
            place = .carriageReturn
        default:
            // Blanks between a closing quote and the separator say nothing.
            if place == .quoteInQuotes || place == .behindQuote {
                if byte != 0x20 { fail(.textBehindQuote) }
                place = .behindQuote
            } else {
                append(byte)
                place = .plain
            }
        }
    }

    private mutating func append(_ byte: UInt8) {
        if fault == nil { cell.append(byte) }
    }

    private mutating func endCell() {
        guard fault == nil else { return }
        guard cells.count < limits.cells else { return fail(.tooManyCells) }
        cells.append(cell)
        cell.removeAll(keepingCapacity: true)
    }

    /// What is known to be unreadable is kept no longer: a cell of a gigabyte costs no memory.
    private mutating func fail(_ reason: RecordFault) {
        guard fault == nil else { return }
        fault = reason
        cells = []
        cell = []
    }

    private mutating func endRecord() -> RawRecord {
        line += 1
        let record = RawRecord(cells: cells, fault: fault, line: firstLine, nextLine: line, length: length)
        cells = []
        cell.removeAll(keepingCapacity: true)
        fault = nil
        length = 0
        firstLine = line
        isBehindCR = false
        place = .cellStart
        return record
    }
}
