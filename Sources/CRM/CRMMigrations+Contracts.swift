// The tables of contracts and their clauses.

import Kernel
import Storage

extension Migration {
    static let crmContracts = [
        Migration(
            module: "crm", number: 9, name: "create-contracts",
            sql: """
                CREATE TABLE clause_templates (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    text TEXT NOT NULL,
                    category TEXT,
                    kinds TEXT NOT NULL,
                    required INTEGER NOT NULL CHECK (required = 0 OR required = 1),
                    active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
                    external_id TEXT
                ) STRICT;
                CREATE UNIQUE INDEX clause_templates_name ON clause_templates (name) WHERE archived_at IS NULL;
                CREATE UNIQUE INDEX clause_templates_external_id ON clause_templates (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE contracts (
                    \(recordColumns),
                    number TEXT NOT NULL UNIQUE,
                    title TEXT NOT NULL,
                    proposal_id INTEGER NOT NULL REFERENCES proposals (id),
                    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
                    customer_id INTEGER NOT NULL REFERENCES customers (id),
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    kind TEXT NOT NULL CHECK (kind = 'sale' OR kind = 'framework' OR kind = 'service' OR kind = 'other'),
                    currency TEXT NOT NULL,
                    exchange_rate INTEGER NOT NULL CHECK (exchange_rate > 0),
                    prices_include_tax INTEGER NOT NULL CHECK (prices_include_tax = 0 OR prices_include_tax = 1),
                    payment_method TEXT NOT NULL,
                    payment_terms_days INTEGER NOT NULL CHECK (payment_terms_days >= 0),
                    transport_mode TEXT NOT NULL,
                    ship_to TEXT,
                    starts_on INTEGER,
                    ends_on INTEGER,
                    renewal_notice_on INTEGER,
                    sign_by_on INTEGER,
                    notes TEXT,
                    net INTEGER NOT NULL,
                    tax INTEGER NOT NULL,
                    gross INTEGER NOT NULL,
                    cost INTEGER NOT NULL,
                    margin INTEGER NOT NULL,
                    submitted_at INTEGER,
                    legal_decided_by_id INTEGER REFERENCES users (id),
                    legal_decided_at INTEGER,
                    legal_comment TEXT,
                    signed_at INTEGER,
                    signing_overdue INTEGER NOT NULL CHECK (signing_overdue = 0 OR signing_overdue = 1),
                    obligation_overdue INTEGER NOT NULL CHECK (obligation_overdue = 0 OR obligation_overdue = 1),
                    expiry_notice_days INTEGER CHECK (expiry_notice_days >= 0),
                    renewal_notice_days INTEGER CHECK (renewal_notice_days >= 0),
                    unconfirmed_orders INTEGER NOT NULL CHECK (unconfirmed_orders >= 0),
                    ended_at INTEGER,
                    termination_reason TEXT,
                    external_id TEXT,
                    status TEXT NOT NULL
                        CHECK (status = 'draft' OR status = 'legal_review' OR status = 'signing' OR status = 'signed'
                            OR status = 'in_execution' OR status = 'completed' OR status = 'terminated' OR status = 'expired'),
                    CHECK (net + tax = gross),
                    CHECK (ends_on >= starts_on),
                    -- What both have signed has a term, and legal has approved it.
                    CHECK (status = 'draft' OR starts_on IS NOT NULL AND ends_on IS NOT NULL),
                    CHECK (status = 'draft' OR status = 'legal_review' OR legal_decided_at IS NOT NULL)
                ) STRICT;
                -- One contract on one version, as long as it is not given up.
                CREATE UNIQUE INDEX contracts_resting ON contracts (proposal_id) WHERE archived_at IS NULL AND status <> 'terminated';
                CREATE INDEX contracts_proposal ON contracts (proposal_id);
                CREATE INDEX contracts_opportunity ON contracts (opportunity_id);
                CREATE INDEX contracts_customer ON contracts (customer_id);
                CREATE INDEX contracts_owner ON contracts (owner_id);
                CREATE INDEX contracts_status ON contracts (status, ends_on);
                CREATE INDEX contracts_renewal ON contracts (renewal_notice_on) WHERE renewal_notice_on IS NOT NULL;
                CREATE INDEX contracts_signing ON contracts (sign_by_on) WHERE status = 'signing';
                CREATE UNIQUE INDEX contracts_external_id ON contracts (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE contract_lines (
                    id INTEGER PRIMARY KEY, contract_id INTEGER NOT NULL REFERENCES contracts (id), position INTEGER NOT NULL,
                    kind TEXT NOT NULL CHECK (kind = 'product' OR kind = 'freight'),
                    product_id INTEGER REFERENCES products (id),
                    note TEXT,
                    quantity INTEGER NOT NULL CHECK (quantity > 0),
                    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
                    discount INTEGER NOT NULL CHECK (discount BETWEEN 0 AND 10000),
                    tax_rate INTEGER NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
                    net INTEGER NOT NULL,
                    tax INTEGER NOT NULL,
                    gross INTEGER NOT NULL,
                    unit_cost INTEGER NOT NULL,
                    cost INTEGER NOT NULL,
                    margin INTEGER NOT NULL,
                    ordered_quantity INTEGER NOT NULL CHECK (ordered_quantity >= 0),
                    waived_quantity INTEGER NOT NULL CHECK (waived_quantity BETWEEN 0 AND quantity),
                    open_quantity INTEGER NOT NULL CHECK (open_quantity BETWEEN 0 AND quantity),
                    waive_reason TEXT,
                    waived_at INTEGER,
                    waived_by_id INTEGER REFERENCES users (id),
                    CHECK ((kind = 'product') = (product_id IS NOT NULL))
                ) STRICT;
                CREATE INDEX contract_lines_contract ON contract_lines (contract_id, position);
                -- What is still to be ordered and done is asked of every contract in execution, again and again.
                CREATE INDEX contract_lines_open ON contract_lines (contract_id) WHERE open_quantity > 0;

                CREATE TABLE contract_clauses (
                    id INTEGER PRIMARY KEY, contract_id INTEGER NOT NULL REFERENCES contracts (id), position INTEGER NOT NULL,
                    clause_template_id INTEGER REFERENCES clause_templates (id),
                    verdict TEXT NOT NULL CHECK (verdict = 'included' OR verdict = 'changed' OR verdict = 'not_applicable'),
                    title TEXT NOT NULL,
                    text TEXT NOT NULL,
                    note TEXT,
                    CHECK (verdict = 'included' OR note IS NOT NULL)
                ) STRICT;
                CREATE INDEX contract_clauses_contract ON contract_clauses (contract_id, position);
                CREATE INDEX contract_clauses_template ON contract_clauses (clause_template_id) WHERE clause_template_id IS NOT NULL;

                CREATE TABLE contract_payments (
                    id INTEGER PRIMARY KEY, contract_id INTEGER NOT NULL REFERENCES contracts (id), position INTEGER NOT NULL,
                    description TEXT NOT NULL,
                    due_on INTEGER,
                    occasion TEXT CHECK (occasion = 'signing' OR occasion = 'before_delivery' OR occasion = 'delivery'
                        OR occasion = 'acceptance' OR occasion = 'invoice' OR occasion = 'warranty_end'),
                    days_after INTEGER NOT NULL CHECK (days_after >= 0),
                    share INTEGER CHECK (share BETWEEN 0 AND 10000),
                    amount INTEGER CHECK (amount >= 0),
                    gross INTEGER NOT NULL,
                    CHECK ((due_on IS NULL) <> (occasion IS NULL)),
                    CHECK ((share IS NULL) <> (amount IS NULL))
                ) STRICT;
                CREATE INDEX contract_payments_contract ON contract_payments (contract_id, position);

                CREATE TABLE contract_obligations (
                    id INTEGER PRIMARY KEY, contract_id INTEGER NOT NULL REFERENCES contracts (id), position INTEGER NOT NULL,
                    party TEXT NOT NULL CHECK (party = 'ours' OR party = 'theirs'),
                    what TEXT NOT NULL,
                    due_on INTEGER NOT NULL,
                    result TEXT,
                    done_at INTEGER,
                    done_by_id INTEGER REFERENCES users (id),
                    overdue INTEGER NOT NULL CHECK (overdue = 0 OR overdue = 1),
                    due_told INTEGER NOT NULL CHECK (due_told = 0 OR due_told = 1),
                    CHECK ((result IS NULL) = (done_at IS NULL))
                ) STRICT;
                CREATE INDEX contract_obligations_contract ON contract_obligations (contract_id, position);
                CREATE INDEX contract_obligations_open ON contract_obligations (due_on) WHERE done_at IS NULL AND overdue = 0;
                CREATE INDEX contract_obligations_undone ON contract_obligations (contract_id) WHERE done_at IS NULL;

                CREATE TABLE contract_signatures (
                    id INTEGER PRIMARY KEY, contract_id INTEGER NOT NULL REFERENCES contracts (id), position INTEGER NOT NULL,
                    side TEXT NOT NULL CHECK (side = 'ours' OR side = 'theirs'),
                    signatory TEXT NOT NULL,
                    signed_on INTEGER NOT NULL,
                    recorded_at INTEGER NOT NULL,
                    recorded_by_id INTEGER REFERENCES users (id)
                ) STRICT;
                CREATE UNIQUE INDEX contract_signatures_side ON contract_signatures (contract_id, side);

                CREATE TABLE contracts_settings (
                    \(recordColumns),
                    signing_days INTEGER NOT NULL CHECK (signing_days > 0),
                    first_notice_days INTEGER NOT NULL CHECK (first_notice_days > second_notice_days),
                    second_notice_days INTEGER NOT NULL CHECK (second_notice_days > last_notice_days),
                    last_notice_days INTEGER NOT NULL CHECK (last_notice_days >= 0)
                ) STRICT;
                """)
    ]
}
