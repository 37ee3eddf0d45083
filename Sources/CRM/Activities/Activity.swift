// What people have done about a lead, a customer or anything else: every touch stays (P2.1.3).

package import Identity
package import Kernel

/// A call, visit, mail, meeting or chat about a record of any kind.
package final class Activity: Resource {
    package static let schema = Schema<Activity>("activities", one: "activity", "Activity", "跟进记录")

    /// The kind of record that it is about, as in the audit.
    package let entity = identifier("Kind of record", "对象类型", max: 60).fixed()
    package let entityID = integer("Id of the record", "对象编号", 1...Int64.max).subject(kindIn: "entity").fixed()
    /// Who did it.
    package let owner = reference(User.self, "By", "跟进人").callerByDefault().scoped().fixed()
    package let kind = choice(ActivityKind.self, "Kind", "方式")
    package let summary = text("Summary", "概要")
    package let outcome = paragraphs("Outcome", "结果", max: 2000).optional()
    package let happenedAt = instant("Happened at", "发生时间").filled()
    package let nextFollowUpOn = day("Next follow-up", "下次跟进日期").optional()
    /// A later activity about the same record has taken its follow-up up.
    package let followedUp = boolean("Followed up", "已跟进").byDefault(false).computed()
    package let customer = reference(Customer.self, "Customer", "客户").computed().concerned().optional()
    /// To whom the record belongs, so that he or she sees what others have done about it.
    package let subjectOwner = reference(User.self, "Owner of the record", "对象负责人").computed().scoped().handedOver().optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant(.everyone.subtracting([.executive, .auditor, .admin, .integration]), [.read, .create, .update], rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.marketing], .read, rows: .matching("t.entity IN ('lead', 'campaign')")),
            Grant([.finance, .logistics, .service], .read, rows: .matching("t.customer_id IS NOT NULL")),
            Grant([.integration], [.read, .create, .update]),
        ]

    package static let filters: [NamedFilter] = [
        .flag(
            "backdated", "Entered more than a week after it happened", "录入晚于发生时间一周以上",
            when: "t.created_at >= t.happened_at + 7 * \(Instant.millisecondsPerDay)")
    ]

    /// Finds what the activity is about, and whom it thereby belongs to. Throws `activity_to_come`, `follow_up_past`, `not_found`.
    package static func prepare(_ activity: inout Record<Activity>, from old: Record<Activity>?, in context: RuleContext) throws {
        if !activity.has(\.happenedAt) { activity.happenedAt = context.now }
        guard activity.happenedAt <= context.now else { throw Failure.invalid(.activityToCome, at: "/happened_at") }
        if let day = activity.nextFollowUpOn, day != old?.nextFollowUpOn { try requireToCome(day, in: context) }
        // What somebody has done is told by him or her alone, or by who stands above.
        if let old { return try context.requirePlace(ofOrAbove: old.owner.integer, orOneOf: [.admin, .integration]) }
        let subject = try context.changeableSubject(activity.entity, activity.entityID, at: "/entity_id")
        activity.customer = subject.customerID.map { ID($0) }
        activity.subjectOwner = subject.ownerID.map { ID($0) }
    }

    /// A new activity takes up the follow-ups that stood open about the record, and keeps the customer from falling asleep.
    package static func written(_ activity: Record<Activity>, from old: Record<Activity>?, in context: RuleContext) throws {
        guard old == nil else { return }
        let open = try context.all(
            Activity.self, where: "entity = ? AND entity_id = ? AND id <> ? AND followed_up = 0 AND next_follow_up_on IS NOT NULL",
            activity.entity.stored, activity.entityID.stored, activity.id.stored)
        for var former in open {
            former.followedUp = true
            try context.save(&former)
        }
        guard let id = activity.customer, var customer = try context.find(Customer.self, id) else { return }
        if customer.lastActivityAt.map({ $0 >= activity.happenedAt }) ?? false { return }
        customer.lastActivityAt = activity.happenedAt
        try context.save(&customer)
    }

    /// What was done about a merged customer is seen by whoever has the one that lives on.
    package static func referrerMoved(_ activity: inout Record<Activity>, in context: RuleContext) throws {
        guard activity.entity == Customer.schema.entity else { return }
        activity.subjectOwner = try context.require(Customer.self, ID(activity.entityID)).owner
    }

    /// What was done about a record belongs to whom the record does, and to its customer.
    static func follow(
        _ entity: String, _ id: Int64, to owner: ID<User>?, _ customer: ID<Customer>?, in context: RuleContext
    ) throws {
        for var activity in try context.all(Activity.self, where: "entity = ? AND entity_id = ?", entity.stored, id.stored) {
            activity.subjectOwner = owner
            activity.customer = customer
            try context.save(&activity)
        }
    }

    /// A follow-up lies ahead. Throws `follow_up_past`.
    static func requireToCome(_ day: Day, in context: RuleContext) throws {
        guard day >= context.today else { throw Failure.invalid(.followUpPast, at: "/next_follow_up_on") }
    }
}

/// By which way somebody spoke with a customer or lead (P2.1.3).
package enum ActivityKind: String, Choice {
    case call, visit, mail, meeting, chat

    package var chinese: String {
        switch self {
        case .call: "电话"
        case .visit: "拜访"
        case .mail: "邮件"
        case .meeting: "会议"
        case .chat: "即时通讯"
        }
    }
}
