// The tables of ageing and dunning. Never changed once they are released.

import Kernel
import Storage

let dunningMigrations: [Migration] = [
    Migration(
        module: "receivables", number: 2, name: "ageing-and-dunning",
        sql: """
            CREATE TABLE dunning_cases (
                \(Migration.recordColumns),
                number TEXT NOT NULL UNIQUE,
                customer_id INTEGER NOT NULL REFERENCES customers (id),
                owner_id INTEGER NOT NULL REFERENCES users (id),
                currency TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('open', 'letter', 'visit', 'lawsuit', 'promised', 'on_hold', 'settled')),
                opened_on INTEGER NOT NULL,
                overdue_amount INTEGER NOT NULL CHECK (overdue_amount >= 0),
                disputed_amount INTEGER NOT NULL CHECK (disputed_amount >= 0),
                oldest_due_on INTEGER,
                promised_on INTEGER,
                promised_amount INTEGER,
                promised_since INTEGER,
                paid_before INTEGER,
                promised_from TEXT,
                broken_promises INTEGER NOT NULL,
                escalated_at INTEGER,
                escalated_to_id INTEGER REFERENCES users (id),
                held_from TEXT,
                hold_reason TEXT,
                settled_on INTEGER,
                notes TEXT,
                external_id TEXT,
                CHECK ((status = 'promised' OR held_from IS 'promised') = (promised_on IS NOT NULL)),
                CHECK ((status = 'on_hold') = (held_from IS NOT NULL)),
                CHECK ((status = 'settled') = (settled_on IS NOT NULL))
            ) STRICT;
            CREATE INDEX dunning_cases_customer ON dunning_cases (customer_id);
            CREATE INDEX dunning_cases_owner ON dunning_cases (owner_id);
            CREATE INDEX dunning_cases_living ON dunning_cases (status) WHERE status <> 'settled';
            CREATE INDEX dunning_cases_escalated_to ON dunning_cases (escalated_to_id) WHERE escalated_to_id IS NOT NULL;
            CREATE UNIQUE INDEX dunning_cases_external_id ON dunning_cases (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE dunned_invoices (
                id INTEGER PRIMARY KEY, dunning_case_id INTEGER NOT NULL REFERENCES dunning_cases (id), position INTEGER NOT NULL,
                invoice_id INTEGER NOT NULL REFERENCES invoices (id),
                due_on INTEGER,
                open_amount INTEGER NOT NULL CHECK (open_amount >= 0),
                standing TEXT NOT NULL CHECK (standing IN ('overdue', 'disputed', 'closed'))
            ) STRICT;
            CREATE INDEX dunned_invoices_case ON dunned_invoices (dunning_case_id);
            CREATE INDEX dunned_invoices_invoice ON dunned_invoices (invoice_id);

            CREATE TABLE dunning_measures (
                id INTEGER PRIMARY KEY, dunning_case_id INTEGER NOT NULL REFERENCES dunning_cases (id), position INTEGER NOT NULL,
                kind TEXT NOT NULL,
                at INTEGER NOT NULL,
                by_id INTEGER REFERENCES users (id),
                outcome TEXT,
                overdue_amount INTEGER NOT NULL,
                promised_on INTEGER,
                promised_amount INTEGER
            ) STRICT;
            CREATE INDEX dunning_measures_case ON dunning_measures (dunning_case_id);
            CREATE INDEX dunning_measures_by ON dunning_measures (by_id);

            ALTER TABLE receivables_settings ADD COLUMN dunning_overdue_days INTEGER NOT NULL DEFAULT 15;
            ALTER TABLE receivables_settings ADD COLUMN dunning_minimum INTEGER NOT NULL DEFAULT 10000;
            ALTER TABLE receivables_settings ADD COLUMN dunning_letter_days INTEGER NOT NULL DEFAULT 7;
            ALTER TABLE receivables_settings ADD COLUMN dunning_promise_days INTEGER NOT NULL DEFAULT 30;

            ALTER TABLE invoices ADD COLUMN settled_on INTEGER;
            ALTER TABLE invoices ADD COLUMN disputed_on INTEGER;
            ALTER TABLE invoices ADD COLUMN dispute_reason TEXT;
            ALTER TABLE invoices ADD COLUMN dunning_case_id INTEGER REFERENCES dunning_cases (id);
            UPDATE invoices SET settled_on = CASE
                WHEN status = 'void' THEN voided_on WHEN status = 'written_off' THEN written_off_on
                WHEN status = 'issued' AND open_amount = 0 THEN max(dated_on,
                    ifnull((SELECT max(a.allocated_on) FROM receipt_allocations a WHERE a.invoice_id = invoices.id AND a.undone_on IS NULL), 0),
                    ifnull((SELECT max(n.dated_on) FROM credit_notes n WHERE n.invoice_id = invoices.id AND n.status = 'issued'), 0)) END;
            CREATE INDEX invoices_dunning_case ON invoices (dunning_case_id) WHERE dunning_case_id IS NOT NULL;
            CREATE INDEX invoices_ageing_now ON invoices (customer_id, currency, due_on, exchange_rate, open_amount, order_id)
                WHERE open_amount > 0;
            CREATE INDEX invoices_ageing_then ON invoices (settled_on, dated_on, customer_id, due_on, currency, exchange_rate, gross, order_id,
                written_off, written_off_on) WHERE status <> 'draft';
            CREATE INDEX receipt_allocations_ageing ON receipt_allocations (invoice_id, allocated_on, undone_on, amount);
            """)
]
