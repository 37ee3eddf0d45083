// Statements that are stopped.

import SQLite
import Testing

struct ProgressTests {
    @Test func `A statement past its budget is interrupted, and the connection goes on`() throws {
        let connection = try makeConnection()
        connection.setProgressBudget(steps: 10_000)
        let error = #expect(throws: DatabaseError.self) { try connection.first(endlessQuery) }
        #expect(error?.code == .interrupt)
        connection.setProgressBudget(steps: .max)
        #expect(try connection.first("SELECT 1") == [1])
    }

    @Test func `A budget covers several statements`() throws {
        let connection = try makeConnection()
        let hundred = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT count(*) FROM n"
        connection.setProgressBudget(steps: 50_000)
        #expect(throws: DatabaseError.self) {
            for _ in 0..<1_000 { _ = try connection.first(hundred) }
        }
    }

    @Test func `A statement past its deadline is interrupted`() throws {
        let connection = try makeConnection()
        connection.setDeadline(milliseconds: 1)
        let error = #expect(throws: DatabaseError.self) { try connection.first(endlessQuery) }
        #expect(error?.code == .interrupt)
        connection.setDeadline(milliseconds: nil)
        #expect(try connection.first("SELECT 1") == [1])
    }

    @Test func `A statement stops when it is told to`() throws {
        let connection = try makeConnection()
        var asked = 0
        connection.setStopCheck {
            asked += 1
            return asked > 3
        }
        #expect(throws: DatabaseError.self) { try connection.first(endlessQuery) }
        #expect(asked == 4)
    }
}
