// Which statements a connection keeps, and for whom.

import Testing

@testable import SQLite

struct StatementCacheTests {
    @Test func `The same SQL gives the same statement, reset`() throws {
        let connection = try makeConnection()
        let first = try connection.cached("SELECT 1")
        #expect(try first.step())
        first.reset()
        #expect(try connection.cached("SELECT 1") === first)
    }

    @Test func `A statement in the middle of its rows is not given away`() throws {
        let connection = try makeConnection()
        let sql = "SELECT 1 UNION ALL SELECT 2"
        let outer = try connection.cached(sql)
        #expect(try outer.step())
        let inner = try connection.cached(sql)
        #expect(inner !== outer)
        #expect(try inner.step())
        #expect(try outer.step())
        #expect(outer.integer(0) == 2)
    }

    @Test func `The one not used for longest makes room`() throws {
        let connection = try makeConnection(statementCapacity: 2)
        let one = try connection.cached("SELECT 1")
        let two = try connection.cached("SELECT 2")
        #expect(try connection.cached("SELECT 1") === one)
        _ = try connection.cached("SELECT 3")
        #expect(connection.cache.count == 2)
        #expect(try connection.cached("SELECT 1") === one)
        #expect(try connection.cached("SELECT 2") !== two)
    }

    @Test func `Statements left in the middle can be reset at once`() throws {
        let connection = try makeConnection("CREATE TABLE item (id INTEGER PRIMARY KEY) STRICT; INSERT INTO item VALUES (1), (2)")
        let statement = try connection.cached("SELECT id FROM item")
        #expect(try statement.step())
        #expect(connection.holdsSnapshot)
        connection.resetBusyStatements()
        #expect(!statement.isBusy)
        #expect(!connection.holdsSnapshot)
    }
}
