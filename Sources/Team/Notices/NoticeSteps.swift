// How a notice reaches people, and comes back read (P3.3.1).

import Delivery
import Identity
package import Kernel
import SQLite

extension Notice {
    /// Published by its author, read by those whom it reaches, retracted where it was wrong.
    package static let steps: [Step<Notice>] = [
        Step("publish", "Publish", "发布", from: .draft, to: [.published], by: .owner, clause: "P3.3.1", effect: publish),
        Step("acknowledge", "Acknowledge", "确认已读", from: .published, by: .reader, clause: "P3.3.1", effect: acknowledge),
        Step(
            "retract", "Retract", "撤回", from: .published, to: [.retracted], by: .owner, .role(.admin), clause: "P3.3.1",
            input: Reason.self
        ) { notice, form, context in
            notice.retractReason = form.reason
            notice.retractedAt = context.now
            try context.withdrawDeliveries(about: notice, to: .messageChannel)
        },
    ]

    /// Throws `nobody_addressed` where nobody who works here is among those addressed, and `channel_inactive`.
    @Sendable private static func publish(_ notice: inout Record<Notice>, _ context: RuleContext) throws {
        let audience = try audience(of: notice, context)
        guard !audience.isEmpty else { throw Failure(.nobodyAddressed) }
        for user in audience {
            var receipt = Record(new: NoticeReceipt.self)
            receipt.notice = notice.id
            receipt.user = user
            receipt.author = notice.author
            try context.insert(&receipt)
        }
        notice.addressed = Int64(audience.count)
        notice.publishedAt = context.now
        try NoticePush.queue(&notice, context)
    }

    /// Everybody who works here and is addressed by department, role or name; the author knows already, unless the server tells it.
    private static func audience(of notice: Record<Notice>, _ context: RuleContext) throws -> [ID<User>] {
        var people = try context.peopleAtWork(
            everyone: notice.everyone, in: notice.departments.map(\.department), with: notice.roles)
        people.formUnion(try notice.people.map(\.user).filter(context.isAtWork).map(\.integer))
        if context.caller.userID != nil { people.remove(notice.author.integer) }
        return people.sorted().map { ID($0) }
    }

    /// Once each, by the person alone: who reads in another's place has not read for him or her. Throws `not_addressed` and
    /// `acknowledged_already`.
    @Sendable private static func acknowledge(_ notice: inout Record<Notice>, _ context: RuleContext) throws {
        let found = try context.all(
            NoticeReceipt.self, where: "notice_id = ? AND user_id = ?", notice.id.stored, context.caller.userID.stored)
        guard !context.caller.isKey, var receipt = found.first else { throw Failure(.notAddressed) }
        guard receipt.acknowledgedAt == nil else { throw Failure(.acknowledgedAlready) }
        receipt.acknowledgedAt = context.now
        try context.save(&receipt, action: "acknowledged")
        notice.acknowledged += 1
    }
}
