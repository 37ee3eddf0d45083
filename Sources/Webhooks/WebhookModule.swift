// Webhooks: other systems are sent what happens, at least once, in order, signed, and given up after days (P5.3).

import Delivery
package import Kernel
import Storage

extension Module {
    /// Webhooks and their settings.
    package static let webhooks = Module(
        "webhooks", "Webhooks", "Webhook 推送", resources: [AnyResource(Webhook.self), AnyResource(WebhookSettings.self)],
        migrations: [createWebhooks, formerSecrets],
        routes: [newWebhook, rotateSecret, resend]
            + DeliveryRoutes(Webhook.self, .webhook, check: WebhookRules.refuseBeyondKey).all,
        failures: [.webhookURL, .webhookAddress, .webhookOwner, .webhookBeyondKey, .webhookSecretsFull, .resendRange], warnings: .webhooks)

    private static let createWebhooks = Migration(
        module: "webhooks", number: 1, name: "create-webhooks",
        sql: """
            CREATE TABLE webhooks (
                \(Migration.recordColumns),
                name TEXT NOT NULL,
                url TEXT NOT NULL,
                types TEXT,
                owner_id INTEGER NOT NULL REFERENCES users (id),
                origin TEXT NOT NULL,
                secret_set_at INTEGER NOT NULL,
                previous_secret_until INTEGER,
                disabled_at INTEGER,
                disabled_reason TEXT CHECK (disabled_reason = 'gone' OR disabled_reason = 'owner_inactive'),
                status TEXT NOT NULL CHECK (status = 'active' OR status = 'paused' OR status = 'disabled')
            ) STRICT;
            CREATE INDEX webhooks_owner ON webhooks (owner_id);

            -- Sealed under the key of the data directory; kept apart from what is told of a webhook.
            CREATE TABLE webhook_secrets (
                webhook_id INTEGER PRIMARY KEY REFERENCES webhooks (id),
                sealed TEXT NOT NULL,
                previous TEXT,
                previous_until INTEGER
            ) STRICT;

            CREATE TABLE webhooks_settings (
                \(Migration.recordColumns),
                retry_hours INTEGER NOT NULL CHECK (retry_hours BETWEEN 1 AND 168)
            ) STRICT;
            """)
}

extension Module {
    /// While secrets change again and again, each counts until its own end.
    private static let formerSecrets = Migration(
        module: "webhooks", number: 2, name: "former-secrets",
        sql: """
            CREATE TABLE webhook_former_secrets (
                id INTEGER PRIMARY KEY,
                webhook_id INTEGER NOT NULL REFERENCES webhooks (id),
                sealed TEXT NOT NULL,
                until INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX webhook_former_secrets_webhook ON webhook_former_secrets (webhook_id);
            INSERT INTO webhook_former_secrets (webhook_id, sealed, until)
                SELECT webhook_id, previous, previous_until FROM webhook_secrets
                WHERE previous IS NOT NULL AND previous_until IS NOT NULL;
            ALTER TABLE webhook_secrets DROP COLUMN previous;
            ALTER TABLE webhook_secrets DROP COLUMN previous_until;
            """)
}

/// What the company can set of its webhooks.
package final class WebhookSettings: Settings {
    package static let schema = Schema<WebhookSettings>(settings: "webhooks", "Webhooks", "Webhook 推送")

    /// Hours from the first attempt on, after which an event is given up.
    package let retryHours = integer("Events are tried for, hours", "事件推送重试时长（小时）", 1...168).byDefault(72)

    package init() {}
}

extension FailureCode {
    static let webhookURL = FailureCode(
        "webhook_url", 422, "The address is no URL such as https://erp.example.com/salesd, without user and fragment.",
        "地址不是有效的 URL，应如 https://erp.example.com/salesd，且不含用户名和片段。")
    static let webhookOwner = FailureCode(
        "webhook_owner", 422, "The owner may not sign in: name somebody who may (P5.3).", "所属用户已停用：请指定可登录的用户（P5.3）。")
    static let webhookAddress = FailureCode(
        "webhook_address", 422,
        "Nothing is sent to {host}: by HTTPS it has to be an address of the public internet, and any other one needs outgoing_networks.",
        "不会向 {host} 发送：须为公网地址并使用 HTTPS；其他地址须由 outgoing_networks 配置允许。")
    static let webhookSecretsFull = FailureCode(
        "webhook_secrets_full", 409,
        "{maximum} former secrets count still; the first ends at {until}. Rotate after that, or with overlap_hours 0, which ends them all.",
        "仍有 {maximum} 个旧密钥有效，最早于 {until} 失效。请在此之后轮换，或将 overlap_hours 设为 0 使旧密钥全部立即失效。")
    static let webhookBeyondKey = FailureCode(
        "webhook_beyond_key", 422, "A key makes or changes no webhook that is sent more than it may read itself: at most {limit} (P5.3).",
        "密钥不能创建或修改推送内容超出自身权限的 Webhook：最多为 {limit}（P5.3）。")
    static let resendRange = FailureCode(
        "resend_range", 422, "Say where it begins, by from_event or from; there must be an event between that and the end.",
        "请用 from_event 或 from 指定起点；起点与终点之间必须有事件。")
}
