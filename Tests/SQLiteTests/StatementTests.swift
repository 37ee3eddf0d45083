// Values on their way in and out.

import SQLite
import Testing

struct StatementTests {
    static let values: [SQLiteValue] = [
        .null, 0, -1, .integer(.max), .integer(.min), "", "text", "订单 😀", "with\u{0}zero", .blob([]), .blob([0, 255, 7]),
        .text(String(repeating: "长", count: 10_000)),
    ]

    @Test(arguments: values)
    func `A value comes back as it went in`(_ value: SQLiteValue) throws {
        let connection = try makeConnection()
        #expect(try connection.first("SELECT ?", [value]) == [value])
    }

    @Test(arguments: values)
    func `A value comes back from a table`(_ value: SQLiteValue) throws {
        let connection = try makeConnection("CREATE TABLE item (value ANY) STRICT")
        try connection.run("INSERT INTO item VALUES (?)", [value])
        #expect(try connection.rows("SELECT value FROM item") == [[value]])
    }

    @Test func `The typed readers read their columns`() throws {
        let connection = try makeConnection()
        let statement = try connection.prepare("SELECT 7 AS seven, 'acht', x'09', NULL")
        #expect(statement.columnCount == 4)
        #expect(statement.columnName(0) == "seven")
        #expect(try statement.step())
        #expect(statement.integer(0) == 7)
        #expect(statement.text(1) == "acht")
        #expect(statement.blob(2) == [9])
        #expect(statement.isNull(3))
        #expect(statement.integerOrNil(0) == 7)
        #expect(statement.integerOrNil(3) == nil)
        #expect(statement.textOrNil(3) == nil)
        #expect(try !statement.step())
    }

    @Test func `Text is handed out where it lies`() throws {
        let connection = try makeConnection()
        let statement = try connection.prepare("SELECT '单', NULL, x'0001'")
        #expect(try statement.step())
        let bytes = statement.withText(0) { span in span.indices.map { span[$0] } }
        #expect(bytes == Array("单".utf8))
        #expect(statement.withText(1) { $0.isEmpty })
        #expect(statement.withBlob(2) { $0.count } == 2)
    }

    @Test func `Text binds from bytes in memory`() throws {
        let connection = try makeConnection()
        let statement = try connection.prepare("SELECT ?")
        try statement.bind(utf8: Array("客户".utf8).span, at: 1)
        #expect(try statement.step())
        #expect(statement.text(0) == "客户")
    }

    @Test func `A floating-point number is refused`() throws {
        let connection = try makeConnection()
        let error = #expect(throws: DatabaseError.self) { try connection.first("SELECT 1.5") }
        #expect(error?.code == .mismatch)
    }

    @Test func `A parameter that does not exist is refused`() throws {
        let statement = try makeConnection().prepare("SELECT ?")
        for index in [0, 2, .max, .min] {
            let error = #expect(throws: DatabaseError.self) { try statement.bind(1 as Int64, at: index) }
            #expect(error?.code == .range)
        }
    }

    @Test func `Too few and too many values are refused`() throws {
        let connection = try makeConnection()
        #expect(throws: DatabaseError.self) { try connection.first("SELECT ?, ?", [1]) }
        #expect(throws: DatabaseError.self) { try connection.first("SELECT ?", [1, 2]) }
    }

    @Test(arguments: ["", " ", "-- nothing", "SELECT 1; SELECT 2", "SELECT", "SELECT 1; DROP TABLE item"])
    func `Only one whole statement is prepared`(_ sql: String) throws {
        let connection = try makeConnection()
        #expect(throws: DatabaseError.self) { try connection.prepare(sql) }
    }

    @Test(arguments: ["SELECT 1;", "SELECT 1; \n", "SELECT 1"])
    func `A semicolon at the end is no second statement`(_ sql: String) throws {
        #expect(try makeConnection().first(sql) == [1])
    }

    @Test func `A finalized statement throws and reads NULL`() throws {
        let statement = try makeConnection().prepare("SELECT 1")
        statement.finalize()
        #expect(throws: DatabaseError.self) { try statement.step() }
        #expect(throws: DatabaseError.self) { try statement.bind("x", at: 1) }
        #expect(statement.isNull(0))
        #expect(!statement.isBusy)
    }

    @Test func `A statement outlives its connection's closing`() throws {
        let connection = try makeConnection()
        let statement = try connection.prepare("SELECT 1")
        connection.close()
        #expect(try statement.step())
    }
}
