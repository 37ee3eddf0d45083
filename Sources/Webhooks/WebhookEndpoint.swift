// Webhooks as the queue of what goes out knows them: fed from the log of events, each event composed anew for each attempt, so that nobody
// is sent what its owner may not see at that moment.

package import Delivery
import JSON
import Kernel
import Outgoing

extension EndpointKind {
    /// Other systems that are sent events.
    package static let webhook = EndpointKind(
        "webhook", atOnce: 4,
        plan: { RetryPlan(pauses: pauses, window: $0.current(WebhookSettings.self).retryHours * 3600) },
        compose: composeForWebhook, trial: { _ in ["test": true] }, gone: disable, died: tellOfDeath,
        feed: DeliveryFeed(newest: { try EventLog.newest($0) }, read: readForWebhook))

    /// An hour at most, so that the return of a receiver is noticed also where nothing new happens. Seconds.
    private static let pauses: [Int64] = [5, 60, 300, 1800, 3600]

    /// What its owner sees of the events; nil where he or she may no longer sign in. What webhooks say of themselves goes to no webhook:
    /// two that are dead would tell each other of it without end.
    private static func sight(of webhook: Record<Webhook>, _ types: EventTypes?, _ reader: RuleReader) throws -> EventSight? {
        let owner = try reader.registry.directory.person(webhook.owner.integer, nil, reader.now, reader.connection)
        return owner.map { EventSight(of: $0, types, without: Webhook.schema.entity, in: reader.registry) }
    }

    @Sendable private static func readForWebhook(
        _ id: Int64, _ place: Int64, _ end: Int64, _ most: Int, _ reader: RuleReader
    ) throws -> FeedPortion? {
        guard let webhook = try reader.find(Webhook.self, ID(id)), let sight = try sight(of: webhook, webhook.wanted, reader) else {
            return nil
        }
        let found = try sight.portion(after: place, through: end, atMost: most, on: reader.connection)
        let messages = found.events.map { FeedPortion.Message(["event": .integer($0.sequence)], about: $0.entity, $0.recordID) }
        return FeedPortion(messages, through: found.place)
    }

    @Sendable private static func composeForWebhook(_ delivery: Delivery, _ reader: RuleReader) throws -> ComposedPost {
        guard let webhook = try reader.find(Webhook.self, ID(delivery.recordID)) else { throw AttemptNote("webhook_missing") }
        let secrets = WebhookSecrets(reader.ask(DeliveryDoor.self))
        let (url, keys) = (try secrets.url(of: webhook), try secrets.keys(of: webhook.id, reader))
        let body = try message(delivery, webhook, reader)
        let signature = StandardWebhook.fields(id: delivery.messageID, keys: keys, body: body, at: reader.now)
        let post = OutgoingPost(url, fields: [("Content-Type", "application/cloudevents+json")] + signature, body: body)
        return ComposedPost(post) { Verdict(status: $0.status) }
    }

    private static func message(_ delivery: Delivery, _ webhook: Record<Webhook>, _ reader: RuleReader) throws -> [UInt8] {
        guard let content = try? JSONReader.parse(delivery.content).object else { throw AttemptNote("content_unreadable") }
        guard let sequence = content["event"]?.number?.int64 else { return trialMessage(delivery, webhook, reader) }
        // Whoever owns it may come back, or somebody else may own it: until then the message waits.
        guard let sight = try sight(of: webhook, nil, reader) else { throw AttemptNote(WebhookEnd.ownerInactive.rawValue) }
        guard let message = try sight.message(of: sequence, on: reader.connection) else { throw Withdrawal("not_visible") }
        return message
    }

    /// An event of no record's, which stands in no log.
    private static func trialMessage(_ delivery: Delivery, _ webhook: Record<Webhook>, _ reader: RuleReader) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.value([
            "specversion": "1.0", "id": .string(delivery.messageID), "source": "/v1/webhooks",
            "subject": .string(Webhook.schema.path(of: webhook.id.integer)), "type": "salesd.webhook.test",
            "time": .string("\(reader.now)"),
            "datacontenttype": "application/json", "data": ["test": true],
        ])
        return writer.finish()
    }

    /// Who has said that nothing is taken there any more is not asked again.
    @Sendable private static func disable(_ id: Int64, _ context: RuleContext) throws {
        guard let webhook = try context.find(Webhook.self, ID(id)) else { return }
        try context.follow("disable-by-receiver", webhook)
    }

    @Sendable private static func tellOfDeath(_ delivery: Delivery, _ context: RuleContext) throws {
        guard let webhook = try context.find(Webhook.self, ID(delivery.recordID)) else { return }
        try context.tellOfDeath(delivery, webhook)
    }
}

extension [Warning] {
    /// That events were given up, or that a webhook was disabled.
    static let webhooks = [
        Warning(
            "webhook_messages_dead",
            "Events for {count} webhooks were given up: see GET /v1/webhooks/{id}/messages?status=dead, have the receiver mended, and replay them.",
            "{count} 个 Webhook 有事件已放弃推送：请查看 GET /v1/webhooks/{id}/messages?status=dead，待接收方修复后重新发送。"
        ) { reader in
            let count = try reader.endpointsWithDead(.webhook)
            return count > 0 ? ["count": String(count)] : nil
        },
        Warning(
            "webhook_secrets_unreadable",
            "{count} webhooks have addresses and secrets that were sealed under another secrets.key and send nothing: stop the server, put the file back into the data directory and start it; where it is lost, enter each address anew (PATCH /v1/webhooks/{id}) and rotate its secret (POST /v1/webhooks/{id}/rotate).",
            "{count} 个 Webhook 的地址与密钥由另一个 secrets.key 加密，无法推送：请停止服务，将该文件放回数据目录后启动；若已丢失，请逐个重新填写地址（PATCH /v1/webhooks/{id}）并更换密钥（POST /v1/webhooks/{id}/rotate）。",
            atStart: true
        ) { reader in
            let secrets = WebhookSecrets(reader.ask(DeliveryDoor.self))
            let unreadable = try reader.all(Webhook.self, where: "archived_at IS NULL").filter { try !secrets.areReadable(of: $0, reader) }
            return unreadable.isEmpty ? nil : ["count": String(unreadable.count)]
        },
        Warning(
            "webhooks_disabled",
            "{count} webhooks are disabled: see disabled_reason of GET /v1/webhooks?status=disabled; resume them, or archive them.",
            "{count} 个 Webhook 已停用：请查看 GET /v1/webhooks?status=disabled 的 disabled_reason，恢复或归档。"
        ) { reader in
            let sql = "SELECT count(*) FROM webhooks WHERE status = 'disabled' AND archived_at IS NULL"
            guard let count = try reader.integer(sql), count > 0 else { return nil }
            return ["count": String(count)]
        },
    ]
}
