// The tables of the orders module.
//
// Choices are checked by OR, not by IN: for a list of three or more SQLite builds a table in memory at every insert, which each order pays.

import Kernel
import Storage

let ordersMigrations = [
    Migration(
        module: "orders", number: 1, name: "create-orders-shipments",
        sql: """
            CREATE TABLE orders (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                number TEXT NOT NULL UNIQUE,
                customer_id INTEGER NOT NULL REFERENCES customers (id),
                owner_id INTEGER NOT NULL REFERENCES users (id),
                customer_po_number TEXT,
                no_contract_reason TEXT,
                currency TEXT NOT NULL,
                exchange_rate INTEGER NOT NULL CHECK (exchange_rate > 0),
                prices_include_tax INTEGER NOT NULL CHECK (prices_include_tax IN (0, 1)),
                delivery_on INTEGER,
                payment_method TEXT NOT NULL,
                payment_terms_days INTEGER NOT NULL CHECK (payment_terms_days >= 0),
                prepayment INTEGER NOT NULL CHECK (prepayment BETWEEN 0 AND 10000),
                transport_mode TEXT NOT NULL,
                ship_to TEXT,
                notes TEXT,
                status TEXT NOT NULL CHECK (
                    status = 'draft' OR status = 'in_review' OR status = 'approved' OR status = 'confirmed' OR status = 'completed'
                    OR status = 'cancelled' OR status = 'on_hold'),
                held_from TEXT CHECK (held_from = 'in_review' OR held_from = 'approved' OR held_from = 'confirmed'),
                hold_reason TEXT,
                hold_comment TEXT,
                released_exposure INTEGER,
                fulfilment_status TEXT NOT NULL,
                invoicing_status TEXT NOT NULL,
                net INTEGER NOT NULL,
                tax INTEGER NOT NULL,
                gross INTEGER NOT NULL,
                cost INTEGER NOT NULL,
                margin INTEGER NOT NULL,
                submitted_at INTEGER,
                review_due_at INTEGER,
                confirmed_at INTEGER,
                completed_at INTEGER,
                cancel_reason TEXT,
                erp_number TEXT,
                erp_confirmed_at INTEGER,
                external_id TEXT,
                CHECK ((status = 'on_hold') = (held_from IS NOT NULL)),
                CHECK (net + tax = gross)
            ) STRICT;
            CREATE INDEX orders_customer ON orders (customer_id);
            CREATE INDEX orders_owner ON orders (owner_id);
            CREATE INDEX orders_customer_po_number ON orders (customer_po_number) WHERE customer_po_number IS NOT NULL;
            CREATE INDEX orders_review_due ON orders (review_due_at) WHERE review_due_at IS NOT NULL;
            CREATE UNIQUE INDEX orders_external_id ON orders (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE order_lines (
                id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id), position INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('product', 'freight')),
                product_id INTEGER REFERENCES products (id),
                note TEXT,
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
                discount INTEGER NOT NULL CHECK (discount BETWEEN 0 AND 10000),
                tax_rate INTEGER NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
                wanted_on INTEGER,
                promised_on INTEGER,
                net INTEGER NOT NULL,
                tax INTEGER NOT NULL,
                gross INTEGER NOT NULL,
                unit_cost INTEGER NOT NULL,
                cost INTEGER NOT NULL,
                margin INTEGER NOT NULL,
                shipped_quantity INTEGER NOT NULL CHECK (shipped_quantity BETWEEN 0 AND quantity),
                delivered_quantity INTEGER NOT NULL CHECK (delivered_quantity BETWEEN 0 AND shipped_quantity),
                CHECK ((kind = 'product') = (product_id IS NOT NULL))
            ) STRICT;
            CREATE INDEX order_lines_order ON order_lines (order_id);

            CREATE TABLE order_reviews (
                id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id), position INTEGER NOT NULL,
                department TEXT NOT NULL CHECK (department = 'finance' OR department = 'logistics' OR department = 'sales'),
                round INTEGER NOT NULL,
                verdict TEXT NOT NULL CHECK (verdict = 'pending' OR verdict = 'approved' OR verdict = 'rejected'),
                reviewer_id INTEGER REFERENCES users (id),
                due_at INTEGER,
                decided_at INTEGER,
                comment TEXT,
                reminded_at INTEGER,
                escalated_at INTEGER,
                escalated_to_id INTEGER REFERENCES users (id),
                remind_at INTEGER,
                escalate_at INTEGER,
                is_void INTEGER NOT NULL CHECK (is_void IN (0, 1))
            ) STRICT;
            CREATE INDEX order_reviews_order ON order_reviews (order_id);
            CREATE INDEX order_reviews_open ON order_reviews (department, order_id) WHERE verdict = 'pending' AND is_void = 0;
            CREATE INDEX order_reviews_remind ON order_reviews (remind_at)
                WHERE verdict = 'pending' AND is_void = 0 AND reminded_at IS NULL;
            CREATE INDEX order_reviews_escalate ON order_reviews (escalate_at)
                WHERE verdict = 'pending' AND is_void = 0 AND escalated_at IS NULL;
            CREATE UNIQUE INDEX order_reviews_current ON order_reviews (order_id, department) WHERE is_void = 0;

            CREATE TABLE orders_settings (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                contract_required TEXT NOT NULL CHECK (contract_required IN ('reason', 'always', 'never')),
                review_departments TEXT NOT NULL,
                finance_review_hours INTEGER NOT NULL CHECK (finance_review_hours > 0),
                logistics_review_hours INTEGER NOT NULL CHECK (logistics_review_hours > 0),
                sales_review_hours INTEGER NOT NULL CHECK (sales_review_hours > 0),
                review_reminder_hours INTEGER NOT NULL CHECK (review_reminder_hours > 0),
                review_escalation_hours INTEGER NOT NULL CHECK (review_escalation_hours >= 0)
            ) STRICT;

            CREATE TABLE shipments (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                number TEXT NOT NULL UNIQUE,
                order_id INTEGER NOT NULL REFERENCES orders (id),
                status TEXT NOT NULL CHECK (status IN ('draft', 'packed', 'shipped', 'delivered', 'returned', 'cancelled')),
                carrier TEXT,
                tracking_number TEXT,
                packed_at INTEGER,
                shipped_at INTEGER,
                delivered_at INTEGER,
                received_by TEXT,
                return_reason TEXT,
                notes TEXT,
                external_id TEXT
            ) STRICT;
            CREATE INDEX shipments_order ON shipments (order_id);
            CREATE UNIQUE INDEX shipments_external_id ON shipments (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE shipment_lines (
                id INTEGER PRIMARY KEY, shipment_id INTEGER NOT NULL REFERENCES shipments (id), position INTEGER NOT NULL,
                order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
                quantity INTEGER NOT NULL CHECK (quantity > 0)
            ) STRICT;
            CREATE INDEX shipment_lines_shipment ON shipment_lines (shipment_id);

            CREATE TABLE shipment_events (
                id INTEGER PRIMARY KEY, shipment_id INTEGER NOT NULL REFERENCES shipments (id), position INTEGER NOT NULL,
                event TEXT NOT NULL,
                at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX shipment_events_shipment ON shipment_events (shipment_id);
            """),
    Migration(
        module: "orders", number: 2, name: "orders-from-contracts",
        sql: """
            ALTER TABLE orders ADD COLUMN contract_id INTEGER REFERENCES contracts (id);
            CREATE INDEX orders_contract ON orders (contract_id) WHERE contract_id IS NOT NULL;
            ALTER TABLE order_lines ADD COLUMN contract_line_id INTEGER REFERENCES contract_lines (id);
            CREATE INDEX order_lines_contract_line ON order_lines (contract_line_id) WHERE contract_line_id IS NOT NULL;
            ALTER TABLE orders_settings ADD COLUMN contract_tolerance INTEGER NOT NULL DEFAULT 0
                CHECK (contract_tolerance BETWEEN 0 AND 10000);
            """),
    Migration(
        module: "orders", number: 3, name: "production-and-late-goods",
        sql: """
            CREATE TABLE production_plans (
                \(Migration.recordColumns),
                number TEXT NOT NULL UNIQUE,
                order_id INTEGER NOT NULL REFERENCES orders (id),
                order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
                product_id INTEGER REFERENCES products (id),
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                planned_from_on INTEGER NOT NULL,
                planned_to_on INTEGER NOT NULL,
                status TEXT NOT NULL CHECK (
                    status = 'planned' OR status = 'in_progress' OR status = 'finished' OR status = 'cancelled'),
                produced_quantity INTEGER NOT NULL,
                passed_quantity INTEGER NOT NULL CHECK (passed_quantity BETWEEN 0 AND quantity),
                failed_quantity INTEGER NOT NULL CHECK (failed_quantity >= 0),
                started_at INTEGER,
                finished_at INTEGER,
                cancel_reason TEXT,
                overdue INTEGER NOT NULL CHECK (overdue = 0 OR overdue = 1),
                late_at INTEGER,
                notes TEXT,
                external_id TEXT,
                CHECK (planned_from_on <= planned_to_on),
                CHECK (passed_quantity + failed_quantity <= produced_quantity)
            ) STRICT;
            CREATE INDEX production_plans_order ON production_plans (order_id);
            CREATE INDEX production_plans_order_line ON production_plans (order_line_id);
            CREATE INDEX production_plans_product ON production_plans (product_id);
            CREATE INDEX production_plans_not_late ON production_plans (id)
                WHERE (status = 'planned' OR status = 'in_progress') AND overdue = 0;
            CREATE UNIQUE INDEX production_plans_external_id ON production_plans (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE production_reports (
                id INTEGER PRIMARY KEY, production_plan_id INTEGER NOT NULL REFERENCES production_plans (id), position INTEGER NOT NULL,
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                at INTEGER NOT NULL,
                reported_by_id INTEGER REFERENCES users (id)
            ) STRICT;
            CREATE INDEX production_reports_plan ON production_reports (production_plan_id);

            CREATE TABLE production_inspections (
                id INTEGER PRIMARY KEY, production_plan_id INTEGER NOT NULL REFERENCES production_plans (id), position INTEGER NOT NULL,
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                result TEXT NOT NULL CHECK (result = 'pass' OR result = 'fail'),
                finding TEXT,
                at INTEGER NOT NULL,
                inspected_by_id INTEGER REFERENCES users (id)
            ) STRICT;
            CREATE INDEX production_inspections_plan ON production_inspections (production_plan_id);

            ALTER TABLE shipments ADD COLUMN purpose TEXT NOT NULL DEFAULT 'order' CHECK (purpose = 'order' OR purpose = 'replacement');
            ALTER TABLE shipments ADD COLUMN delivery_note TEXT;

            ALTER TABLE orders ADD COLUMN overdue INTEGER NOT NULL DEFAULT 0 CHECK (overdue = 0 OR overdue = 1);
            ALTER TABLE orders ADD COLUMN delivered_on INTEGER;
            ALTER TABLE orders ADD COLUMN delivered_on_time INTEGER CHECK (delivered_on_time = 0 OR delivered_on_time = 1);
            ALTER TABLE orders ADD COLUMN delivered_as_wanted INTEGER CHECK (delivered_as_wanted = 0 OR delivered_as_wanted = 1);
            ALTER TABLE orders ADD COLUMN delivered_in_full INTEGER CHECK (delivered_in_full = 0 OR delivered_in_full = 1);
            CREATE INDEX orders_undelivered ON orders (id)
                WHERE (status = 'confirmed' OR held_from = 'confirmed') AND fulfilment_status <> 'delivered';

            ALTER TABLE order_lines ADD COLUMN first_promised_on INTEGER;
            ALTER TABLE order_lines ADD COLUMN made_to_order INTEGER NOT NULL DEFAULT 0 CHECK (made_to_order = 0 OR made_to_order = 1);
            ALTER TABLE order_lines ADD COLUMN delivered_on INTEGER;
            ALTER TABLE order_lines ADD COLUMN delivered_at_once INTEGER CHECK (delivered_at_once = 0 OR delivered_at_once = 1);
            ALTER TABLE order_lines ADD COLUMN late_at INTEGER;
            UPDATE order_lines SET first_promised_on = promised_on WHERE promised_on IS NOT NULL;
            UPDATE order_lines SET made_to_order = 1 WHERE product_id IN (SELECT id FROM products WHERE made_to_order = 1);
            """),
    Migration(
        module: "orders", number: 4, name: "order-amendments",
        sql: """
            ALTER TABLE orders ADD COLUMN revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0);

            CREATE TABLE order_amendments (
                \(Migration.recordColumns),
                number TEXT NOT NULL UNIQUE,
                order_id INTEGER NOT NULL REFERENCES orders (id),
                owner_id INTEGER NOT NULL REFERENCES users (id),
                reason TEXT NOT NULL,
                status TEXT NOT NULL CHECK (
                    status = 'draft' OR status = 'in_review' OR status = 'approved' OR status = 'rejected' OR status = 'applied'
                    OR status = 'withdrawn'),
                currency TEXT NOT NULL,
                net_before INTEGER NOT NULL,
                net_after INTEGER NOT NULL,
                gross_before INTEGER NOT NULL,
                gross_after INTEGER NOT NULL,
                base_revision INTEGER NOT NULL CHECK (base_revision > 0),
                revision INTEGER,
                submitted_at INTEGER,
                approved_at INTEGER,
                applied_at INTEGER,
                external_id TEXT,
                CHECK ((status = 'applied') = (revision IS NOT NULL))
            ) STRICT;
            CREATE INDEX order_amendments_order ON order_amendments (order_id);
            CREATE INDEX order_amendments_owner ON order_amendments (owner_id);
            CREATE UNIQUE INDEX order_amendments_external_id ON order_amendments (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE order_changes (
                id INTEGER PRIMARY KEY, order_amendment_id INTEGER NOT NULL REFERENCES order_amendments (id), position INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (
                    kind = 'quantity' OR kind = 'line_added' OR kind = 'date' OR kind = 'address' OR kind = 'payment_terms'),
                order_line_id INTEGER REFERENCES order_lines (id),
                line_kind TEXT CHECK (line_kind = 'product' OR line_kind = 'freight'),
                product_id INTEGER REFERENCES products (id),
                contract_line_id INTEGER REFERENCES contract_lines (id),
                quantity INTEGER CHECK (quantity > 0),
                unit_price INTEGER CHECK (unit_price >= 0),
                discount INTEGER CHECK (discount BETWEEN 0 AND 10000),
                tax_rate INTEGER CHECK (tax_rate BETWEEN 0 AND 10000),
                note TEXT,
                wanted_on INTEGER,
                ship_to TEXT,
                payment_terms_days INTEGER CHECK (payment_terms_days >= 0),
                payment_method TEXT,
                prepayment INTEGER CHECK (prepayment BETWEEN 0 AND 10000),
                former_quantity INTEGER,
                former_wanted_on INTEGER,
                former_ship_to TEXT,
                former_payment_terms_days INTEGER,
                former_payment_method TEXT,
                former_prepayment INTEGER
            ) STRICT;
            CREATE INDEX order_changes_amendment ON order_changes (order_amendment_id);
            CREATE INDEX order_changes_order_line ON order_changes (order_line_id) WHERE order_line_id IS NOT NULL;

            CREATE TABLE order_amendment_reviews (
                id INTEGER PRIMARY KEY, order_amendment_id INTEGER NOT NULL REFERENCES order_amendments (id), position INTEGER NOT NULL,
                department TEXT NOT NULL CHECK (department = 'finance' OR department = 'logistics' OR department = 'sales'),
                verdict TEXT NOT NULL CHECK (verdict = 'pending' OR verdict = 'approved' OR verdict = 'rejected'),
                reviewer_id INTEGER REFERENCES users (id),
                due_at INTEGER,
                decided_at INTEGER,
                comment TEXT,
                reminded_at INTEGER,
                escalated_at INTEGER,
                escalated_to_id INTEGER REFERENCES users (id),
                remind_at INTEGER,
                escalate_at INTEGER
            ) STRICT;
            CREATE UNIQUE INDEX order_amendment_reviews_current ON order_amendment_reviews (order_amendment_id, department);
            CREATE INDEX order_amendment_reviews_remind ON order_amendment_reviews (remind_at)
                WHERE verdict = 'pending' AND reminded_at IS NULL;
            CREATE INDEX order_amendment_reviews_escalate ON order_amendment_reviews (escalate_at)
                WHERE verdict = 'pending' AND escalated_at IS NULL;
            CREATE INDEX order_amendment_reviews_open ON order_amendment_reviews (department, order_amendment_id) WHERE verdict = 'pending';

            CREATE TABLE order_revisions (
                id INTEGER PRIMARY KEY,
                order_id INTEGER NOT NULL REFERENCES orders (id),
                revision INTEGER NOT NULL,
                replaced_at INTEGER NOT NULL,
                amendment_id INTEGER NOT NULL REFERENCES order_amendments (id),
                content TEXT NOT NULL,
                UNIQUE (order_id, revision)
            ) STRICT;
            """),
    Migration(
        module: "orders", number: 5, name: "returned-goods-and-counted-deliveries",
        sql: """
            ALTER TABLE orders ADD COLUMN returned_gross INTEGER NOT NULL DEFAULT 0 CHECK (returned_gross >= 0);
            ALTER TABLE order_lines ADD COLUMN returned_quantity INTEGER NOT NULL DEFAULT 0 CHECK (returned_quantity >= 0);
            ALTER TABLE shipments ADD COLUMN delivery_counts_at INTEGER;
            UPDATE shipments SET delivery_counts_at = delivered_at;
            ALTER TABLE orders_settings ADD COLUMN delivery_recorded_days INTEGER NOT NULL DEFAULT 3
                CHECK (delivery_recorded_days >= 0);
            """),
    Migration(
        module: "orders", number: 6, name: "what-amendments-took-off-invoiced-lines",
        sql: """
            ALTER TABLE order_lines ADD COLUMN withdrawn_quantity INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn_quantity >= 0);
            """),
    Migration(
        module: "orders", number: 7, name: "moments-of-fulfilment",
        sql: """
            ALTER TABLE orders ADD COLUMN first_shipped_at INTEGER;
            ALTER TABLE orders ADD COLUMN last_delivered_at INTEGER;
            ALTER TABLE orders ADD COLUMN last_invoiced_at INTEGER;
            UPDATE orders SET (first_shipped_at, last_delivered_at) = (
                SELECT min(s.shipped_at), max(CASE WHEN s.status = 'delivered' THEN s.delivered_at END) FROM shipments s
                WHERE s.order_id = orders.id AND s.purpose = 'order' AND s.archived_at IS NULL
                    AND (s.status = 'shipped' OR s.status = 'delivered'))
            WHERE fulfilment_status <> 'open';
            """),
]
