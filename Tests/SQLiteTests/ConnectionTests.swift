// Opening, running and closing.

import SQLite
import Testing

struct ConnectionTests {
    @Test func `A read-only connection does not make the file`() throws {
        let file = try TemporaryFile()
        let error = #expect(throws: DatabaseError.self) { try file.connect(.readOnly) }
        #expect(error?.code.isKind(of: .cannotOpen) == true)
    }

    @Test func `A read-only connection refuses to write`() throws {
        let file = try TemporaryFile()
        try file.connect().execute("CREATE TABLE item (id INTEGER PRIMARY KEY) STRICT")
        let reader = try file.connect(.readOnly)
        let error = #expect(throws: DatabaseError.self) { try reader.run("INSERT INTO item VALUES (1)") }
        #expect(error?.code == .readOnly)
    }

    @Test func `A script runs statement by statement`() throws {
        let connection = try makeConnection("CREATE TABLE item (id INTEGER PRIMARY KEY) STRICT")
        #expect(throws: DatabaseError.self) { try connection.execute("INSERT INTO item VALUES (1); INSERT INTO item VALUES (1)") }
        #expect(try connection.rows("SELECT id FROM item") == [[1]])
    }

    @Test func `Autocommit tells whether a transaction is open`() throws {
        let connection = try makeConnection()
        #expect(connection.isAutocommit)
        try connection.execute("BEGIN")
        #expect(!connection.isAutocommit)
        try connection.execute("ROLLBACK")
        #expect(connection.isAutocommit)
    }

    @Test func `The last row id and the number of changes are known`() throws {
        let connection = try makeConnection("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT) STRICT")
        try connection.run("INSERT INTO item VALUES (41, 'a'), (42, 'b')")
        #expect(connection.lastInsertRowID == 42)
        try connection.run("UPDATE item SET name = 'c'")
        #expect(connection.changes == 2)
    }

    @Test func `A closed connection throws`() throws {
        let connection = try makeConnection()
        connection.close()
        #expect(throws: DatabaseError(code: .misuse, message: "the connection is closed", sql: "SELECT 1")) {
            try connection.execute("SELECT 1")
        }
        #expect(throws: DatabaseError.self) { try connection.prepare("SELECT 1") }
        #expect(connection.isAutocommit)
    }

    @Test func `A misspelt column in double quotes is an error once the flag is off`() throws {
        let connection = try makeConnection("CREATE TABLE item (name TEXT) STRICT")
        #expect(try connection.rows(#"SELECT "nmae" FROM item"#).isEmpty)
        try connection.set(.doubleQuotedStrings, false)
        #expect(throws: DatabaseError.self) { try connection.prepare(#"SELECT "nmae" FROM item"#) }
    }

    @Test func `Broken deferred references show before the commit`() throws {
        let connection = try makeConnection(
            """
            PRAGMA foreign_keys = ON;
            CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE child (parent_id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
            BEGIN; INSERT INTO child VALUES (1);
            """)
        #expect(connection.hasForeignKeyViolations)
        try connection.execute("INSERT INTO parent VALUES (1)")
        #expect(!connection.hasForeignKeyViolations)
    }
}
