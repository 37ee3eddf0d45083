// Exports that were asked for before reports could be: they are there as they were.

import Foundation
import Kernel
import SQLite
import Storage
import Testing

struct ExportMigrationTests {
    @Test func `what was exported before stays as it is`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("salesd-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let people = Migration(module: "people", number: 1, name: "people", sql: "CREATE TABLE users (id INTEGER PRIMARY KEY) STRICT;")
        let exports = Module.exports.migrations
        let before = try Database.open(
            directory: folder, migrations: Registry.migrations(of: []) + [people] + exports.prefix(2), options: Database.Options())
        try before.write { transaction in
            try transaction.connection.execute(
                """
                INSERT INTO exports (id, version, created_at, updated_at, collection, format, filters, heads, bom, rows_written, progress, bytes,
                    started_by_id, file, attempts, status)
                VALUES (7, 5, 1, 2, 'orders', 'xlsx', 'status=draft', 'chinese', 0, 3, 10000, 99, 4, 'abc', 1, 'finished')
                """)
        }
        before.close()
        let after = try Database.open(
            directory: folder, migrations: Registry.migrations(of: []) + [people] + exports, options: Database.Options())
        defer { after.close() }
        let row = try after.read { connection in
            try connection.first(
                "SELECT id, version, collection, report, format, filters, heads, rows_written, bytes, started_by_id, file, scheduled FROM exports"
            )
        }
        #expect(
            row == [
                .integer(7), .integer(5), .text("orders"), .null, .text("xlsx"), .text("status=draft"), .text("chinese"), .integer(3),
                .integer(99), .integer(4), .text("abc"), .integer(0),
            ])
        // An export is of one or the other.
        #expect(throws: (any Error).self) {
            try after.write { try $0.connection.execute("UPDATE exports SET report = 'funnel' WHERE id = 7") }
        }
    }
}
