// How an enrolment ends: by the trainer's or a sales manager's word, never by the learner's (P3.1.3). An executive excuses, too, whom no
// other manager sees.

import Identity
package import Kernel

/// How a course ended for somebody.
enum TrainingResult: String, Choice {
    case pass, fail

    var chinese: String {
        switch self {
        case .pass: "通过"
        case .fail: "未通过"
        }
    }
}

final class CompleteCourse: Form {
    let result = choice(TrainingResult.self, "Result", "结果")
    /// Points out of a hundred.
    let score = integer("Score", "得分", 0...100).optional()
}

extension Enrolment {
    /// Passed, failed, or excused (P3.1.3).
    package static let steps: [Step<Enrolment>] = [
        Step(
            "complete", "Complete", "完成", from: .open, to: [.completed, .failed], by: .assignee, .role(.salesManager), clause: "P3.1.3",
            input: CompleteCourse.self
        ) { enrolment, form, context in
            try enrolment.end(in: context)
            enrolment.status = form.result == .pass ? .completed : .failed
            enrolment.score = form.score
        },
        Step(
            "excuse", "Excuse", "免修", from: .open, to: [.excused], by: .role(.salesManager), .role(.executive), decision: true,
            clause: "P3.1.3", input: Reason.self
        ) { enrolment, form, context in
            try enrolment.end(in: context)
            enrolment.excuseReason = form.reason
        },
    ]
}

extension Record where D == Enrolment {
    /// Throws `own_enrolment`: nobody passes or excuses himself or herself, or whom he or she stands in for.
    fileprivate mutating func end(in context: RuleContext) throws {
        guard !context.caller.actsFor(self.user.integer) else { throw Failure(.ownEnrolment) }
        self.endedAt = context.now
        self.endedBy = context.caller.userID.map { ID($0) }
        self.overdue = false
    }
}
