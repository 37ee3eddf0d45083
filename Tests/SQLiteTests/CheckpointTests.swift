// The write-ahead log's length, and copies of a database in use.

import SQLite
import Testing

struct CheckpointTests {
    private func makeWriter(_ file: TemporaryFile) throws -> Connection {
        let writer = try file.connect()
        try writer.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
        writer.followWALGrowth()
        try writer.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        return writer
    }

    private func insert(_ count: Int, _ writer: Connection) throws {
        for _ in 0..<count { try writer.run("INSERT INTO item (body) VALUES (zeroblob(10000))") }
    }

    @Test func `The WAL's pages are counted, and a restart begins it anew`() throws {
        let file = try TemporaryFile()
        let writer = try makeWriter(file)
        try insert(10, writer)
        let pages = writer.walPages
        #expect(pages > 20)
        let result = try writer.checkpoint(.restart)
        #expect(!result.isBlocked)
        #expect(result.pages == pages)
        #expect(writer.walPages == 0)
        try insert(1, writer)
        #expect(writer.walPages < pages)
    }

    @Test func `A reader's snapshot blocks a restart, which is no error`() throws {
        let file = try TemporaryFile()
        let writer = try makeWriter(file)
        let reader = try file.connect(.readOnly)
        try reader.execute("BEGIN")
        #expect(try reader.first("SELECT count(*) FROM item") == [0])
        try insert(1, writer)
        #expect(try writer.checkpoint(.restart).isBlocked)
        #expect(try reader.first("SELECT count(*) FROM item") == [0])
        try reader.execute("COMMIT")
        #expect(try !writer.checkpoint(.truncate).isBlocked)
    }

    @Test func `A backup is one snapshot, whatever is written meanwhile`() throws {
        let file = try TemporaryFile()
        let writer = try makeWriter(file)
        try insert(500, writer)
        let source = try file.connect(.readOnly)
        let path = file.directory + "/copy.db"
        var calls = 0
        try source.backup(to: path) { done, total in
            calls += 1
            #expect(done <= total)
            try insert(1, writer)
        }
        #expect(calls > 3)
        let copy = try Connection(path: path, mode: .readOnly)
        #expect(try copy.first("SELECT count(*) FROM item") == [500])
        #expect(try copy.first("PRAGMA integrity_check") == ["ok"])
        #expect(!source.holdsSnapshot)
    }

    @Test func `A backup that is called off says so`() throws {
        struct Enough: Error {}
        let file = try TemporaryFile()
        try insert(10, try makeWriter(file))
        let source = try file.connect(.readOnly)
        #expect(throws: Enough.self) { try source.backup(to: file.directory + "/copy.db") { _, _ in throw Enough() } }
        #expect(!source.holdsSnapshot)
    }
}
