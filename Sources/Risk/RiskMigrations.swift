// The tables of risks and early warning.
//
// Choices are checked by OR, not by IN, as in the orders' tables.

import Kernel
import Storage

let riskMigrations = [
    Migration(module: "risk", number: 1, name: "create-early-warning", sql: warningTables),
    Migration(module: "risk", number: 2, name: "create-risks", sql: riskTables),
    // The standard duty of P4.1.1 was shown by a file as long as there was no register.
    Migration(
        module: "risk", number: 3, name: "risks-show-their-duty",
        sql: """
            UPDATE duties SET shown_by = 'risk_review' WHERE clause = 'P4.1.1' AND shown_by = 'document' AND created_at = 0;
            """),
]

private let warningTables = """
    CREATE TABLE early_warning_rules (
        \(Migration.recordColumns),
        name TEXT NOT NULL,
        name_chinese TEXT,
        indicator TEXT NOT NULL,
        competitor_id INTEGER REFERENCES competitors (id),
        unit TEXT NOT NULL CHECK (unit = 'amount' OR unit = 'share' OR unit = 'count' OR unit = 'mean'),
        direction TEXT NOT NULL CHECK (direction = 'above' OR direction = 'below'),
        threshold INTEGER NOT NULL CHECK (threshold >= 0),
        window_days INTEGER NOT NULL CHECK (window_days > 0),
        least_cases INTEGER NOT NULL CHECK (least_cases > 0),
        raises_risk INTEGER NOT NULL CHECK (raises_risk = 0 OR raises_risk = 1),
        owner_id INTEGER NOT NULL REFERENCES users (id),
        active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
        description TEXT,
        external_id TEXT,
        CHECK ((indicator = 'win_rate_against') = (competitor_id IS NOT NULL))
    ) STRICT;
    CREATE INDEX early_warning_rules_owner ON early_warning_rules (owner_id);
    CREATE INDEX early_warning_rules_competitor ON early_warning_rules (competitor_id) WHERE competitor_id IS NOT NULL;
    CREATE UNIQUE INDEX early_warning_rules_external_id ON early_warning_rules (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE alerts (
        \(Migration.recordColumns),
        rule_id INTEGER NOT NULL REFERENCES early_warning_rules (id),
        owner_id INTEGER NOT NULL REFERENCES users (id),
        indicator TEXT NOT NULL,
        competitor_id INTEGER REFERENCES competitors (id),
        unit TEXT NOT NULL,
        direction TEXT NOT NULL CHECK (direction = 'above' OR direction = 'below'),
        threshold INTEGER NOT NULL,
        raised_for INTEGER NOT NULL,
        value INTEGER NOT NULL,
        cases INTEGER NOT NULL CHECK (cases >= 0),
        status TEXT NOT NULL CHECK (status = 'raised' OR status = 'acknowledged' OR status = 'dismissed' OR status = 'cleared'),
        acknowledged_at INTEGER,
        acknowledged_by_id INTEGER REFERENCES users (id),
        dismiss_reason TEXT,
        dismissed_at INTEGER,
        dismissed_by_id INTEGER REFERENCES users (id),
        back_on INTEGER
    ) STRICT;
    CREATE INDEX alerts_owner ON alerts (owner_id);
    CREATE INDEX alerts_rule ON alerts (rule_id);
    CREATE INDEX alerts_competitor ON alerts (competitor_id) WHERE competitor_id IS NOT NULL;
    CREATE UNIQUE INDEX alerts_open ON alerts (rule_id) WHERE status = 'raised' OR status = 'acknowledged';
    """

private let riskTables = """
    CREATE TABLE risks (
        \(Migration.recordColumns),
        number TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        title_chinese TEXT,
        category TEXT NOT NULL CHECK (
            category = 'market' OR category = 'customer' OR category = 'competition' OR category = 'contract' OR category = 'receivable'),
        cause TEXT NOT NULL,
        cause_chinese TEXT,
        system_cause TEXT,
        entity TEXT,
        entity_id INTEGER,
        customer_id INTEGER REFERENCES customers (id),
        owner_id INTEGER NOT NULL REFERENCES users (id),
        given_by_id INTEGER REFERENCES users (id),
        status TEXT NOT NULL CHECK (
            status = 'identified' OR status = 'assessed' OR status = 'responding' OR status = 'accepted' OR status = 'closed'),
        identified_at INTEGER NOT NULL,
        level TEXT CHECK (level = 'high' OR level = 'medium' OR level = 'low'),
        score INTEGER CHECK (score BETWEEN 1 AND 25),
        inherent_likelihood INTEGER CHECK (inherent_likelihood BETWEEN 1 AND 5),
        inherent_impact INTEGER CHECK (inherent_impact BETWEEN 1 AND 5),
        inherent_level TEXT,
        residual_likelihood INTEGER CHECK (residual_likelihood BETWEEN 1 AND 5),
        residual_impact INTEGER CHECK (residual_impact BETWEEN 1 AND 5),
        residual_level TEXT,
        assessment_comment TEXT,
        assessed_at INTEGER,
        assessed_by_id INTEGER REFERENCES users (id),
        assessment_overdue INTEGER NOT NULL CHECK (assessment_overdue = 0 OR assessment_overdue = 1),
        response TEXT,
        responded_at INTEGER,
        high_without_response INTEGER NOT NULL CHECK (high_without_response = 0 OR high_without_response = 1),
        alarmed_at INTEGER,
        review_on INTEGER,
        review_overdue INTEGER NOT NULL CHECK (review_overdue = 0 OR review_overdue = 1),
        accept_reason TEXT,
        accepted_at INTEGER,
        accepted_by_id INTEGER REFERENCES users (id),
        result TEXT,
        closed_at INTEGER,
        closed_by_id INTEGER REFERENCES users (id),
        reopen_reason TEXT,
        cause_gone_at INTEGER,
        quiet_until_on INTEGER,
        measure INTEGER,
        evidence TEXT,
        external_id TEXT,
        CHECK ((entity IS NULL) = (entity_id IS NULL)),
        CHECK ((level IS NULL) = (score IS NULL)),
        CHECK (status = 'identified' OR status = 'closed' OR level IS NOT NULL),
        CHECK ((status = 'closed') = (closed_at IS NOT NULL))
    ) STRICT;
    CREATE INDEX risks_owner ON risks (owner_id);
    CREATE INDEX risks_given_by ON risks (given_by_id) WHERE given_by_id IS NOT NULL;
    CREATE INDEX risks_customer ON risks (customer_id) WHERE customer_id IS NOT NULL;
    CREATE INDEX risks_subject ON risks (entity, entity_id) WHERE entity IS NOT NULL;
    CREATE INDEX risks_status ON risks (status, review_on);
    CREATE INDEX risks_alarm ON risks (id) WHERE high_without_response = 1;
    CREATE INDEX risks_assessed ON risks (assessed_at) WHERE assessed_at IS NOT NULL;
    CREATE INDEX risks_entered ON risks (created_at) WHERE system_cause IS NULL;
    CREATE INDEX risks_watched ON risks (system_cause, entity, entity_id)
        WHERE system_cause IS NOT NULL AND (status <> 'closed' OR cause_gone_at IS NULL);
    CREATE UNIQUE INDEX risks_external_id ON risks (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE risk_settings (
        \(Migration.recordColumns),
        assess_days INTEGER NOT NULL CHECK (assess_days >= 0),
        review_days INTEGER NOT NULL CHECK (review_days > 0),
        quiet_days INTEGER NOT NULL CHECK (quiet_days > 0),
        worse_percent INTEGER NOT NULL CHECK (worse_percent > 0),
        overdue_days INTEGER NOT NULL CHECK (overdue_days > 0),
        overdue_minimum INTEGER NOT NULL CHECK (overdue_minimum >= 0),
        exposure_share INTEGER NOT NULL CHECK (exposure_share BETWEEN 0 AND 10000),
        obligation_days INTEGER NOT NULL CHECK (obligation_days >= 0),
        unsigned_days INTEGER NOT NULL CHECK (unsigned_days > 0),
        win_rate_days INTEGER NOT NULL CHECK (win_rate_days > 0),
        win_rate_cases INTEGER NOT NULL CHECK (win_rate_cases > 0),
        win_rate_fall INTEGER NOT NULL CHECK (win_rate_fall BETWEEN 0 AND 10000),
        share_days INTEGER NOT NULL CHECK (share_days > 0),
        customer_share INTEGER NOT NULL CHECK (customer_share BETWEEN 0 AND 10000),
        share_customers INTEGER NOT NULL CHECK (share_customers > 1)
    ) STRICT;
    """
