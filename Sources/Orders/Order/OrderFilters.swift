// By what orders are found beside their own fields.

import CRM
import Kernel

extension Order {
    /// By their reviews, by what was ordered, by their customer and their team.
    static let orderFilters: [NamedFilter] =
        [
            NamedFilter(
                "review_open", "Waits for a department's review", "等待部门评审", values: ReviewDepartment.allCases.map(\.rawValue),
                condition: "t.id IN (SELECT order_id FROM order_reviews WHERE verdict = 'pending' AND is_void = 0 AND department = ?)"),
            NamedFilter(
                "review_given", "Has a department's approval", "已获部门评审通过", values: ReviewDepartment.allCases.map(\.rawValue),
                condition: """
                    EXISTS (SELECT 1 FROM order_reviews r
                        WHERE r.order_id = t.id AND r.verdict = 'approved' AND r.is_void = 0 AND r.department = ?)
                    """),
            NamedFilter(
                "review_late", "A review was given after its due time", "有评审超过期限才作出", values: ["true"],
                condition: "? = 'true' AND EXISTS (SELECT 1 FROM order_reviews r WHERE r.order_id = t.id AND r.decided_at > r.due_at)"),
            .backdated(
                "Wanted two days or more before it was submitted", "要求交货日期早于提交两天及以上", day: "t.delivery_on", recorded: "t.submitted_at",
                after: 2),
            .flag(
                "completed_undelivered", "Completed, and not all of it has arrived", "已完成但未全部送达",
                when: "t.status = 'completed' AND t.fulfilment_status <> 'delivered'"),
            .flag(
                "delivered_uninvoiced", "All of it has arrived, and nothing is invoiced", "已全部送达但未开票",
                when: "t.delivered_on IS NOT NULL AND t.invoicing_status = 'none' AND t.status <> 'cancelled'"),
            NamedFilter(
                "product_id", "Has a line of the product", "含有该产品", values: [],
                condition: "t.id IN (SELECT order_id FROM order_lines WHERE product_id = CAST(? AS INTEGER))"),
            NamedFilter(
                "category_id", "Has a line of the category; 0: of a product without one", "含有该类别的产品（0：无类别）", values: [],
                condition: """
                    EXISTS (SELECT 1 FROM order_lines l JOIN products p ON p.id = l.product_id
                        WHERE l.order_id = t.id AND ifnull(p.category_id, 0) = CAST(? AS INTEGER))
                    """),
            NamedFilter(
                "line_kind", "Has a line of the kind", "含有该类型的订单行", values: LineKind.allCases.map(\.rawValue),
                condition: "EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = t.id AND l.kind = ?)"),
        ] + .byCustomer + .byTeam
}
