// What an error tells about the constraint that fired.

import SQLite
import Testing

struct DatabaseErrorTests {
    static let schema = """
        PRAGMA foreign_keys = ON;
        CREATE TABLE customer (
            id INTEGER PRIMARY KEY, code TEXT NOT NULL, country TEXT NOT NULL DEFAULT 'CN', grade INTEGER,
            CONSTRAINT grade_range CHECK (grade BETWEEN 1 AND 5), UNIQUE (code, country)
        ) STRICT;
        CREATE TABLE visit (customer_id INTEGER REFERENCES customer (id)) STRICT;
        CREATE UNIQUE INDEX customer_lower ON customer (lower(code));
        INSERT INTO customer (id, code) VALUES (1, 'A');
        """

    private func failure(_ sql: String, _ values: [SQLiteValue] = []) throws -> DatabaseError {
        let connection = try makeConnection(Self.schema)
        return try #require(throws: DatabaseError.self) { try connection.run(sql, values) }
    }

    @Test func `UNIQUE names its columns`() throws {
        let connection = try makeConnection(Self.schema)
        try connection.execute("DROP INDEX customer_lower")
        let error = try #require(throws: DatabaseError.self) { try connection.run("INSERT INTO customer (code) VALUES ('A')") }
        #expect(error.code == .constraintUnique)
        #expect(error.code.isKind(of: .constraint))
        #expect(error.columns == [.init(table: "customer", name: "code"), .init(table: "customer", name: "country")])
    }

    @Test func `A unique index over an expression is named`() throws {
        let error = try failure("INSERT INTO customer (code) VALUES ('a')")
        #expect(error.code == .constraintUnique)
        #expect(error.constraint == "customer_lower")
        #expect(error.columns.isEmpty)
    }

    @Test func `NOT NULL names its column`() throws {
        let error = try failure("INSERT INTO customer (code) VALUES (NULL)")
        #expect(error.code == .constraintNotNull)
        #expect(error.columns == [.init(table: "customer", name: "code")])
    }

    @Test func `A primary key names its column`() throws {
        let error = try failure("INSERT INTO customer (id, code) VALUES (1, 'B')")
        #expect(error.code == .constraintPrimaryKey)
        #expect(error.columns == [.init(table: "customer", name: "id")])
    }

    @Test func `CHECK gives its name`() throws {
        let error = try failure("INSERT INTO customer (code, grade) VALUES ('B', 9)")
        #expect(error.code == .constraintCheck)
        #expect(error.constraint == "grade_range")
        #expect(error.columns.isEmpty)
    }

    @Test func `A foreign key has its own code`() throws {
        #expect(try failure("INSERT INTO visit VALUES (99)").code == .constraintForeignKey)
    }

    @Test func `A STRICT table refuses another type`() throws {
        #expect(try failure("INSERT INTO customer (code, grade) VALUES ('B', 'x')").code == .constraintDataType)
    }

    @Test func `Bound values never show`() throws {
        let error = try failure("INSERT INTO customer (id, code) VALUES (?, ?)", [1, "secret"])
        #expect(error.sql == "INSERT INTO customer (id, code) VALUES (?, ?)")
        #expect(!error.description.contains("secret"))
    }
}
