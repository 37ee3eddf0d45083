// How an event loop reads.

import SQLite
import Storage
import Testing

struct ReadConnectionTests {
    private func count(_ connection: Connection) throws -> Int64 {
        try connection.first("SELECT count(*) FROM item")?.first?.integer ?? -1
    }

    @Test func `Reads of a batch share a snapshot, and the next batch has a new one`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let reader = try database.makeReadConnection()
        defer { reader.close() }
        #expect(try reader.read(count) == 0)
        try database.write { try $0.insert("a") }
        #expect(try reader.read(count) == 0)
        reader.endBatch()
        #expect(try reader.read(count) == 1)
        try database.write { try $0.insert("b") }
        reader.refresh()
        #expect(try reader.read(count) == 2)
    }

    @Test func `A read past its budget is for the heavy pool, and the next one works`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let reader = try database.makeReadConnection()
        defer { reader.close() }
        #expect(throws: StorageError.overBudget) { try reader.read { try $0.first(endlessQuery) } }
        #expect(try reader.read(count) == 0)
        #expect(throws: StorageError.overBudget) { try reader.read(budget: 5_000) { try $0.first(endlessQuery) } }
    }

    @Test func `A statement left in the middle of its rows does not keep the snapshot`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        try database.write { try $0.insert("a") }
        let reader = try database.makeReadConnection()
        defer { reader.close() }
        let statement = try reader.read { connection in
            let statement = try connection.cached("SELECT id FROM item")
            #expect(try statement.step())
            return statement
        }
        #expect(statement.isBusy)
        reader.endBatch()
        #expect(!statement.isBusy)
        try database.write { try $0.insert("b") }
        #expect(try reader.read(count) == 2)
    }

    @Test func `A closed reader throws`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let reader = try database.makeReadConnection()
        reader.close()
        #expect(throws: DatabaseError.self) { try reader.read(count) }
    }
}

/// Counts to a number that takes SQLite far longer than any test.
let endlessQuery = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n"
