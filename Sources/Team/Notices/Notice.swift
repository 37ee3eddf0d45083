// What everybody, or some, are to know (P3.3.1).

package import Identity
package import Kernel

/// A notice to departments, roles, people, or all. Whom it reaches is settled when it is published; each of them says once that he or she
/// has read it. What goes to channels goes with the commit that publishes it.
package final class Notice: Resource {
    package typealias Status = NoticeStatus
    package static let schema = Schema<Notice>("notices", one: "notice", "Notice", "通知")

    package let title = text("Title", "标题")
    package let body = paragraphs("Text", "正文", max: 20_000)
    /// Who has entered it.
    package let author = reference(User.self, "Author", "发布人").computed().scoped()
    package let everyone = boolean("To everybody", "面向全员").byDefault(false)
    package let roles = choices(Role.self, "To these roles", "面向角色").byDefault(ChoiceList([]))
    package let status = state(NoticeStatus.self, initial: .draft, editable: [.draft])
    package let publishedAt = instant("Published at", "发布时间").computed().optional()
    package let addressed = integer("People addressed", "应读人数").byDefault(0).computed()
    package let acknowledged = integer("People who have read it", "已读人数").byDefault(0).computed()
    package let pushed = integer("Channels that it went to", "推送通道数").byDefault(0).computed()
    package let retractReason = text("Reason of the retraction", "撤回原因", max: 500).computed().optional()
    package let retractedAt = instant("Retracted at", "撤回时间").computed().optional()
    package let externalID = Kernel.externalID()
    package let departments = children(NoticeDepartment.self, "To these departments", "面向部门", 0...100)
    package let people = children(NoticePerson.self, "To these people", "面向人员", 0...500)
    /// Where it is shown as well; none named: where the whole group is addressed.
    package let channels = children(NoticeChannel.self, "On these channels", "推送通道", 0...20)

    package init() {}

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant(.everyone, .read, rows: .own),
            Grant(.everyone, .read, rows: .assignedThrough(AssignedReferrer(NoticeReceipt.self, by: \.notice))),
            Grant([.salesManager], .all, rows: .team),
            Grant([.executive], .all),
        ]

    /// Throws `audience_empty`.
    package static func prepare(_ notice: inout Record<Notice>, from old: Record<Notice>?, in context: RuleContext) throws {
        // One that the server publishes says in whose name.
        if old == nil, !notice.has(\.author) {
            guard let author = context.caller.userID else { throw Failure(.notSignedIn) }
            notice.author = ID(author)
        }
        let isEmpty = !notice.everyone && notice.roles.elements.isEmpty && notice.departments.isEmpty && notice.people.isEmpty
        guard !isEmpty else { throw Failure.invalid(.audienceEmpty, at: "/everyone") }
    }
}

/// A department that is to know.
package final class NoticeDepartment: Item {
    package static let schema = Schema<NoticeDepartment>(
        table: "notice_departments", one: "notice_department", parent: "notice_id", "Department addressed", "面向部门")

    package let department = reference(Department.self, "Department", "部门")

    package init() {}
}

/// Somebody who is to know.
package final class NoticePerson: Item {
    package static let schema = Schema<NoticePerson>(
        table: "notice_people", one: "notice_person", parent: "notice_id", "Person addressed", "面向人员")

    package let user = reference(User.self, "Who", "人员")

    package init() {}
}

/// A channel that shows the notice.
package final class NoticeChannel: Item {
    package static let schema = Schema<NoticeChannel>(
        table: "notice_channels", one: "notice_channel", parent: "notice_id", "Channel of a notice", "推送通道")

    package let channel = reference(MessageChannel.self, "Channel", "消息通道")

    package init() {}
}

/// Where a notice is.
package enum NoticeStatus: String, Choice {
    case draft, published, retracted

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .published: "已发布"
        case .retracted: "已撤回"
        }
    }
}
