// Indexes by which reports find the rows of a time. The tables are those of earlier modules.
//
// Each is written once in the life of a record, when the moment comes that it holds; those that never come cost nothing.

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
    Migration(
        module: "insight", number: 2, name: "rows-that-are-looked-for",
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
]
