// The CSV reader: what RFC 4180 allows, and nothing else.

import Demo
import Testing

struct CSVTableTests {
    @Test(arguments: [
        ("a,b\n1,2\n", [["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["1", "2"]]),
        ("a,b\n1,2", [["1", "2"]]),
        ("a,b\n,\n", [["", ""]]),
        ("a,b\n\"1\",\"2\"\n", [["1", "2"]]),
        ("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", [["x, y", "say \"hi\""]]),
        ("a,b\n\"1\n2\",3\n4,5\n", [["1\n2", "3"], ["4", "5"]]),
        ("a,b\n\"\",\"\"\"\"\n", [["", "\""]]),
        ("a,b\n Zürich , 北京 \n", [[" Zürich ", " 北京 "]]),
        ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
        ("a\n\n", [[""]]),
        ("a,b\n", []),
    ])
    func `reads what is CSV`(text: String, records: [[String]]) throws {
        #expect(try CSVTable(text.utf8).records.map(\.fields) == records)
    }

    @Test(arguments: [
        ("", 1), ("a,a\n1,2\n", 1), ("a,\n1,2\n", 1), ("a,b\n1\n", 2), ("a,b\n1,2\n1,2,3\n", 3), ("a,b\n1,x\"y\n", 2),
        ("a,b\n1,\"x\"y\n", 2), ("a,b\n1,\"x\n", 2), ("a,b\n1,2\r3,4\n", 2), ("a,b\n\"1\n2\",3\n4\n", 4),
    ])
    func `refuses what is not, with its line`(text: String, line: Int) {
        let fault = #expect(throws: CSVFault.self) { try CSVTable(text.utf8) }
        #expect(fault?.line == line)
    }

    @Test func `refuses bytes that are not UTF-8`() {
        #expect(throws: CSVFault(line: 2, reason: "no UTF-8")) { try CSVTable(Array("a\n".utf8) + [0xC3, 0x28, 0x0A]) }
    }

    @Test func `gives fields by the names of their columns`() throws {
        let record = try #require(CSVTable("a,b\n1,2\n".utf8).records.first)
        #expect(try record.text("b") == "2")
        #expect(throws: CSVFault(line: 2, reason: "there is no column “c”")) { try record.text("c") }
    }
}
