// The training of whoever was hired: all four topics, each by its day (P3.1.3).

import Identity
import JSON
import Kernel

enum Onboarding {
    /// Enrols somebody in every onboarding course. Throws `topic_without_course` where one of the topics has none.
    static func enrol(_ user: ID<User>, from firstDay: Day, in context: RuleContext) throws {
        let courses = try context.all(Course.self, where: "purpose = 'onboarding' AND active = 1 AND archived_at IS NULL")
        let missing = TrainingTopic.allCases.filter { topic in !courses.contains { $0.topic == topic } }
        guard missing.isEmpty else {
            throw Failure(
                .topicWithoutCourse,
                [
                    "topics": missing.map(\.rawValue).joined(separator: ", "), "topics_zh": missing.map(\.chinese).joined(separator: "、"),
                ])
        }
        for course in courses {
            var enrolment = Record(new: Enrolment.self)
            enrolment.course = course.id
            enrolment.user = user
            enrolment.dueOn = dueDay(from: firstDay, context)
            try context.insert(&enrolment)
        }
    }

    /// The day by which somebody who begins on a day has been taught.
    static func dueDay(from firstDay: Day, _ reader: RuleReader) -> Day {
        firstDay.adding(days: Int(clamping: reader.settings(TeamSettings.self).onboardingDays))
    }
}

extension PeriodicJob {
    /// Tells once of each enrolment whose day has passed.
    static let onboardingDays = PeriodicJob("onboarding-days", every: 600, rules: tellOfLateCourses)

    @Sendable private static func tellOfLateCourses(_ context: RuleContext) throws -> Bool {
        let sql = """
            SELECT e.id FROM enrolments e JOIN users u ON u.id = e.user_id
            WHERE e.status = 'open' AND e.overdue = 0 AND e.due_on < ? AND e.archived_at IS NULL AND u.active = 1
            ORDER BY e.id LIMIT \(mostOverdueInSlice)
            """
        let late = try context.rows(sql, [context.today.stored]).compactMap { ID<Enrolment>(stored: $0[0]) }
        for id in late {
            var enrolment = try context.require(Enrolment.self, id)
            enrolment.overdue = true
            try context.save(
                &enrolment, action: "overdue",
                facts: [
                    "user_id": .integer(enrolment.user.integer), "topic": .string(enrolment.topic.rawValue),
                    "due_on": .string(enrolment.dueOn.description),
                    "trainer_id": enrolment.trainer.map { .integer($0.integer) } ?? .null,
                ])
        }
        return late.count == mostOverdueInSlice
    }

    private static let mostOverdueInSlice = 20
}
