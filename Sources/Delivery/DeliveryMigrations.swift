// The tables of what goes out: who gets it, what waits, and what came of each attempt.

import Storage

let deliveryMigrations = [
    Migration(
        module: "delivery", number: 1, name: "deliveries",
        sql: """
            -- Whoever is sent to: a record of another module, such as a channel for messages.
            CREATE TABLE delivery_endpoints (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL,
                record_id INTEGER NOT NULL,
                active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
                -- Attempts in a row that nobody answered well, and until when nothing is tried for that.
                failures INTEGER NOT NULL DEFAULT 0,
                paused_until INTEGER,
                last_success_at INTEGER,
                last_failure_at INTEGER,
                last_error TEXT,
                -- Since when something is dead that nobody has seen to.
                dead_since INTEGER,
                UNIQUE (kind, record_id)
            ) STRICT;

            CREATE TABLE deliveries (
                id INTEGER PRIMARY KEY,
                endpoint_id INTEGER NOT NULL REFERENCES delivery_endpoints (id),
                -- The same in every attempt, so that the other side knows a repetition.
                message_id TEXT NOT NULL,
                -- What it is about; one record's go out in their order.
                entity TEXT NOT NULL,
                entity_id INTEGER NOT NULL,
                content TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status = 'waiting' OR status = 'delivered' OR status = 'dead' OR status = 'withdrawn'),
                created_at INTEGER NOT NULL,
                gives_up_at INTEGER NOT NULL,
                -- Null where an earlier one of the same record waits, and where it has ended.
                next_attempt_at INTEGER,
                ended_at INTEGER,
                attempts INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE INDEX deliveries_due ON deliveries (endpoint_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
            CREATE INDEX deliveries_order ON deliveries (endpoint_id, entity, entity_id) WHERE status = 'waiting';
            CREATE INDEX deliveries_subject ON deliveries (entity, entity_id);
            CREATE INDEX deliveries_status ON deliveries (endpoint_id, status);
            CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id);
            CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
            CREATE INDEX deliveries_over ON deliveries (gives_up_at) WHERE status = 'waiting';

            CREATE TABLE delivery_attempts (
                id INTEGER PRIMARY KEY,
                delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
                at INTEGER NOT NULL,
                milliseconds INTEGER NOT NULL,
                http_status INTEGER,
                error TEXT,
                detail TEXT
            ) STRICT;
            CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery_id);
            """),
    Migration(
        module: "delivery", number: 2, name: "fed-endpoints",
        sql: """
            -- How far it was fed; null where rules queue its messages.
            ALTER TABLE delivery_endpoints ADD COLUMN place INTEGER;
            -- What it gets once more: behind which place, and through which.
            ALTER TABLE delivery_endpoints ADD COLUMN again_place INTEGER;
            ALTER TABLE delivery_endpoints ADD COLUMN again_until INTEGER;
            -- Since when the time of what waits does not run.
            ALTER TABLE delivery_endpoints ADD COLUMN held_at INTEGER;
            """),
    Migration(
        module: "delivery", number: 3, name: "own-pauses",
        sql: """
            -- Until when it waits by itself, even where its endpoint takes others again; null where nothing of its own holds it.
            ALTER TABLE deliveries ADD COLUMN not_before INTEGER;
            -- When the way was changed last: what comes back of an attempt that began before says nothing of the way now.
            ALTER TABLE delivery_endpoints ADD COLUMN changed_at INTEGER;
            """),
]
