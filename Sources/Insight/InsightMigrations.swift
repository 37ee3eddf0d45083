// Indexes by which reports find the rows of a time, in the tables of earlier modules; and the tables of what is made on schedule.
//
// Each index is written once in the life of a record, when the moment comes that it holds; those that never come cost nothing.

import Kernel
import Storage

let insightMigrations = [
    Migration(
        module: "insight", number: 1, name: "rows-of-a-time",
        sql: """
            -- With all that reports sum, so that they need not look at the orders and lines themselves.
            DROP INDEX orders_confirmed;
            CREATE INDEX orders_confirmed ON orders (
                confirmed_at, status, archived_at, customer_id, owner_id, currency, exchange_rate, net, tax, gross, cost)
                WHERE confirmed_at IS NOT NULL;
            DROP INDEX order_lines_order;
            CREATE INDEX order_lines_order ON order_lines (order_id, kind, product_id, quantity, net, cost);
            DROP INDEX order_reviews_order;
            CREATE INDEX order_reviews_order ON order_reviews (order_id, department, verdict, is_void, decided_at, due_at, reviewer_id);
            DROP INDEX shipments_order;
            CREATE INDEX shipments_order ON shipments (order_id, purpose, archived_at, status, shipped_at, delivered_at);
            CREATE INDEX orders_submitted ON orders (submitted_at) WHERE submitted_at IS NOT NULL;
            CREATE INDEX orders_delivered ON orders (delivered_on) WHERE delivered_on IS NOT NULL;
            CREATE INDEX opportunities_created ON opportunities (created_at);
            CREATE INDEX opportunities_closed ON opportunities (closed_at) WHERE closed_at IS NOT NULL;
            CREATE INDEX opportunities_expected ON opportunities (expected_close_on) WHERE expected_close_on IS NOT NULL;
            CREATE INDEX opportunity_stages_stage ON opportunity_stages (stage, opportunity_id);
            CREATE INDEX leads_created ON leads (created_at);
            DROP INDEX invoices_dated;
            CREATE INDEX invoices_dated ON invoices (dated_on) WHERE dated_on IS NOT NULL;
            CREATE INDEX tickets_resolved ON tickets (resolved_at) WHERE resolved_at IS NOT NULL;
            """),
    Migration(module: "insight", number: 2, name: "report-schedules", sql: scheduleTables),
    Migration(
        module: "insight", number: 3, name: "rows-that-are-looked-for",
        sql: """
            -- With what cycle times and compliance ask of each row.
            DROP INDEX orders_confirmed;
            CREATE INDEX orders_confirmed ON orders (
                confirmed_at, status, archived_at, customer_id, owner_id, currency, exchange_rate, net, tax, gross, cost, created_at,
                submitted_at, first_shipped_at, last_delivered_at, delivered_on, last_invoiced_at, invoicing_status)
                WHERE confirmed_at IS NOT NULL;
            DROP INDEX orders_submitted;
            CREATE INDEX orders_submitted ON orders (submitted_at, archived_at, status, contract_id, delivery_on, owner_id)
                WHERE submitted_at IS NOT NULL;
            DROP INDEX invoices_dated;
            CREATE INDEX invoices_dated ON invoices (dated_on, archived_at, status, issued_at, settled_on) WHERE dated_on IS NOT NULL;
            CREATE INDEX shipments_delivered ON shipments (delivered_at, archived_at, status, delivery_counts_at, shipped_at, order_id)
                WHERE delivered_at IS NOT NULL;
            CREATE INDEX receipts_received ON receipts (received_on, archived_at, created_at);
            CREATE INDEX activities_happened ON activities (happened_at, archived_at, created_at);

            -- Few or none: only what is looked for.
            CREATE INDEX orders_uninvoiced ON orders (delivered_on)
                WHERE delivered_on IS NOT NULL AND invoicing_status = 'none' AND status <> 'cancelled';
            CREATE INDEX orders_completed_undelivered ON orders (id) WHERE status = 'completed' AND fulfilment_status <> 'delivered';
            """),
    Migration(
        module: "insight", number: 4, name: "runs-with-something-to-do",
        sql: """
            -- By which the job finds what is to be begun or removed among all runs ever made.
            CREATE INDEX report_runs_making ON report_runs (id) WHERE status = 'making';
            CREATE INDEX report_runs_with_files ON report_runs (schedule_id) WHERE made > 0 OR status = 'making';
            DROP INDEX report_files_waiting;
            """),
]

private let scheduleTables = """
    CREATE TABLE report_schedules (
        \(Migration.recordColumns),
        name TEXT NOT NULL,
        report TEXT NOT NULL,
        parameters TEXT,
        period TEXT,
        rhythm TEXT NOT NULL CHECK (rhythm = 'daily' OR rhythm = 'weekly' OR rhythm = 'monthly' OR rhythm = 'quarterly'),
        weekday TEXT,
        day_of_month INTEGER CHECK (day_of_month BETWEEN 1 AND 31),
        hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
        language TEXT NOT NULL CHECK (language = 'en' OR language = 'zh-CN'),
        owner_id INTEGER NOT NULL REFERENCES users (id),
        roles TEXT NOT NULL,
        next_at INTEGER,
        last_run_id INTEGER REFERENCES report_runs (id),
        last_run_at INTEGER,
        pause_reason TEXT,
        status TEXT NOT NULL CHECK (status = 'active' OR status = 'paused')
    ) STRICT;
    CREATE INDEX report_schedules_owner ON report_schedules (owner_id);
    CREATE INDEX report_schedules_due ON report_schedules (next_at) WHERE status = 'active' AND archived_at IS NULL;
    CREATE INDEX report_schedules_archived ON report_schedules (id) WHERE archived_at IS NOT NULL;

    CREATE TABLE report_recipients (
        id INTEGER PRIMARY KEY, schedule_id INTEGER NOT NULL REFERENCES report_schedules (id), position INTEGER NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users (id)
    ) STRICT;
    CREATE INDEX report_recipients_schedule ON report_recipients (schedule_id);
    CREATE INDEX report_recipients_user ON report_recipients (user_id);

    CREATE TABLE report_departments (
        id INTEGER PRIMARY KEY, schedule_id INTEGER NOT NULL REFERENCES report_schedules (id), position INTEGER NOT NULL,
        department_id INTEGER NOT NULL REFERENCES departments (id)
    ) STRICT;
    CREATE INDEX report_departments_schedule ON report_departments (schedule_id);

    CREATE TABLE report_channels (
        id INTEGER PRIMARY KEY, schedule_id INTEGER NOT NULL REFERENCES report_schedules (id), position INTEGER NOT NULL,
        channel_id INTEGER NOT NULL REFERENCES message_channels (id)
    ) STRICT;
    CREATE INDEX report_channels_schedule ON report_channels (schedule_id);

    CREATE TABLE report_without_file (
        id INTEGER PRIMARY KEY, schedule_id INTEGER NOT NULL REFERENCES report_schedules (id), position INTEGER NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users (id),
        reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX report_without_file_schedule ON report_without_file (schedule_id);

    CREATE TABLE report_runs (
        \(Migration.recordColumns),
        schedule_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        report TEXT NOT NULL,
        parameters TEXT,
        language TEXT NOT NULL CHECK (language = 'en' OR language = 'zh-CN'),
        owner_id INTEGER NOT NULL REFERENCES users (id),
        by_hand INTEGER NOT NULL CHECK (by_hand = 0 OR by_hand = 1),
        due_at INTEGER NOT NULL,
        due_on INTEGER NOT NULL,
        starts_on INTEGER,
        ends_on INTEGER,
        made INTEGER NOT NULL,
        finished_at INTEGER,
        kept_until INTEGER,
        status TEXT NOT NULL CHECK (status = 'making' OR status = 'made' OR status = 'failed')
    ) STRICT;
    CREATE UNIQUE INDEX report_runs_once ON report_runs (schedule_id, due_at) WHERE by_hand = 0;
    CREATE INDEX report_runs_schedule ON report_runs (schedule_id);
    CREATE INDEX report_runs_owner ON report_runs (owner_id);

    CREATE TABLE report_files (
        id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES report_runs (id), position INTEGER NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users (id),
        status TEXT NOT NULL CHECK (status = 'waiting' OR status = 'making' OR status = 'made' OR status = 'failed' OR status = 'skipped'
            OR status = 'removed'),
        reason TEXT,
        export_id INTEGER,
        bytes INTEGER,
        link TEXT
    ) STRICT;
    CREATE INDEX report_files_run ON report_files (run_id);
    CREATE INDEX report_files_user ON report_files (user_id);
    CREATE UNIQUE INDEX report_files_export ON report_files (export_id) WHERE export_id IS NOT NULL;
    CREATE INDEX report_files_waiting ON report_files (id) WHERE status = 'waiting';

    CREATE TABLE reports_settings (
        \(Migration.recordColumns),
        keep_days INTEGER NOT NULL CHECK (keep_days BETWEEN 1 AND 366)
    ) STRICT;
    """
