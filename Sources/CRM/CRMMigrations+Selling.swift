// The tables of the market and of opportunities, and what becomes of customers.

import Kernel
import Storage

extension Migration {
    static let crmSelling = [
        Migration(
            module: "crm", number: 5, name: "create-market",
            sql: """
                CREATE TABLE competitors (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    strengths TEXT,
                    weaknesses TEXT,
                    products TEXT,
                    region TEXT,
                    website TEXT,
                    notes TEXT,
                    name_key TEXT,
                    external_id TEXT
                ) STRICT;
                CREATE UNIQUE INDEX competitors_name_key ON competitors (name_key) WHERE name_key IS NOT NULL AND archived_at IS NULL;
                CREATE UNIQUE INDEX competitors_external_id ON competitors (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE market_reports (
                    \(recordColumns),
                    title TEXT NOT NULL,
                    kind TEXT NOT NULL CHECK (kind = 'industry_trend' OR kind = 'competitor' OR kind = 'customer_demand'),
                    segment TEXT,
                    region TEXT,
                    competitor_id INTEGER REFERENCES competitors (id),
                    source TEXT NOT NULL,
                    published_on INTEGER NOT NULL,
                    summary TEXT NOT NULL,
                    external_id TEXT
                ) STRICT;
                CREATE INDEX market_reports_competitor ON market_reports (competitor_id) WHERE competitor_id IS NOT NULL;
                CREATE UNIQUE INDEX market_reports_external_id ON market_reports (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE target_segments (
                    \(recordColumns),
                    name TEXT NOT NULL,
                    industry TEXT,
                    region TEXT,
                    description TEXT,
                    external_id TEXT
                ) STRICT;
                CREATE UNIQUE INDEX target_segments_external_id ON target_segments (external_id) WHERE external_id IS NOT NULL;

                -- That a report is cited once is a rule alone: two lines that change places would break an index on the way.
                CREATE TABLE target_segment_reports (
                    id INTEGER PRIMARY KEY,
                    target_segment_id INTEGER NOT NULL REFERENCES target_segments (id),
                    position INTEGER NOT NULL,
                    report_id INTEGER NOT NULL REFERENCES market_reports (id),
                    finding TEXT
                ) STRICT;
                CREATE INDEX target_segment_reports_segment ON target_segment_reports (target_segment_id, position);
                CREATE INDEX target_segment_reports_report ON target_segment_reports (report_id);

                ALTER TABLE campaigns ADD COLUMN segment_id INTEGER REFERENCES target_segments (id);
                CREATE INDEX campaigns_segment ON campaigns (segment_id) WHERE segment_id IS NOT NULL;
                """),
        Migration(
            module: "crm", number: 6, name: "create-opportunities",
            sql: """
                CREATE TABLE opportunities (
                    \(recordColumns),
                    number TEXT NOT NULL UNIQUE,
                    name TEXT NOT NULL,
                    customer_id INTEGER NOT NULL REFERENCES customers (id),
                    contact_id INTEGER REFERENCES contacts (id),
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    lead_id INTEGER REFERENCES leads (id),
                    amount INTEGER CHECK (amount >= 0),
                    currency TEXT NOT NULL,
                    expected_close_on INTEGER,
                    probability INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 10000),
                    description TEXT,
                    no_competition INTEGER NOT NULL CHECK (no_competition = 0 OR no_competition = 1),
                    feasibility INTEGER CHECK (feasibility BETWEEN 1 AND 5),
                    value INTEGER CHECK (value BETWEEN 1 AND 5),
                    worthwhile INTEGER CHECK (worthwhile = 0 OR worthwhile = 1),
                    grade TEXT CHECK (grade = 'high' OR grade = 'medium' OR grade = 'low'),
                    evaluated_at INTEGER,
                    evaluation_comment TEXT,
                    stage_entered_at INTEGER NOT NULL,
                    closed_at INTEGER,
                    loss_reason TEXT,
                    loss_category TEXT,
                    lost_to_id INTEGER REFERENCES competitors (id),
                    external_id TEXT,
                    status TEXT NOT NULL
                        CHECK (status = 'needs_analysis' OR status = 'evaluated' OR status = 'proposal' OR status = 'negotiation' OR status = 'won' OR status = 'lost'),
                    -- Nothing goes on without an evaluation (P2.2.3).
                    CHECK (status = 'needs_analysis' OR status = 'won' OR status = 'lost' OR grade IS NOT NULL)
                ) STRICT;
                CREATE INDEX opportunities_customer ON opportunities (customer_id);
                CREATE INDEX opportunities_contact ON opportunities (contact_id) WHERE contact_id IS NOT NULL;
                CREATE INDEX opportunities_owner ON opportunities (owner_id);
                CREATE INDEX opportunities_lead ON opportunities (lead_id) WHERE lead_id IS NOT NULL;
                CREATE INDEX opportunities_lost_to ON opportunities (lost_to_id) WHERE lost_to_id IS NOT NULL;
                CREATE INDEX opportunities_status ON opportunities (status);
                CREATE UNIQUE INDEX opportunities_external_id ON opportunities (external_id) WHERE external_id IS NOT NULL;

                CREATE TABLE opportunity_needs (
                    id INTEGER PRIMARY KEY,
                    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
                    position INTEGER NOT NULL,
                    dimension TEXT NOT NULL
                        CHECK (dimension = 'function' OR dimension = 'quality' OR dimension = 'price' OR dimension = 'delivery' OR dimension = 'service'),
                    description TEXT,
                    urgency INTEGER NOT NULL CHECK (urgency BETWEEN 1 AND 5),
                    importance INTEGER NOT NULL CHECK (importance BETWEEN 1 AND 5)
                ) STRICT;
                CREATE INDEX opportunity_needs_opportunity ON opportunity_needs (opportunity_id, position);

                CREATE TABLE opportunity_competition (
                    id INTEGER PRIMARY KEY,
                    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
                    position INTEGER NOT NULL,
                    competitor_id INTEGER NOT NULL REFERENCES competitors (id),
                    advantage TEXT,
                    weakness TEXT,
                    price_seen INTEGER CHECK (price_seen >= 0),
                    our_advantage TEXT,
                    strategy TEXT
                ) STRICT;
                CREATE INDEX opportunity_competition_opportunity ON opportunity_competition (opportunity_id, position);
                CREATE INDEX opportunity_competition_competitor ON opportunity_competition (competitor_id);

                CREATE TABLE opportunity_stages (
                    id INTEGER PRIMARY KEY,
                    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
                    position INTEGER NOT NULL,
                    stage TEXT NOT NULL
                        CHECK (stage = 'needs_analysis' OR stage = 'evaluated' OR stage = 'proposal' OR stage = 'negotiation' OR stage = 'won' OR stage = 'lost'),
                    entered_at INTEGER NOT NULL,
                    entered_by_id INTEGER REFERENCES users (id),
                    reason TEXT,
                    left_at INTEGER,
                    duration_seconds INTEGER CHECK (duration_seconds >= 0),
                    working_minutes INTEGER CHECK (working_minutes >= 0)
                ) STRICT;
                CREATE INDEX opportunity_stages_opportunity ON opportunity_stages (opportunity_id, position);

                CREATE TABLE forecast_snapshots (
                    \(recordColumns),
                    taken_on INTEGER NOT NULL,
                    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
                    owner_id INTEGER NOT NULL REFERENCES users (id),
                    stage TEXT NOT NULL CHECK (stage = 'needs_analysis' OR stage = 'evaluated' OR stage = 'proposal' OR stage = 'negotiation'),
                    amount INTEGER,
                    currency TEXT NOT NULL,
                    probability INTEGER NOT NULL,
                    expected_close_on INTEGER
                ) STRICT;
                CREATE UNIQUE INDEX forecast_snapshots_day ON forecast_snapshots (taken_on, opportunity_id);
                CREATE INDEX forecast_snapshots_opportunity ON forecast_snapshots (opportunity_id);
                CREATE INDEX forecast_snapshots_owner ON forecast_snapshots (owner_id);

                ALTER TABLE customers ADD COLUMN lead_id INTEGER REFERENCES leads (id);
                CREATE INDEX customers_lead ON customers (lead_id) WHERE lead_id IS NOT NULL;
                ALTER TABLE leads ADD COLUMN opportunity_id INTEGER REFERENCES opportunities (id);
                CREATE INDEX leads_opportunity ON leads (opportunity_id) WHERE opportunity_id IS NOT NULL;

                ALTER TABLE crm_settings ADD COLUMN grade_high_from INTEGER NOT NULL DEFAULT 15 CHECK (grade_high_from > 0);
                ALTER TABLE crm_settings ADD COLUMN grade_medium_from INTEGER NOT NULL DEFAULT 8 CHECK (grade_medium_from > 0);
                ALTER TABLE crm_settings ADD COLUMN needs_analysis_probability INTEGER NOT NULL DEFAULT 1000;
                ALTER TABLE crm_settings ADD COLUMN evaluated_probability INTEGER NOT NULL DEFAULT 2500;
                ALTER TABLE crm_settings ADD COLUMN proposal_probability INTEGER NOT NULL DEFAULT 5000;
                ALTER TABLE crm_settings ADD COLUMN negotiation_probability INTEGER NOT NULL DEFAULT 7500;
                """),
        Migration(
            module: "crm", number: 7, name: "customers-blocked-merged",
            sql: """
                ALTER TABLE customers ADD COLUMN block_reason TEXT;
                ALTER TABLE customers ADD COLUMN blocked_by_id INTEGER REFERENCES users (id);
                ALTER TABLE customers ADD COLUMN blocked_from TEXT
                    CHECK (blocked_from IN ('prospect', 'active', 'dormant', 'blocked', 'merged'));
                ALTER TABLE customers ADD COLUMN merged_into_id INTEGER REFERENCES customers (id);
                CREATE INDEX customers_merged_into ON customers (merged_into_id) WHERE merged_into_id IS NOT NULL;
                CREATE INDEX customers_at_rest ON customers (coalesce(last_activity_at, created_at))
                    WHERE status = 'active' AND archived_at IS NULL;
                ALTER TABLE crm_settings ADD COLUMN dormant_days INTEGER NOT NULL DEFAULT 365;
                """),
        Migration(
            module: "crm", number: 20, name: "customers-blocked-index",
            sql: "CREATE INDEX customers_blocked ON customers (id) WHERE status = 'blocked'"),
        Migration(
            module: "crm", number: 21, name: "imported-history",
            sql: """
                ALTER TABLE opportunities ADD COLUMN imported INTEGER NOT NULL DEFAULT 0 CHECK (imported = 0 OR imported = 1);
                ALTER TABLE opportunities ADD COLUMN created_on INTEGER;
                -- By which imports find a customer.
                CREATE INDEX customers_name ON customers (name);
                """),
        Migration(
            module: "crm", number: 22, name: "leads-open",
            sql: """
                CREATE INDEX leads_open ON leads (owner_id)
                    WHERE status IN ('new', 'contacted', 'qualified') AND archived_at IS NULL;
                """),
    ]
}
