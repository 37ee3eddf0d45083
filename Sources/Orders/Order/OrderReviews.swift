// The departments' reviews of an order: all at once, each once a round, only by its own department (P2.5.2).

import CRM
import Identity
import Kernel

final class ApproveOrder: Form {
    let comment = paragraphs("Comment", "意见", max: 2000).optional()
}

extension Order {
    /// Approve and reject of one department.
    static func reviewSteps(_ department: ReviewDepartment) -> [Step<Order>] {
        [approval(by: department), rejection(by: department)]
    }

    private static func actor(for department: ReviewDepartment) -> Actor {
        switch department {
        case .finance: .finance
        case .logistics: .logistics
        case .sales: .manager
        }
    }

    private static func deadline(of department: ReviewDepartment) -> Deadline {
        Deadline(OrderSettings.self) { $0.reviewHours(of: department) }
    }

    private static func approval(by department: ReviewDepartment) -> Step<Order> {
        let path = "reviews/\(department.rawValue)/approve"
        let (english, chinese) = ("Approve: \(department.rawValue)", "评审通过：\(department.chinese)")
        guard department == .logistics else {
            return Step(
                path, english, chinese, from: .inReview, .onHold, to: [.inReview, .onHold, .approved], by: actor(for: department),
                decision: true,
                clause: "P2.5.2", within: deadline(of: department), input: ApproveOrder.self, when: .heldOnly(from: .inReview)
            ) { order, form, context in try approve(&order, by: department, form.comment, context) }
        }
        return Step(
            path, english, chinese, from: .inReview, .onHold, to: [.inReview, .onHold, .approved], by: actor(for: department),
            decision: true,
            clause: "P2.5.2", within: deadline(of: department), input: ApproveDelivery.self, when: .heldOnly(from: .inReview)
        ) { order, form, context in
            try promise(PromisedDays(all: form.promisedOn, days: form.promised), of: &order, context)
            try approve(&order, by: department, form.comment, context)
        }
    }

    private static func rejection(by department: ReviewDepartment) -> Step<Order> {
        Step(
            "reviews/\(department.rawValue)/reject", "Reject: \(department.rawValue)", "评审驳回：\(department.chinese)", from: .inReview,
            .onHold,
            to: [.draft], by: actor(for: department), decision: true, clause: "P2.5.2", within: deadline(of: department),
            input: Comment.self,
            when: .heldOnly(from: .inReview)
        ) { order, form, context in
            try decide(.rejected, on: &order, by: department, form.comment, context)
            order.voidReviews()
        }
    }

    /// The last approval approves the order, where no hold stands.
    private static func approve(_ order: inout Record<Order>, by department: ReviewDepartment, _ comment: String?, _ context: RuleContext)
        throws
    {
        try decide(.approved, on: &order, by: department, comment, context)
        if order.status == .inReview, order.isReviewed { order.status = .approved }
    }

    private static func decide(
        _ verdict: Verdict, on order: inout Record<Order>, by department: ReviewDepartment, _ comment: String?, _ context: RuleContext
    ) throws {
        var reviews = order.reviews
        guard let index = reviews.firstIndex(where: { $0.department == department && !$0.isVoid }) else {
            throw Failure(.notAsked, ["department": department.rawValue])
        }
        guard reviews[index].verdict == .pending else { throw Failure(.alreadyReviewed, ["department": department.rawValue]) }
        reviews[index].verdict = verdict
        reviews[index].reviewer = context.caller.userID.map { ID($0) }
        reviews[index].decidedAt = context.now
        reviews[index].comment = comment
        order.reviews = reviews
        order.noteReviewDue()
    }
}

extension Record where D == Order {
    /// Whether every department that was asked has approved.
    var isReviewed: Bool {
        let current = self.reviews.filter { !$0.isVoid }
        return !current.isEmpty && current.allSatisfy { $0.verdict == .approved }
    }

    /// Asks the departments, in a new round. Throws `calendar_without_work`.
    mutating func openReviews(by departments: [ReviewDepartment], in context: RuleContext) throws {
        let round = (self.reviews.map(\.round).max() ?? 0) + 1
        let calendar = try context.workingCalendar()
        self.reviews += try departments.map { department in
            var review = Record<OrderReview>(new: OrderReview.self)
            review.department = department
            review.round = round
            try review.setDeadlines(by: calendar, in: context)
            return review
        }
        noteReviewDue()
    }

    /// Keeps the earliest due time among the open reviews beside the order, where lists find it.
    mutating func noteReviewDue() {
        self.reviewDueAt = self.reviews.filter(\.isOpen).compactMap(\.dueAt).min()
    }

    /// What was reviewed no longer counts, nor what was promised or released; the verdicts stay readable.
    mutating func voidReviews() {
        self.lines = self.lines.map { line in
            var line = line
            line.promisedOn = nil
            line.firstPromisedOn = nil
            return line
        }
        self.reviews = self.reviews.map { review in
            var review = review
            review.isVoid = true
            return review
        }
        noteReviewDue()
        self.heldFrom = nil
        self.holdReason = nil
        self.holdComment = nil
        self.releasedExposure = nil
    }
}
