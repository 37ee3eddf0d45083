// The tables of the catalogue.

import Kernel
import Storage

extension Migration {
    static let catalog = [
        Migration(
            module: "catalog", number: 1, name: "create-categories-products-exchange-rates",
            sql: """
                CREATE TABLE categories (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    description TEXT,
                    external_id TEXT
                ) STRICT;
                CREATE UNIQUE INDEX categories_name ON categories (name) WHERE archived_at IS NULL;
                CREATE UNIQUE INDEX categories_external_id ON categories (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE products (
                    \(recordColumns),
                    sku TEXT NOT NULL,
                    name TEXT NOT NULL,
                    unit TEXT NOT NULL,
                    list_price INTEGER NOT NULL CHECK (list_price >= 0),
                    standard_cost INTEGER CHECK (standard_cost >= 0),
                    tax_rate INTEGER NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
                    category_id INTEGER REFERENCES categories (id),
                    made_to_order INTEGER NOT NULL CHECK (made_to_order IN (0, 1)),
                    active INTEGER NOT NULL CHECK (active IN (0, 1)),
                    description TEXT,
                    external_id TEXT
                ) STRICT;
                CREATE UNIQUE INDEX products_sku ON products (sku) WHERE archived_at IS NULL;
                CREATE UNIQUE INDEX products_external_id ON products (external_id) WHERE external_id IS NOT NULL;
                CREATE INDEX products_category ON products (category_id);

                CREATE TABLE exchange_rates (
                    \(recordColumns),
                    currency TEXT NOT NULL,
                    starts_on INTEGER NOT NULL,
                    rate INTEGER NOT NULL CHECK (rate > 0)
                ) STRICT;
                CREATE UNIQUE INDEX exchange_rates_currency ON exchange_rates (currency, starts_on) WHERE archived_at IS NULL;
                """)
    ]
}
