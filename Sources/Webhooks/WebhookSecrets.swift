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

    /// The chosen secret, or a new one. Throws `webhook_secret`.
    static func chosen(_ secret: String?) throws -> String {
        guard let secret else { return try StandardWebhook.makeSecret() }
        guard StandardWebhook.key(of: secret) != nil else { throw Failure.invalid(.webhookSecret, at: "/secret") }
        return secret
    }

    /// Keeps a secret as the first one.
    func keep(_ secret: String, of id: ID<Webhook>, in rules: RuleContext) throws {
        try rules.connection.run(
            "INSERT INTO webhook_secrets (webhook_id, sealed) VALUES (?, ?)", [id.stored, .text(try door.seal(secret, Self.secretUse))])
    }

    /// Keeps another one in its place, beside which it counts until then; one that was before it counts no more.
    func replace(by secret: String, of id: ID<Webhook>, until end: Instant?, in rules: RuleContext) throws {
        try rules.connection.run(
            """
            UPDATE webhook_secrets SET previous = CASE WHEN ?3 IS NULL THEN NULL ELSE sealed END, previous_until = ?3, sealed = ?2
            WHERE webhook_id = ?1
            """, [id.stored, .text(try door.seal(secret, Self.secretUse)), end.map(\.stored) ?? .null])
    }

    /// The keys that count, the newest first. Throws `AttemptNote` where they were sealed under another key.
    func keys(of id: ID<Webhook>, _ reader: RuleReader) throws -> [[UInt8]] {
        let sql = "SELECT sealed, previous, previous_until FROM webhook_secrets WHERE webhook_id = ?"
        let row = try reader.connection.first(sql, [id.stored]) ?? []
        let isBothValid = row.count > 2 && row[2].integer.map { reader.now.milliseconds < $0 } ?? false
        let sealed = isBothValid ? row.prefix(2).compactMap(\.text) : row.prefix(1).compactMap(\.text)
        let keys = sealed.compactMap { door.open($0, Self.secretUse).flatMap(StandardWebhook.key) }
        guard !keys.isEmpty, keys.count == sealed.count else { throw AttemptNote("secret_unreadable") }
        return keys
    }
}
