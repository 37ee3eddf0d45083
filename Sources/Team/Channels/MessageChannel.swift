// Where notices are shown beside salesd: a group's robot of WeCom, DingTalk or Feishu, or a webhook (P3.3.1).

import Delivery
package import Identity
package import Kernel

/// A group outside to which notices go. Its address and its secret are taken in and never given out.
package final class MessageChannel: Resource {
    package static let schema = Schema<MessageChannel>("message-channels", one: "message_channel", "Message channel", "消息通道")

    package let name = text("Name", "名称", max: 100)
    package let kind = choice(ChannelKind.self, "Kind", "类型").fixed()
    /// The whole address with the key in it; kept sealed.
    package let url = Kernel.secret("Address", "地址", max: 2000)
    /// What messages are signed with; kept sealed.
    package let secret = Kernel.secret("Secret for signatures", "签名密钥").optional()
    package let active = boolean("Active", "启用").byDefault(true)
    package let everyone = boolean("Its group is everybody", "面向全员").byDefault(false)
    package let roles = choices(Role.self, "Roles in its group", "面向角色").byDefault(ChoiceList([]))
    /// What may be known of the address.
    package let origin = text("Server of the address", "服务器", max: 300).computed()
    package let signed = boolean("Messages are signed", "是否签名").byDefault(false).computed()
    package let credentialsSetAt = instant("Address or secret set at", "地址或密钥设置时间").computed()
    /// When the other side said that it is gone.
    package let disabledAt = instant("Switched off by the other side at", "被对方停用时间").computed().optional()
    package let externalID = Kernel.externalID()
    package let departments = children(ChannelDepartment.self, "Departments in its group", "面向部门", 0...100)

    package init() {}

    package static let furtherEvents = ["disabled", "message_dead"]

    package static let access =
        Grant.standard + [
            Grant([.salesManager], .read)
        ]

    /// Throws `channel_url`, `secret_unused` and `webhook_secret`.
    package static func prepare(_ channel: inout Record<MessageChannel>, from old: Record<MessageChannel>?, in context: RuleContext) throws
    {
        try ChannelSecrets(context.ask(DeliveryDoor.self)).seal(&channel, from: old, at: context.now)
        if channel.active { channel.disabledAt = nil }
    }

    /// What was changed of the way ends the pauses of what waits for it.
    package static func written(_ channel: Record<MessageChannel>, from old: Record<MessageChannel>?, in context: RuleContext) throws {
        let isServed = channel.active && !channel.isArchived
        if let old, isServed == (old.active && !old.isArchived), channel.url == old.url, channel.secret == old.secret { return }
        try context.keep(Endpoint(.messageChannel, channel.id.integer), active: isServed)
    }
}

/// A department in the group of a channel.
package final class ChannelDepartment: Item {
    package static let schema = Schema<ChannelDepartment>(
        table: "message_channel_departments", one: "message_channel_department", parent: "channel_id", "Department in the group", "群内部门")

    package let department = reference(Department.self, "Department", "部门")

    package init() {}
}

/// Whose robot it is.
package enum ChannelKind: String, Choice {
    case wecom, dingtalk, feishu, webhook

    package var chinese: String {
        switch self {
        case .wecom: "企业微信"
        case .dingtalk: "钉钉"
        case .feishu: "飞书"
        case .webhook: "Webhook"
        }
    }
}
