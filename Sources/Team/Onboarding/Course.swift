// What new people are taught (P3.1.3).

package import Identity
package import Kernel

/// A course of one of the policy's topics. Four come with the server, one for each.
package final class Course: Resource {
    package static let schema = Schema<Course>("courses", one: "course", "Course", "课程")

    package let name = text("Name", "名称", max: 100)
    package let nameChinese = text("Name in Chinese", "中文名称", max: 100).optional()
    package let topic = choice(TrainingTopic.self, "Topic", "主题").fixed()
    package let purpose = choice(TrainingPurpose.self, "Purpose", "用途").byDefault(.onboarding).fixed()
    package let description = paragraphs("Content", "内容").optional()
    /// Who says whether somebody has passed; without one, sales managers do.
    package let trainer = reference(User.self, "Trainer", "讲师").assigned().handedOver().optional()
    package let active = boolean("Active", "启用").byDefault(true)
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.salesManager, .hr], .all),
            .toWhomItIsAssigned,
            // Whoever is enrolled, or trains somebody in it.
            Grant(.everyone, .read, rows: .assignedThrough(AssignedReferrer(Enrolment.self, by: \.course))),
        ]

    /// Throws `person_unfit`.
    package static func prepare(_ course: inout Record<Course>, from old: Record<Course>?, in context: RuleContext) throws {
        guard let trainer = course.trainer, trainer != old?.trainer else { return }
        try context.requireAtWork(trainer, at: "/trainer_id")
    }

    /// Who trains now says how the open enrolments end.
    package static func written(_ course: Record<Course>, from old: Record<Course>?, in context: RuleContext) throws {
        guard let old, old.trainer != course.trainer else { return }
        for var enrolment in try context.all(Enrolment.self, where: "course_id = ? AND status = 'open'", course.id.stored) {
            enrolment.trainer = course.trainer
            try context.save(&enrolment)
        }
    }
}

/// The topics of the onboarding (P3.1.3).
package enum TrainingTopic: String, Choice {
    case company, product, selling, culture

    package var chinese: String {
        switch self {
        case .company: "公司概况"
        case .product: "产品知识"
        case .selling: "销售技巧"
        case .culture: "企业文化"
        }
    }
}

/// Whom a course is for: new people (P3.1.3), or those who are to do better (P3.2.3).
package enum TrainingPurpose: String, Choice {
    case onboarding, coaching

    package var chinese: String {
        switch self {
        case .onboarding: "入职培训"
        case .coaching: "辅导提升"
        }
    }
}
