// The tables of customers, contacts, price lists and credit.

import Kernel
import Storage

extension Migration {
    static let crm = [
        Migration(
            module: "crm", number: 1, name: "create-customers-contacts",
            sql: """
                CREATE TABLE customers (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    unified_social_credit_code TEXT,
                    industry TEXT,
                    region TEXT,
                    level TEXT NOT NULL CHECK (level IN ('A', 'B', 'C', 'D')),
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    phone TEXT,
                    fax TEXT,
                    email TEXT,
                    website TEXT,
                    address TEXT,
                    city TEXT,
                    postal_code TEXT,
                    country TEXT,
                    invoice_address TEXT,
                    invoice_phone TEXT,
                    bank_name TEXT,
                    bank_account TEXT,
                    notes TEXT,
                    last_activity_at INTEGER,
                    external_id TEXT,
                    status TEXT NOT NULL CHECK (status IN ('prospect', 'active', 'dormant', 'blocked', 'merged'))
                ) STRICT;
                CREATE UNIQUE INDEX customers_credit_code ON customers (unified_social_credit_code)
                    WHERE unified_social_credit_code IS NOT NULL AND archived_at IS NULL;
                CREATE UNIQUE INDEX customers_external_id ON customers (external_id) WHERE external_id IS NOT NULL;
                CREATE INDEX customers_owner ON customers (owner_id);

                CREATE TABLE contacts (
                    \(recordColumns),
                    customer_id INTEGER NOT NULL REFERENCES customers (id),
                    name TEXT NOT NULL,
                    title TEXT,
                    phone TEXT,
                    mobile TEXT,
                    email TEXT,
                    fax TEXT,
                    is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
                    notes TEXT,
                    external_id TEXT,
                    erased_at INTEGER
                ) STRICT;
                CREATE INDEX contacts_customer ON contacts (customer_id);
                CREATE UNIQUE INDEX contacts_external_id ON contacts (external_id) WHERE external_id IS NOT NULL;
                """),
        Migration(
            module: "crm", number: 2, name: "create-price-lists",
            sql: """
                CREATE TABLE price_lists (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    level TEXT CHECK (level IN ('A', 'B', 'C', 'D')),
                    customer_id INTEGER REFERENCES customers (id),
                    currency TEXT NOT NULL,
                    starts_on INTEGER NOT NULL,
                    ends_on INTEGER,
                    external_id TEXT,
                    CHECK ((level IS NULL) <> (customer_id IS NULL)),
                    CHECK (ends_on >= starts_on)
                ) STRICT;
                CREATE INDEX price_lists_customer ON price_lists (customer_id) WHERE customer_id IS NOT NULL;
                CREATE UNIQUE INDEX price_lists_external_id ON price_lists (external_id) WHERE external_id IS NOT NULL;

                -- That a product stands in a list once is a rule alone: two lines that change places would break an index on the way.
                CREATE TABLE price_list_prices (
                    id INTEGER PRIMARY KEY,
                    price_list_id INTEGER NOT NULL REFERENCES price_lists (id),
                    position INTEGER NOT NULL,
                    product_id INTEGER NOT NULL REFERENCES products (id),
                    unit_price INTEGER NOT NULL CHECK (unit_price >= 0)
                ) STRICT;
                CREATE INDEX price_list_prices_list ON price_list_prices (price_list_id, position);
                CREATE INDEX price_list_prices_product ON price_list_prices (product_id);
                """),
        Migration(
            module: "crm", number: 3, name: "create-credit-investigations",
            sql: """
                CREATE TABLE credit_investigations (
                    \(recordColumns),
                    customer_id INTEGER NOT NULL REFERENCES customers (id),
                    findings TEXT NOT NULL,
                    rating TEXT NOT NULL CHECK (rating IN ('AAA', 'AA', 'A', 'B', 'C', 'D')),
                    "limit" INTEGER NOT NULL CHECK ("limit" >= 0),
                    currency TEXT NOT NULL,
                    payment_terms_days INTEGER NOT NULL CHECK (payment_terms_days >= 0),
                    guarantee TEXT NOT NULL CHECK (guarantee IN ('none', 'deposit', 'bank_guarantee', 'personal', 'mortgage')),
                    guarantee_amount INTEGER CHECK (guarantee_amount >= 0),
                    guarantee_valid_until_on INTEGER,
                    valid_until_on INTEGER NOT NULL,
                    comment TEXT,
                    decided_at INTEGER,
                    external_id TEXT,
                    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'rejected'))
                ) STRICT;
                CREATE INDEX credit_investigations_customer ON credit_investigations (customer_id);
                CREATE UNIQUE INDEX credit_investigations_external_id ON credit_investigations (external_id) WHERE external_id IS NOT NULL;
                """),
        Migration(
            module: "crm", number: 4, name: "create-campaigns-leads-activities",
            sql: """
                ALTER TABLE customers ADD COLUMN name_key TEXT;
                ALTER TABLE customers ADD COLUMN phone_key TEXT;
                ALTER TABLE customers ADD COLUMN email_key TEXT;
                CREATE INDEX customers_name_key ON customers (name_key) WHERE name_key IS NOT NULL;
                CREATE INDEX customers_phone_key ON customers (phone_key) WHERE phone_key IS NOT NULL;
                CREATE INDEX customers_email_key ON customers (email_key) WHERE email_key IS NOT NULL;
                ALTER TABLE contacts ADD COLUMN phone_key TEXT;
                ALTER TABLE contacts ADD COLUMN mobile_key TEXT;
                ALTER TABLE contacts ADD COLUMN email_key TEXT;
                CREATE INDEX contacts_phone_key ON contacts (phone_key) WHERE phone_key IS NOT NULL;
                CREATE INDEX contacts_mobile_key ON contacts (mobile_key) WHERE mobile_key IS NOT NULL;
                CREATE INDEX contacts_email_key ON contacts (email_key) WHERE email_key IS NOT NULL;

                CREATE TABLE crm_settings (
                    \(recordColumns),
                    first_contact_hours INTEGER NOT NULL CHECK (first_contact_hours > 0)
                ) STRICT;

                CREATE TABLE retention_settings (
                    \(recordColumns),
                    disqualified_leads_months INTEGER CHECK (disqualified_leads_months > 0),
                    archived_contacts_months INTEGER CHECK (archived_contacts_months > 0)
                ) STRICT;

                CREATE TABLE campaigns (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    channel TEXT NOT NULL CHECK (channel IN ('online_marketing', 'exhibition', 'referral', 'telemarketing', 'social_media', 'walk_in', 'other')),
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    currency TEXT NOT NULL,
                    budget INTEGER CHECK (budget >= 0),
                    cost INTEGER CHECK (cost >= 0),
                    starts_on INTEGER NOT NULL,
                    ends_on INTEGER CHECK (ends_on >= starts_on),
                    description TEXT,
                    external_id TEXT
                ) STRICT;
                CREATE INDEX campaigns_owner ON campaigns (owner_id);
                CREATE UNIQUE INDEX campaigns_external_id ON campaigns (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE leads (
                    \(recordColumns),
                    number TEXT NOT NULL UNIQUE,
                    company TEXT NOT NULL,
                    person TEXT,
                    title TEXT,
                    phone TEXT,
                    email TEXT,
                    channel TEXT NOT NULL CHECK (channel IN ('online_marketing', 'exhibition', 'referral', 'telemarketing', 'social_media', 'walk_in', 'other')),
                    class TEXT CHECK (class IN ('A', 'B', 'C')),
                    industry TEXT,
                    region TEXT,
                    need TEXT,
                    purchase_intention TEXT CHECK (purchase_intention IN ('high', 'medium', 'low', 'none')),
                    campaign_id INTEGER REFERENCES campaigns (id),
                    owner_id INTEGER REFERENCES users (id),
                    allow_duplicate INTEGER NOT NULL CHECK (allow_duplicate IN (0, 1)),
                    notes TEXT,
                    first_contact_due_at INTEGER,
                    first_contacted_at INTEGER,
                    next_follow_up_on INTEGER,
                    disqualify_reason TEXT,
                    customer_id INTEGER REFERENCES customers (id),
                    contact_id INTEGER REFERENCES contacts (id),
                    company_key TEXT,
                    phone_key TEXT,
                    email_key TEXT,
                    external_id TEXT,
                    erased_at INTEGER,
                    status TEXT NOT NULL CHECK (status IN ('new', 'contacted', 'qualified', 'nurture', 'disqualified', 'converted'))
                ) STRICT;
                CREATE INDEX leads_owner ON leads (owner_id);
                CREATE INDEX leads_contact ON leads (contact_id) WHERE contact_id IS NOT NULL;
                CREATE INDEX leads_to_erase ON leads (updated_at) WHERE status = 'disqualified' AND erased_at IS NULL;
                CREATE INDEX contacts_to_erase ON contacts (archived_at) WHERE archived_at IS NOT NULL AND erased_at IS NULL;
                CREATE INDEX leads_campaign ON leads (campaign_id) WHERE campaign_id IS NOT NULL;
                CREATE INDEX leads_customer ON leads (customer_id) WHERE customer_id IS NOT NULL;
                CREATE INDEX leads_first_contact ON leads (first_contact_due_at) WHERE first_contact_due_at IS NOT NULL;
                CREATE INDEX leads_company_key ON leads (company_key) WHERE company_key IS NOT NULL;
                CREATE INDEX leads_phone_key ON leads (phone_key) WHERE phone_key IS NOT NULL;
                CREATE INDEX leads_email_key ON leads (email_key) WHERE email_key IS NOT NULL;
                CREATE UNIQUE INDEX leads_external_id ON leads (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE assignment_rules (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    priority INTEGER NOT NULL,
                    method TEXT NOT NULL CHECK (method IN ('round_robin', 'load', 'region')),
                    channel TEXT CHECK (channel IN ('online_marketing', 'exhibition', 'referral', 'telemarketing', 'social_media', 'walk_in', 'other')),
                    class TEXT CHECK (class IN ('A', 'B', 'C')),
                    region TEXT,
                    campaign_id INTEGER REFERENCES campaigns (id),
                    active INTEGER NOT NULL CHECK (active IN (0, 1)),
                    last_assignee_id INTEGER REFERENCES users (id)
                ) STRICT;

                CREATE TABLE assignment_members (
                    id INTEGER PRIMARY KEY,
                    assignment_rule_id INTEGER NOT NULL REFERENCES assignment_rules (id),
                    position INTEGER NOT NULL,
                    user_id INTEGER NOT NULL REFERENCES users (id),
                    region TEXT
                ) STRICT;
                CREATE INDEX assignment_members_rule ON assignment_members (assignment_rule_id, position);

                CREATE TABLE lead_assignments (
                    id INTEGER PRIMARY KEY,
                    lead_id INTEGER NOT NULL REFERENCES leads (id),
                    position INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    assignee_id INTEGER NOT NULL REFERENCES users (id),
                    reason TEXT NOT NULL CHECK (reason IN ('entered_by', 'by_hand', 'round_robin', 'load', 'region')),
                    rule_id INTEGER REFERENCES assignment_rules (id),
                    passed_over TEXT
                ) STRICT;
                CREATE INDEX lead_assignments_lead ON lead_assignments (lead_id, position);

                CREATE TABLE activities (
                    \(recordColumns),
                    entity TEXT NOT NULL,
                    entity_id INTEGER NOT NULL,
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    kind TEXT NOT NULL CHECK (kind IN ('call', 'visit', 'mail', 'meeting', 'chat')),
                    summary TEXT NOT NULL,
                    outcome TEXT,
                    happened_at INTEGER NOT NULL,
                    next_follow_up_on INTEGER,
                    followed_up INTEGER NOT NULL CHECK (followed_up IN (0, 1)),
                    customer_id INTEGER REFERENCES customers (id),
                    subject_owner_id INTEGER REFERENCES users (id),
                    external_id TEXT
                ) STRICT;
                CREATE INDEX activities_subject ON activities (entity_id, entity);
                CREATE INDEX activities_customer ON activities (customer_id) WHERE customer_id IS NOT NULL;
                CREATE INDEX activities_follow_up ON activities (next_follow_up_on) WHERE next_follow_up_on IS NOT NULL AND followed_up = 0;
                CREATE UNIQUE INDEX activities_external_id ON activities (external_id) WHERE external_id IS NOT NULL;
                """),
    ]
}
