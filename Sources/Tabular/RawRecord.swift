// What a scanner finds in a file: the bytes of one record, where it stands, and why it cannot be read.

/// One record of a file, not yet decoded.
package struct RawRecord: Sendable, Equatable {
    /// Its cells; of a file of lines the one line. Empty where there is a fault.
    package let cells: [[UInt8]]
    /// Why its cells cannot be read.
    package let fault: RecordFault?
    /// The line on which it begins, from 1.
    package let line: Int
    /// The line on which the next one begins.
    package let nextLine: Int
    /// How many bytes it takes, with the line break behind it.
    package let length: Int

    /// Whether nothing stands in it, as in a line that is left empty or in rows that a spreadsheet has kept without content.
    package var isBlank: Bool {
        fault == nil && cells.allSatisfy { $0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    }
}

/// Why a record cannot be read. It is one record alone: the next one begins behind it.
package enum RecordFault: Sendable, Equatable {
    /// More bytes than a record may have.
    case tooLong
    /// More cells than a record may have.
    case tooManyCells
    /// The file ends inside of quotes.
    case openQuote
    /// Something other than a separator follows the closing quote.
    case textBehindQuote
}

/// What one record may be at most.
package struct RecordLimits: Sendable {
    package let bytes: Int
    package let cells: Int

    /// 1 MiB and 500 cells where nothing else is said.
    package init(bytes: Int = 1 << 20, cells: Int = 500) {
        self.bytes = bytes
        self.cells = cells
    }
}

/// Cuts bytes, as they come, into records.
package protocol RecordScanner {
    /// Takes bytes from `start` on, to the end of a record or of the bytes; gives the place behind what it took, and the record.
    mutating func scan(_ bytes: [UInt8], from start: Int) -> (next: Int, record: RawRecord?)
    /// The record that ends with the file; nil where there is none.
    mutating func finish() -> RawRecord?
}
