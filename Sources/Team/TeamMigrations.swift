// The tables of the team, with the courses and duties that the policy itself names.
//
// Choices are checked by OR, not by IN, as in the orders' tables.

import Kernel
import Storage

let teamMigrations = [
    Migration(module: "team", number: 1, name: "create-recruiting-and-onboarding", sql: recruitingTables),
    Migration(module: "team", number: 2, name: "create-meetings-and-tasks", sql: meetingTables),
    Migration(module: "team", number: 3, name: "create-notices", sql: noticeTables),
    Migration(module: "team", number: 4, name: "create-duties", sql: dutyTables),
    Migration(module: "team", number: 5, name: "create-message-channels", sql: channelTables),
]

private let recruitingTables = """
    CREATE TABLE recruitment_plans (
        \(Migration.recordColumns),
        number TEXT NOT NULL UNIQUE,
        position TEXT NOT NULL,
        department_id INTEGER NOT NULL REFERENCES departments (id),
        role TEXT NOT NULL,
        head_count INTEGER NOT NULL CHECK (head_count > 0),
        requirements TEXT,
        starts_on INTEGER NOT NULL,
        ends_on INTEGER NOT NULL CHECK (ends_on >= starts_on),
        owner_id INTEGER NOT NULL REFERENCES users (id),
        status TEXT NOT NULL CHECK (
            status = 'draft' OR status = 'submitted' OR status = 'approved' OR status = 'filled' OR status = 'closed'),
        hired INTEGER NOT NULL CHECK (hired BETWEEN 0 AND head_count),
        submitted_at INTEGER,
        approved_at INTEGER,
        approved_by_id INTEGER REFERENCES users (id),
        reject_reason TEXT,
        close_reason TEXT,
        external_id TEXT
    ) STRICT;
    CREATE INDEX recruitment_plans_owner ON recruitment_plans (owner_id);
    CREATE INDEX recruitment_plans_approved ON recruitment_plans (approved_at) WHERE approved_at IS NOT NULL;
    CREATE UNIQUE INDEX recruitment_plans_external_id ON recruitment_plans (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE candidates (
        \(Migration.recordColumns),
        number TEXT NOT NULL UNIQUE,
        plan_id INTEGER NOT NULL REFERENCES recruitment_plans (id),
        hiring_manager_id INTEGER NOT NULL REFERENCES users (id),
        name TEXT NOT NULL,
        email TEXT,
        phone TEXT,
        channel TEXT NOT NULL CHECK (channel = 'online' OR channel = 'on_site' OR channel = 'campus' OR channel = 'referral'),
        resume TEXT,
        notes TEXT,
        status TEXT NOT NULL CHECK (
            status = 'applied' OR status = 'screened' OR status = 'interviewed' OR status = 'tested' OR status = 'offered'
            OR status = 'hired' OR status = 'rejected' OR status = 'withdrawn'),
        screening_score INTEGER,
        screening_comment TEXT,
        interview_score INTEGER,
        interview_comment TEXT,
        test_score INTEGER,
        test_comment TEXT,
        passed_over_reason TEXT,
        decision_reason TEXT,
        offered_at INTEGER,
        decided_at INTEGER,
        starts_on INTEGER,
        hired_user_id INTEGER REFERENCES users (id),
        external_id TEXT,
        erased_at INTEGER,
        CHECK ((status = 'hired') = (hired_user_id IS NOT NULL))
    ) STRICT;
    CREATE INDEX candidates_plan ON candidates (plan_id, status);
    CREATE INDEX candidates_hiring_manager ON candidates (hiring_manager_id);
    CREATE INDEX candidates_hired_user ON candidates (hired_user_id) WHERE hired_user_id IS NOT NULL;
    CREATE INDEX candidates_kept ON candidates (decided_at) WHERE erased_at IS NULL;
    CREATE UNIQUE INDEX candidates_external_id ON candidates (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE courses (
        \(Migration.recordColumns),
        name TEXT NOT NULL,
        name_chinese TEXT,
        topic TEXT NOT NULL CHECK (topic = 'company' OR topic = 'product' OR topic = 'selling' OR topic = 'culture'),
        purpose TEXT NOT NULL CHECK (purpose = 'onboarding' OR purpose = 'coaching'),
        description TEXT,
        trainer_id INTEGER REFERENCES users (id),
        active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
        external_id TEXT
    ) STRICT;
    CREATE INDEX courses_trainer ON courses (trainer_id) WHERE trainer_id IS NOT NULL;
    CREATE UNIQUE INDEX courses_external_id ON courses (external_id) WHERE external_id IS NOT NULL;

    INSERT INTO courses (version, created_at, updated_at, name, name_chinese, topic, purpose, active) VALUES
        (1, 0, 0, 'The company and its rules', '公司概况与规章制度', 'company', 'onboarding', 1),
        (1, 0, 0, 'Our products', '产品知识', 'product', 'onboarding', 1),
        (1, 0, 0, 'Selling', '销售技巧', 'selling', 'onboarding', 1),
        (1, 0, 0, 'How we work together', '企业文化', 'culture', 'onboarding', 1);

    CREATE TABLE enrolments (
        \(Migration.recordColumns),
        course_id INTEGER NOT NULL REFERENCES courses (id),
        user_id INTEGER NOT NULL REFERENCES users (id),
        topic TEXT NOT NULL CHECK (topic = 'company' OR topic = 'product' OR topic = 'selling' OR topic = 'culture'),
        trainer_id INTEGER REFERENCES users (id),
        due_on INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status = 'open' OR status = 'completed' OR status = 'failed' OR status = 'excused'),
        overdue INTEGER NOT NULL CHECK (overdue = 0 OR overdue = 1),
        score INTEGER,
        ended_at INTEGER,
        ended_by_id INTEGER REFERENCES users (id),
        excuse_reason TEXT
    ) STRICT;
    CREATE INDEX enrolments_user ON enrolments (user_id, topic);
    CREATE INDEX enrolments_course ON enrolments (course_id);
    CREATE INDEX enrolments_trainer ON enrolments (trainer_id) WHERE trainer_id IS NOT NULL;
    CREATE INDEX enrolments_due ON enrolments (due_on) WHERE status = 'open';
    CREATE UNIQUE INDEX enrolments_open ON enrolments (user_id, course_id) WHERE status = 'open' AND archived_at IS NULL;

    CREATE TABLE team_settings (
        \(Migration.recordColumns),
        onboarding_days INTEGER NOT NULL CHECK (onboarding_days >= 0),
        candidates_kept_months INTEGER NOT NULL CHECK (candidates_kept_months > 0),
        task_reminder_days INTEGER NOT NULL CHECK (task_reminder_days >= 0)
    ) STRICT;
    """

private let meetingTables = """
    CREATE TABLE meetings (
        \(Migration.recordColumns),
        title TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind = 'regular' OR kind = 'cross_department'),
        organiser_id INTEGER NOT NULL REFERENCES users (id),
        starts_at INTEGER NOT NULL,
        duration_minutes INTEGER NOT NULL CHECK (duration_minutes > 0),
        place TEXT,
        rhythm TEXT CHECK (rhythm = 'weekly' OR rhythm = 'every_two_weeks' OR rhythm = 'monthly' OR rhythm = 'quarterly'),
        status TEXT NOT NULL CHECK (status = 'planned' OR status = 'held' OR status = 'cancelled'),
        minutes TEXT,
        held_at INTEGER,
        held_by_id INTEGER REFERENCES users (id),
        cancel_reason TEXT,
        first_at INTEGER NOT NULL,
        slot_on INTEGER NOT NULL,
        previous_id INTEGER REFERENCES meetings (id),
        next_id INTEGER REFERENCES meetings (id),
        external_id TEXT
    ) STRICT;
    CREATE INDEX meetings_organiser ON meetings (organiser_id);
    CREATE INDEX meetings_start ON meetings (starts_at);
    CREATE INDEX meetings_to_recur ON meetings (starts_at) WHERE rhythm IS NOT NULL AND next_id IS NULL;
    CREATE UNIQUE INDEX meetings_previous ON meetings (previous_id) WHERE previous_id IS NOT NULL;
    CREATE INDEX meetings_next ON meetings (next_id) WHERE next_id IS NOT NULL;
    CREATE UNIQUE INDEX meetings_external_id ON meetings (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE meeting_topics (
        id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meetings (id), position INTEGER NOT NULL,
        subject TEXT NOT NULL,
        presenter_id INTEGER REFERENCES users (id),
        minutes INTEGER
    ) STRICT;
    CREATE INDEX meeting_topics_meeting ON meeting_topics (meeting_id);

    CREATE TABLE meeting_attendees (
        id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meetings (id), position INTEGER NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users (id),
        attended INTEGER NOT NULL CHECK (attended = 0 OR attended = 1)
    ) STRICT;
    CREATE INDEX meeting_attendees_meeting ON meeting_attendees (meeting_id);
    CREATE INDEX meeting_attendees_user ON meeting_attendees (user_id);

    CREATE TABLE action_items (
        \(Migration.recordColumns),
        title TEXT NOT NULL,
        description TEXT,
        meeting_id INTEGER REFERENCES meetings (id),
        owner_id INTEGER NOT NULL REFERENCES users (id),
        given_by_id INTEGER NOT NULL REFERENCES users (id),
        due_on INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status = 'open' OR status = 'done' OR status = 'cancelled'),
        overdue INTEGER NOT NULL CHECK (overdue = 0 OR overdue = 1),
        reminded_at INTEGER,
        result TEXT,
        done_at INTEGER,
        cancel_reason TEXT,
        remind_on INTEGER NOT NULL,
        external_id TEXT
    ) STRICT;
    CREATE INDEX action_items_owner ON action_items (owner_id, status);
    CREATE INDEX action_items_given_by ON action_items (given_by_id);
    CREATE INDEX action_items_created_by ON action_items (created_by_id);
    CREATE INDEX action_items_meeting ON action_items (meeting_id) WHERE meeting_id IS NOT NULL;
    CREATE INDEX action_items_due ON action_items (due_on) WHERE status = 'open' AND overdue = 0;
    CREATE INDEX action_items_remind ON action_items (remind_on) WHERE status = 'open' AND reminded_at IS NULL;
    CREATE UNIQUE INDEX action_items_external_id ON action_items (external_id) WHERE external_id IS NOT NULL;
    """

private let noticeTables = """
    CREATE TABLE notices (
        \(Migration.recordColumns),
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        author_id INTEGER NOT NULL REFERENCES users (id),
        everyone INTEGER NOT NULL CHECK (everyone = 0 OR everyone = 1),
        roles TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status = 'draft' OR status = 'published' OR status = 'retracted'),
        published_at INTEGER,
        addressed INTEGER NOT NULL CHECK (addressed >= 0),
        acknowledged INTEGER NOT NULL CHECK (acknowledged BETWEEN 0 AND addressed),
        retract_reason TEXT,
        retracted_at INTEGER,
        external_id TEXT
    ) STRICT;
    CREATE INDEX notices_author ON notices (author_id);
    CREATE UNIQUE INDEX notices_external_id ON notices (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE notice_departments (
        id INTEGER PRIMARY KEY, notice_id INTEGER NOT NULL REFERENCES notices (id), position INTEGER NOT NULL,
        department_id INTEGER NOT NULL REFERENCES departments (id)
    ) STRICT;
    CREATE INDEX notice_departments_notice ON notice_departments (notice_id);

    CREATE TABLE notice_people (
        id INTEGER PRIMARY KEY, notice_id INTEGER NOT NULL REFERENCES notices (id), position INTEGER NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users (id)
    ) STRICT;
    CREATE INDEX notice_people_notice ON notice_people (notice_id);

    CREATE TABLE notice_receipts (
        \(Migration.recordColumns),
        notice_id INTEGER NOT NULL REFERENCES notices (id),
        user_id INTEGER NOT NULL REFERENCES users (id),
        author_id INTEGER NOT NULL REFERENCES users (id),
        acknowledged_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX notice_receipts_once ON notice_receipts (notice_id, user_id);
    CREATE INDEX notice_receipts_user ON notice_receipts (user_id);
    CREATE INDEX notice_receipts_author ON notice_receipts (author_id);
    """

private let dutyTables = """
    CREATE TABLE duties (
        \(Migration.recordColumns),
        name TEXT NOT NULL,
        name_chinese TEXT,
        clause TEXT NOT NULL,
        description TEXT,
        rhythm TEXT NOT NULL CHECK (
            rhythm = 'weekly' OR rhythm = 'monthly' OR rhythm = 'quarterly' OR rhythm = 'half_yearly' OR rhythm = 'yearly'),
        shown_by TEXT NOT NULL,
        role TEXT,
        owner_id INTEGER REFERENCES users (id),
        active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
        starts_on INTEGER,
        due_on INTEGER,
        overdue INTEGER NOT NULL CHECK (overdue = 0 OR overdue = 1),
        last_done_on INTEGER,
        external_id TEXT
    ) STRICT;
    CREATE INDEX duties_owner ON duties (owner_id) WHERE owner_id IS NOT NULL;
    CREATE UNIQUE INDEX duties_external_id ON duties (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE duty_periods (
        id INTEGER PRIMARY KEY, duty_id INTEGER NOT NULL REFERENCES duties (id), position INTEGER NOT NULL,
        starts_on INTEGER NOT NULL,
        ends_on INTEGER NOT NULL CHECK (ends_on >= starts_on),
        done_on INTEGER,
        entity TEXT,
        entity_id INTEGER,
        missed_at INTEGER
    ) STRICT;
    CREATE INDEX duty_periods_duty ON duty_periods (duty_id);

    CREATE INDEX market_reports_entered ON market_reports (kind, created_at);

    INSERT INTO duties (version, created_at, updated_at, name, name_chinese, clause, rhythm, shown_by, role, active, overdue) VALUES
        (1, 0, 0, 'Collect the trends of the industry', '收集行业趋势', 'P2.1.1', 'monthly', 'trend_report', 'marketing', 1, 0),
        (1, 0, 0, 'Collect news of the competitors', '收集竞争对手动态', 'P2.1.1', 'monthly', 'competitor_report', 'marketing', 1, 0),
        (1, 0, 0, 'Collect what customers want', '收集客户需求', 'P2.1.1', 'monthly', 'demand_report', 'marketing', 1, 0),
        (1, 0, 0, 'Pick customer groups and target markets', '确定客户群体与目标市场', 'P2.1.1', 'quarterly', 'target_segment', 'sales_manager', 1, 0),
        (1, 0, 0, 'Make the recruitment plan', '制定招聘计划', 'P3.1.1', 'yearly', 'recruitment_plan', 'sales_manager', 1, 0),
        (1, 0, 0, 'Hold the sales meeting', '召开销售例会', 'P3.3.1', 'weekly', 'regular_meeting', 'sales_manager', 1, 0),
        (1, 0, 0, 'Meet with the other departments', '召开跨部门会议', 'P3.3.2', 'monthly', 'cross_department_meeting', 'sales_manager', 1, 0),
        (1, 0, 0, 'Identify risks', '识别风险', 'P4.1.1', 'quarterly', 'document', 'sales_manager', 1, 0),
        (1, 0, 0, 'Analyse sales, market and customers', '分析业绩、市场与客户', 'P5.2', 'monthly', 'document', 'sales_manager', 1, 0);
    """
