// What the function `grouped_sums` answers, read from its bytes (Sources/CSQLite/grouped_sums.c).

/// The sums of rows that have a pair of keys in common.
package struct GroupedSums: Sendable, Equatable {
    /// What the groups of one call may take where a connection says nothing else: some three million pairs of keys. The answer takes as much
    /// again. Bytes.
    package static let mostBytes = 256 << 20

    package let key: SQLiteValue
    package let subkey: SQLiteValue
    /// In the order of the function's values, three for a `spread`; nil where a largest one is of nothing.
    package let values: [Int64?]

    /// What is done with the values of a column.
    package enum Kind: String, Sendable {
        /// Their sum; zero of none.
        case sum = "s"
        /// The largest; nil of none.
        case largest = "m"
        /// Three values: how many there are, their sum, and the largest.
        case spread = "t"
    }

    /// The call: an expression over the rows of a SELECT without GROUP BY.
    /// Ends with `DatabaseError`: `tooBig` beyond `Connection.groupBytes`, `mismatch` for a key that is neither an integer nor a text nor NULL,
    /// and `error` where a sum leaves the whole numbers.
    ///
    /// - Parameter values: SQL of integers or NULL, which counts nothing; at most 64, of which a `spread` is three
    package static func sql(by key: String, _ subkey: String = "NULL", _ values: [(kind: Kind, sql: String)]) -> String {
        let kinds = values.map(\.kind.rawValue).joined()
        return "grouped_sums(" + (["'\(kinds)'", key, subkey] + values.map(\.sql)).joined(separator: ", ") + ")"
    }

    /// The groups of an answer, in no order; none where there were no rows. `width` values of each, a `spread` being three.
    package static func read(_ answer: SQLiteValue, width: Int) -> [GroupedSums] {
        guard let bytes = answer.blob else { return [] }
        var reader = Reader(bytes: bytes)
        var groups: [GroupedSums] = []
        while !reader.isAtEnd {
            let (key, subkey) = (reader.key(), reader.key())
            groups.append(GroupedSums(key: key, subkey: subkey, values: (0..<width).map { _ in reader.value() }))
        }
        return groups
    }
}

/// Bytes that this process has written itself, a moment before.
private struct Reader {
    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place >= bytes.count }

    mutating func key() -> SQLiteValue {
        switch byte() {
        case 1: return .integer(number(8))
        case 2:
            let length = Int(number(4))
            let end = min(place + length, bytes.count)
            defer { place = end }
            return .text(String(decoding: bytes[min(place, end)..<end], as: UTF8.self))
        default: return .null
        }
    }

    mutating func value() -> Int64? {
        let isPresent = byte() == 1
        let value = number(8)
        return isPresent ? value : nil
    }

    private mutating func byte() -> UInt8 {
        guard place < bytes.count else { return 0 }
        defer { place += 1 }
        return bytes[place]
    }

    /// In the machine's order: the least byte first on every machine that this runs on.
    private mutating func number(_ count: Int) -> Int64 {
        var number: UInt64 = 0
        for index in 0..<count { number |= UInt64(byte()) << UInt64(8 * index) }
        return Int64(bitPattern: number)
    }
}
