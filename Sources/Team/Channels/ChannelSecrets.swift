// A channel's address and secret: taken in as text, kept sealed, opened for an attempt alone, and out of all that is told.

import Crypto
import Delivery
import Kernel
import Outgoing

/// Seals and opens what a channel must not give out.
struct ChannelSecrets {
    private let door: DeliveryDoor

    init(_ door: DeliveryDoor) {
        self.door = door
    }

    private static let urlUse = "message_channels.url"
    private static let secretUse = "message_channels.secret"

    /// Checks and seals what was entered; what stands there already stays. Throws `channel_url`, `secret_unused` and `webhook_secret`.
    func seal(_ channel: inout Record<MessageChannel>, from old: Record<MessageChannel>?, at now: Instant) throws {
        let isNewURL = channel.url != old?.url
        let isNewSecret = old == nil || channel.secret != old?.secret
        if isNewURL {
            guard let url = OutgoingURL(channel.url) else { throw Failure.invalid(.channelURL, at: "/url") }
            channel.origin = url.origin
            channel.url = try door.seal(url.text, Self.urlUse)
        }
        if isNewSecret {
            try Self.check(channel.secret, for: channel.kind)
            channel.secret = try channel.secret.map { try door.seal($0, Self.secretUse) }
            channel.signed = channel.secret != nil
        }
        if isNewURL || isNewSecret { channel.credentialsSetAt = now }
    }

    private static func check(_ secret: String?, for kind: ChannelKind) throws {
        switch kind {
        case .wecom: if secret != nil { throw Failure.invalid(.secretUnused, at: "/secret") }
        case .dingtalk, .feishu: break
        case .webhook:
            guard let secret, StandardWebhook.key(of: secret) != nil else { throw Failure.invalid(.webhookSecret, at: "/secret") }
        }
    }

    /// Address and secret as they were entered. Throws `AttemptNote` where they were sealed under another key.
    func open(_ channel: Record<MessageChannel>) throws -> (url: OutgoingURL, secret: String?) {
        guard let url = door.open(channel.url, Self.urlUse).flatMap(OutgoingURL.init) else { throw AttemptNote("secret_unreadable") }
        guard let sealed = channel.secret else { return (url, nil) }
        guard let secret = door.open(sealed, Self.secretUse) else { throw AttemptNote("secret_unreadable") }
        return (url, secret)
    }
}

/// Takes secrets out of what the other side says.
struct Redaction: Sendable {
    private let secrets: [String]
    /// What is told at most. Characters.
    private static let longest = 200
    /// Shorter parts of an address are words, not keys.
    private static let shortestKey = 8

    init(_ url: OutgoingURL, _ secret: String?) {
        let parts = url.text.split { "/?&=;".contains($0) }.map(String.init).filter { $0.count >= Redaction.shortestKey }
        let given = [url.text] + parts
        secrets = (given + given.map(Redaction.decoded) + [secret ?? ""]).filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    }

    /// A part of an address as the other side reads it.
    private static func decoded(_ part: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(part.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                bytes.append(byte)
                continue
            }
            rest = rest.dropFirst(2)
            bytes.append(code)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text in one line, without secrets.
    func clean(_ text: String) -> String {
        let hidden = secrets.reduce(text) { $0.replacing($1, with: "***") }
        return String(
            hidden.unicodeScalars.prefix(Redaction.longest).map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }
}
