// Exports as a module: its tables, its refusals, and what it does by itself.

import JSON
import SQLite
import Storage

extension Module {
    /// Lists and reports that become files. It comes behind the module that keeps people.
    package static let exports = Module(
        "exports", "Exports", "数据导出", resources: [AnyResource(Export.self), AnyResource(ExportSettings.self)],
        migrations: Migration.exports, failures: FailureCode.ofExports, jobs: [.expireExports])
}

extension PeriodicJob {
    /// A file whose time is over goes.
    static let expireExports = PeriodicJob(
        "expire-exports", every: 600,
        rules: { context in
            let sql = "SELECT id FROM exports WHERE status = 'finished' AND expires_at <= ? ORDER BY expires_at LIMIT 20"
            let due = try context.rows(sql, [context.now.stored]).compactMap { $0.first?.integer }
            for id in due {
                guard let export = try context.find(Export.self, ID(id)) else { continue }
                try context.follow("expire", export)
            }
            return due.count == 20
        })
}

extension RuleContext {
    /// Removes the files that may hold what has just been erased, has those fail that wait or are being made, and forgets by what any was
    /// filtered. What the commit has put down of the audit is in the database already.
    ///
    /// - Parameter rule: under which the audit says that its contents were erased
    func dropExports(of resource: AnyResource, under rule: String) throws {
        guard registry.resource(collection: Export.schema.collection) != nil else { return }
        let collection = resource.schema.collection
        let desk = ask(ReportDesk.self)
        var names = JSONWriter(capacity: 256)
        names.value(.strings(desk.names.filter { desk.named($0).contains(collection) }))
        let reports = SQLiteValue.text(String(decoding: names.finish(), as: UTF8.self))
        try forgetQuestions(of: collection, reports, under: rule)
        let concerned = "(collection = ?1 OR report IN (SELECT value FROM json_each(?2)))"
        let sql = """
            SELECT id FROM exports WHERE status = 'finished' AND \(concerned)
            UNION ALL SELECT id FROM exports WHERE (status = 'queued' OR status = 'running') AND \(concerned)
            """
        for id in try rows(sql, [.text(collection), reports]).compactMap({ $0.first?.integer }) {
            guard var export = try find(Export.self, ID(id)) else { continue }
            if export.status != .finished {
                // One that waits would give all rows, now that its filters are gone.
                export.failure = FailureCode.exportErased.name
                try save(&export)
                try follow("fail", export)
            } else {
                try follow("expire", export)
            }
        }
    }

    /// A filter can name whoever was erased, or a part of the name.
    private func forgetQuestions(of collection: String, _ reports: SQLiteValue, under rule: String) throws {
        try forget("filters", where: "collection = ? AND filters IS NOT NULL", .text(collection), under: rule)
        try forget(
            "parameters", where: "report IN (SELECT value FROM json_each(?)) AND parameters IS NOT NULL", reports,
            under: rule)
    }

    private func forget(_ column: String, where condition: String, _ value: SQLiteValue, under rule: String) throws {
        let asked = "(SELECT id FROM exports WHERE \(condition))"
        try connection.run(
            """
            UPDATE audit SET salt = NULL, content = NULL, erased_at = ?, erased_by_id = ?, erasure_rule = ?
            WHERE entity_id IN \(asked) AND entity = ? AND content IS NOT NULL
            """, [now.stored, caller.userID.stored, .text(rule), value, .text(Export.schema.entity)])
        try connection.run(
            "UPDATE idempotency SET body = x'', roles = -1 WHERE collection = ? AND record_id IN \(asked)",
            [.text(Export.schema.collection), value])
        try connection.run(
            "UPDATE exports SET \(column) = NULL, version = version + 1, updated_at = ? WHERE \(condition)", [now.stored, value])
        RowMemory.shared(in: transaction.batch).forgetAll()
    }
}

extension Migration {
    static let exports = [
        Migration(
            module: "exports", number: 1, name: "create-exports",
            sql: """
                CREATE TABLE exports (
                    \(recordColumns),
                    collection TEXT NOT NULL,
                    format TEXT NOT NULL CHECK (format = 'csv' OR format = 'ndjson' OR format = 'xlsx'),
                    filters TEXT,
                    sort TEXT,
                    fields TEXT,
                    heads TEXT NOT NULL CHECK (heads = 'names' OR heads = 'english' OR heads = 'chinese'),
                    bom INTEGER NOT NULL CHECK (bom = 0 OR bom = 1),
                    rows_written INTEGER NOT NULL CHECK (rows_written >= 0),
                    rows_total INTEGER,
                    progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 10000),
                    bytes INTEGER,
                    link TEXT,
                    expires_at INTEGER,
                    started_by_id INTEGER NOT NULL,
                    started_at INTEGER,
                    finished_at INTEGER,
                    failure TEXT,
                    key_id INTEGER,
                    file TEXT NOT NULL,
                    reach TEXT,
                    attempts INTEGER NOT NULL,
                    status TEXT NOT NULL CHECK (status = 'queued' OR status = 'running' OR status = 'finished' OR status = 'failed'
                        OR status = 'cancelled' OR status = 'expired')
                ) STRICT;
                CREATE INDEX exports_started_by ON exports (started_by_id);
                CREATE INDEX exports_active ON exports (id) WHERE status = 'queued' OR status = 'running';
                CREATE INDEX exports_kept ON exports (expires_at, bytes) WHERE status = 'finished';

                CREATE TABLE exports_settings (
                    \(recordColumns),
                    keep_hours INTEGER NOT NULL CHECK (keep_hours BETWEEN 1 AND 720),
                    at_once INTEGER NOT NULL CHECK (at_once BETWEEN 1 AND 8),
                    max_bytes INTEGER NOT NULL CHECK (max_bytes >= 1),
                    max_total_bytes INTEGER NOT NULL CHECK (max_total_bytes >= 1)
                ) STRICT;
                """),
        Migration(
            module: "exports", number: 2, name: "find-filtered-exports",
            sql: "CREATE INDEX exports_filtered ON exports (collection) WHERE filters IS NOT NULL;"),
        Migration(module: "exports", number: 3, name: "export-reports", sql: exportReports),
        Migration(
            module: "exports", number: 4, name: "people-before-schedules",
            sql: """
                DROP INDEX exports_active;
                CREATE INDEX exports_active ON exports (scheduled, id) WHERE status = 'queued' OR status = 'running';
                ALTER TABLE exports ADD COLUMN failure_details TEXT;
                """),
    ]
}

/// An export is of a list or of a report, so neither is always there.
private let exportReports = """
    CREATE TABLE exports_of_both (
        \(Migration.recordColumns),
        collection TEXT,
        report TEXT,
        format TEXT NOT NULL CHECK (format = 'csv' OR format = 'ndjson' OR format = 'xlsx'),
        filters TEXT,
        parameters TEXT,
        sort TEXT,
        fields TEXT,
        heads TEXT NOT NULL CHECK (heads = 'names' OR heads = 'english' OR heads = 'chinese'),
        bom INTEGER NOT NULL CHECK (bom = 0 OR bom = 1),
        rows_written INTEGER NOT NULL CHECK (rows_written >= 0),
        rows_total INTEGER,
        progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 10000),
        bytes INTEGER,
        link TEXT,
        keep_hours INTEGER,
        expires_at INTEGER,
        started_by_id INTEGER NOT NULL,
        started_at INTEGER,
        finished_at INTEGER,
        failure TEXT,
        scheduled INTEGER NOT NULL CHECK (scheduled = 0 OR scheduled = 1),
        key_id INTEGER,
        file TEXT NOT NULL,
        reach TEXT,
        attempts INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status = 'queued' OR status = 'running' OR status = 'finished' OR status = 'failed'
            OR status = 'cancelled' OR status = 'expired'),
        CHECK ((collection IS NULL) <> (report IS NULL))
    ) STRICT;
    INSERT INTO exports_of_both (
            id, version, created_at, created_by_id, updated_at, archived_at, collection, format, filters, sort, fields, heads, bom,
            rows_written, rows_total, progress, bytes, link, expires_at, started_by_id, started_at, finished_at, failure, scheduled, key_id,
            file, reach, attempts, status)
        SELECT
            id, version, created_at, created_by_id, updated_at, archived_at, collection, format, filters, sort, fields, heads, bom,
            rows_written, rows_total, progress, bytes, link, expires_at, started_by_id, started_at, finished_at, failure, 0, key_id,
            file, reach, attempts, status
        FROM exports;
    DROP TABLE exports;
    ALTER TABLE exports_of_both RENAME TO exports;
    CREATE INDEX exports_started_by ON exports (started_by_id);
    CREATE INDEX exports_active ON exports (id) WHERE status = 'queued' OR status = 'running';
    CREATE INDEX exports_kept ON exports (expires_at, bytes) WHERE status = 'finished';
    CREATE INDEX exports_filtered ON exports (collection) WHERE filters IS NOT NULL;
    CREATE INDEX exports_parameters ON exports (report) WHERE parameters IS NOT NULL;
    """
