// The tables of proposals and negotiations.

import Kernel
import Storage

extension Migration {
    static let crmProposals = [
        Migration(
            module: "crm", number: 8, name: "create-proposals-negotiations",
            sql: """
                CREATE TABLE proposals (
                    \(recordColumns),
                    number TEXT NOT NULL,
                    revision INTEGER NOT NULL CHECK (revision > 0),
                    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
                    customer_id INTEGER NOT NULL REFERENCES customers (id),
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    title TEXT NOT NULL,
                    currency TEXT NOT NULL,
                    exchange_rate INTEGER NOT NULL CHECK (exchange_rate > 0),
                    prices_include_tax INTEGER NOT NULL CHECK (prices_include_tax = 0 OR prices_include_tax = 1),
                    introduction TEXT,
                    solution TEXT,
                    delivery_terms TEXT,
                    service_commitment TEXT,
                    payment_terms_days INTEGER CHECK (payment_terms_days >= 0),
                    valid_until_on INTEGER,
                    notes TEXT,
                    status TEXT NOT NULL
                        CHECK (status = 'draft' OR status = 'in_review' OR status = 'changes_requested' OR status = 'approved'
                            OR status = 'superseded' OR status = 'expired' OR status = 'withdrawn'),
                    net INTEGER NOT NULL,
                    tax INTEGER NOT NULL,
                    gross INTEGER NOT NULL,
                    cost INTEGER NOT NULL,
                    margin INTEGER NOT NULL,
                    submitted_at INTEGER,
                    submitted_by_id INTEGER REFERENCES users (id),
                    approved_at INTEGER,
                    withdraw_reason TEXT,
                    previous_version_id INTEGER REFERENCES proposals (id),
                    superseded_by_id INTEGER REFERENCES proposals (id),
                    external_id TEXT,
                    -- Of two who revise the same version, one makes the next.
                    UNIQUE (number, revision),
                    CHECK (net + tax = gross),
                    CHECK ((status = 'superseded') = (superseded_by_id IS NOT NULL)),
                    CHECK ((revision = 1) = (previous_version_id IS NULL))
                ) STRICT;
                CREATE INDEX proposals_opportunity ON proposals (opportunity_id);
                CREATE INDEX proposals_customer ON proposals (customer_id);
                CREATE INDEX proposals_owner ON proposals (owner_id);
                CREATE INDEX proposals_status ON proposals (status);
                CREATE UNIQUE INDEX proposals_previous_version ON proposals (previous_version_id) WHERE previous_version_id IS NOT NULL;
                CREATE INDEX proposals_superseded_by ON proposals (superseded_by_id) WHERE superseded_by_id IS NOT NULL;
                CREATE INDEX proposals_expiring ON proposals (valid_until_on) WHERE status = 'approved' AND valid_until_on IS NOT NULL;
                CREATE UNIQUE INDEX proposals_external_id ON proposals (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE proposal_lines (
                    id INTEGER PRIMARY KEY, proposal_id INTEGER NOT NULL REFERENCES proposals (id), position INTEGER NOT NULL,
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
                    CHECK ((kind = 'product') = (product_id IS NOT NULL))
                ) STRICT;
                CREATE INDEX proposal_lines_proposal ON proposal_lines (proposal_id, position);

                CREATE TABLE proposal_approvals (
                    id INTEGER PRIMARY KEY, proposal_id INTEGER NOT NULL REFERENCES proposals (id), position INTEGER NOT NULL,
                    level TEXT NOT NULL CHECK (level = 'manager' OR level = 'second_manager'),
                    reasons TEXT NOT NULL,
                    verdict TEXT NOT NULL CHECK (verdict = 'pending' OR verdict = 'approved' OR verdict = 'changes_requested'),
                    reviewer_id INTEGER REFERENCES users (id),
                    on_behalf_of_id INTEGER REFERENCES users (id),
                    comment TEXT,
                    decided_at INTEGER,
                    CHECK ((verdict = 'pending') = (decided_at IS NULL))
                ) STRICT;
                CREATE UNIQUE INDEX proposal_approvals_level ON proposal_approvals (proposal_id, level);
                CREATE INDEX proposal_approvals_open ON proposal_approvals (level, proposal_id) WHERE verdict = 'pending';

                ALTER TABLE crm_settings ADD COLUMN proposal_discount_authority INTEGER NOT NULL DEFAULT 1000;
                ALTER TABLE crm_settings ADD COLUMN proposal_margin_authority INTEGER NOT NULL DEFAULT 1500;
                CREATE TABLE proposal_authorities (
                    id INTEGER PRIMARY KEY, crm_settings_id INTEGER NOT NULL REFERENCES crm_settings (id), position INTEGER NOT NULL,
                    held_position TEXT NOT NULL,
                    discount INTEGER NOT NULL CHECK (discount BETWEEN 0 AND 10000),
                    margin INTEGER NOT NULL CHECK (margin BETWEEN 0 AND 10000)
                ) STRICT;
                CREATE INDEX proposal_authorities_settings ON proposal_authorities (crm_settings_id, position);

                CREATE TABLE negotiations (
                    \(recordColumns),
                    number TEXT NOT NULL UNIQUE,
                    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
                    customer_id INTEGER NOT NULL REFERENCES customers (id),
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    proposal_id INTEGER REFERENCES proposals (id),
                    subject TEXT NOT NULL,
                    scheduled_at INTEGER NOT NULL,
                    place TEXT NOT NULL,
                    currency TEXT NOT NULL,
                    status TEXT NOT NULL CHECK (status = 'scheduled' OR status = 'held' OR status = 'concluded' OR status = 'cancelled'),
                    minutes TEXT,
                    held_at INTEGER,
                    outcome TEXT CHECK (outcome = 'agreed' OR outcome = 'continue' OR outcome = 'failed'),
                    conclusion TEXT,
                    concluded_at INTEGER,
                    conceded_proposal_id INTEGER REFERENCES proposals (id),
                    cancel_reason TEXT,
                    external_id TEXT,
                    CHECK ((status = 'concluded') = (outcome IS NOT NULL))
                ) STRICT;
                CREATE INDEX negotiations_opportunity ON negotiations (opportunity_id);
                CREATE INDEX negotiations_customer ON negotiations (customer_id);
                CREATE INDEX negotiations_owner ON negotiations (owner_id);
                CREATE INDEX negotiations_proposal ON negotiations (proposal_id) WHERE proposal_id IS NOT NULL;
                CREATE INDEX negotiations_conceded_proposal ON negotiations (conceded_proposal_id) WHERE conceded_proposal_id IS NOT NULL;
                CREATE INDEX negotiations_status ON negotiations (status);
                CREATE UNIQUE INDEX negotiations_external_id ON negotiations (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE negotiation_attendees (
                    id INTEGER PRIMARY KEY, negotiation_id INTEGER NOT NULL REFERENCES negotiations (id), position INTEGER NOT NULL,
                    user_id INTEGER REFERENCES users (id),
                    contact_id INTEGER REFERENCES contacts (id),
                    note TEXT,
                    CHECK ((user_id IS NULL) <> (contact_id IS NULL))
                ) STRICT;
                CREATE INDEX negotiation_attendees_negotiation ON negotiation_attendees (negotiation_id, position);
                CREATE INDEX negotiation_attendees_contact ON negotiation_attendees (contact_id) WHERE contact_id IS NOT NULL;

                CREATE TABLE negotiation_checks (
                    id INTEGER PRIMARY KEY, negotiation_id INTEGER NOT NULL REFERENCES negotiations (id), position INTEGER NOT NULL,
                    item TEXT NOT NULL,
                    done INTEGER NOT NULL CHECK (done = 0 OR done = 1),
                    gap TEXT
                ) STRICT;
                CREATE INDEX negotiation_checks_negotiation ON negotiation_checks (negotiation_id, position);

                CREATE TABLE negotiation_requests (
                    id INTEGER PRIMARY KEY, negotiation_id INTEGER NOT NULL REFERENCES negotiations (id), position INTEGER NOT NULL,
                    request TEXT NOT NULL,
                    answer TEXT
                ) STRICT;
                CREATE INDEX negotiation_requests_negotiation ON negotiation_requests (negotiation_id, position);

                CREATE TABLE negotiation_concessions (
                    id INTEGER PRIMARY KEY, negotiation_id INTEGER NOT NULL REFERENCES negotiations (id), position INTEGER NOT NULL,
                    kind TEXT NOT NULL
                        CHECK (kind = 'price' OR kind = 'payment_terms' OR kind = 'delivery' OR kind = 'service' OR kind = 'other'),
                    subject TEXT NOT NULL,
                    "from" TEXT,
                    "to" TEXT,
                    worth INTEGER CHECK (worth >= 0),
                    line_id INTEGER REFERENCES proposal_lines (id),
                    unit_price INTEGER CHECK (unit_price >= 0),
                    discount INTEGER CHECK (discount BETWEEN 0 AND 10000),
                    payment_terms_days INTEGER CHECK (payment_terms_days >= 0)
                ) STRICT;
                CREATE INDEX negotiation_concessions_negotiation ON negotiation_concessions (negotiation_id, position);
                CREATE INDEX negotiation_concessions_line ON negotiation_concessions (line_id) WHERE line_id IS NOT NULL;

                CREATE TABLE negotiation_points (
                    id INTEGER PRIMARY KEY, negotiation_id INTEGER NOT NULL REFERENCES negotiations (id), position INTEGER NOT NULL,
                    point TEXT NOT NULL,
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    due_on INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX negotiation_points_negotiation ON negotiation_points (negotiation_id, position);
                """)
    ]
}
