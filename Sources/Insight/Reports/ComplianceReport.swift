// Whether the process was kept: what was done without, late, for another one, by oneself, or dated back (P6).

import AfterSales
import CRM
import Kernel
import Orders
import Performance
import Receivables
import SQLite
import Team

extension Report {
    static let compliance = Report(
        name: "compliance", label: Label("Process compliance", "流程合规"),
        definition: Label(
            "What departs from the process, each with its records, by the day on which orders, proposals and contracts were last submitted, papers are dated, and everything else was entered. Decisions by an author of the paper, or by somebody in an author's place, have to be none: whoever entered, changed or submitted it before, as the audit says. Dated back is what says an earlier day than that of its entry, by more than is usual: two days for invoices, credit notes and the wanted day of an order, a week for receipts, signatures and activities, for deliveries what the company has set.",
            "偏离流程的情况及其记录：订单、方案与合同按最近提交日期，票据按所载日期，其余按录入日期统计。由单据作者（审计记录中此前录入、修改或提交者）或其代理人作出的决定必须为零。倒签指所载日期早于录入日期且超过通常限度：发票、红字发票与订单要求日期为两天，收款、签署与跟进记录为一周，交付按公司设置。"
        ),
        clause: "P6", source: .list(of: Order.self), time: .range, groupings: [.checks(complianceChecks)], columns: ReportColumn.ofChecks,
        order: "found", chart: .bars(["found"]),
        question: Label("Where is the process not kept?", "哪些地方没有按流程办？"),
        body: .checks(complianceChecks))

    private static let complianceChecks: [ReportCheck] = processChecks + ReportCheck.decidedByAuthors + ReportCheck.backdated

    private static let processChecks: [ReportCheck] = [
        orders("orders_without_contract", "Orders without a contract", "无合同的订单", ("contract_id.null", "true")),
        orders("reviews_late", "Orders with a review that was given late", "评审超期的订单", ("review_late", "true")),
        ReportCheck(
            "reviews_overdue", "Orders whose review is overdue now", "当前评审已逾期的订单",
            .dated(Order.schema) { [("review_due_at.lt", $0.now.description)] }),
        orders("orders_on_hold", "Orders that are on hold", "挂起中的订单", ("status", "on_hold")),
        ReportCheck("signings_overdue", "Contracts that are not signed in time", "签署逾期的合同", .rows(contracts(("signing_overdue", "true")))),
        ReportCheck(
            "obligations_overdue", "Contracts with an overdue obligation", "义务逾期的合同", .rows(contracts(("obligation_overdue", "true")))),
        ReportCheck(
            "duties_overdue", "Regular duties that are overdue", "逾期的定期职责",
            .some(of: ReportPart(source: Duty.schema, filters: [("active", "true")], day: nil), with: [("overdue", "true")])),
        ReportCheck("steps_by_delegates", "Steps taken for somebody else", "由代理人代为执行的步骤", .computed(delegatedSteps)),
    ]

    private static func orders(_ name: String, _ english: String, _ chinese: String, _ filters: ReportFilter...) -> ReportCheck {
        ReportCheck(name, english, chinese, .some(of: .submittedOrders, with: filters))
    }

    private static func contracts(_ filters: ReportFilter...) -> ReportPart {
        ReportPart(source: Contract.schema, filters: filters, day: nil)
    }

    /// What the audit says of delegates, for its readers.
    private static func delegatedSteps(_ question: ReportQuestion) throws -> (count: Int64, path: String?)? {
        let readers: RoleSet = [.auditor, .executive, .admin]
        guard let range = question.range, !question.caller.roles.isDisjoint(with: readers),
            question.caller.covers("audit", writing: false)
        else { return nil }
        let calendar = question.registry.calendar
        let (from, to) = (calendar.start(of: range.lowerBound), calendar.start(of: range.upperBound.adding(days: 1)))
        let sql = "SELECT count(*) FROM audit WHERE on_behalf_of_id IS NOT NULL AND at >= ? AND at < ?"
        let count = try question.connection.first(sql, [from.stored, to.stored])?.first?.integer ?? 0
        return (count, "/v1/audit?delegated=true&from=\(range.lowerBound)&to=\(range.upperBound)")
    }
}

extension ReportPart {
    fileprivate static let submittedOrders = ReportPart(source: Order.schema, day: "submitted_at")
}

extension ReportCheck {
    /// Everything on which somebody decides: no author does.
    fileprivate static let decidedByAuthors: [ReportCheck] = [
        decided(ReportPart.submittedOrders), decided(OrderAmendment.self), decided(Proposal.self, by: "submitted_at"),
        decided(Contract.self, by: "submitted_at"), decided(CreditInvestigation.self), decided(Customer.self), decided(Invoice.self),
        decided(CreditNote.self), decided(Receipt.self), decided(DunningCase.self), decided(ServiceAction.self),
        decided(RecruitmentPlan.self), decided(Candidate.self), decided(Enrolment.self), decided(ReviewScheme.self),
        decided(PerformanceReview.self), decided(Outcome.self),
    ]

    private static func decided<R: Resource>(_ type: R.Type, by day: String = "created_at") -> ReportCheck {
        decided(ReportPart(source: R.schema, day: day))
    }

    private static func decided(_ part: ReportPart) -> ReportCheck {
        let label = part.source.label
        return ReportCheck(
            part.source.table + "_approved_by_themselves", label.english + ": decided on by one of its authors",
            label.chinese + "：由其作者之一作出决定",
            .some(of: part, with: [(NamedFilter.selfDecidedName, "true")]))
    }

    /// Whatever carries a day that a person chose.
    fileprivate static let backdated: [ReportCheck] = [
        backdated(.submittedOrders, "Orders wanted before they were submitted", "要求日期早于提交的订单"),
        backdated(
            ReportPart(source: Contract.schema, day: "signed_at"), "Contracts whose signatures were dated back", "签署日期倒签的合同"),
        backdated(
            ReportPart(source: Shipment.schema, filters: [("status", "delivered")], day: "delivered_at"),
            "Shipments whose delivery was recorded late", "交付登记逾期的发货单"),
        backdated(
            ReportPart(source: Invoice.schema, filters: [("status.not", "draft")], day: "dated_on"), "Invoices that were dated back",
            "倒签的发票"),
        backdated(
            ReportPart(source: CreditNote.schema, filters: [("status.not", "draft")], day: "dated_on"), "Credit notes that were dated back",
            "倒签的红字发票"),
        backdated(ReportPart(source: Receipt.schema, day: "received_on"), "Receipts that were entered late", "录入逾期的收款单"),
        backdated(ReportPart(source: Activity.schema, day: "happened_at"), "Activities that were entered late", "录入逾期的跟进记录"),
    ]

    private static func backdated(_ part: ReportPart, _ english: String, _ chinese: String) -> ReportCheck {
        ReportCheck(part.source.table + "_backdated", english, chinese, .some(of: part, with: [("backdated", "true")]))
    }
}
