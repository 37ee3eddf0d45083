// Whether what is recorded is whole, kept up and free of contradictions (P5.1.2).

import CRM
import Catalog
import Kernel
import Orders
import Receivables

extension Report {
    static let dataQuality = Report(
        name: "data-quality", label: Label("Data quality", "数据质量"),
        definition: Label(
            "What is missing, likely to be there twice, not kept up, or in contradiction, as of now, each with its records. Stale: in the same stage for 60 days or more; without activity: active customers with none for 180 days, until a job puts them to rest.",
            "当前缺失、疑似重复、未更新或相互矛盾的数据及其记录。停滞：在同一阶段 60 天及以上；无往来：活跃客户 180 天无往来（转为休眠前）。"),
        clause: "P5.1.2", source: .list(of: Customer.self), time: .now, groupings: [.checks(qualityChecks)], columns: ReportColumn.ofChecks,
        order: "found", chart: .bars(["found"]),
        question: Label("What is missing in the records?", "资料缺了什么？"),
        body: .checks(qualityChecks))

    private static let qualityChecks: [ReportCheck] =
        ReportCheck.missing + ReportCheck.likelyTwice + ReportCheck.notKeptUp + ReportCheck.contradictions
}

extension ReportPart {
    private static func now(_ schema: AnySchema, _ filters: ReportFilter...) -> ReportPart {
        ReportPart(source: schema, filters: filters, day: nil)
    }

    fileprivate static let customers = now(Customer.schema, ("status.not", "merged"))
    fileprivate static let contacts = now(Contact.schema)
    fileprivate static let products = now(Product.schema, ("active", "true"))
    fileprivate static let openDeals = now(Opportunity.schema, ("status", "needs_analysis,evaluated,proposal,negotiation"))
    fileprivate static let lostDeals = now(Opportunity.schema, ("status", "lost"))
    fileprivate static let wonDeals = now(Opportunity.schema, ("status", "won"), ("imported", "false"))
    fileprivate static let openLeads = now(Lead.schema, ("status", "new,contacted,qualified,nurture"))
    fileprivate static let endedContracts = now(Contract.schema, ("status", "completed,terminated,expired"))
}

extension ReportCheck {
    private static func some(
        of part: ReportPart, _ name: String, _ english: String, _ chinese: String, _ filters: ReportFilter...
    ) -> ReportCheck {
        ReportCheck(name, english, chinese, .some(of: part, with: filters))
    }

    /// Fields that are empty.
    fileprivate static let missing: [ReportCheck] = [
        some(of: .customers, "customers_without_region", "Customers without a region", "缺少地区的客户", ("region.null", "true")),
        some(of: .customers, "customers_without_industry", "Customers without an industry", "缺少行业的客户", ("industry.null", "true")),
        some(
            of: .customers, "customers_without_code", "Customers without a credit code", "缺少统一社会信用代码的客户",
            ("unified_social_credit_code.null", "true")),
        some(
            of: .customers, "customers_unreachable", "Customers without phone and mail", "缺少电话和邮箱的客户", ("phone.null", "true"),
            ("email.null", "true")),
        some(
            of: .contacts, "contacts_unreachable", "Contacts without phone, mobile and mail", "缺少电话、手机和邮箱的联系人", ("phone.null", "true"),
            ("mobile.null", "true"), ("email.null", "true")),
        some(
            of: .openLeads, "leads_unreachable", "Open leads without phone and mail", "缺少电话和邮箱的线索", ("phone.null", "true"),
            ("email.null", "true")),
        some(of: .openDeals, "opportunities_without_amount", "Open opportunities without an amount", "缺少金额的商机", ("amount.null", "true")),
        some(
            of: .openDeals, "opportunities_without_day", "Open opportunities without an expected day", "缺少预计成交日期的商机",
            ("expected_close_on.null", "true")),
        some(
            of: .lostDeals, "opportunities_lost_without_kind", "Lost opportunities without the kind of the loss", "缺少输单类别的商机",
            ("loss_category.null", "true")),
        some(
            of: .products, "products_without_category", "Products on sale without a category", "缺少类别的在售产品", ("category_id.null", "true")),
        ReportCheck(
            "products_without_cost", "Products on sale without a standard cost", "缺少标准成本的在售产品",
            .some(of: .products, with: [("standard_cost.null", "true")]),
            seenWith: ReportSight(schema: Product.schema, field: "standard_cost")),
    ]

    /// What is there twice, by the rules by which duplicates are refused or found.
    fileprivate static let likelyTwice: [ReportCheck] = [
        some(of: .customers, "customers_likely_twice", "Customers who are likely there twice", "疑似重复的客户", ("likely_duplicate", "true")),
        some(of: .contacts, "contacts_likely_twice", "Contacts who are likely there twice", "疑似重复的联系人", ("likely_duplicate", "true")),
        some(of: .openLeads, "leads_likely_twice", "Open leads that are likely there twice", "疑似重复的线索", ("likely_duplicate", "true")),
        some(of: .products, "products_likely_twice", "Products on sale under one name", "同名的在售产品", ("likely_duplicate", "true")),
    ]

    /// What nobody has looked after.
    fileprivate static let notKeptUp: [ReportCheck] = [
        ReportCheck(
            "customers_without_activity", "Active customers without activity for 180 days", "180 天无往来的活跃客户",
            .dated(Customer.schema) { [("status", "active"), ("last_activity_at.lt", "\($0.today.adding(days: -180))")] }),
        ReportCheck(
            "opportunities_past_day", "Open opportunities whose expected day has passed", "预计成交日期已过仍未结束的商机",
            .dated(Opportunity.schema) { ReportPart.openDeals.filters + [("expected_close_on.lt", "\($0.today)")] }),
        ReportCheck(
            "opportunities_stale", "Open opportunities in the same stage for 60 days", "同一阶段停滞 60 天的商机",
            .dated(Opportunity.schema) { ReportPart.openDeals.filters + [("stage_entered_at.lt", "\($0.today.adding(days: -59))")] }),
        ReportCheck(
            "orders_delivered_not_invoiced", "Orders delivered 30 days ago and not invoiced", "交付 30 天仍未开票的订单",
            .dated(Order.schema) { [("delivered_uninvoiced", "true"), ("delivered_on.lt", "\($0.today.adding(days: -30))")] }),
    ]

    /// What cannot both be so.
    fileprivate static let contradictions: [ReportCheck] = [
        some(
            of: .wonDeals, "opportunities_won_without_contract", "Won opportunities without a signed contract", "已赢单但无已签合同的商机",
            ("won_without_contract", "true")),
        ReportCheck(
            "orders_completed_undelivered", "Completed orders of which something has not arrived", "已完成但未全部送达的订单",
            .rows(ReportPart(source: Order.schema, filters: [("completed_undelivered", "true")], day: nil))),
        ReportCheck(
            "shipments_delivered_early", "Shipments delivered before they were shipped", "交付早于发货的发货单",
            .rows(ReportPart(source: Shipment.schema, filters: [("delivered_early", "true")], day: nil))),
        ReportCheck(
            "invoices_sum_differs", "Open invoices whose lines come to another amount", "明细与总额不符的未结清发票",
            .rows(ReportPart(source: Invoice.schema, filters: [("sum_differs", "true")], day: nil))),
        some(
            of: .endedContracts, "contracts_ended_with_obligations", "Ended contracts with an obligation that is not done", "已结束但有义务未履行的合同",
            ("obligation_open", "true")),
        ReportCheck(
            "contracts_past_end", "Contracts in force whose last day has passed", "到期日已过仍在执行的合同",
            .dated(Contract.schema) { [("status", "signed,in_execution"), ("ends_on.lt", "\($0.today)")] }),
    ]
}
