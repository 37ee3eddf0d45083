// A notice that the server publishes in somebody's name, because something is ready for those whom it concerns (P3.3.1).

package import Identity
package import Kernel

extension RuleContext {
    /// Publishes a notice to people, whoever of them works here, and to those of the channels that are served; nothing where nobody is
    /// left. Whoever stands as its author is told as well, where named, also where his or her own request has brought it about.
    package func publishNotice(
        _ title: String, _ body: String, by author: ID<User>, to people: [ID<User>], on channels: [ID<MessageChannel>]
    ) throws {
        let people = try people.filter { try isAtWork($0) }
        guard !people.isEmpty else { return }
        var notice = Record(new: Notice.self)
        notice.title = title
        notice.body = body
        notice.author = author
        notice.people = people.map { person in
            var item = Record<NoticePerson>(new: NoticePerson.self)
            item.user = person
            return item
        }
        notice.channels = try channels.filter { try isServed($0) }.map { channel in
            var item = Record<NoticeChannel>(new: NoticeChannel.self)
            item.channel = channel
            return item
        }
        try actingAsServer { server in
            try server.insert(&notice)
            try server.follow("publish", notice)
        }
    }

    private func isServed(_ channel: ID<MessageChannel>) throws -> Bool {
        guard let channel = try find(MessageChannel.self, channel) else { return false }
        return channel.active && !channel.isArchived
    }
}
