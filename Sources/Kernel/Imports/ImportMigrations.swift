// The tables of imports.

import Storage

extension Migration {
    static let imports = [
        Migration(
            module: "imports", number: 1, name: "create-imports",
            sql: """
                CREATE TABLE imports (
                    \(recordColumns),
                    collection TEXT NOT NULL,
                    format TEXT NOT NULL CHECK (format = 'csv' OR format = 'ndjson'),
                    dry_run INTEGER NOT NULL CHECK (dry_run = 0 OR dry_run = 1),
                    file_name TEXT,
                    sha256 TEXT NOT NULL,
                    bytes INTEGER NOT NULL CHECK (bytes >= 0),
                    bytes_read INTEGER NOT NULL CHECK (bytes_read BETWEEN 0 AND bytes),
                    progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 10000),
                    rows_read INTEGER NOT NULL,
                    created INTEGER NOT NULL,
                    updated INTEGER NOT NULL,
                    unchanged INTEGER NOT NULL,
                    refused INTEGER NOT NULL,
                    started_by_id INTEGER,
                    started_at INTEGER,
                    finished_at INTEGER,
                    failure TEXT,
                    key_id INTEGER,
                    file TEXT NOT NULL,
                    charset TEXT NOT NULL,
                    separator INTEGER NOT NULL,
                    line INTEGER NOT NULL,
                    remote_address TEXT NOT NULL,
                    status TEXT NOT NULL
                        CHECK (status = 'queued' OR status = 'running' OR status = 'finished' OR status = 'failed' OR status = 'cancelled'),
                    CHECK (rows_read = created + updated + unchanged + refused)
                ) STRICT;
                CREATE INDEX imports_started_by ON imports (started_by_id);
                CREATE INDEX imports_active ON imports (id) WHERE status = 'queued' OR status = 'running';

                -- The report, row by row.
                CREATE TABLE import_row (
                    import_id INTEGER NOT NULL REFERENCES imports (id),
                    number INTEGER NOT NULL,
                    line INTEGER NOT NULL,
                    outcome TEXT NOT NULL CHECK (outcome = 'created' OR outcome = 'updated' OR outcome = 'unchanged' OR outcome = 'refused'),
                    record_id INTEGER,
                    -- Of a refused row: the code, and each fault.
                    problem TEXT,
                    PRIMARY KEY (import_id, number)
                ) STRICT, WITHOUT ROWID;

                -- Rows without another system's key, so that the same row again enters nothing.
                CREATE TABLE import_digest (
                    digest BLOB PRIMARY KEY,
                    record_id INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    ]
}
