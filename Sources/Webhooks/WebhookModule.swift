// Webhooks: other systems are sent what happens, at least once, in order, signed, and given up after days (P5.3).

import Delivery
package import Kernel
import Storage

extension Module {
    /// Webhooks and their settings.
    package static let webhooks = Module(
        "webhooks", "Webhooks", "Webhook 推送", resources: [AnyResource(Webhook.self), AnyResource(WebhookSettings.self)],
        migrations: [createWebhooks],
        routes: [newWebhook, rotateSecret, resend]
            + DeliveryRoutes(Webhook.self, .webhook, checkReplay: WebhookRules.refuseBeyondKey).all,
        failures: [.webhookURL, .webhookOwner, .unknownEventType, .webhookBeyondKey, .resendRange], warnings: .webhooks)

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

/// What the company can set of its webhooks.
package final class WebhookSettings: Settings {
    package static let schema = Schema<WebhookSettings>(settings: "webhooks", "Webhooks", "Webhook 推送")

    /// Hours from the moment on in which an event is queued, after which it is given up.
    package let retryHours = integer("Events are tried for, hours", "事件推送重试时长（小时）", 1...168).byDefault(72)

    package init() {}
}

extension FailureCode {
    static let webhookURL = FailureCode(
        "webhook_url", 422, "The address is no URL such as https://erp.example.com/salesd, without user and fragment.",
        "地址不是有效的 URL，应如 https://erp.example.com/salesd，且不含用户名和片段。")
    static let webhookOwner = FailureCode(
        "webhook_owner", 422, "The owner may not sign in: name somebody who may (P5.3).", "所属用户已停用：请指定可登录的用户（P5.3）。")
    static let unknownEventType = FailureCode(
        "unknown_event_type", 422,
        "There is no event of the type {type}: it is one such as salesd.order.confirm, or salesd.order.* for all of orders.",
        "没有类型为 {type} 的事件：应如 salesd.order.confirm，或用 salesd.order.* 表示订单的全部事件。")
    static let webhookBeyondKey = FailureCode(
        "webhook_beyond_key", 422, "A key makes or changes no webhook that is sent more than it may read itself: at most {limit} (P5.3).",
        "密钥不能创建或修改推送内容超出自身权限的 Webhook：最多为 {limit}（P5.3）。")
    static let resendRange = FailureCode(
        "resend_range", 422, "Say where it begins, by from_event or from; there must be an event between that and the end.",
        "请用 from_event 或 from 指定起点；起点与终点之间必须有事件。")
}
