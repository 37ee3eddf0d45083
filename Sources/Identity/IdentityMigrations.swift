// The tables of the identity module.

import Kernel
import Storage

let identityMigrations = [
    Migration(
        module: "identity", number: 1, name: "create-departments-users-sessions-keys",
        sql: """
            CREATE TABLE departments (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                code TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                name_chinese TEXT,
                external_id TEXT UNIQUE
            ) STRICT;

            CREATE TABLE users (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                username TEXT NOT NULL UNIQUE,
                display_name TEXT NOT NULL,
                department_id INTEGER REFERENCES departments (id),
                roles TEXT NOT NULL,
                manager_id INTEGER REFERENCES users (id),
                position TEXT,
                employee_number TEXT,
                email TEXT,
                phone TEXT,
                locale TEXT NOT NULL CHECK (locale IN ('en', 'zh-CN')),
                hired_on INTEGER,
                active INTEGER NOT NULL CHECK (active IN (0, 1)),
                is_service INTEGER NOT NULL CHECK (is_service IN (0, 1)),
                external_id TEXT UNIQUE
            ) STRICT;
            CREATE INDEX users_manager ON users (manager_id) WHERE manager_id IS NOT NULL;

            CREATE TABLE user_password (
                user_id INTEGER PRIMARY KEY REFERENCES users (id),
                hash TEXT NOT NULL,
                changed_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE session (
                id INTEGER PRIMARY KEY,
                user_id INTEGER NOT NULL REFERENCES users (id),
                digest BLOB NOT NULL UNIQUE,
                created_at INTEGER NOT NULL,
                last_used_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX session_user ON session (user_id);
            CREATE INDEX session_expiry ON session (expires_at);

            CREATE TABLE api_keys (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                name TEXT NOT NULL,
                user_id INTEGER NOT NULL REFERENCES users (id),
                scopes TEXT,
                expires_at INTEGER,
                last_used_at INTEGER,
                replaces_id INTEGER REFERENCES api_keys (id),
                revoked_at INTEGER
            ) STRICT;

            CREATE TABLE api_key_digest (
                digest BLOB PRIMARY KEY,
                key_id INTEGER NOT NULL REFERENCES api_keys (id)
            ) STRICT, WITHOUT ROWID;

            INSERT INTO departments (version, created_at, updated_at, code, name, name_chinese) VALUES
                (1, 0, 0, 'sales', 'Sales', '销售部'),
                (1, 0, 0, 'marketing', 'Marketing', '市场部'),
                (1, 0, 0, 'product', 'Product', '产品部'),
                (1, 0, 0, 'finance', 'Finance', '财务部'),
                (1, 0, 0, 'logistics', 'Logistics', '物流部'),
                (1, 0, 0, 'production', 'Production', '生产部'),
                (1, 0, 0, 'service', 'Service', '售后服务部'),
                (1, 0, 0, 'hr', 'Human resources', '人力资源部'),
                (1, 0, 0, 'legal', 'Legal', '法务部'),
                (1, 0, 0, 'management', 'Management', '管理层');
            """),
    Migration(
        module: "identity", number: 2, name: "create-calendar-and-absences",
        sql: """
            CREATE TABLE calendar_settings (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                working_hours TEXT NOT NULL,
                working_days TEXT NOT NULL
            ) STRICT;

            CREATE TABLE calendar_exceptions (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                falls_on INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('holiday', 'working')),
                occasion TEXT,
                occasion_chinese TEXT
            ) STRICT;
            CREATE UNIQUE INDEX calendar_exceptions_day ON calendar_exceptions (falls_on) WHERE archived_at IS NULL;

            CREATE TABLE absences (
                id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
                updated_at INTEGER NOT NULL, archived_at INTEGER,
                user_id INTEGER NOT NULL REFERENCES users (id),
                starts_on INTEGER NOT NULL,
                ends_on INTEGER NOT NULL CHECK (ends_on >= starts_on),
                delegate_id INTEGER REFERENCES users (id),
                note TEXT,
                starts_at INTEGER NOT NULL,
                ends_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX absences_user ON absences (user_id, starts_on);
            CREATE INDEX absences_delegate ON absences (delegate_id, ends_at) WHERE delegate_id IS NOT NULL;

            \(MainlandCalendar.statement)
            """),
    Migration(module: "identity", number: 3, name: "users-erased-at", sql: "ALTER TABLE users ADD COLUMN erased_at INTEGER"),
    Migration(
        module: "identity", number: 4, name: "create-company-settings",
        sql: """
            CREATE TABLE company_settings (
                \(Migration.recordColumns),
                name TEXT,
                english_name TEXT,
                address TEXT,
                phone TEXT,
                email TEXT,
                unified_social_credit_code TEXT,
                bank_name TEXT,
                bank_account TEXT
            ) STRICT;
            """),
]
