// Bringing a database to the structure that this program needs, forward only.

import SQLite

/// Compares what was applied with what this program knows, and applies the rest.
///
/// Verifying writes nothing, so that a database of a newer version is refused untouched.
struct Migrator {
    private struct Key: Hashable {
        let module: String
        let number: Int
    }

    private struct Applied {
        let title: String
        let checksum: String
    }

    private let migrations: [Migration]

    /// Orders the migrations: the modules as they come first in the list, then by number. Throws when two have one number.
    init(_ list: [Migration]) throws(StorageError) {
        var places: [String: Int] = [:]
        var keys: Set<Key> = []
        for migration in list {
            places[migration.module] = places[migration.module] ?? places.count
            guard migration.number > 0, keys.insert(Key(module: migration.module, number: migration.number)).inserted else {
                throw .invalidMigrations("\(migration.title) needs a number of its own, from 1")
            }
        }
        migrations = list.sorted { left, right in
            (places[left.module] ?? 0, left.number) < (places[right.module] ?? 0, right.number)
        }
    }

    /// Throws unless the database is new or one that this program may open; writes nothing.
    func verify(_ connection: Connection, path: String) throws {
        let isNew = try connection.first("SELECT 1 FROM sqlite_schema LIMIT 1") == nil
        let identifier = try connection.first("PRAGMA application_id")?.first?.integer ?? 0
        guard identifier == Pragmas.applicationID || (isNew && identifier == 0) else { throw StorageError.foreignDatabase(path: path) }
        let version = try connection.first("PRAGMA user_version")?.first?.integer ?? 0
        guard version <= Pragmas.formatVersion else { throw StorageError.newerDatabase(unknown: ["storage format \(version)"]) }
        try compare(with: try applied(in: connection))
    }

    /// Applies what is missing, each in a transaction of its own; returns the titles of those it applied.
    @discardableResult
    func migrate(_ connection: Connection) throws -> [String] {
        try createTable(in: connection)
        let applied = try applied(in: connection)
        let missing = migrations.filter { applied[Key(module: $0.module, number: $0.number)] == nil }
        guard !missing.isEmpty else { return [] }
        // Rebuilding a table drops it for a moment, which references must survive; each migration is checked as a whole instead.
        try connection.execute("PRAGMA foreign_keys = OFF")
        defer { try? connection.execute("PRAGMA foreign_keys = ON") }
        for migration in missing { try apply(migration, to: connection) }
        return missing.map(\.title)
    }

    private func compare(with applied: [Key: Applied]) throws(StorageError) {
        let known = Dictionary(uniqueKeysWithValues: migrations.map { (Key(module: $0.module, number: $0.number), $0) })
        let unknown = applied.filter { known[$0.key] == nil }.map(\.value.title).sorted()
        guard unknown.isEmpty else { throw .newerDatabase(unknown: unknown) }
        var latest: [String: Int] = [:]
        for key in applied.keys { latest[key.module] = max(latest[key.module] ?? 0, key.number) }
        for migration in migrations {
            let found = applied[Key(module: migration.module, number: migration.number)]
            if let found, found.checksum != migration.checksum { throw .editedMigration(migration.title) }
            if found == nil, migration.number < latest[migration.module] ?? 0 {
                throw .invalidMigrations("\(migration.title) comes before one that was applied already")
            }
        }
    }

    private func applied(in connection: Connection) throws(DatabaseError) -> [Key: Applied] {
        guard try connection.first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'") != nil else {
            return [:]
        }
        var applied: [Key: Applied] = [:]
        for row in try connection.rows("SELECT module, number, name, checksum FROM schema_migration") {
            guard let module = row[0].text, let number = row[1].integer, let name = row[2].text, let checksum = row[3].text else {
                continue
            }
            let migration = Migration(module: module, number: Int(number), name: name, sql: "")
            applied[Key(module: module, number: Int(number))] = Applied(title: migration.title, checksum: checksum)
        }
        return applied
    }

    private func createTable(in connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            BEGIN IMMEDIATE;
            PRAGMA application_id = \(Pragmas.applicationID);
            PRAGMA user_version = \(Pragmas.formatVersion);
            CREATE TABLE IF NOT EXISTS schema_migration (
                module     TEXT NOT NULL,
                number     INTEGER NOT NULL,
                name       TEXT NOT NULL,
                checksum   TEXT NOT NULL,
                applied_at TEXT NOT NULL,
                PRIMARY KEY (module, number)
            ) STRICT, WITHOUT ROWID;
            COMMIT;
            """)
    }

    private func apply(_ migration: Migration, to connection: Connection) throws(StorageError) {
        do throws(DatabaseError) {
            try connection.execute("BEGIN IMMEDIATE")
            try connection.execute(migration.sql)
            try checkTransaction(of: migration, in: connection)
            try connection.run(
                """
                INSERT INTO schema_migration (module, number, name, checksum, applied_at)
                VALUES (?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                """, [.text(migration.module), .integer(Int64(migration.number)), .text(migration.name), .text(migration.checksum)])
            try connection.execute("COMMIT")
        } catch {
            if !connection.isAutocommit { try? connection.execute("ROLLBACK") }
            throw .migrationFailed(migration.title, error)
        }
    }

    private func checkTransaction(of migration: Migration, in connection: Connection) throws(DatabaseError) {
        guard !connection.isAutocommit else {
            throw DatabaseError(code: .misuse, message: "a migration must not end its transaction", sql: migration.sql)
        }
        if let broken = try connection.first("PRAGMA foreign_key_check") {
            let table = broken.first?.text ?? ""
            throw DatabaseError(code: .constraintForeignKey, message: "rows of \(table) refer to nothing", sql: migration.sql)
        }
    }
}
