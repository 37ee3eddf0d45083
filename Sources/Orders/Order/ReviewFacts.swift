// What a reviewer needs to know, in one answer: exposure and margin for finance, dates and open load for logistics (P2.5.2).

import CRM
import HTTP
import Kernel
import SQLite

extension Module {
    /// `GET /v1/orders/{id}/reviews/{department}`: the facts for a department's review.
    static let reviewFacts: [Route] = ReviewDepartment.allCases.map { department in
        let description = OperationDescription(
            "order.review_facts.\(department.rawValue)", "Facts for the review by \(department.rawValue)", "\(department.chinese)评审所需信息",
            tag: "orders",
            answer: department == .logistics ? DeliveryFacts.shape.answer : CreditFacts.shape.answer,
            roles: readers(of: department).roles.map(\.rawValue), clause: "P2.5.2")
        // Who reads a customer's credit is written down before the answer, so the facts run in the writer.
        return Route(write: .get, "/v1/orders/{id}/reviews/\(department.rawValue)", description) { request, context in
            let caller = try permit(request, context.registry.resource(Order.schema), .read)
            try request.allowQuery()
            guard !caller.roles.isDisjoint(with: readers(of: department)) else {
                throw Failure.notAllowed(needed: readers(of: department))
            }
            let id = try request.id()
            return { rules in
                let order = try rules.visible(Order.self, ID(id))
                // Cost is told on what a reader's own place reaches, not on what another's does.
                guard try rules.sees(order, byOneOf: readers(of: department)) else {
                    throw Failure.notAllowed(needed: readers(of: department))
                }
                return try facts(for: department, order, rules)
            }
        }
    }

    private static func facts(for department: ReviewDepartment, _ order: Record<Order>, _ rules: RuleContext) throws -> HTTPResponse {
        if department == .logistics { return DeliveryFacts.shape.response(DeliveryFacts(order: order, load: try OpenLoad(rules))) }
        return CreditFacts.shape.response(try CreditFacts(department, order, rules))
    }

    /// Facts of finance and sales tell cost and credit; those of logistics tell neither.
    private static func readers(of department: ReviewDepartment) -> RoleSet {
        switch department {
        case .finance: [.finance, .salesManager, .executive, .auditor, .admin]
        case .logistics: [.logistics, .salesManager, .executive, .auditor, .admin]
        case .sales: [.salesManager, .executive, .auditor, .admin]
        }
    }
}

// MARK: Credit

/// Exposure against limit with the papers behind it, what of it is overdue and for how long, and the margin.
private struct CreditFacts: Sendable {
    let department: ReviewDepartment
    let order: Record<Order>
    /// Nil for those who may not read the customer's credit: they may see the order by another role, or with a key for orders alone.
    let check: CreditCheck?
    /// The same.
    private let ageing: ShownAgeing?
    let companyCurrency: String

    init(_ department: ReviewDepartment, _ order: Record<Order>, _ rules: RuleContext) throws {
        self.department = department
        self.order = order
        let isReadable = try Credit.isReadable(of: order.customer, in: rules)
        if isReadable { try Credit.noteReading(of: order.customer, in: rules) }
        check = try isReadable ? CreditCheck(order, in: rules) : nil
        ageing = try isReadable ? ShownAgeing(of: order.customer, rules) : nil
        companyCurrency = rules.registry.companyCurrency
    }

    /// The check that is shown, with the currency of its amounts.
    private struct Shown: Sendable {
        let check: CreditCheck
        let currency: String
    }

    /// The ageing that is shown, with what is overdue altogether and the currency of its amounts.
    private struct ShownAgeing: Sendable {
        let ageing: CustomerAgeing
        let overdue: Money
        let currency: String

        init(of customer: ID<Customer>, _ rules: RuleContext) throws {
            ageing = try rules.ask(ReceivablesQuestions.self).ageing(customer, rules)
            overdue = try ageing.overdue
            currency = rules.registry.companyCurrency
        }
    }

    static let shape = AnswerShape<CreditFacts>(
        "Facts for a review", "评审所需信息",
        [
            .field("order_id", reference(Order.self, "Order", "订单")) { $0.order.id },
            .field("department", choice(ReviewDepartment.self, "Department", "部门")) { $0.department },
            .field("status", choice(OrderStatus.self, "Status", "状态")) { $0.order.status },
            .object("credit", optional: credit) { facts in
                facts.check.map { Shown(check: $0, currency: facts.companyCurrency) }
            },
            .object("receivables", optional: receivables) { $0.ageing },
            .object("margin", margin) { $0.order },
        ])

    private static let receivables = AnswerShape<ShownAgeing>(
        "Receivables", "应收账款", currency: { $0.currency },
        [
            .field("currency", Kernel.currency()) { $0.currency },
            .field("overdue", amount("Overdue", "逾期金额")) { $0.overdue },
            .object("ageing", buckets) { $0.ageing },
        ])

    private static let buckets = AnswerShape<CustomerAgeing>(
        "Open invoices by days overdue", "账龄",
        [
            .field("not_due", amount("Not due", "未到期")) { $0.notDue },
            .field("days_1_to_30", amount("1 to 30 days", "逾期 1–30 天")) { $0.days1To30 },
            .field("days_31_to_60", amount("31 to 60 days", "逾期 31–60 天")) { $0.days31To60 },
            .field("days_61_to_90", amount("61 to 90 days", "逾期 61–90 天")) { $0.days61To90 },
            .field("over_90_days", amount("Over 90 days", "逾期超过 90 天")) { $0.over90Days },
        ])

    private static let credit = AnswerShape<Shown>(
        "Credit", "信用", currency: { $0.currency },
        [
            .field("currency", Kernel.currency()) { $0.currency },
            .field("rating", choice(CreditRating.self, "Rating", "信用等级").optional()) { $0.check.credit.rating },
            .field("limit", amount("Limit", "信用额度")) { $0.check.credit.limit },
            .field("exposure", amount("Exposure", "信用占用")) { $0.check.exposure },
            .field("held_for", choice(HoldReason.self, "Held for", "挂起原因").optional()) { $0.check.reason },
            .list("papers", of: CreditExposure.Paper.shape) { $0.check.others },
        ])

    private static let margin = AnswerShape<Record<Order>>(
        "Margin", "毛利", currency: { $0.currency },
        [
            .field("currency", Kernel.currency()) { $0.currency },
            .field("net", amount("Net", "净额")) { $0.net },
            .field("cost", amount("Cost", "成本")) { $0.cost },
            .field("margin", amount("Margin", "毛利")) { $0.margin },
        ])
}

// MARK: Delivery

/// Wanted and promised days line by line, and what is to be shipped already.
private struct DeliveryFacts: Sendable {
    let order: Record<Order>
    let load: OpenLoad

    static let shape = AnswerShape<DeliveryFacts>(
        "Facts for a review", "评审所需信息",
        [
            .field("order_id", reference(Order.self, "Order", "订单")) { $0.order.id },
            .field("department", choice(ReviewDepartment.self, "Department", "部门")) { _ in .logistics },
            .field("status", choice(OrderStatus.self, "Status", "状态")) { $0.order.status },
            .field("transport_mode", choice(TransportMode.self, "Transport", "运输方式")) { $0.order.transportMode },
            .list("lines", of: line) { $0.order.lines.filter { $0.kind == .product } },
            .object("open_load", OpenLoad.shape) { $0.load },
        ])

    private static let line = AnswerShape<Record<OrderLine>>(
        "Line", "订单行",
        [
            .field("line_id", integer("Line", "订单行", 1...Int64.max)) { $0.id.integer },
            .field("quantity", quantity("Quantity", "数量")) { $0.quantity },
            .field("wanted_on", day("Wanted on", "期望日期").optional()) { $0.wantedOn },
            .field("promised_on", day("Promised on", "承诺日期").optional()) { $0.promisedOn },
        ])
}

/// What logistics has to ship already, from confirmed orders.
private struct OpenLoad: Sendable {
    let orders: Int64
    let lines: Int64

    static let shape = AnswerShape<OpenLoad>(
        "Open load", "待发货量",
        [
            .field("orders", integer("Orders", "订单数")) { $0.orders },
            .field("lines", integer("Lines", "订单行数")) { $0.lines },
        ])

    init(_ rules: RuleReader) throws {
        let open = "FROM orders WHERE status = 'confirmed' AND archived_at IS NULL AND fulfilment_status <> 'delivered'"
        orders = try rules.integer("SELECT count(*) \(open)") ?? 0
        lines =
            try rules.integer(
                "SELECT count(*) FROM order_lines WHERE kind = 'product' AND shipped_quantity < quantity AND order_id IN (SELECT id \(open))"
            ) ?? 0
    }
}
