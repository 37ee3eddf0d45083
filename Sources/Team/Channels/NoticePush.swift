// Which channels show a notice, and that it is on its way with the commit that publishes it (P3.3.1).

import Delivery
import JSON
import Kernel

/// The way of a notice to its channels.
enum NoticePush {
    /// Queues it for the channels that its author has named, else for those whose whole group it addresses. Throws `channel_inactive`.
    static func queue(_ notice: inout Record<Notice>, _ context: RuleContext) throws {
        let channels = try notice.channels.isEmpty ? fitting(notice, context) : named(notice, context)
        let message = message(of: notice, context)
        let plan = EndpointKind.messageChannel.plan(context.registry.settings)
        for channel in channels {
            try context.deliver(message.content, about: notice, to: Endpoint(.messageChannel, channel.id.integer), within: plan)
        }
        notice.pushed = Int64(channels.count)
    }

    private static func named(_ notice: Record<Notice>, _ context: RuleContext) throws -> [Record<MessageChannel>] {
        var seen: Set<ID<MessageChannel>> = []
        return try notice.channels.map(\.channel).filter { seen.insert($0).inserted }.map { id in
            let channel = try context.require(MessageChannel.self, id)
            guard channel.active, !channel.isArchived else { throw Failure(.channelInactive, ["name": channel.name]) }
            return channel
        }
    }

    /// Nobody reads in a group what was not for him or her: a channel fits whose group the notice addresses as a whole.
    private static func fitting(_ notice: Record<Notice>, _ context: RuleContext) throws -> [Record<MessageChannel>] {
        let roles = Set(notice.roles.elements)
        let departments = Set(notice.departments.map(\.department))
        return try context.all(MessageChannel.self, where: "active = 1 AND archived_at IS NULL").filter { channel in
            if channel.everyone { return notice.everyone }
            guard !channel.roles.elements.isEmpty || !channel.departments.isEmpty else { return false }
            return notice.everyone
                || roles.isSuperset(of: channel.roles.elements) && departments.isSuperset(of: channel.departments.map(\.department))
        }
    }

    private static func message(of notice: Record<Notice>, _ context: RuleContext) -> ChannelMessage {
        let data: JSONObject = [
            "id": .integer(notice.id.integer), "title": .string(notice.title), "body": .string(notice.body),
            "author_id": .integer(notice.author.integer), "published_at": .string("\(context.now)"),
        ]
        return ChannelMessage(type: "salesd.notice.publish", title: notice.title, text: notice.body, data: data)
    }
}
