// A change of a confirmed order, as a paper: what changes, who has to agree, and what became of it (P2.5.3).

package import CRM
package import Catalog
package import Identity
package import Kernel

/// What is to change of an order after its confirmation.
package final class OrderAmendment: Resource {
    package typealias Status = AmendmentStatus
    package static let schema = Schema<OrderAmendment>("order-amendments", one: "order_amendment", "Order amendment", "订单变更")

    package let number = Kernel.number("OA")
    package let order = reference(Order.self, "Order", "订单").concerned().fixed()
    /// The order's own: who answers for it submits and applies.
    package let owner = reference(User.self, "Owner", "负责人").computed().scoped(among: .sales).handedOver()
    package let reason = text("Reason", "变更原因", max: 500)
    package let status = state(AmendmentStatus.self, initial: .draft, editable: [.draft])
    package let currency = Kernel.currency().computed()
    package let netBefore = amount("Net before", "变更前不含税金额").computed().seen(in: .prices)
    package let netAfter = amount("Net after", "变更后不含税金额").computed().seen(in: .prices)
    package let grossBefore = amount("Gross before", "变更前含税金额").computed().seen(in: .prices)
    package let grossAfter = amount("Gross after", "变更后含税金额").computed().seen(in: .prices)
    /// The order's revision that it changes.
    package let baseRevision = integer("Revision that it changes", "所变更的订单版本", 1...1_000_000).computed()
    /// The one that it has made.
    package let revision = integer("Revision that it made", "变更后的订单版本", 1...1_000_000).computed().optional()
    package let submittedAt = instant("Submitted at", "提交时间").computed().optional()
    package let approvedAt = instant("Approved at", "批准时间").computed().optional()
    package let appliedAt = instant("Applied at", "生效时间").computed().optional()
    package let externalID = Kernel.externalID()
    package let changes = children(OrderChange.self, "Changes", "变更内容", 0...100)
    package let reviews = computedChildren(AmendmentReview.self, "Reviews", "评审")

    package init() {}

    package static let furtherEvents = ["review_reminded", "review_escalated"]

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.salesRep], .all, rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.finance], .read),
            // As of orders: no drafts, nor what was withdrawn as one.
            Grant([.logistics], .read, rows: .matching("t.submitted_at IS NOT NULL")),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Amendments whose review by a department is open.
    package static let filters = [
        NamedFilter(
            "review_open", "Waits for a department's review", "等待部门评审", values: ReviewDepartment.allCases.map(\.rawValue),
            condition: """
                t.status = 'in_review' AND t.id IN (
                    SELECT order_amendment_id FROM order_amendment_reviews WHERE verdict = 'pending' AND department = ?)
                """)
    ]
}

/// One thing that changes: as it was, and as it is to be.
package final class OrderChange: Item {
    package static let schema = Schema<OrderChange>(
        table: "order_changes", one: "amendment_change", parent: "order_amendment_id", "Change", "变更内容")

    package let kind = choice(ChangeKind.self, "Kind", "类别")
    /// Of a quantity; of a date where it is one line's.
    package let orderLine = reference(OrderLine.self, "Order line", "订单行").optional()
    package let lineKind = choice(LineKind.self, "Kind of the new line", "新增行类型").optional()
    package let product = reference(Product.self, "Product", "产品").optional()
    package let contractLine = reference(ContractLine.self, "Contract line", "合同行").optional()
    package let quantity = Kernel.quantity("New quantity", "变更后数量").optional()
    package let unitPrice = Kernel.unitPrice("Unit price", "单价").filled(from: "product_id").seen(in: .prices).optional()
    package let discount = fraction("Discount", "折扣").seen(in: .prices).optional()
    package let taxRate = fraction("Tax rate", "税率").filled(from: "product_id").optional()
    package let note = text("Note", "说明", max: 500).optional()
    package let wantedOn = day("Wanted on", "变更后要求日期").optional()
    package let shipTo = paragraphs("Ship to", "变更后收货地址", max: 1000).optional()
    package let paymentTermsDays = integer("Payment terms, days", "变更后账期（天）", 0...720).optional()
    package let paymentMethod = choice(PaymentMethod.self, "Payment method", "变更后付款方式").optional()
    package let prepayment = fraction("Prepayment, part of gross", "变更后预付款比例").optional()
    package let formerQuantity = Kernel.quantity("Quantity before", "变更前数量").computed().optional()
    package let formerWantedOn = day("Wanted on before", "变更前要求日期").computed().optional()
    package let formerShipTo = paragraphs("Ship to before", "变更前收货地址", max: 1000).computed().optional()
    package let formerPaymentTermsDays = integer("Payment terms before, days", "变更前账期（天）", 0...720).computed().optional()
    package let formerPaymentMethod = choice(PaymentMethod.self, "Payment method before", "变更前付款方式").computed().optional()
    package let formerPrepayment = fraction("Prepayment before", "变更前预付款比例").computed().optional()

    package init() {}
}

/// One department's review of an amendment.
package final class AmendmentReview: Item {
    package static let schema = Schema<AmendmentReview>(
        table: "order_amendment_reviews", one: "order_amendment_review", parent: "order_amendment_id", "Review", "评审")

    package let department = choice(ReviewDepartment.self, "Department", "部门").computed()
    package let verdict = choice(Verdict.self, "Verdict", "结论").byDefault(.pending).computed()
    package let reviewer = reference(User.self, "Reviewer", "评审人").computed().optional()
    package let dueAt = instant("Due at", "截止时间").computed().optional()
    package let decidedAt = instant("Decided at", "评审时间").computed().optional()
    package let comment = paragraphs("Comment", "意见", max: 2000).computed().optional()
    package let remindedAt = instant("Reminded at", "提醒时间").computed().optional()
    package let escalatedAt = instant("Escalated at", "上报时间").computed().optional()
    package let escalatedTo = reference(User.self, "Escalated to", "上报对象").computed().optional()
    /// When the job reminds and escalates, fixed with the due time.
    package let remindAt = instant("To be reminded at", "计划提醒时间").computed().secret().optional()
    package let escalateAt = instant("To be escalated at", "计划上报时间").computed().secret().optional()

    package init() {}
}

/// Where an amendment is (states.md, P2.5.3).
package enum AmendmentStatus: String, Choice {
    case draft
    case inReview = "in_review"
    case approved, rejected, applied, withdrawn

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .inReview: "评审中"
        case .approved: "已批准"
        case .rejected: "已驳回"
        case .applied: "已生效"
        case .withdrawn: "已撤回"
        }
    }
}

/// What an amendment changes.
package enum ChangeKind: String, Choice {
    case quantity
    case lineAdded = "line_added"
    case date, address
    case paymentTerms = "payment_terms"

    package var chinese: String {
        switch self {
        case .quantity: "数量"
        case .lineAdded: "新增行"
        case .date: "交货日期"
        case .address: "收货地址"
        case .paymentTerms: "付款条件"
        }
    }

    /// Whom it concerns. What is not contracted, sales agrees to as well, as it does to the order (P2.5.1).
    func departments(isContracted: Bool) -> [ReviewDepartment] {
        switch self {
        case .quantity, .lineAdded: [.finance, .logistics] + (isContracted ? [] : [.sales])
        case .paymentTerms: [.finance] + (isContracted ? [] : [.sales])
        case .date, .address: [.logistics]
        }
    }
}
