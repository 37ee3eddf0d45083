// The tables of message channels, and what notices have for them.

import Kernel
import Storage

let channelTables = """
    CREATE TABLE message_channels (
        \(Migration.recordColumns),
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind = 'wecom' OR kind = 'dingtalk' OR kind = 'feishu' OR kind = 'webhook'),
        url TEXT NOT NULL,
        secret TEXT,
        active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
        everyone INTEGER NOT NULL CHECK (everyone = 0 OR everyone = 1),
        roles TEXT NOT NULL,
        origin TEXT NOT NULL,
        signed INTEGER NOT NULL CHECK (signed = (secret IS NOT NULL)),
        credentials_set_at INTEGER NOT NULL,
        disabled_at INTEGER,
        external_id TEXT
    ) STRICT;
    CREATE UNIQUE INDEX message_channels_external_id ON message_channels (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE message_channel_departments (
        id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL REFERENCES message_channels (id), position INTEGER NOT NULL,
        department_id INTEGER NOT NULL REFERENCES departments (id)
    ) STRICT;
    CREATE INDEX message_channel_departments_channel ON message_channel_departments (channel_id);

    CREATE TABLE notice_channels (
        id INTEGER PRIMARY KEY, notice_id INTEGER NOT NULL REFERENCES notices (id), position INTEGER NOT NULL,
        channel_id INTEGER NOT NULL REFERENCES message_channels (id)
    ) STRICT;
    CREATE INDEX notice_channels_notice ON notice_channels (notice_id);
    CREATE INDEX notice_channels_channel ON notice_channels (channel_id);

    ALTER TABLE notices ADD COLUMN pushed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE team_settings ADD COLUMN channel_retry_hours INTEGER NOT NULL DEFAULT 24 CHECK (channel_retry_hours > 0);
    """
