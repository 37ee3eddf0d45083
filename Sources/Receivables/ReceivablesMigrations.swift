// The tables of the receivables. Never changed once they are released.

import Kernel
import Storage

let receivablesMigrations: [Migration] = [
    Migration(
        module: "receivables", number: 1, name: "invoices-and-receipts",
        sql: """
            CREATE TABLE invoices (
                \(Migration.recordColumns),
                number TEXT UNIQUE,
                order_id INTEGER NOT NULL REFERENCES orders (id),
                shipment_id INTEGER REFERENCES shipments (id),
                customer_id INTEGER NOT NULL REFERENCES customers (id),
                kind TEXT NOT NULL CHECK (kind IN ('special_vat', 'general_vat')),
                tax_invoice_number TEXT,
                currency TEXT NOT NULL,
                exchange_rate INTEGER NOT NULL CHECK (exchange_rate > 0),
                dated_on INTEGER,
                due_on INTEGER,
                notes TEXT,
                status TEXT NOT NULL CHECK (status IN ('draft', 'issued', 'void', 'written_off')),
                issued_at INTEGER,
                net INTEGER NOT NULL CHECK (net >= 0),
                tax INTEGER NOT NULL CHECK (tax >= 0),
                gross INTEGER NOT NULL CHECK (gross >= 0),
                paid INTEGER NOT NULL CHECK (paid >= 0),
                credited INTEGER NOT NULL CHECK (credited >= 0),
                written_off INTEGER NOT NULL CHECK (written_off >= 0),
                open_amount INTEGER NOT NULL CHECK (open_amount >= 0),
                settlement TEXT CHECK (settlement IN ('open', 'partly_paid', 'paid', 'overdue')),
                overdue_on INTEGER,
                void_reason TEXT,
                voided_on INTEGER,
                write_off_reason TEXT,
                written_off_on INTEGER,
                external_id TEXT,
                CHECK (net + tax = gross),
                CHECK ((status = 'draft') = (number IS NULL)),
                CHECK ((status = 'issued') = (settlement IS NOT NULL)),
                CHECK (status = 'issued' OR open_amount = 0)
            ) STRICT;
            CREATE INDEX invoices_order ON invoices (order_id);
            CREATE INDEX invoices_shipment ON invoices (shipment_id) WHERE shipment_id IS NOT NULL;
            CREATE INDEX invoices_customer ON invoices (customer_id);
            CREATE INDEX invoices_open ON invoices (customer_id, due_on) WHERE open_amount > 0;
            CREATE INDEX invoices_due ON invoices (due_on) WHERE open_amount > 0 AND overdue_on IS NULL;
            CREATE UNIQUE INDEX invoices_tax_number ON invoices (tax_invoice_number) WHERE tax_invoice_number IS NOT NULL;
            CREATE UNIQUE INDEX invoices_external_id ON invoices (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE invoice_lines (
                id INTEGER PRIMARY KEY, invoice_id INTEGER NOT NULL REFERENCES invoices (id), position INTEGER NOT NULL,
                order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                net INTEGER NOT NULL,
                tax INTEGER NOT NULL,
                gross INTEGER NOT NULL,
                credited_quantity INTEGER NOT NULL CHECK (credited_quantity BETWEEN 0 AND quantity),
                CHECK (net + tax = gross)
            ) STRICT;
            CREATE INDEX invoice_lines_invoice ON invoice_lines (invoice_id);
            CREATE INDEX invoice_lines_order_line ON invoice_lines (order_line_id);

            CREATE TABLE credit_notes (
                \(Migration.recordColumns),
                number TEXT UNIQUE,
                invoice_id INTEGER NOT NULL REFERENCES invoices (id),
                customer_id INTEGER NOT NULL REFERENCES customers (id),
                currency TEXT NOT NULL,
                exchange_rate INTEGER NOT NULL CHECK (exchange_rate > 0),
                reason TEXT NOT NULL,
                tax_invoice_number TEXT,
                dated_on INTEGER,
                notes TEXT,
                status TEXT NOT NULL CHECK (status IN ('draft', 'issued', 'void')),
                issued_at INTEGER,
                net INTEGER NOT NULL CHECK (net >= 0),
                tax INTEGER NOT NULL CHECK (tax >= 0),
                gross INTEGER NOT NULL CHECK (gross >= 0),
                void_reason TEXT,
                voided_on INTEGER,
                external_id TEXT,
                CHECK (net + tax = gross),
                CHECK ((status = 'draft') = (number IS NULL))
            ) STRICT;
            CREATE INDEX credit_notes_invoice ON credit_notes (invoice_id);
            CREATE INDEX credit_notes_customer ON credit_notes (customer_id);
            CREATE UNIQUE INDEX credit_notes_tax_number ON credit_notes (tax_invoice_number) WHERE tax_invoice_number IS NOT NULL;
            CREATE UNIQUE INDEX credit_notes_external_id ON credit_notes (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE credit_note_lines (
                id INTEGER PRIMARY KEY, credit_note_id INTEGER NOT NULL REFERENCES credit_notes (id), position INTEGER NOT NULL,
                invoice_line_id INTEGER NOT NULL REFERENCES invoice_lines (id),
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                net INTEGER NOT NULL,
                tax INTEGER NOT NULL,
                gross INTEGER NOT NULL,
                CHECK (net + tax = gross)
            ) STRICT;
            CREATE INDEX credit_note_lines_note ON credit_note_lines (credit_note_id);
            CREATE INDEX credit_note_lines_invoice_line ON credit_note_lines (invoice_line_id);

            CREATE TABLE receipts (
                \(Migration.recordColumns),
                number TEXT NOT NULL UNIQUE,
                customer_id INTEGER NOT NULL REFERENCES customers (id),
                order_id INTEGER REFERENCES orders (id),
                currency TEXT NOT NULL,
                exchange_rate INTEGER NOT NULL CHECK (exchange_rate > 0),
                amount INTEGER NOT NULL CHECK (amount > 0),
                received_on INTEGER NOT NULL,
                method TEXT NOT NULL CHECK (method IN ('bank_transfer', 'bank_acceptance', 'letter_of_credit', 'cash', 'other')),
                reference TEXT,
                notes TEXT,
                status TEXT NOT NULL CHECK (status IN ('received', 'reversed')),
                allocation TEXT NOT NULL CHECK (allocation IN ('open', 'partly', 'fully')),
                allocated INTEGER NOT NULL CHECK (allocated BETWEEN 0 AND amount),
                open_amount INTEGER NOT NULL CHECK (open_amount >= 0),
                reverse_reason TEXT,
                reversed_on INTEGER,
                external_id TEXT,
                CHECK (status = 'received' AND allocated + open_amount = amount OR status = 'reversed' AND allocated = 0 AND open_amount = 0)
            ) STRICT;
            CREATE INDEX receipts_customer ON receipts (customer_id);
            CREATE INDEX receipts_open ON receipts (customer_id) WHERE open_amount > 0;
            CREATE INDEX receipts_order ON receipts (order_id) WHERE order_id IS NOT NULL;
            CREATE UNIQUE INDEX receipts_external_id ON receipts (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE receipt_allocations (
                id INTEGER PRIMARY KEY, receipt_id INTEGER NOT NULL REFERENCES receipts (id), position INTEGER NOT NULL,
                invoice_id INTEGER NOT NULL REFERENCES invoices (id),
                amount INTEGER NOT NULL CHECK (amount > 0),
                exchange_difference INTEGER NOT NULL,
                allocated_on INTEGER NOT NULL,
                undone_on INTEGER
            ) STRICT;
            CREATE INDEX receipt_allocations_receipt ON receipt_allocations (receipt_id);
            CREATE INDEX receipt_allocations_invoice ON receipt_allocations (invoice_id);

            CREATE TABLE receivables_settings (
                \(Migration.recordColumns),
                closed_until_on INTEGER
            ) STRICT;
            """)
]

/// Which credit notes are of returns. Those from before are marked by the module that made them.
let returnNoteMigrations: [Migration] = [
    Migration(
        module: "receivables", number: 3, name: "credit-notes-of-returns",
        sql: """
            ALTER TABLE credit_notes ADD COLUMN for_return INTEGER NOT NULL DEFAULT 0 CHECK (for_return = 0 OR for_return = 1);
            """),
    Migration(
        module: "receivables", number: 4, name: "last-invoices-of-orders",
        sql: """
            UPDATE orders SET last_invoiced_at = (
                SELECT max(i.issued_at) FROM invoices i
                WHERE i.order_id = orders.id AND i.archived_at IS NULL AND i.status IN ('issued', 'written_off'))
            WHERE id IN (SELECT order_id FROM invoices);
            """),
]
