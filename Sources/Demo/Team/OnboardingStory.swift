// What whoever was hired is taught in the first weeks, and how it ends (P3.1.3).

import JSON
import Kernel
import Team

/// The training of one new person: most pass at once; one fails and passes later, one is excused, and that of the newest is under way.
struct OnboardingStory: Sendable {
    let time: TimeOfStory
    let person: Person

    /// Continues the agenda after the hire.
    func teach(on agenda: inout Agenda, _ dice: inout Dice) {
        switch person.username {
        case "kevin":
            complete(.company, after: 12, score: dice.roll(75...95), on: &agenda)
            complete(.product, after: 3, score: 52, on: &agenda)
            complete(.culture, after: 2, score: dice.roll(80...95), on: &agenda)
            agenda.add(0, time.user("hr1")) { try enrolAgain(in: .product, $0) }
            complete(.selling, after: 4, score: dice.roll(75...90), on: &agenda)
            complete(.product, after: 3, score: 81, on: &agenda)
        case "vivian":
            complete(.company, after: 12, score: dice.roll(80...95), on: &agenda)
            // Andrew has hired her, so somebody else excuses her.
            agenda.add(2, time.user("executive")) { rules in
                try rules.take("excuse", lesson(.selling, rules), ["reason": "曾任销售培训讲师三年。Has taught selling herself for three years."])
            }
            complete(.culture, after: 2, score: dice.roll(80...95), on: &agenda)
            complete(.product, after: 4, score: dice.roll(80...95), on: &agenda)
        case "jason":
            complete(.company, after: 11, score: dice.roll(75...95), on: &agenda)
            complete(.culture, after: 3, score: dice.roll(75...95), on: &agenda)
            agenda.add(2, time.user("hr1")) { try extend(.selling, $0) }
        case "emily": break
        default:
            complete(.company, after: 11, score: dice.roll(75...95), on: &agenda)
            complete(.culture, after: 3, score: dice.roll(75...95), on: &agenda)
            complete(.product, after: 4, score: dice.roll(75...95), on: &agenda)
            complete(.selling, after: 4, score: dice.roll(75...95), on: &agenda)
        }
    }

    private func complete(_ topic: TrainingTopic, after gap: Int, score: Int, on agenda: inout Agenda) {
        let trainers: [TrainingTopic: String] = [.company: "hr1", .product: "product", .selling: "steven", .culture: "hr2"]
        let form: JSONObject = ["result": score < 60 ? "fail" : "pass", "score": .integer(Int64(score))]
        agenda.add(gap, time.user(trainers[topic] ?? "hr1")) { rules in try rules.take("complete", lesson(topic, rules), form) }
    }

    private func lesson(_ topic: TrainingTopic, _ rules: RuleContext) throws -> ID<Enrolment> {
        let open = try rules.all(
            Enrolment.self, where: "user_id = ? AND topic = ? AND status = 'open'", person.id.stored, topic.rawValue.stored)
        guard let enrolment = open.first else { throw DemoFault(text: "\(person.username) has no training about \(topic)") }
        return enrolment.id
    }

    private func enrolAgain(in topic: TrainingTopic, _ rules: RuleContext) throws {
        let failed = try rules.all(
            Enrolment.self, where: "user_id = ? AND topic = ? AND status = 'failed'", person.id.stored, topic.rawValue.stored)
        guard let course = failed.first?.course else { throw DemoFault(text: "\(person.username) has failed nothing") }
        _ = try rules.create(Enrolment.self, ["course_id": .integer(course.integer), "user_id": .integer(person.id)])
    }

    /// The trainer travels: there is more time.
    private func extend(_ topic: TrainingTopic, _ rules: RuleContext) throws {
        let enrolment = try lesson(topic, rules)
        let day = try rules.require(Enrolment.self, enrolment).dueOn.adding(days: 30)
        _ = try rules.change(Enrolment.self, enrolment, ["due_on": .string(day.description)])
    }
}
