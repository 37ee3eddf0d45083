// Who has to take which course until when, and how it ended (P3.1.3).

package import Identity
package import Kernel

/// One person in one course. Whoever is hired has one for each topic.
package final class Enrolment: Resource {
    package typealias Status = EnrolmentStatus
    package static let schema = Schema<Enrolment>("enrolments", one: "enrolment", "Enrolment", "培训报名")

    package let course = reference(Course.self, "Course", "课程").fixed()
    package let user = reference(User.self, "Who", "学员").scoped().informed().fixed()
    /// As the course has it.
    package let topic = choice(TrainingTopic.self, "Topic", "主题").computed()
    package let trainer = reference(User.self, "Trainer", "讲师").computed().assigned().optional()
    /// Left out: so many days after the person was hired as the settings say, or after today.
    package let dueOn = day("Due on", "截止日期").filled()
    package let status = state(EnrolmentStatus.self, initial: .open, editable: [.open])
    package let overdue = boolean("Overdue", "已逾期").byDefault(false).computed()
    package let score = integer("Score", "得分", 0...100).computed().optional()
    package let endedAt = instant("Ended at", "结束时间").computed().optional()
    package let endedBy = reference(User.self, "Ended by", "登记人").computed().optional()
    package let excuseReason = text("Reason of the excuse", "免修原因", max: 500).computed().optional()

    package init() {}

    package static let furtherEvents = ["overdue"]

    /// Nobody puts away what somebody still has to learn: it is excused, with a reason.
    package static let access = [
        Grant([.executive, .auditor], .read),
        Grant([.admin, .hr], [.read, .create, .update]),
        Grant([.salesManager], [.read, .create, .update], rows: .team),
        Grant(.everyone, .read, rows: .own),
        .toWhomItIsAssigned,
    ]

    /// Who still lacks what of the onboarding: topics that somebody has neither passed nor been excused from.
    package static let filters = [
        NamedFilter(
            "lacking", "Lacks this topic still", "尚缺此主题", values: TrainingTopic.allCases.map(\.rawValue),
            condition: """
                t.topic = ? AND t.status IN ('open', 'failed') AND t.course_id IN (SELECT id FROM courses WHERE purpose = 'onboarding')
                AND NOT EXISTS (
                    SELECT 1 FROM enrolments o WHERE o.user_id = t.user_id AND o.topic = t.topic
                        AND o.course_id IN (SELECT id FROM courses WHERE purpose = 'onboarding')
                        AND (o.status IN ('completed', 'excused') OR o.id > t.id))
                """)
    ]

    /// Throws `course_over`, `already_enrolled` and `own_enrolment`.
    package static func prepare(_ enrolment: inout Record<Enrolment>, from old: Record<Enrolment>?, in context: RuleContext) throws {
        if enrolment.has(\.dueOn), enrolment.dueOn >= context.today { enrolment.overdue = false }
        if let old {
            // Nobody gives himself or herself more time.
            guard enrolment.dueOn <= old.dueOn || !context.caller.actsFor(old.user.integer) else { throw Failure(.ownEnrolment) }
            return
        }
        let course = try context.require(Course.self, enrolment.course)
        guard course.active, !course.isArchived else { throw Failure.invalid(.courseOver, at: "/course_id", ["name": course.name]) }
        let open = try context.integer(
            "SELECT 1 FROM enrolments WHERE user_id = ? AND course_id = ? AND status = 'open' AND archived_at IS NULL",
            enrolment.user.stored, enrolment.course.stored)
        guard open == nil else { throw Failure(.alreadyEnrolled, ["name": course.name]) }
        enrolment.topic = course.topic
        enrolment.trainer = course.trainer
        if !enrolment.has(\.dueOn) {
            let hiredOn = try context.require(User.self, enrolment.user).hiredOn
            enrolment.dueOn = Onboarding.dueDay(from: max(hiredOn ?? context.today, context.today), context)
        }
    }
}

/// How far somebody is with a course.
package enum EnrolmentStatus: String, Choice {
    case open, completed, failed, excused

    package var chinese: String {
        switch self {
        case .open: "进行中"
        case .completed: "已通过"
        case .failed: "未通过"
        case .excused: "免修"
        }
    }
}
