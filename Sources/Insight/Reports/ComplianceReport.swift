// Whether the process was kept: what was done without, late, for another one, or dated back (P6).

import CRM
import Kernel
import Orders
import Receivables
import SQLite
import Team

extension Report {
    static let compliance = Report(
        name: "compliance", label: Label("Process compliance", "流程合规"),
        definition: Label(
            "What departs from the process, each with its records: orders by the day of their last submission, papers by the day they are dated. Approvals of one's own papers have to be none.",
            "偏离流程的情况及其记录：订单按最近提交日期、票据按开具日期统计；自我审批必须为零。"),
        clause: "P6", source: .list(of: Order.self), time: .range, groupings: [.checks(complianceChecks)], columns: ReportColumn.ofChecks,
        order: "found", chart: .bars(["found"]),
        question: Label("Where is the process not kept?", "哪些地方没有按流程办？"),
        body: .checks(complianceChecks))

    private static func submitted(_ filters: ReportFilter...) -> ReportPart {
        ReportPart(source: Order.schema, filters: filters, day: "submitted_at")
    }

    private static func dated(_ filters: ReportFilter...) -> ReportPart {
        ReportPart(source: Invoice.schema, filters: [("status.not", "draft")] + filters, day: "dated_on")
    }

    private static func proposals(_ filters: ReportFilter...) -> ReportPart {
        ReportPart(source: Proposal.schema, filters: filters, day: "approved_at")
    }

    private static let complianceChecks: [ReportCheck] = [
        ReportCheck(
            "orders_without_contract", "Orders without a contract", "无合同的订单",
            .rows(submitted(("contract_id.null", "true")), of: submitted())),
        ReportCheck(
            "reviews_late", "Orders with a review that was given late", "评审超期的订单",
            .rows(submitted(("review_late", "true")), of: submitted())),
        ReportCheck(
            "reviews_overdue", "Orders whose review is overdue now", "当前评审已逾期的订单",
            .dated(Order.schema) { [("review_due_at.lt", $0.now.description)] }),
        ReportCheck(
            "orders_approved_by_themselves", "Orders approved by who entered or owns them", "自我审批的订单",
            .rows(submitted(("self_reviewed", "true")), of: submitted())),
        ReportCheck(
            "proposals_approved_by_themselves", "Proposals approved by who entered or owns them", "自我审批的方案",
            .rows(proposals(("self_reviewed", "true")), of: proposals())),
        ReportCheck(
            "invoices_backdated", "Invoices that were dated back", "倒签的发票", .rows(dated(("backdated", "true")), of: dated())),
        ReportCheck(
            "orders_on_hold", "Orders that are on hold", "挂起中的订单",
            .rows(submitted(("status", "on_hold")), of: submitted())),
        ReportCheck(
            "signings_overdue", "Contracts that are not signed in time", "签署逾期的合同", .rows(contracts(("signing_overdue", "true")), of: nil)),
        ReportCheck(
            "obligations_overdue", "Contracts with an overdue obligation", "义务逾期的合同",
            .rows(contracts(("obligation_overdue", "true")), of: nil)),
        ReportCheck(
            "duties_overdue", "Regular duties that are overdue", "逾期的定期职责",
            .rows(
                ReportPart(source: Duty.schema, filters: [("active", "true"), ("overdue", "true")], day: nil),
                of: ReportPart(source: Duty.schema, filters: [("active", "true")], day: nil))),
        ReportCheck("steps_by_delegates", "Steps taken for somebody else", "由代理人代为执行的步骤", .computed(delegatedSteps)),
    ]

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
