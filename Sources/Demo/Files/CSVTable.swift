// Reading CSV, strictly (RFC 4180): a fault is told with its line, nothing is guessed.

/// Why a text is no CSV table.
package struct CSVFault: Error, Hashable, CustomStringConvertible {
    /// Counted from 1, as an editor shows it.
    package let line: Int
    package let reason: String

    /// `line` counts from 1.
    package init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }

    package var description: String { "line \(line): \(reason)" }
}

/// A table: the names of its columns, and records with a field for each.
package struct CSVTable: Sendable {
    package let names: [String]
    package let records: [CSVRecord]

    /// Reads a whole table. Lines end with CRLF or LF, the last one may lack its end; a byte order mark is passed over.
    ///
    /// Throws `CSVFault` for what is not UTF-8, a quote where none may stand, a field that does not end, a record with more or
    /// fewer fields than there are names, and names that are empty or repeated.
    package init(_ bytes: some Sequence<UInt8>) throws(CSVFault) {
        var reader = CSVReader(bytes)
        guard let header = try reader.nextRecord() else { throw CSVFault(line: 1, reason: "there is no line of names") }
        var places: [String: Int] = [:]
        for (place, name) in header.fields.enumerated() {
            guard !name.isEmpty, places.updateValue(place, forKey: name) == nil else {
                throw CSVFault(line: header.line, reason: "“\(name)” is no name of a column of its own")
            }
        }
        names = header.fields
        var records: [CSVRecord] = []
        while let (line, fields) = try reader.nextRecord() {
            guard fields.count == names.count else {
                throw CSVFault(line: line, reason: "\(fields.count) fields instead of \(names.count)")
            }
            records.append(CSVRecord(line: line, fields: fields, places: places))
        }
        self.records = records
    }
}

/// One record of a table.
package struct CSVRecord: Sendable {
    /// The line where it begins, counted from 1.
    package let line: Int
    package let fields: [String]
    fileprivate let places: [String: Int]

    fileprivate init(line: Int, fields: [String], places: [String: Int]) {
        self.line = line
        self.fields = fields
        self.places = places
    }

    /// The field of a column. Throws `CSVFault` where the table has no such column.
    package func text(_ name: String) throws(CSVFault) -> String {
        guard let place = places[name] else { throw CSVFault(line: line, reason: "there is no column “\(name)”") }
        return fields[place]
    }
}

/// Takes bytes apart, record by record.
private struct CSVReader {
    private let bytes: [UInt8]
    private var place = 0
    private var line = 1

    init(_ bytes: some Sequence<UInt8>) {
        let all = Array(bytes)
        self.bytes = all.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(all.dropFirst(3)) : all
    }

    /// The next record with the line where it begins; nil at the end.
    mutating func nextRecord() throws(CSVFault) -> (line: Int, fields: [String])? {
        guard place < bytes.count else { return nil }
        let first = line
        var fields: [String] = []
        while true {
            fields.append(try nextField())
            guard place < bytes.count, bytes[place] == UInt8(ascii: ",") else { break }
            place += 1
        }
        try endLine()
        return (first, fields)
    }

    private mutating func nextField() throws(CSVFault) -> String {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return try plainField() }
        return try quotedField()
    }

    private mutating func plainField() throws(CSVFault) -> String {
        let start = place
        while place < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(bytes[place]) {
            guard bytes[place] != UInt8(ascii: "\"") else { throw fault("a quote inside a field that does not begin with one") }
            place += 1
        }
        return try text(bytes[start..<place])
    }

    /// What stands between quotes, a quote itself doubled.
    private mutating func quotedField() throws(CSVFault) -> String {
        let first = line
        var content: [UInt8] = []
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") {
                guard place < bytes.count, bytes[place] == byte else { return try text(content[...]) }
                place += 1
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            content.append(byte)
        }
        throw CSVFault(line: first, reason: "a quoted field does not end")
    }

    private mutating func endLine() throws(CSVFault) {
        guard place < bytes.count else { return }
        if bytes[place] == UInt8(ascii: "\r") { place += 1 }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\n") else {
            throw fault("a field is followed by neither a comma nor a line's end")
        }
        place += 1
        line += 1
    }

    private func text(_ content: ArraySlice<UInt8>) throws(CSVFault) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw fault("no UTF-8") }
        return text
    }

    private func fault(_ reason: String) -> CSVFault {
        CSVFault(line: line, reason: reason)
    }
}
