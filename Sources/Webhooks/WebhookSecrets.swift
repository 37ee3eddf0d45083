// A webhook's address and secrets: taken in as text, kept sealed, opened for an attempt alone. Secrets stand in a table of their own, so that
// nothing that tells of a record can tell of them.

import Delivery
import Kernel
import Outgoing
import SQLite

/// Seals and opens what a webhook must not give out.
struct WebhookSecrets {
    private let door: DeliveryDoor

    private static let urlUse = "webhooks.url"
    private static let secretUse = "webhooks.secret"
    /// Former secrets that count at once.
    private static let mostFormer: Int64 = 4

    init(_ door: DeliveryDoor) {
        self.door = door
    }

    /// Seals the address; the answer is what may be known of it. Throws `webhook_url`.
    func sealURL(of webhook: inout Record<Webhook>) throws -> String {
        guard let url = OutgoingURL(webhook.url) else { throw Failure.invalid(.webhookURL, at: "/url") }
        webhook.url = try door.seal(url.text, Self.urlUse)
        return url.origin
    }

    /// The address as it was entered. Throws `AttemptNote` where it was sealed under another key.
    func url(of webhook: Record<Webhook>) throws -> OutgoingURL {
        guard let url = door.open(webhook.url, Self.urlUse).flatMap(OutgoingURL.init) else { throw AttemptNote("secret_unreadable") }
        return url
    }

    /// Whether address and secrets open under the key of this data directory.
    func areReadable(of webhook: Record<Webhook>, _ reader: RuleReader) throws -> Bool {
        do {
            _ = (try url(of: webhook), try keys(of: webhook.id, reader))
            return true
        } catch is AttemptNote {
            return false
        }
    }

    /// Keeps a secret as the first one.
    func keep(_ secret: String, of id: ID<Webhook>, in rules: RuleContext) throws {
        try rules.connection.run(
            "INSERT INTO webhook_secrets (webhook_id, sealed) VALUES (?, ?)", [id.stored, .text(try door.seal(secret, Self.secretUse))])
    }

    /// Keeps another one in its place, beside which it counts until then, as do those before it until their own ends; nil ends them all at
    /// once. The last of these ends is the answer. Throws `webhook_secrets_full`.
    func replace(by secret: String, of id: ID<Webhook>, until end: Instant?, in rules: RuleContext) throws -> Instant? {
        try rules.connection.run(
            "DELETE FROM webhook_former_secrets WHERE webhook_id = ?1 AND (until <= ?2 OR ?3)",
            [id.stored, rules.now.stored, .integer(end == nil ? 1 : 0)])
        if let end {
            try requireRoom(for: id, rules)
            try rules.connection.run(
                """
                INSERT INTO webhook_former_secrets (webhook_id, sealed, until)
                SELECT webhook_id, sealed, ?2 FROM webhook_secrets WHERE webhook_id = ?1
                """, [id.stored, end.stored])
        }
        try rules.connection.run(
            "UPDATE webhook_secrets SET sealed = ?2 WHERE webhook_id = ?1", [id.stored, .text(try door.seal(secret, Self.secretUse))])
        let last = try rules.integer("SELECT max(until) FROM webhook_former_secrets WHERE webhook_id = ?", id.stored)
        return last.map { Instant(milliseconds: $0) }
    }

    /// Each one that counts is a signature more in every message, and one more that somebody may have seen.
    private func requireRoom(for id: ID<Webhook>, _ rules: RuleContext) throws {
        let row = try rules.connection.first("SELECT count(*), min(until) FROM webhook_former_secrets WHERE webhook_id = ?", [id.stored])
        guard let count = row?[0].integer, count >= Self.mostFormer, let first = row?[1].integer else { return }
        let end = Instant(milliseconds: first)
        throw Failure(
            .webhookSecretsFull, ["maximum": String(Self.mostFormer), "until": end.description], extensions: ["until": [end.description]])
    }

    /// The keys that count, the newest first. Throws `AttemptNote` where they were sealed under another key.
    func keys(of id: ID<Webhook>, _ reader: RuleReader) throws -> [[UInt8]] {
        let sql = """
            SELECT sealed, NULL AS former FROM webhook_secrets WHERE webhook_id = ?1
            UNION ALL SELECT sealed, id FROM webhook_former_secrets WHERE webhook_id = ?1 AND until > ?2 ORDER BY former DESC NULLS FIRST
            """
        let sealed = try reader.connection.rows(sql, [id.stored, reader.now.stored]).compactMap { $0[0].text }
        let keys = sealed.compactMap { door.open($0, Self.secretUse).flatMap(StandardWebhook.key) }
        guard !keys.isEmpty, keys.count == sealed.count else { throw AttemptNote("secret_unreadable") }
        return keys
    }
}
