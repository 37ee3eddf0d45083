// The contract: what was agreed with a customer, from an approved proposal over legal's review and both signatures to its end
// (P2.4.3, P4.2.4).

package import Identity
package import Kernel

/// A contract with a customer, made from the current approved version of a proposal.
package final class Contract: Resource {
    package typealias Status = ContractStatus
    package static let schema = Schema<Contract>("contracts", one: "contract", "Contract", "合同")

    package let number = Kernel.number("CT").searched()
    package let title = text("Title", "标题").naming().searched().filled()
    package let proposal = reference(Proposal.self, "Proposal version", "方案版本").concerned().fixed()
    package let opportunity = reference(Opportunity.self, "Opportunity", "商机").computed()
    package let customer = reference(Customer.self, "Customer", "客户").computed()
    package let owner = salesOwner()
    package let kind = choice(ContractKind.self, "Kind", "类型").byDefault(.sale)
    /// The proposal's. Whoever names amounts names it with them, where it is not the company's.
    package let currency = Kernel.currency().filled().fixed()
    package let exchangeRate = Kernel.exchangeRate("Exchange rate, frozen in the proposal", "方案中冻结的汇率").computed()
    package let pricesIncludeTax = boolean("Prices include tax", "价格含税").computed()
    package let paymentMethod = choice(PaymentMethod.self, "Payment method", "付款方式").byDefault(.bankTransfer)
    package let paymentTermsDays = integer("Payment terms, days", "账期（天）", 0...720).filled()
    package let transportMode = choice(TransportMode.self, "Transport", "运输方式").byDefault(.road)
    package let shipTo = paragraphs("Ship to", "收货地址", max: 1000).optional()
    package let startsOn = day("Starts on", "生效日期").optional()
    /// The last day of its term.
    package let endsOn = day("Ends on", "到期日期").optional()
    /// Until when it is to be decided whether it is renewed or given notice of.
    package let renewalNoticeOn = day("Renewal or notice by", "续签或解约通知期限").optional()
    /// By default so many working days from legal's approval (`/v1/settings/contracts`).
    package let signByOn = day("To be signed by", "签署期限").optional()
    package let notes = paragraphs("Notes", "备注").optional()
    package let net = amount("Net", "不含税金额").computed().seen(in: .prices)
    package let tax = amount("Tax", "税额").computed().seen(in: .prices)
    package let gross = amount("Gross", "含税金额").computed().seen(in: .prices)
    package let cost = amount("Cost", "成本").computed().seen(in: .cost)
    package let margin = amount("Margin", "毛利", Money.range).computed().seen(in: .cost)
    package let submittedAt = instant("Submitted to legal at", "提交法务时间").computed().optional()
    package let legalDecidedBy = reference(User.self, "Decided by, for legal", "法务审核人").computed().optional()
    package let legalDecidedAt = instant("Legal decided at", "法务审核时间").computed().optional()
    package let legalComment = paragraphs("Legal's comment", "法务意见", max: 2000).computed().optional()
    package let signedAt = instant("Signed by both at", "双方签订时间").computed().optional()
    package let signingOverdue = boolean("Signing overdue", "签署逾期").byDefault(false).computed()
    package let obligationOverdue = boolean("An obligation is overdue", "有义务逾期").byDefault(false).computed()
    /// The notice of its end, or of the day of notice, that was given last, in days before.
    package let expiryNoticeDays = integer("Notice of the end given, days before", "已提醒到期（提前天数）").computed().optional()
    package let renewalNoticeDays = integer("Notice of the renewal given, days before", "已提醒续签（提前天数）").computed().optional()
    /// Orders of it that may still change or fall away.
    package let unconfirmedOrders = integer("Orders not yet confirmed", "未确认订单数").byDefault(0).computed()
    package let endedAt = instant("Ended at", "结束时间").computed().optional()
    package let terminationReason = text("Reason of the termination", "终止原因", max: 500).computed().optional()
    package let externalID = Kernel.externalID()
    package let status = state(ContractStatus.self, initial: .draft, editable: [.draft])
    package let lines = children(ContractLine.self, "Lines", "合同行", 0...500)
    package let clauses = children(ContractClause.self, "Clauses", "条款清单", 0...200)
    package let paymentSchedule = children(ContractPayment.self, "Payment schedule", "付款计划", 0...100)
    package let obligations = children(ContractObligation.self, "Obligations", "履约义务", 0...200)
    package let signatures = computedChildren(ContractSignature.self, "Signatures", "签署")

    package init() {}

    package static let furtherEvents = ["signing_overdue", "obligation_due", "obligation_overdue", "expiry_notice", "renewal_notice"]

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.salesRep], .all, rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.finance, .legal], .read),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Contracts that deviate from what the company wants (P4.2.4), and those that have not answered a clause as it should be.
    package static let filters = [
        NamedFilter(
            "clause_verdict", "A clause with this verdict", "含此结论的条款", values: ClauseVerdict.allCases.map(\.rawValue),
            condition: "t.id IN (SELECT contract_id FROM contract_clauses WHERE verdict = ?)"),
        NamedFilter(
            "clause_template_id", "Answers this clause template", "含此条款模板", values: [],
            condition: "t.id IN (SELECT contract_id FROM contract_clauses WHERE clause_template_id = ?)"),
        // Signed copies travel by post: a week is usual.
        .flag(
            "backdated", "A signature was recorded more than a week after its day", "有签署登记晚于签署日期一周以上",
            when: """
                EXISTS (SELECT 1 FROM contract_signatures s
                    WHERE s.contract_id = t.id AND s.recorded_at >= (s.signed_on + 8) * \(Instant.millisecondsPerDay))
                """),
        .flag(
            "obligation_open", "An obligation is not done", "有义务未履行",
            when: "EXISTS (SELECT 1 FROM contract_obligations o WHERE o.contract_id = t.id AND o.done_at IS NULL)"),
    ]

    /// A contract that both have signed wins its opportunity and makes the customer an active one (P2.4.3).
    package static func written(_ contract: Record<Contract>, from old: Record<Contract>?, in context: RuleContext) throws {
        guard contract.status == .signed, let old, old.status == .signing else { return }
        try context.follow("win", context.require(Opportunity.self, contract.opportunity))
        try Customer.noteBusiness(with: contract.customer, in: context)
    }
}
