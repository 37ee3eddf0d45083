// The steps of an amendment: the departments that it concerns agree, then it is carried out in one go (states.md, P2.5.3).

import CRM
import Identity
import JSON
package import Kernel

final class ApproveAmendment: Form {
    let comment = paragraphs("Comment", "意见", max: 2000).optional()
}

extension OrderAmendment {
    /// From the draft to what it has made of the order.
    package static let steps: [Step<OrderAmendment>] =
        [
            Step("submit", "Submit", "提交", from: .draft, to: [.inReview], by: .owner, clause: "P2.5.3", effect: submit),
            Step("apply", "Apply", "执行变更", from: .approved, to: [.applied], by: .owner, clause: "P2.5.3", effect: apply),
            Step("withdraw", "Withdraw", "撤回", from: .draft, .inReview, .approved, to: [.withdrawn], by: .owner, clause: "P2.5.3"),
        ] + ReviewDepartment.allCases.flatMap(reviewSteps)

    private static func reviewSteps(_ department: ReviewDepartment) -> [Step<OrderAmendment>] {
        let (word, chinese) = (department.rawValue, department.chinese)
        let deadline = Deadline(OrderSettings.self) { $0.reviewHours(of: department) }
        return [
            Step(
                "reviews/\(word)/approve", "Approve: \(word)", "评审通过：\(chinese)", from: .inReview, to: [.inReview, .approved],
                by: Order.actor(for: department), decision: true, clause: "P2.5.3", within: deadline, input: ApproveAmendment.self
            ) { amendment, form, context in
                try decide(.approved, on: &amendment, by: department, form.comment, context)
                guard amendment.reviews.allSatisfy({ $0.verdict == .approved }) else { return }
                amendment.status = .approved
                amendment.approvedAt = context.now
            },
            Step(
                "reviews/\(word)/reject", "Reject: \(word)", "评审驳回：\(chinese)", from: .inReview, to: [.rejected],
                by: Order.actor(for: department), decision: true, clause: "P2.5.3", within: deadline, input: Comment.self
            ) { amendment, form, context in try decide(.rejected, on: &amendment, by: department, form.comment, context) },
        ]
    }

    // MARK: Effects

    /// Freezes what is and what is to be, and asks the departments that it concerns.
    private static func submit(_ amendment: inout Record<OrderAmendment>, _ context: RuleContext) throws {
        guard !amendment.changes.isEmpty else { throw Failure(.amendmentWithoutChanges) }
        let order = try context.require(Order.self, amendment.order)
        try requireAmendable(order)
        _ = try amendment.take(order, in: context)
        let calendar = try context.workingCalendar()
        amendment.reviews = try amendment.departments(of: order).map { department in
            var review = Record<AmendmentReview>(new: AmendmentReview.self)
            review.department = department
            let times = try ReviewTimes(of: department, by: calendar, in: context)
            review.dueAt = times.dueAt
            review.remindAt = times.remindAt
            review.escalateAt = times.escalateAt
            return review
        }
        amendment.submittedAt = context.now
    }

    private static func decide(
        _ verdict: Verdict, on amendment: inout Record<OrderAmendment>, by department: ReviewDepartment, _ comment: String?,
        _ context: RuleContext
    ) throws {
        var reviews = amendment.reviews
        guard let index = reviews.firstIndex(where: { $0.department == department }) else {
            throw Failure(.amendmentNotAsked, ["department": department.rawValue])
        }
        guard reviews[index].verdict == .pending else { throw Failure(.alreadyReviewed, ["department": department.rawValue]) }
        reviews[index].verdict = verdict
        reviews[index].reviewer = context.caller.userID.map { ID($0) }
        reviews[index].decidedAt = context.now
        reviews[index].comment = comment
        amendment.reviews = reviews
    }

    /// Changes the order, where it is still the one that was reviewed: the version before is kept, and the credit is checked again where
    /// more or other money is at stake.
    private static func apply(_ amendment: inout Record<OrderAmendment>, _ context: RuleContext) throws {
        let order = try context.require(Order.self, amendment.order)
        try requireAmendable(order)
        try requireReviewed(amendment, order)
        var amended = try amendment.take(order, in: context)
        try OrderRevisions.keep(order, replacedBy: amendment.id, in: context)
        amended.revision = order.revision + 1
        try Order.fulfil(&amended, context)
        try context.ask(ReceivablesQuestions.self).countInvoices(&amended, context)
        if amendment.reviews.contains(where: { $0.department == .finance }) { try Order.holdWhereCreditFails(&amended, in: context) }
        let facts: JSONObject = [
            "amendment_id": .integer(amendment.id.integer), "revision": .integer(amended.revision),
            "owner_id": .integer(order.owner.integer),
        ]
        try context.save(&amended, action: "amended", facts: facts)
        amendment.revision = amended.revision
        amendment.appliedAt = context.now
    }

    /// Who reviewed it saw the order as it is now. Throws `amended_meanwhile`.
    static func requireReviewed(_ amendment: Record<OrderAmendment>, _ order: Record<Order>) throws {
        guard order.revision != amendment.baseRevision else { return }
        throw Failure(.amendedMeanwhile, ["revision": String(order.revision), "base": String(amendment.baseRevision)])
    }
}
