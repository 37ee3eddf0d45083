// The steps of an outcome, row by row as the process has them (P3.2.3).

import Identity
package import Kernel
import SQLite
import Team

final class DecideOutcome: Form {
    let comment = paragraphs("Comment", "意见", max: 2000)
    /// What it is: a bonus, a transfer.
    let measure = choice(OutcomeMeasure.self, "Measure", "措施").optional()
    /// Of coaching: another course than the one proposed.
    let course = reference(Course.self, "Course", "课程").optional()
}

final class DecideOutcomeAppeal: Form {
    let decision = choice(OutcomeAppealDecision.self, "Decision", "结论")
    let reason = text("Reason", "理由", max: 500)
}

extension Outcome {
    /// Rewards and coaching are the manager's to decide, penalties an executive's.
    package static let steps: [Step<Outcome>] = [
        Step(
            "decide", "Decide", "决定", from: .proposed, to: [.decided], by: .manager, decision: true, clause: "P3.2.3",
            input: DecideOutcome.self, when: .isPenalty(false), effect: decide),
        Step(
            "decide", "Decide", "决定", from: .proposed, to: [.decided], by: .role(.executive), decision: true, clause: "P3.2.3",
            input: DecideOutcome.self, when: .isPenalty(true), effect: decide),
        Step(
            "waive", "Waive", "免除", from: .proposed, to: [.waived], by: .manager, decision: true, clause: "P3.2.3", input: Reason.self,
            when: .isPenalty(false), effect: waive),
        Step(
            "waive", "Waive", "免除", from: .proposed, to: [.waived], by: .role(.executive), decision: true, clause: "P3.2.3",
            input: Reason.self, when: .isPenalty(true), effect: waive),
        Step("appeal", "Appeal", "申诉", from: .decided, to: [.appealed], by: .owner, clause: "P3.2.3", input: Reason.self) {
            outcome, form, context in
            guard context.caller.userID == outcome.user.integer else { throw Failure(.personAlone) }
            guard outcome.appealDecision == nil else { throw Failure(.appealDecided) }
            outcome.appealedAt = context.now
            outcome.appealReason = form.reason
        },
        Step(
            "decide-appeal", "Decide the appeal", "处理申诉", from: .appealed, to: [.decided, .waived], by: .role(.executive), decision: true,
            clause: "P3.2.3", input: DecideOutcomeAppeal.self, after: { [$0.decidedBy?.integer].compactMap(\.self) }
        ) { outcome, form, context in
            try outcome.requireOthers(in: context)
            outcome.appealDecision = form.decision
            outcome.appealDecisionReason = form.reason
            outcome.appealDecidedBy = context.caller.userID.map { ID($0) }
            outcome.status = form.decision == .kept ? .decided : .waived
        },
    ]

    private static func decide(_ outcome: inout Record<Outcome>, _ form: Record<DecideOutcome>, _ context: RuleContext) throws {
        try outcome.requireOthers(in: context)
        if let measure = form.measure, measure.kind != outcome.kind {
            throw Failure.invalid(.measureOfOtherKind, at: "/measure", ["kind": outcome.kind.rawValue, "kind_zh": outcome.kind.chinese])
        }
        guard form.course == nil || outcome.kind == .coaching else { throw Failure.invalid(.courseOfCoachingAlone, at: "/course_id") }
        outcome.comment = form.comment
        outcome.measure = form.measure ?? (outcome.kind == .coaching ? .training : nil)
        outcome.decidedAt = context.now
        outcome.decidedBy = context.caller.userID.map { ID($0) }
        outcome.shownTo = outcome.user
        if outcome.kind == .coaching { try enrol(&outcome, in: form.course ?? outcome.course, context) }
    }

    /// The course begins with the decision; whoever takes it already goes on with that.
    private static func enrol(_ outcome: inout Record<Outcome>, in course: ID<Course>?, _ context: RuleContext) throws {
        guard let course else { throw Failure.invalid(.coachingCourseRequired, at: "/course_id") }
        guard try context.require(Course.self, course).purpose == .coaching else {
            throw Failure.invalid(.coachingCourseRequired, at: "/course_id")
        }
        outcome.course = course
        let open = try context.integer(
            "SELECT id FROM enrolments WHERE user_id = ? AND course_id = ? AND status = 'open' AND archived_at IS NULL",
            outcome.user.stored, course.stored)
        if let open {
            outcome.enrolment = ID(open)
            return
        }
        var enrolment = Record(new: Enrolment.self)
        enrolment.course = course
        enrolment.user = outcome.user
        try context.insert(&enrolment)
        outcome.enrolment = enrolment.id
    }

    private static func waive(_ outcome: inout Record<Outcome>, _ form: Record<Reason>, _ context: RuleContext) throws {
        try outcome.requireOthers(in: context)
        outcome.waiveReason = form.reason
        outcome.decidedAt = context.now
        outcome.decidedBy = context.caller.userID.map { ID($0) }
    }
}

extension StepCondition where R == Outcome {
    /// Who decides depends on the kind.
    fileprivate static func isPenalty(_ isPenalty: Bool) -> StepCondition {
        StepCondition { ($0.kind == .penalty) == isPenalty }
    }
}

extension Record where D == Outcome {
    /// Throws `own_review`.
    fileprivate func requireOthers(in context: RuleContext) throws {
        guard !context.caller.actsFor(self.user.integer) else { throw Failure(.ownReview) }
    }
}
