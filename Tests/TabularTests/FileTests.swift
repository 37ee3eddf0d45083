// Character sets, separators, lines, and files of other kinds.

import Foundation
import Tabular
import Testing

struct FileTests {
    @Test func `lines are found in every split`() {
        let bytes = Array("{\"a\":1}\r\n\n{}\n\(String(repeating: "x", count: 11))\nlast".utf8)
        for portions in splits(bytes) {
            let found = records(portions, LineScanner(limits: RecordLimits(bytes: 10)))
            #expect(found.map { String(decoding: $0.cells.first ?? [], as: UTF8.self) } == ["{\"a\":1}", "", "{}", "", "last"])
            #expect(found.map(\.fault) == [nil, nil, nil, .tooLong, nil])
            #expect(found.map(\.line) == [1, 2, 3, 4, 5])
            #expect(found.map(\.isBlank) == [false, true, false, false, false])
            #expect(found.reduce(0) { $0 + $1.length } == bytes.count)
        }
    }

    @Test func `the character set is seen from the beginning`() {
        let gbk: [UInt8] = [0xB9, 0xAB, 0xCB, 0xBE]
        #expect(Charset(ofBeginning: Array("公司".utf8), isWhole: true) == .utf8)
        #expect(Charset(ofBeginning: Array("company".utf8), isWhole: true) == .utf8)
        #expect(Charset(ofBeginning: gbk, isWhole: true) == .gb18030)
        // Cut within a character.
        let cut = Array("公司".utf8.dropLast())
        #expect(Charset(ofBeginning: cut, isWhole: false) == .utf8)
        #expect(Charset(ofBeginning: cut, isWhole: true) == .gb18030)
        #expect(Charset(name: "GBK") == .gb18030)
        #expect(Charset(name: "\"UTF-8\"") == .utf8)
        #expect(Charset(name: "shift_jis") == nil)
    }

    @Test func `cells become text, or are told to be none`() throws {
        let gbk = try #require(CellDecoder(.gb18030))
        #expect(gbk.text(of: [0xB9, 0xAB, 0xCB, 0xBE]) == "公司")
        #expect(gbk.text(of: Array("plain".utf8)) == "plain")
        // A lead byte alone, and what follows it decodes as before.
        #expect(gbk.text(of: [0xB9]) == nil)
        #expect(gbk.text(of: [0xFF, 0x41]) == nil)
        #expect(gbk.text(of: [0xB9, 0xAB]) == "公")
        // Four bytes, outside of the plane of two.
        #expect(gbk.text(of: [0x95, 0x32, 0x82, 0x36]) == "\u{20000}")
        let utf8 = try #require(CellDecoder(.utf8))
        #expect(utf8.text(of: Array("公司".utf8)) == "公司")
        for bytes: [UInt8] in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE5, 0x85], [0x41, 0x00], [0xFF]] {
            #expect(utf8.text(of: bytes) == nil)
        }
        #expect(gbk.text(of: [0x41, 0x00]) == nil)
    }

    @Test(arguments: [
        ("a,b,c\n", ","), ("a;b;c\n", ";"), ("a\tb\n", "\t"), ("a\n", ","), ("\"a;b;c\",d\n", ","), ("\n\na;b\n1,2,3\n", ";"), ("", ","),
    ])
    func `the separator is seen from the header`(_ text: String, _ separator: String) {
        #expect([Separator.detect(in: Array(text.utf8))] == Array(separator.utf8))
    }

    @Test func `files that are no text are recognised`() {
        #expect(ForeignFile(beginning: [0x50, 0x4B, 0x03, 0x04, 0x14]) == .zip)
        #expect(ForeignFile(beginning: [0xD0, 0xCF, 0x11, 0xE0]) == .oldOffice)
        #expect(ForeignFile(beginning: [0xFF, 0xFE, 0x61, 0x00]) == .utf16)
        #expect(ForeignFile(beginning: Array("PK,a".utf8)) == nil)
        #expect(ForeignFile(beginning: Array("公司".utf8)) == nil)
    }

    @Test func `a file is read record by record, over blocks, from any record on`() throws {
        let path = NSTemporaryDirectory() + "records-\(UUID().uuidString.prefix(8)).csv"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = (1...5_000).map { "row \($0),\"text\r\n\(String(repeating: "x", count: $0 % 97))\"" }.joined(separator: "\r\n")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let scanner = CSVScanner(separator: UInt8(ascii: ","))
        let file = try RecordFile(path: path, offset: 0, line: 1, scanner)
        var places: [(offset: Int64, line: Int, name: String)] = []
        while true {
            let (offset, line) = (file.offset, file.line)
            guard let record = try file.nextRecord() else { break }
            places.append((offset, line, String(decoding: record.cells[0], as: UTF8.self)))
        }
        #expect(places.count == 5_000)
        #expect(file.offset == Int64(text.utf8.count))
        for place in [places[0], places[1], places[2_500], places[4_999]] {
            let rest = try RecordFile(
                path: path, offset: place.offset, line: place.line, CSVScanner(separator: UInt8(ascii: ","), line: place.line))
            #expect(try rest.nextRecord().map { String(decoding: $0.cells[0], as: UTF8.self) } == place.name)
        }
        #expect(throws: FileTrouble.self) { try RecordFile(path: path + ".none", offset: 0, line: 1, scanner) }
    }
}
