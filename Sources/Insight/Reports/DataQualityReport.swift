// Whether what is recorded is whole, kept up and free of contradictions (P5.1.2).

import CRM
import Catalog
import Kernel
import Orders
import SQLite

extension Report {
    static let dataQuality = Report(
        name: "data-quality", label: Label("Data quality", "数据质量"),
        definition: Label(
            "What is missing, likely to be there twice, not kept up, or in contradiction, as of now, each with its records. Stale: in the same stage for 60 days or more; without activity: active customers with none for 180 days.",
            "当前缺失、疑似重复、未更新或相互矛盾的数据及其记录。停滞：在同一阶段 60 天及以上；无往来：活跃客户 180 天无往来。"),
        clause: "P5.1.2", source: .list(of: Customer.self), time: .now, groupings: [.checks(qualityChecks)], columns: ReportColumn.ofChecks,
        order: "found", chart: .bars(["found"]),
        question: Label("What is missing in the records?", "资料缺了什么？"),
        body: .checks(qualityChecks))

    private static func of(_ schema: AnySchema, _ filters: [ReportFilter]) -> ReportPart {
        ReportPart(source: schema, filters: filters, day: nil)
    }

    private static let living: [ReportFilter] = [("status.not", "merged")]
    private static let open: [ReportFilter] = [("status", "needs_analysis,evaluated,proposal,negotiation")]
    private static let openLeads: [ReportFilter] = [("status", "new,contacted,qualified,nurture")]

    private static func customers(_ name: String, _ english: String, _ chinese: String, _ filters: ReportFilter...) -> ReportCheck {
        ReportCheck(name, english, chinese, .rows(of(Customer.schema, living + filters), of: of(Customer.schema, living)))
    }

    private static func opportunities(_ name: String, _ english: String, _ chinese: String, _ filters: ReportFilter...) -> ReportCheck {
        ReportCheck(name, english, chinese, .rows(of(Opportunity.schema, open + filters), of: of(Opportunity.schema, open)))
    }

    private static let qualityChecks: [ReportCheck] = [
        customers("customers_without_region", "Customers without a region", "缺少地区的客户", ("region.null", "true")),
        customers("customers_without_industry", "Customers without an industry", "缺少行业的客户", ("industry.null", "true")),
        customers(
            "customers_without_code", "Customers without a credit code", "缺少统一社会信用代码的客户", ("unified_social_credit_code.null", "true")),
        customers(
            "customers_unreachable", "Customers without phone and mail", "缺少电话和邮箱的客户", ("phone.null", "true"), ("email.null", "true")),
        customers("customers_likely_twice", "Customers who are likely there twice", "疑似重复的客户", ("likely_duplicate", "true")),
        ReportCheck(
            "customers_without_activity", "Active customers without activity for 180 days", "180 天无往来的活跃客户",
            .dated(Customer.schema) { [("status", "active"), ("last_activity_at.lt", "\($0.today.adding(days: -180))")] }),
        ReportCheck(
            "leads_unreachable", "Open leads without phone and mail", "缺少电话和邮箱的线索",
            .rows(of(Lead.schema, openLeads + [("phone.null", "true"), ("email.null", "true")]), of: of(Lead.schema, openLeads))),
        opportunities("opportunities_without_amount", "Open opportunities without an amount", "缺少金额的商机", ("amount.null", "true")),
        opportunities(
            "opportunities_without_day", "Open opportunities without an expected day", "缺少预计成交日期的商机", ("expected_close_on.null", "true")),
        ReportCheck(
            "opportunities_past_day", "Open opportunities whose expected day has passed", "预计成交日期已过仍未结束的商机",
            .dated(Opportunity.schema) { open + [("expected_close_on.lt", "\($0.today)")] }),
        ReportCheck(
            "opportunities_stale", "Open opportunities in the same stage for 60 days", "同一阶段停滞 60 天的商机",
            .dated(Opportunity.schema) { open + [("stage_entered_at.lt", "\($0.today.adding(days: -59))")] }),
        ReportCheck(
            "products_without_cost", "Products on sale without a standard cost", "缺少标准成本的在售产品", .computed(costlessProducts)),
        ReportCheck(
            "orders_delivered_not_invoiced", "Orders delivered 30 days ago and not invoiced", "交付 30 天仍未开票的订单",
            .dated(Order.schema) { question in
                [("delivered_on.lt", "\(question.today.adding(days: -30))"), ("invoicing_status", "none"), ("status.not", "cancelled")]
            }),
    ]

    /// Only for those who see what products cost.
    private static func costlessProducts(_ question: ReportQuestion) throws -> (count: Int64, path: String?)? {
        guard question.mayRead(Product.schema), Product.schema.shows("standard_cost", to: question.caller.roles) else { return nil }
        let filters: [ReportFilter] = [("active", "true"), ("standard_cost.null", "true")]
        let selection = try question.selection(of: Product.schema, filters)
        let sql = "SELECT count(*) FROM products t WHERE \(selection.condition)"
        let count = try question.connection.first(sql, selection.bindings)?.first?.integer ?? 0
        return (count, question.path(of: Product.schema, filters))
    }
}
