// How a database comes to the structure that a program needs, and when it is left alone.

import Foundation
import SQLite
import Storage
import Testing

struct MigrationTests {
    private func migration(_ module: String, _ number: Int, _ sql: String = "SELECT 1", name: String = "step") -> Migration {
        Migration(module: module, number: number, name: name, sql: sql)
    }

    private func apply(_ migrations: [Migration], in directory: TemporaryDirectory) throws -> [String] {
        let database = try directory.open(migrations)
        defer { database.close() }
        return database.appliedMigrations
    }

    @Test func `Modules come in the order given, their migrations by number`() throws {
        let directory = try TemporaryDirectory()
        let list = [migration("orders", 2), migration("crm", 1), migration("orders", 1), migration("crm", 2)]
        #expect(try apply(list, in: directory) == ["orders.0001.step", "orders.0002.step", "crm.0001.step", "crm.0002.step"])
        #expect(try apply(list, in: directory).isEmpty)
        #expect(try apply(list + [migration("crm", 3), migration("new", 1)], in: directory) == ["crm.0003.step", "new.0001.step"])
    }

    @Test func `Two migrations with one number are refused, and so is number 0`() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: StorageError.self) { try directory.open([migration("a", 1), migration("a", 1, name: "other")]) }
        #expect(throws: StorageError.self) { try directory.open([migration("a", 0)]) }
    }

    @Test func `An edited migration is refused`() throws {
        let directory = try TemporaryDirectory()
        try directory.open([migration("a", 1, "CREATE TABLE a (id INTEGER)")]).close()
        #expect(throws: StorageError.editedMigration("a.0001.step")) {
            try directory.open([migration("a", 1, "CREATE TABLE a (id INTEGER) STRICT")])
        }
    }

    @Test func `A migration before one that was applied is refused`() throws {
        let directory = try TemporaryDirectory()
        try directory.open([migration("a", 1), migration("a", 3)]).close()
        #expect(throws: StorageError.invalidMigrations("a.0002.step comes before one that was applied already")) {
            try directory.open([migration("a", 1), migration("a", 2), migration("a", 3)])
        }
    }

    @Test func `A newer database is refused, and not a byte of it changes`() throws {
        let directory = try TemporaryDirectory()
        try directory.open([migration("a", 1), migration("a", 2, name: "newer")]).close()
        let before = try Data(contentsOf: URL(fileURLWithPath: directory.file))
        #expect(throws: StorageError.newerDatabase(unknown: ["a.0002.newer"])) { try directory.open([migration("a", 1)]) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file)) == before)
    }

    @Test func `A newer database with a WAL from a crash keeps both as they are`() throws {
        let directory = try TemporaryDirectory()
        try directory.open([migration("a", 1), migration("a", 2)]).close()
        let crashed = try Connection(path: directory.file, mode: .readWrite)
        try crashed.set(.keepsWALOnClose, true)
        try crashed.execute("CREATE TABLE later (id INTEGER)")
        crashed.close()
        let files = [directory.file, directory.file + "-wal"].map { URL(fileURLWithPath: $0) }
        let before = try files.map { try Data(contentsOf: $0) }
        #expect(before.allSatisfy { !$0.isEmpty })
        #expect(throws: StorageError.newerDatabase(unknown: ["a.0002.step"])) { try directory.open([migration("a", 1)]) }
        #expect(try files.map { try Data(contentsOf: $0) } == before)
    }

    @Test func `A newer format of the storage is refused`() throws {
        let directory = try TemporaryDirectory()
        try directory.open([]).close()
        let connection = try Connection(path: directory.file, mode: .readWrite)
        try connection.execute("PRAGMA user_version = 99")
        connection.close()
        #expect(throws: StorageError.newerDatabase(unknown: ["storage format 99"])) { try directory.open([]) }
    }

    @Test(arguments: ["CREATE TABLE b (id INTEGER); CREATE TABLE b (id INTEGER)", "CREATE TABLE b (id INTEGER); COMMIT", "ROLLBACK"])
    func `A failing migration is undone, those before it stay`(_ sql: String) throws {
        let directory = try TemporaryDirectory()
        let first = migration("a", 1, "CREATE TABLE a (id INTEGER)")
        let error = try #require(throws: StorageError.self) { try directory.open([first, migration("a", 2, sql)]) }
        guard case .migrationFailed("a.0002.step", _) = error else {
            Issue.record("another error: \(error)")
            return
        }
        #expect(try apply([first, migration("a", 2, "CREATE TABLE IF NOT EXISTS b (id INTEGER)")], in: directory) == ["a.0002.step"])
    }

    @Test func `A table that others refer to can be rebuilt`() throws {
        let directory = try TemporaryDirectory()
        let create = migration(
            "a", 1,
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE child (parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE) STRICT;
            INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);
            """)
        let rebuild = migration(
            "a", 2,
            """
            CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '') STRICT;
            INSERT INTO parent_new (id) SELECT id FROM parent;
            DROP TABLE parent;
            ALTER TABLE parent_new RENAME TO parent;
            """)
        let database = try directory.open([create, rebuild])
        defer { database.close() }
        #expect(try database.read { try $0.rows("SELECT parent_id FROM child") } == [[1]])
        let error = #expect(throws: DatabaseError.self) {
            try database.write { try $0.connection.run("INSERT INTO child VALUES (2)") }
        }
        #expect(error?.code == .constraintForeignKey)
    }

    @Test func `A migration that leaves a broken reference is undone`() throws {
        let directory = try TemporaryDirectory()
        let create = migration(
            "a", 1,
            "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE child (parent_id INTEGER REFERENCES parent (id)) STRICT;")
        #expect(throws: StorageError.self) { try directory.open([create, migration("a", 2, "INSERT INTO child VALUES (7)")]) }
        #expect(try apply([create], in: directory).isEmpty)
    }
}
