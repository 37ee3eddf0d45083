// Lines of a file, for NDJSON: each a document of its own.

/// Cuts bytes into lines, which end with LF or CRLF. A line too long is passed over without being kept.
package struct LineScanner: RecordScanner {
    private let limits: RecordLimits
    private var bytes: [UInt8] = []
    private var length = 0
    private var isTooLong = false
    private var line: Int

    /// Begins at the start of that line.
    package init(limits: RecordLimits = RecordLimits(), line: Int = 1) {
        self.limits = limits
        self.line = line
    }

    /// Takes bytes up to the end of a record, or all of them.
    package mutating func scan(_ bytes: [UInt8], from start: Int) -> (next: Int, record: RawRecord?) {
        guard let end = bytes[start...].firstIndex(of: 0x0A) else {
            take(bytes[start...])
            return (bytes.count, nil)
        }
        take(bytes[start..<end])
        length += 1
        return (end + 1, endLine())
    }

    /// What the end of the file ends.
    package mutating func finish() -> RawRecord? {
        length > 0 ? endLine() : nil
    }

    private mutating func take(_ slice: ArraySlice<UInt8>) {
        length += slice.count
        if length > limits.bytes { isTooLong = true }
        if isTooLong { bytes = [] } else { bytes += slice }
    }

    private mutating func endLine() -> RawRecord {
        if bytes.last == 0x0D { bytes.removeLast() }
        let record = RawRecord(
            cells: isTooLong ? [] : [bytes], fault: isTooLong ? .tooLong : nil, line: line, nextLine: line + 1, length: length)
        bytes = []
        length = 0
        isTooLong = false
        line += 1
        return record
    }
}
