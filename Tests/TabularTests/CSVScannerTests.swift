// CSV by tables, in every split, and with random bytes from a fixed seed.

import Tabular
import TestSupport
import Testing

/// Everything that a scanner finds, when the bytes come in the given portions.
func records(_ portions: [[UInt8]], _ scanner: some RecordScanner) -> [RawRecord] {
    var scanner = scanner
    var found: [RawRecord] = []
    for portion in portions {
        var place = 0
        while place < portion.count {
            let (next, record) = scanner.scan(portion, from: place)
            if let record { found.append(record) }
            place = next
        }
    }
    if let last = scanner.finish() { found.append(last) }
    return found
}

/// The same in every split into two portions, byte by byte, and whole.
func splits(_ bytes: [UInt8]) -> [[[UInt8]]] {
    (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] } + [bytes.map { [$0] }]
}

struct CSVScannerTests {
    /// What is found, as text: cells in brackets, faults by name.
    private func described(_ records: [RawRecord]) -> [String] {
        records.map { record in
            record.fault.map { "\($0)" } ?? record.cells.map { "[\(String(decoding: $0, as: UTF8.self))]" }.joined()
        }
    }

    private static let table: [(text: String, found: [String])] = [
        ("", []),
        ("a", ["[a]"]),
        ("a,b\r\n1,2\r\n", ["[a][b]", "[1][2]"]),
        ("a,b\n1,2", ["[a][b]", "[1][2]"]),
        ("a,b\r1,2\r", ["[a][b]", "[1][2]"]),
        ("a,b\n\n\r\n1,2", ["[a][b]", "[]", "[]", "[1][2]"]),
        ("\"a,b\",c", ["[a,b][c]"]),
        ("\"a\"\"b\",\"\"\n", ["[a\"b][]"]),
        ("\"\"\"\"", ["[\"]"]),
        ("\"line\r\nbreak\",x\r\ny,z", ["[line\r\nbreak][x]", "[y][z]"]),
        ("a\"b,c\n", ["[a\"b][c]"]),
        ("a,\n,b\n,\n", ["[a][]", "[][b]", "[][]"]),
        ("\"a\" ,b", ["[a][b]"]),
        ("\"a\"b,c\nd", ["textBehindQuote", "[d]"]),
        ("\"a\" \"b\",c\nd", ["textBehindQuote", "[d]"]),
        ("a\n\"b", ["[a]", "openQuote"]),
        ("a\n\"b\"", ["[a]", "[b]"]),
        ("公司,电话\n上海,1", ["[公司][电话]", "[上海][1]"]),
        ("1,2,3,4,5\n1", ["tooManyCells", "[1]"]),
        (String(repeating: "x", count: 41) + "\ny", ["tooLong", "[y]"]),
        ("\"" + String(repeating: "x\n", count: 30) + "\"\ny", ["tooLong", "[y]"]),
        ("a;b\tc", ["[a;b\tc]"]),
        ("\0,b", ["[\0][b]"]),
    ]

    @Test(arguments: table.indices)
    func `records are found in every split`(_ index: Int) {
        let (text, expected) = Self.table[index]
        let bytes = Array(text.utf8)
        for portions in splits(bytes) {
            let found = records(portions, CSVScanner(separator: UInt8(ascii: ","), limits: RecordLimits(bytes: 40, cells: 4)))
            #expect(described(found) == expected)
            #expect(found.reduce(0) { $0 + $1.length } == bytes.count)
        }
    }

    @Test func `each record says on which line it begins`() {
        let bytes = Array("h\r\n\"a\r\nb\rc\nd\",1\n\nlast".utf8)
        for portions in splits(bytes) {
            let found = records(portions, CSVScanner(separator: UInt8(ascii: ",")))
            #expect(found.map(\.line) == [1, 2, 6, 7])
            #expect(found.map(\.nextLine) == [2, 6, 7, 8])
        }
    }

    @Test func `a scan that begins anew at the end of a record finds the rest`() {
        let bytes = Array("a,\"b\r\n\"\"c\"\r\n\r\nd\rx,\"y\n".utf8)
        let whole = records([bytes], CSVScanner(separator: UInt8(ascii: ",")))
        var offset = 0
        for (index, record) in whole.enumerated() {
            let rest = records([Array(bytes[offset...])], CSVScanner(separator: UInt8(ascii: ","), line: record.line))
            #expect(rest == Array(whole[index...]))
            offset += record.length
        }
    }

    @Test func `the second byte of a character of GB18030 is no separator`() throws {
        // Each of these ends in a byte below 0x80, such as 乗 81 5C and 丂 81 40.
        let bytes: [UInt8] = [0x81, 0x5C, 0x2C, 0x81, 0x40, 0x2C, 0x81, 0x30, 0x81, 0x30, 0x0A]
        let found = records([bytes], CSVScanner(separator: UInt8(ascii: ",")))
        #expect(found.first?.cells == [[0x81, 0x5C], [0x81, 0x40], [0x81, 0x30, 0x81, 0x30]])
        let decoder = try #require(CellDecoder(.gb18030))
        #expect(found.first?.cells.map { decoder.text(of: $0) } == ["乗", "丂", "\u{80}"])
    }

    @Test func `a cell of a gigabyte is passed over without being held`() {
        var scanner = CSVScanner(separator: UInt8(ascii: ","), limits: RecordLimits(bytes: 1000, cells: 4))
        #expect(scanner.scan([UInt8(ascii: "\"")], from: 0).record == nil)
        let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        // A debug build is slow: 16 MiB of it tell the same.
        for _ in 0..<256 { #expect(scanner.scan(block, from: 0).record == nil) }
        let (_, record) = scanner.scan(Array("\"\nnext\n".utf8), from: 0)
        #expect(record?.fault == .tooLong)
        #expect(record?.cells == [])
        #expect(record?.length == (256 << 16) + 3)
    }

    private func quoted(_ cell: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var bytes = [quote]
        for byte in cell { bytes += byte == quote ? [quote, quote] : [byte] }
        return bytes + [quote]
    }

    @Test func `what is written as CSV comes back, and random bytes break nothing`() {
        var random = SeededRandom(seed: SeededRandom.seed(standard: 20_261_126))
        let letters = Array("a,\"\r\n;\t 公".utf8)
        for _ in 0..<SeededRandom.rounds(standard: 2_000) {
            let table = (0..<Int(random.integer(1...4))).map { _ in
                (0..<3).map { _ in (0..<Int(random.integer(0...6))).map { _ in random.pick(letters) } }
            }
            let lines = table.map { row in Array(row.map(quoted).joined(separator: [UInt8(ascii: ",")])) }
            let written = Array(lines.joined(separator: [0x0D, 0x0A]))
            #expect(records([written], CSVScanner(separator: UInt8(ascii: ","))).map(\.cells) == table)
            let noise = (0..<Int(random.integer(0...40))).map { _ in random.pick(letters) }
            let whole = records([noise], CSVScanner(separator: UInt8(ascii: ",")))
            let cut = Int(random.integer(0...Int64(noise.count)))
            #expect(records([Array(noise[..<cut]), Array(noise[cut...])], CSVScanner(separator: UInt8(ascii: ","))) == whole)
            #expect(whole.reduce(0) { $0 + $1.length } == noise.count)
        }
    }
}
