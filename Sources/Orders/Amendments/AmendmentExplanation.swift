// Why an amendment stands where it stands: what would refuse its next step, by which clause, and for whom it waits (P2.5.3, P4.2.2).

import CRM
import JSON
package import Kernel

extension OrderAmendment: ExplainedInWriting {
    /// What would refuse it now, and which reviews are open.
    package static func explain(_ amendment: Record<OrderAmendment>, in context: RuleContext) throws -> [Explanation] {
        switch amendment.status {
        case .draft, .approved: try refusals(of: amendment, context)
        case .inReview:
            try amendment.reviews.filter { $0.verdict == .pending }.map { waits(for: $0, context) } + refusals(of: amendment, context)
        case .rejected: amendment.reviews.filter { $0.verdict == .rejected }.map(rejection)
        case .applied, .withdrawn: []
        }
    }

    // MARK: What the rules say now

    /// As its next step would be refused now, and that the order would then be on hold.
    private static func refusals(of amendment: Record<OrderAmendment>, _ context: RuleContext) throws -> [Explanation] {
        do {
            let amended = try orderAsAmended(amendment, context)
            return try hold(of: amended, by: amendment, context)
        } catch let failure as Failure {
            return Explanation.all(of: failure, about: "order_id", clause: "P2.5.3")
        }
    }

    private static func orderAsAmended(_ amendment: Record<OrderAmendment>, _ context: RuleContext) throws -> Record<Order> {
        var amendment = amendment
        guard !amendment.changes.isEmpty else { throw Failure.invalid(.amendmentWithoutChanges, at: "/changes") }
        let order = try context.require(Order.self, amendment.order)
        try requireAmendable(order)
        if amendment.status != .draft { try requireReviewed(amendment, order) }
        return try amendment.take(order, in: context)
    }

    /// The figures are told to those who may read the customer's credit, and that is noted first.
    private static func hold(of order: Record<Order>, by amendment: Record<OrderAmendment>, _ context: RuleContext) throws -> [Explanation]
    {
        let asked = try amendment.departments(of: context.require(Order.self, amendment.order))
        guard asked.contains(.finance), let reason = try CreditCheck(order, in: context).reason else { return [] }
        var facts = try Order.creditFacts(of: order, context)
        facts["clause"] = "P4.2.2"
        let (english, chinese) = Order.sentence(reason)
        return [
            Explanation(
                about: "order_id", code: reason.rawValue, "The order would go on hold: \(english)", "执行后订单将被挂起：\(chinese)", facts: facts)
        ]
    }

    // MARK: Reviews

    private static func waits(for review: Record<AmendmentReview>, _ context: RuleContext) -> Explanation {
        let facts: JSONObject = [
            "department": .string(review.department.rawValue), "due_at": review.dueAt.map { .string($0.description) } ?? .null,
            "is_overdue": .bool(review.dueAt.map { $0 < context.now } ?? false), "clause": "P2.5.3",
        ]
        return Explanation(
            about: "reviews", code: "reviews_amendment", "Waits for \(review.department.rawValue), whom its changes concern.",
            "等待\(review.department.chinese)评审：变更内容涉及该部门。", facts: facts)
    }

    private static func rejection(_ review: Record<AmendmentReview>) -> Explanation {
        let facts: JSONObject = [
            "department": .string(review.department.rawValue), "comment": review.comment.map { .string($0) } ?? .null, "clause": "P2.5.3",
        ]
        return Explanation(
            about: "status", code: "rejected", "\(review.department.rawValue) has rejected it.", "\(review.department.chinese)评审驳回。",
            facts: facts)
    }
}
