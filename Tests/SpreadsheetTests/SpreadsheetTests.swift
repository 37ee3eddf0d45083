// Spreadsheets, read back by a reader that shares nothing with what has written them.

import Foundation
import JSON
import Spreadsheet
import TestSupport
import Testing

/// A folder for one test.
private final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("sheet-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var file: String { path + "/out.xlsx" }
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    func writer(rowsOfSheet: Int = 1_048_576) throws -> SpreadsheetWriter {
        try SpreadsheetWriter(
            path: file, temporaryFolder: path, .init(title: "Orders", author: "salesd", createdAt: 1_700_000_000), rowsOfSheet: rowsOfSheet)
    }

    func read() throws -> [Sheet] { try readSpreadsheet(file).map(Sheet.init) }
}

/// A sheet as the reader has it.
private struct Sheet {
    let json: JSONValue
    var name: String { json.object?["name"]?.string ?? "" }
    var isFrozen: Bool { json.object?["frozen"]?.bool ?? false }
    var rows: [JSONValue] { json.object?["rows"]?.array ?? [] }

    func cell(_ column: String, _ row: Int) -> JSONObject {
        rows.indices.contains(row) ? rows[row].object?[column]?.object ?? [:] : [:]
    }

    func text(_ column: String, _ row: Int) -> String? { cell(column, row)["text"]?.string }
    func number(_ column: String, _ row: Int) -> String? { cell(column, row)["number"]?.string }
    func format(_ column: String, _ row: Int) -> String? { cell(column, row)["format"]?.string }
}

struct SpreadsheetTests {
    @Test func numbersAreNumbersAndDaysAreDays() throws {
        let folder = try Folder()
        let writer = try folder.writer()
        try writer.beginSheet("Figures", columns: ["a", "b", "c", "d", "e", "f", "g", "h"])
        try writer.write([
            .text("Alfreds Futterkiste"), .integer(-12), .decimal(12_345, places: 4), .money(1_234_567, decimals: 2),
            .ratio(1333, places: 4),
            .day(20_781), .instant(20_781 * 86_400_000 + 43_200_000), .boolean(true),
        ])
        try writer.write([.empty, .money(-5, decimals: 2), .money(500, decimals: 0), .money(1234, decimals: 3), .day(0)], isTotal: true)
        try writer.finish()
        let sheet = try #require(folder.read().first)
        #expect(sheet.isFrozen)
        #expect(sheet.text("A", 1) == "Alfreds Futterkiste")
        #expect(sheet.number("B", 1) == "-12" && sheet.format("B", 1) == "#,##0")
        #expect(sheet.number("C", 1) == "1.2345" && sheet.format("C", 1) == "0.####")
        #expect(sheet.number("D", 1) == "12345.67" && sheet.format("D", 1) == "#,##0.00")
        #expect(sheet.number("E", 1) == "0.1333" && sheet.format("E", 1) == "0.0%")
        // 2026-11-24 is 46350 days after 1899-12-30.
        #expect(sheet.number("F", 1) == "46350" && sheet.format("F", 1) == "yyyy-mm-dd")
        #expect(sheet.number("G", 1) == "46350.5" && sheet.format("G", 1) == "yyyy-mm-dd hh:mm:ss")
        #expect(sheet.cell("H", 1)["boolean"]?.bool == true)
        #expect(sheet.cell("A", 2).isEmpty)
        #expect(sheet.number("B", 2) == "-0.05" && sheet.number("C", 2) == "500" && sheet.format("C", 2) == "#,##0")
        #expect(sheet.number("D", 2) == "1.234" && sheet.format("D", 2) == "#,##0.000")
        #expect(sheet.number("E", 2) == "25569")
    }

    @Test func amountsOfMoreDigitsThanASpreadsheetKeepsLoseNoFen() throws {
        let folder = try Folder()
        let writer = try folder.writer()
        try writer.beginSheet("Figures", columns: ["a"])
        try writer.write([.money(999_999_999_999_999, decimals: 2)])
        try writer.write([.money(-9_000_000_000_000_001, decimals: 2)])
        try writer.finish()
        let sheet = try #require(folder.read().first)
        #expect(sheet.number("A", 1) == "9999999999999.99")
        #expect(sheet.text("A", 2) == "-90000000000000.01")
    }

    @Test func textsAreNeverFormulasAndComeBackAsTheyWere() throws {
        let texts = [
            "=1+1", "+86 21", "-x", "@SUM(A1)", "{=A1}", "http://example.com", "上海\"<&>'", "two\nlines", "\ttab ", "_x0041_", "_x00zz_ _x",
            "𠮷野家 🎉", "00123", "1e5",
        ]
        let folder = try Folder()
        let writer = try folder.writer()
        try writer.beginSheet("Texts", columns: ["=head"])
        for text in texts { try writer.write([.text(text)]) }
        try writer.write([.text("bad\u{1}\u{FFFE}end")])
        try writer.write([.text(String(repeating: "长", count: 40_000))])
        try writer.finish()
        let sheet = try #require(folder.read().first)
        #expect(sheet.text("A", 0) == "=head")
        for (row, text) in texts.enumerated() { #expect(sheet.text("A", row + 1) == text) }
        #expect(sheet.text("A", texts.count + 1) == "bad\u{FFFD}\u{FFFD}end")
        #expect(sheet.text("A", texts.count + 2)?.utf16.count == 32_767)
    }

    @Test func sheetsHaveNamesThatMayBe() throws {
        let folder = try Folder()
        let writer = try folder.writer()
        for wanted in ["a/b: [c]?*\\", "a/b: [c]?*\\", "'", "", String(repeating: "表", count: 50), String(repeating: "表", count: 50)] {
            try writer.beginSheet(wanted, columns: ["x"])
        }
        try writer.finish()
        let names = try folder.read().map(\.name)
        #expect(
            names == ["a b   c    ", "a b   c     (2)", "Sheet", "Sheet (2)", String(repeating: "表", count: 30) + "…"]
                + [String(repeating: "表", count: 26) + "… (2)"])
        #expect(names.allSatisfy { $0.utf16.count <= 31 })
    }

    @Test func aFullSheetIsContinued() throws {
        let folder = try Folder()
        let writer = try folder.writer(rowsOfSheet: 3)
        try writer.beginSheet("Orders", columns: ["n"])
        for number in 1...5 { try writer.write([.integer(Int64(number))]) }
        try writer.finish()
        let sheets = try folder.read()
        #expect(sheets.map(\.name) == ["Orders", "Orders (2)", "Orders (3)"])
        #expect(sheets.map { $0.rows.count } == [3, 3, 2])
        #expect(sheets.map { $0.text("A", 0) } == ["n", "n", "n"] && sheets[2].number("A", 1) == "5")
    }

    @Test func whatIsLetGoLeavesNothing() throws {
        let folder = try Folder()
        do {
            let writer = try folder.writer()
            try writer.beginSheet("Orders", columns: ["n"])
            for number in 1...5000 { try writer.write([.integer(Int64(number)), .text("row")]) }
        }
        #expect(folder.names.isEmpty)
    }

    @Test func aFolderThatIsNotThereIsSaid() throws {
        let folder = try Folder()
        let writer = try SpreadsheetWriter(
            path: folder.path + "/no/out.xlsx", temporaryFolder: folder.path, .init(title: "t", author: "a", createdAt: 0))
        try writer.beginSheet("Orders", columns: ["n"])
        #expect(throws: SpreadsheetError.self) { try writer.finish() }
    }

    /// The rows wait in files: a hundred thousand of them cost no more memory than a few.
    @Test func memoryDoesNotGrowWithTheRows() throws {
        let folder = try Folder()
        let writer = try folder.writer()
        try writer.beginSheet("Orders", columns: ["n", "text"])
        func peak() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
            return Int(line.filter(\.isNumber)) ?? 0
        }
        let before = try peak()
        for number in 1...100_000 { try writer.write([.integer(Int64(number)), .text("a text that is different each time: \(number)")]) }
        let grown = try peak() - before
        try writer.finish()
        #expect(grown < 20_000, "KiB")
        #expect(try folder.read().first?.rows.count == 100_001)
    }
}
