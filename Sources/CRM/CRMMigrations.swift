// The tables of customers, contacts, price lists and credit.

import Storage

extension Migration {
    static let crm = [
        Migration(
            module: "crm", number: 1, name: "create-customers-contacts",
            sql: """
                CREATE TABLE customers (
                    id INTEGER PRIMARY KEY,
                    version INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    created_by_id INTEGER REFERENCES users (id),
                    updated_at INTEGER NOT NULL,
                    archived_at INTEGER,
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
                    id INTEGER PRIMARY KEY,
                    version INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    created_by_id INTEGER REFERENCES users (id),
                    updated_at INTEGER NOT NULL,
                    archived_at INTEGER,
                    customer_id INTEGER NOT NULL REFERENCES customers (id),
                    name TEXT NOT NULL,
                    title TEXT,
                    phone TEXT,
                    mobile TEXT,
                    email TEXT,
                    fax TEXT,
                    is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
                    notes TEXT,
                    external_id TEXT
                ) STRICT;
                CREATE INDEX contacts_customer ON contacts (customer_id);
                CREATE UNIQUE INDEX contacts_external_id ON contacts (external_id) WHERE external_id IS NOT NULL;
                """),
        Migration(
            module: "crm", number: 2, name: "create-price-lists",
            sql: """
                CREATE TABLE price_lists (
                    id INTEGER PRIMARY KEY,
                    version INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    created_by_id INTEGER REFERENCES users (id),
                    updated_at INTEGER NOT NULL,
                    archived_at INTEGER,
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
                    id INTEGER PRIMARY KEY,
                    version INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    created_by_id INTEGER REFERENCES users (id),
                    updated_at INTEGER NOT NULL,
                    archived_at INTEGER,
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
    ]
}
