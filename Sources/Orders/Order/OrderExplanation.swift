// Why an order stands where it stands: why it is on hold, which reviews are open, and why these.

import CRM
import Identity
import JSON
package import Kernel

extension Order: ExplainedInWriting {
    package static func explain(_ order: Record<Order>, in context: RuleContext) throws -> [Explanation] {
        var reasons: [Explanation] = []
        if let reason = order.holdReason { reasons.append(try hold(order, reason, context)) }
        reasons += try order.reviews.filter(\.isOpen).map { try openReview($0, of: order, context) }
        if order.status == .draft, let rejected = order.reviews.last(where: { $0.verdict == .rejected }),
            rejected.round == order.reviews.last?.round
        {
            reasons.append(rejection(rejected))
        }
        return reasons
    }

    // MARK: On hold

    /// The figures behind a hold are told to those who may read the customer's credit, and that is noted first; others get the reason's code.
    private static func hold(_ order: Record<Order>, _ reason: HoldReason, _ context: RuleContext) throws -> Explanation {
        let facts = reason == .byHand ? [:] : try creditFacts(of: order, context)
        let (english, chinese) = sentence(reason)
        return Explanation(about: "hold_reason", code: reason.rawValue, english, chinese, facts: facts)
    }

    /// The figures of the credit check; none for who may not read the customer's credit.
    static func creditFacts(of order: Record<Order>, _ context: RuleContext) throws -> JSONObject {
        guard try Credit.isReadable(of: order.customer, in: context) else { return [:] }
        try Credit.noteReading(of: order.customer, in: context)
        return try figures(CreditCheck(order, in: context), in: context.registry.companyCurrency)
    }

    static func sentence(_ reason: HoldReason) -> (String, String) {
        switch reason {
        case .byHand: ("Finance or the manager has put it on hold.", "由财务或上级人工挂起。")
        case .overLimit: ("The customer's exposure would go beyond the credit limit.", "客户信用占用将超过信用额度。")
        case .poorRating: ("The customer's rating demands a prepayment or a guarantee.", "客户信用等级要求预付款或担保。")
        case .prepaymentOpen: ("The prepayment has not come yet.", "预付款尚未到账。")
        }
    }

    private static func figures(_ check: CreditCheck, in currency: String) throws -> JSONObject {
        let decimals = Currency.decimals(of: currency) ?? 2
        func text(_ amount: Money) -> JSONValue {
            .string(DecimalText.write(amount.minorUnits, scale: decimals, shownPlaces: decimals))
        }
        return [
            "currency": .string(currency), "limit": text(check.credit.limit), "exposure": text(check.exposure),
            "rating": check.credit.rating.map { .string($0.rawValue) } ?? .null,
            "papers": .array(
                check.others.map { paper in
                    ["kind": .string(paper.kind), "id": .integer(paper.id), "number": .string(paper.number), "amount": text(paper.amount)]
                }),
        ]
    }

    // MARK: Reviews

    private static func openReview(_ review: Record<OrderReview>, of order: Record<Order>, _ context: RuleContext) throws -> Explanation {
        let isForContract = review.department == .sales && order.noContractReason != nil
        let reviewers = try Reviewers.of(review.department, order, in: context)
        let waitsFor = try reviewers.map { id -> JSONValue in
            ["user_id": .integer(id), "name": .string(try context.find(User.self, ID(id))?.displayName ?? "")]
        }
        let facts: JSONObject = [
            "department": .string(review.department.rawValue), "due_at": moment(review.dueAt),
            "is_overdue": .bool(review.dueAt.map { $0 < context.now } ?? false), "reminded_at": moment(review.remindedAt),
            "escalated_at": moment(review.escalatedAt), "waits_for": .array(waitsFor),
        ]
        let (word, chineseWord) = (review.department.rawValue, review.department.chinese)
        guard isForContract else {
            return Explanation(
                about: "reviews", code: "reviews_every_order", "Waits for \(word), which reviews every order.",
                "等待\(chineseWord)评审：该部门评审每个订单。", facts: facts)
        }
        return Explanation(
            about: "reviews", code: "reviews_without_contract",
            "Waits for \(word), because there is no signed contract: \(order.noContractReason ?? "")",
            "等待\(chineseWord)评审：没有已签合同，原因：\(order.noContractReason ?? "")", facts: facts)
    }

    private static func rejection(_ review: Record<OrderReview>) -> Explanation {
        let facts: JSONObject = [
            "department": .string(review.department.rawValue), "decided_at": moment(review.decidedAt),
            "comment": review.comment.map { .string($0) } ?? .null,
        ]
        return Explanation(
            about: "status", code: "rejected", "A draft again, because \(review.department.rawValue) has rejected it.",
            "\(review.department.chinese)评审驳回，订单退回草稿。", facts: facts)
    }

    private static func moment(_ instant: Instant?) -> JSONValue {
        instant.map { .string($0.description) } ?? .null
    }
}
