// The courses that the server brings get content and somebody who teaches, and two are added for who is to do better (P3.1.3, P3.2.3).

import JSON
import Kernel
import Team

/// What personnel prepares in the first week.
struct TrainingStory: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        let hr = time.user("hr1")
        let day = time.firstDay.adding(days: 3)
        let topics = Lesson.all.enumerated().map { place, lesson in
            let trainer = time.staff.id(lesson.trainer)
            return time.act(day, 10, place * 4, by: hr) { rules in
                let courses = try rules.all(Team.Course.self, where: "topic = ? AND purpose = 'onboarding'", lesson.topic.rawValue.stored)
                guard let course = courses.first else { throw DemoFault(text: "no course teaches \(lesson.topic)") }
                _ = try rules.change(
                    Team.Course.self, course.id, ["trainer_id": .integer(trainer), "description": .string(lesson.content)])
            }
        }
        let coaching = Lesson.coaching.enumerated().map { place, lesson in
            let trainer = time.staff.id(lesson.trainer)
            return time.act(day, 10, 30 + place * 4, by: hr) { rules in
                _ = try rules.create(
                    Team.Course.self,
                    [
                        "name": .string(lesson.name), "name_chinese": .string(lesson.nameChinese),
                        "topic": .string(lesson.topic.rawValue), "purpose": "coaching", "trainer_id": .integer(trainer),
                        "description": .string(lesson.content),
                    ])
            }
        }
        return topics + coaching
    }
}

/// What a course teaches, and who teaches it.
private struct Lesson: Sendable {
    let topic: TrainingTopic
    let trainer: String
    var name = ""
    var nameChinese = ""
    let content: String

    static let all = [
        Lesson(topic: .company, trainer: "hr1", content: "公司历史、组织架构与业务流程。History, departments, and the way of an order."),
        Lesson(
            topic: .product, trainer: "product", content: "八大品类、保质期与储存条件、按单生产的产品。The eight categories, storage, and what is made to order."),
        Lesson(topic: .selling, trainer: "steven", content: "需求分析、报价权限与合同模板。Needs, authority to grant discounts, templates of contracts."),
        Lesson(topic: .culture, trainer: "hr2", content: "客户至上、诚信与合规。How we treat customers and one another; compliance."),
    ]

    static let coaching = [
        Lesson(
            topic: .selling, trainer: "steven", name: "Negotiating prices", nameChinese: "价格谈判辅导",
            content: "四次一对一辅导：准备、开价、让步、成交。Four sessions with the own offers of the last quarter."),
        Lesson(
            topic: .selling, trainer: "andrew", name: "Winning new customers", nameChinese: "新客户开发辅导",
            content: "线索筛选、首次拜访与跟进节奏。Choosing leads, the first visit, and when to call again."),
    ]
}
