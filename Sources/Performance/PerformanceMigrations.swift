// The tables of reviews, with the indicators that the policy names.
//
// Choices are checked by OR, not by IN, as in the orders' tables.

import Kernel
import Storage

let performanceMigrations = [
    Migration(module: "performance", number: 1, name: "create-schemes-and-targets", sql: schemeTables),
    Migration(module: "performance", number: 2, name: "create-reviews", sql: reviewTables),
    Migration(module: "performance", number: 3, name: "create-outcomes", sql: outcomeTables),
    Migration(module: "performance", number: 4, name: "index-counted-papers", sql: paperIndexes),
    Migration(module: "performance", number: 5, name: "keep-misses", sql: keptMisses),
]

private let measures = """
    CHECK (measure = 'revenue' OR measure = 'profit' OR measure = 'growth_rate' OR measure = 'new_customers' OR measure = 'satisfaction'
        OR measure = 'activities' OR measure = 'score')
    """

private let units = "CHECK (unit = 'money' OR unit = 'percent' OR unit = 'count' OR unit = 'mean' OR unit = 'points')"

private let cycles = "CHECK (cycle = 'month' OR cycle = 'quarter' OR cycle = 'year')"

private let bases = "CHECK (revenue_basis = 'confirmed' OR revenue_basis = 'invoiced' OR revenue_basis = 'received')"

private let schemeTables = """
    CREATE TABLE indicators (
        \(Migration.recordColumns),
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_chinese TEXT,
        description TEXT,
        measure TEXT NOT NULL \(measures),
        activity_kind TEXT CHECK (
            activity_kind = 'call' OR activity_kind = 'visit' OR activity_kind = 'mail' OR activity_kind = 'meeting'
            OR activity_kind = 'chat'),
        unit TEXT NOT NULL \(units),
        active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
        external_id TEXT,
        CHECK (activity_kind IS NULL OR measure = 'activities')
    ) STRICT;
    CREATE UNIQUE INDEX indicators_external_id ON indicators (external_id) WHERE external_id IS NOT NULL;

    INSERT INTO indicators (version, created_at, updated_at, code, name, name_chinese, measure, activity_kind, unit, active) VALUES
        (1, 0, 0, 'revenue', 'Revenue', '销售收入', 'revenue', NULL, 'money', 1),
        (1, 0, 0, 'profit', 'Profit', '销售利润', 'profit', NULL, 'money', 1),
        (1, 0, 0, 'growth_rate', 'Growth rate', '销售增长率', 'growth_rate', NULL, 'percent', 1),
        (1, 0, 0, 'new_customers', 'New customers', '新客户开发', 'new_customers', NULL, 'count', 1),
        (1, 0, 0, 'satisfaction', 'Customer satisfaction', '客户满意度', 'satisfaction', NULL, 'mean', 1),
        (1, 0, 0, 'activities', 'Activities', '跟进次数', 'activities', NULL, 'count', 1),
        (1, 0, 0, 'visits', 'Visits', '拜访次数', 'activities', 'visit', 'count', 1),
        (1, 0, 0, 'teamwork', 'Team work', '团队协作', 'score', NULL, 'points', 1),
        (1, 0, 0, 'market_expansion', 'Opening of markets', '市场拓展', 'score', NULL, 'points', 1);

    CREATE TABLE review_schemes (
        \(Migration.recordColumns),
        number TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        position TEXT NOT NULL,
        cycle TEXT NOT NULL \(cycles),
        description TEXT,
        status TEXT NOT NULL CHECK (status = 'draft' OR status = 'active' OR status = 'retired'),
        activated_at INTEGER,
        activated_by_id INTEGER REFERENCES users (id),
        retired_at INTEGER,
        external_id TEXT
    ) STRICT;
    CREATE UNIQUE INDEX review_schemes_in_force ON review_schemes (position COLLATE NOCASE, cycle)
        WHERE status = 'active' AND archived_at IS NULL;
    CREATE UNIQUE INDEX review_schemes_external_id ON review_schemes (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE review_scheme_lines (
        id INTEGER PRIMARY KEY, review_scheme_id INTEGER NOT NULL REFERENCES review_schemes (id), position INTEGER NOT NULL,
        indicator_id INTEGER NOT NULL REFERENCES indicators (id),
        weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 100),
        floor_percent INTEGER NOT NULL CHECK (floor_percent >= 0),
        cap_percent INTEGER NOT NULL CHECK (cap_percent > floor_percent)
    ) STRICT;
    CREATE INDEX review_scheme_lines_scheme ON review_scheme_lines (review_scheme_id);
    CREATE INDEX review_scheme_lines_indicator ON review_scheme_lines (indicator_id);

    CREATE TABLE targets (
        \(Migration.recordColumns),
        user_id INTEGER NOT NULL REFERENCES users (id),
        indicator_id INTEGER NOT NULL REFERENCES indicators (id),
        period TEXT NOT NULL,
        value INTEGER NOT NULL CHECK (value > 0),
        notes TEXT,
        cycle TEXT NOT NULL \(cycles),
        starts_on INTEGER NOT NULL,
        ends_on INTEGER NOT NULL,
        external_id TEXT
    ) STRICT;
    CREATE UNIQUE INDEX targets_once ON targets (user_id, indicator_id, period) WHERE archived_at IS NULL;
    CREATE INDEX targets_indicator ON targets (indicator_id);
    CREATE UNIQUE INDEX targets_external_id ON targets (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE target_months (
        id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES targets (id), position INTEGER NOT NULL,
        period TEXT NOT NULL,
        value INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX target_months_target ON target_months (target_id);

    CREATE TABLE performance_settings (
        \(Migration.recordColumns),
        revenue_basis TEXT NOT NULL \(bases),
        cycle_content_demanded INTEGER NOT NULL CHECK (cycle_content_demanded = 0 OR cycle_content_demanded = 1),
        grade_a_from INTEGER NOT NULL,
        grade_b_from INTEGER NOT NULL,
        grade_c_from INTEGER NOT NULL,
        reward_from INTEGER NOT NULL,
        miss_below INTEGER NOT NULL,
        misses_in_row INTEGER NOT NULL CHECK (misses_in_row > 0),
        close_days INTEGER NOT NULL CHECK (close_days > 0)
    ) STRICT;
    """

private let reviewTables = """
    CREATE TABLE review_periods (
        \(Migration.recordColumns),
        period TEXT NOT NULL UNIQUE,
        cycle TEXT NOT NULL \(cycles),
        starts_on INTEGER NOT NULL,
        ends_on INTEGER NOT NULL CHECK (ends_on > starts_on),
        revenue_basis TEXT NOT NULL \(bases),
        status TEXT NOT NULL CHECK (status = 'open' OR status = 'closed'),
        opened_by_id INTEGER REFERENCES users (id),
        closed_at INTEGER,
        closed_by_id INTEGER REFERENCES users (id),
        filling INTEGER NOT NULL CHECK (filling = 0 OR filling = 1)
    ) STRICT;

    CREATE TABLE performance_reviews (
        \(Migration.recordColumns),
        number TEXT NOT NULL UNIQUE,
        user_id INTEGER NOT NULL REFERENCES users (id),
        shown_to_id INTEGER REFERENCES users (id),
        review_period_id INTEGER NOT NULL REFERENCES review_periods (id),
        period TEXT NOT NULL,
        cycle TEXT NOT NULL \(cycles),
        starts_on INTEGER NOT NULL,
        ends_on INTEGER NOT NULL,
        scheme_id INTEGER NOT NULL REFERENCES review_schemes (id),
        revenue_basis TEXT NOT NULL \(bases),
        status TEXT NOT NULL CHECK (
            status = 'open' OR status = 'computed' OR status = 'scored' OR status = 'confirmed' OR status = 'acknowledged'
            OR status = 'appealed' OR status = 'closed'),
        score INTEGER,
        grade TEXT CHECK (grade = 'A' OR grade = 'B' OR grade = 'C' OR grade = 'D'),
        reweighted INTEGER NOT NULL CHECK (reweighted = 0 OR reweighted = 1),
        comment TEXT,
        misses_in_row INTEGER,
        computed_at INTEGER,
        scored_at INTEGER,
        scored_by_id INTEGER REFERENCES users (id),
        confirmed_at INTEGER,
        confirmed_by_id INTEGER REFERENCES users (id),
        acknowledged_at INTEGER,
        acknowledge_comment TEXT,
        appealed_at INTEGER,
        appeal_reason TEXT,
        appeal_decision TEXT CHECK (appeal_decision = 'kept' OR appeal_decision = 'changed'),
        appeal_decision_reason TEXT,
        appeal_decided_by_id INTEGER REFERENCES users (id),
        closed_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX performance_reviews_once ON performance_reviews (user_id, review_period_id);
    CREATE INDEX performance_reviews_period ON performance_reviews (review_period_id);
    CREATE INDEX performance_reviews_scheme ON performance_reviews (scheme_id);
    CREATE INDEX performance_reviews_shown ON performance_reviews (shown_to_id) WHERE shown_to_id IS NOT NULL;
    CREATE INDEX performance_reviews_confirmed ON performance_reviews (confirmed_at) WHERE status = 'confirmed' OR status = 'acknowledged';

    CREATE TABLE performance_review_lines (
        id INTEGER PRIMARY KEY, performance_review_id INTEGER NOT NULL REFERENCES performance_reviews (id), position INTEGER NOT NULL,
        indicator_id INTEGER NOT NULL REFERENCES indicators (id),
        code TEXT NOT NULL,
        measure TEXT NOT NULL \(measures),
        unit TEXT NOT NULL \(units),
        weight INTEGER NOT NULL,
        floor_percent INTEGER NOT NULL,
        cap_percent INTEGER NOT NULL,
        target INTEGER,
        actual INTEGER,
        records INTEGER NOT NULL,
        achievement INTEGER,
        counted_weight INTEGER,
        points INTEGER,
        missing TEXT CHECK (missing = 'no_target' OR missing = 'no_basis'),
        score INTEGER,
        comment TEXT
    ) STRICT;
    CREATE INDEX performance_review_lines_review ON performance_review_lines (performance_review_id);
    CREATE INDEX performance_review_lines_indicator ON performance_review_lines (indicator_id);

    CREATE TABLE review_evidence (
        id INTEGER PRIMARY KEY,
        review_id INTEGER NOT NULL REFERENCES performance_reviews (id),
        source TEXT NOT NULL CHECK (source = 'sales' OR source = 'customers' OR source = 'tickets' OR source = 'activities'),
        part TEXT NOT NULL CHECK (part = 'paper' OR part = 'reversal' OR part = 'correction' OR part = 'base'),
        entity TEXT NOT NULL,
        entity_id INTEGER NOT NULL,
        item_id INTEGER NOT NULL,
        word TEXT,
        dated_on INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        cost INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX review_evidence_review ON review_evidence (review_id, source);
    CREATE INDEX review_evidence_record ON review_evidence (entity_id, entity, item_id);
    """

private let outcomeTables = """
    CREATE TABLE outcomes (
        \(Migration.recordColumns),
        number TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind = 'reward' OR kind = 'coaching' OR kind = 'penalty'),
        review_id INTEGER NOT NULL REFERENCES performance_reviews (id),
        period TEXT NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users (id),
        shown_to_id INTEGER REFERENCES users (id),
        status TEXT NOT NULL CHECK (status = 'proposed' OR status = 'decided' OR status = 'waived' OR status = 'appealed'),
        score INTEGER,
        misses_in_row INTEGER NOT NULL,
        measure TEXT CHECK (
            measure = 'bonus' OR measure = 'promotion' OR measure = 'certificate' OR measure = 'training' OR measure = 'transfer'
            OR measure = 'demotion'),
        course_id INTEGER REFERENCES courses (id),
        enrolment_id INTEGER REFERENCES enrolments (id),
        comment TEXT,
        decided_at INTEGER,
        decided_by_id INTEGER REFERENCES users (id),
        waive_reason TEXT,
        appealed_at INTEGER,
        appeal_reason TEXT,
        appeal_decision TEXT CHECK (appeal_decision = 'kept' OR appeal_decision = 'waived'),
        appeal_decision_reason TEXT,
        appeal_decided_by_id INTEGER REFERENCES users (id)
    ) STRICT;
    CREATE UNIQUE INDEX outcomes_once ON outcomes (review_id, kind);
    CREATE INDEX outcomes_user ON outcomes (user_id);
    CREATE INDEX outcomes_shown ON outcomes (shown_to_id) WHERE shown_to_id IS NOT NULL;
    CREATE INDEX outcomes_course ON outcomes (course_id) WHERE course_id IS NOT NULL;
    CREATE INDEX outcomes_enrolment ON outcomes (enrolment_id) WHERE enrolment_id IS NOT NULL;
    """

/// Whether a review was missed, by the limit of the day on which it was closed; and what was made void after it may have counted.
private let keptMisses = """
    ALTER TABLE performance_reviews ADD COLUMN missed INTEGER CHECK (missed = 0 OR missed = 1);
    UPDATE performance_reviews SET missed = misses_in_row > 0 WHERE status = 'closed' AND misses_in_row IS NOT NULL;
    CREATE INDEX invoices_void ON invoices (id) WHERE status = 'void';
    CREATE INDEX credit_notes_void ON credit_notes (id) WHERE status = 'void';
    """

/// By the day on which papers count; what is not confirmed, issued, undone or closed costs nothing.
private let paperIndexes = """
    CREATE INDEX orders_confirmed ON orders (confirmed_at) WHERE confirmed_at IS NOT NULL;
    CREATE INDEX orders_withdrawn ON orders (id) WHERE status = 'cancelled' AND confirmed_at IS NOT NULL;
    CREATE INDEX order_amendments_applied ON order_amendments (order_id) WHERE status = 'applied';
    CREATE INDEX invoices_dated ON invoices (dated_on) WHERE issued_at IS NOT NULL;
    CREATE INDEX credit_notes_dated ON credit_notes (dated_on) WHERE status = 'issued';
    CREATE INDEX receipt_allocations_day ON receipt_allocations (allocated_on);
    CREATE INDEX receipt_allocations_undone ON receipt_allocations (undone_on) WHERE undone_on IS NOT NULL;
    CREATE INDEX tickets_satisfaction ON tickets (closed_at) WHERE satisfaction_score IS NOT NULL;
    CREATE INDEX activities_entered ON activities (created_at);
    """
