// Message channels as the queue of what goes out knows them.

package import Delivery
import JSON
import Kernel
import SQLite

extension EndpointKind {
    /// Robots and webhooks for notices: one message after the other, because robots take few a minute.
    package static let messageChannel = EndpointKind(
        "message_channel", atOnce: 1,
        plan: { RetryPlan(pauses: [10, 60, 300, 900, 1800, 3600], window: $0.current(TeamSettings.self).channelRetryHours * 3600) },
        compose: composeForChannel, trial: { trial($0).content }, gone: disable, died: tellOfDeath)

    @Sendable private static func composeForChannel(_ delivery: Delivery, _ reader: RuleReader) throws -> ComposedPost {
        guard let channel = try reader.find(MessageChannel.self, ID(delivery.recordID)) else { throw AttemptNote("channel_missing") }
        let (url, secret) = try ChannelSecrets(reader.ask(DeliveryDoor.self)).open(channel)
        let post = try ChannelPost(kind: channel.kind, url: url, secret: secret, now: reader.now).compose(
            ChannelMessage(delivery), delivery)
        let answer = ChannelAnswer(kind: channel.kind, redaction: Redaction(url, secret))
        return ComposedPost(post) { answer.judge($0) }
    }

    private static func trial(_ reader: RuleReader) -> ChannelMessage {
        ChannelMessage(
            type: "salesd.message_channel.test", title: "salesd", text: "This is a test. 这是一条测试消息。", data: ["at": .string("\(reader.now)")])
    }

    /// Who has said that nothing is taken there any more is not asked again.
    @Sendable private static func disable(_ id: Int64, _ context: RuleContext) throws {
        guard var channel = try context.find(MessageChannel.self, ID(id)), channel.active else { return }
        channel.active = false
        channel.disabledAt = context.now
        try context.save(&channel, action: "disabled")
    }

    @Sendable private static func tellOfDeath(_ delivery: Delivery, _ context: RuleContext) throws {
        guard let channel = try context.find(MessageChannel.self, ID(delivery.recordID)) else { return }
        try context.tellOfDeath(delivery, channel)
    }
}

extension Warning {
    /// That channels were brought here without the key of their secrets.
    static let channelSecretsUnreadable = Warning(
        "channel_secrets_unreadable",
        "{count} message channels have addresses and secrets that were sealed under another secrets.key and send nothing: stop the server, put the file back into the data directory and start it; where it is lost, enter each address and secret anew (PATCH /v1/message-channels/{id}).",
        "{count} 个消息通道的地址与密钥由另一个 secrets.key 加密，无法发送：请停止服务，将该文件放回数据目录后启动；若已丢失，请逐个重新填写地址与密钥（PATCH /v1/message-channels/{id}）。",
        atStart: true
    ) { reader in
        let secrets = ChannelSecrets(reader.ask(DeliveryDoor.self))
        let unreadable = try reader.all(MessageChannel.self, where: "archived_at IS NULL AND active = 1").filter {
            (try? secrets.open($0)) == nil
        }
        return unreadable.isEmpty ? nil : ["count": String(unreadable.count)]
    }

    /// That a message was given up, and none has arrived since.
    static let messagesDead = Warning(
        "messages_dead",
        "Messages of {count} channels were given up: see GET /v1/message-channels/{id}/messages?status=dead, mend the channel, and replay them.",
        "{count} 个消息通道有消息已放弃发送：请查看 GET /v1/message-channels/{id}/messages?status=dead，修复通道后重新发送。"
    ) { reader in
        let count = try reader.endpointsWithDead(.messageChannel)
        guard count > 0 else { return nil }
        return ["count": String(count)]
    }
}
