// The kernel's own tables.

import Storage

extension Migration {
    static let kernel = [
        Migration(
            module: "kernel", number: 1, name: "create-audit-events-idempotency-numbers-jobs-settled",
            sql: """
                -- The chain: never updated but for erasing `salt` and `content`, never deleted from.
                CREATE TABLE audit (
                    sequence INTEGER PRIMARY KEY,
                    at INTEGER NOT NULL,
                    user_id INTEGER,
                    key_id INTEGER,
                    on_behalf_of_id INTEGER,
                    origin TEXT NOT NULL,
                    request_id TEXT NOT NULL,
                    action TEXT NOT NULL,
                    entity TEXT NOT NULL,
                    entity_id INTEGER NOT NULL,
                    customer_id INTEGER,
                    salt BLOB,
                    content TEXT,
                    content_hash BLOB NOT NULL,
                    hash BLOB NOT NULL,
                    erased_at INTEGER,
                    erased_by_id INTEGER,
                    erasure_rule TEXT
                ) STRICT;
                CREATE INDEX audit_entity ON audit (entity_id, entity);
                CREATE INDEX audit_customer ON audit (customer_id) WHERE customer_id IS NOT NULL;

                CREATE TABLE event (
                    sequence INTEGER PRIMARY KEY,
                    at INTEGER NOT NULL,
                    entity TEXT NOT NULL,
                    entity_id INTEGER NOT NULL,
                    action TEXT NOT NULL,
                    data TEXT NOT NULL
                ) STRICT;

                -- With a rowid, so that the stored answers do not spill out of the tree of keys.
                CREATE TABLE idempotency (
                    id INTEGER PRIMARY KEY,
                    caller TEXT NOT NULL,
                    key TEXT NOT NULL,
                    request_hash BLOB NOT NULL,
                    status INTEGER NOT NULL,
                    fields TEXT NOT NULL,
                    body BLOB NOT NULL,
                    at INTEGER NOT NULL,
                    -- Whose sight the answer has and which record it shows, so that a repetition shows nothing that its caller may no longer see.
                    roles INTEGER NOT NULL,
                    collection TEXT,
                    record_id INTEGER,
                    -- Whether it may hold what is personal: such answers are found when a person is erased.
                    personal INTEGER NOT NULL DEFAULT 0,
                    UNIQUE (key, caller)
                ) STRICT;
                CREATE INDEX idempotency_personal ON idempotency (record_id) WHERE personal;

                CREATE TABLE number_series (
                    series TEXT NOT NULL,
                    day INTEGER NOT NULL,
                    last INTEGER NOT NULL,
                    PRIMARY KEY (series, day)
                ) STRICT, WITHOUT ROWID;

                -- How each periodic job went the last time.
                CREATE TABLE job_run (
                    name TEXT PRIMARY KEY,
                    started_at INTEGER NOT NULL,
                    ended_at INTEGER NOT NULL,
                    error TEXT
                ) STRICT, WITHOUT ROWID;

                -- What the first start settles for good.
                CREATE TABLE settled (
                    name TEXT PRIMARY KEY,
                    value ANY NOT NULL
                ) STRICT, WITHOUT ROWID;
                """),
        Migration(
            module: "kernel", number: 2, name: "last-item-ids",
            sql: """
                -- The last id that was given in a table of items from which one has gone.
                CREATE TABLE last_item_id (
                    items TEXT PRIMARY KEY,
                    last INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """),
        Migration(module: "kernel", number: 3, name: "attachments", sql: attachments),
        Migration(module: "kernel", number: 4, name: "search", sql: search),
        Migration(module: "kernel", number: 5, name: "search-words", sql: searchWords),
        Migration(
            module: "kernel", number: 60, name: "audit-of-delegates",
            sql: "CREATE INDEX audit_delegated ON audit (at) WHERE on_behalf_of_id IS NOT NULL"),
        Migration(
            module: "kernel", number: 61, name: "audit-of-authors",
            sql: """
                -- With who did what, so that a record's authors are read from the index alone; in order of time, as before.
                DROP INDEX audit_entity;
                CREATE INDEX audit_entity ON audit (entity_id, entity, sequence, action, user_id, on_behalf_of_id);
                """),
        Migration(module: "kernel", number: 62, name: "self-decisions", sql: SelfDecisions.tables),
    ]
}
