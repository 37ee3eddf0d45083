// The proposal: what a customer is offered, in versions under one number, from the draft over the review to the contract (P2.3).

package import Catalog
package import Identity
package import Kernel

/// One version of a proposal for an opportunity.
package final class Proposal: Resource {
    package typealias Status = ProposalStatus
    package static let schema = Schema<Proposal>("proposals", one: "proposal", "Proposal", "方案")

    /// The same for all versions of one proposal.
    package let number = Kernel.number("PR").searched()
    package let revision = integer("Version of the proposal", "方案版本", 1...1_000_000).byDefault(1).computed()
    package let opportunity = reference(Opportunity.self, "Opportunity", "商机").concerned().fixed()
    package let customer = reference(Customer.self, "Customer", "客户").computed()
    package let owner = salesOwner()
    package let title = text("Title", "标题").naming().searched()
    /// Where nobody names another one, that of the opportunity.
    package let currency = Kernel.currency().filled()
    package let exchangeRate = Kernel.exchangeRate("Exchange rate, frozen at entry", "录入时冻结的汇率").computed()
    package let pricesIncludeTax = boolean("Prices include tax", "价格含税").byDefault(false)
    // The five parts (P2.3.1): these four, and the lines.
    package let introduction = paragraphs("Introduction of product or service", "产品或服务介绍").optional()
    package let solution = paragraphs("Solution", "解决方案").optional()
    package let deliveryTerms = paragraphs("Delivery terms", "交货条款").optional()
    package let serviceCommitment = paragraphs("After-sales commitment", "售后承诺").optional()
    package let paymentTermsDays = integer("Payment terms, days", "账期（天）", 0...720).optional()
    package let validUntilOn = day("Valid until", "有效期至").optional()
    package let notes = paragraphs("Notes", "备注").optional()
    package let status = state(ProposalStatus.self, initial: .draft, editable: [.draft])
    package let net = amount("Net", "不含税金额").computed().seen(in: .prices)
    package let tax = amount("Tax", "税额").computed().seen(in: .prices)
    package let gross = amount("Gross", "含税金额").computed().seen(in: .prices)
    package let cost = amount("Cost", "成本").computed().seen(in: .cost)
    package let margin = amount("Margin", "毛利", Money.range).computed().seen(in: .cost)
    package let submittedAt = instant("Submitted at", "提交时间").computed().optional()
    package let submittedBy = reference(User.self, "Submitted by", "提交人").computed().optional()
    package let approvedAt = instant("Approved at", "批准时间").computed().optional()
    package let withdrawReason = text("Reason of the withdrawal", "撤回原因", max: 500).computed().optional()
    /// Whoever wrote that one is no free judge of this one.
    package let previousVersion = reference(Proposal.self, "Version before", "上一版本").computed().continuing().optional()
    package let supersededBy = reference(Proposal.self, "Superseded by", "被取代为").computed().optional()
    package let externalID = Kernel.externalID()
    package let lines = children(ProposalLine.self, "Quotation", "报价行", 0...500)
    package let approvals = computedChildren(ProposalApproval.self, "Approvals", "审批")

    package init() {}

    package static let furtherEvents = ["superseded"]

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.salesRep], .all, rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Proposals that wait for an approval of a level.
    package static let filters = [
        NamedFilter(
            "approval_open", "Waits for the approval of a level", "等待审批级别", values: ApprovalLevel.allCases.map(\.rawValue),
            condition: """
                t.status = 'in_review' AND t.id IN (SELECT proposal_id FROM proposal_approvals WHERE verdict = 'pending' AND level = ?)
                """)
    ]
}

/// A line of a quotation.
package final class ProposalLine: PricedLine {
    package static let schema = Schema<ProposalLine>(
        table: "proposal_lines", one: "proposal_line", parent: "proposal_id", "Quotation line", "报价行")
    package static let places = LinePlaces(ProposalLine.self)

    package let kind = choice(LineKind.self, "Kind", "类型").byDefault(.product)
    package let product = reference(Product.self, "Product", "产品").optional()
    package let note = text("Note", "说明", max: 500).optional()
    package let quantity = Kernel.quantity("Quantity", "数量").filled()
    package let unitPrice = Kernel.unitPrice("Unit price", "单价").filled(from: "product_id", "currency").seen(in: .prices)
    package let discount = fraction("Discount", "折扣").byDefault(.zero).seen(in: .prices)
    package let taxRate = fraction("Tax rate", "税率").filled(from: "product_id")
    package let net = amount("Net", "不含税金额").computed().seen(in: .prices)
    package let tax = amount("Tax", "税额").computed().seen(in: .prices)
    package let gross = amount("Gross", "含税金额").computed().seen(in: .prices)
    /// Frozen when the line is entered.
    package let unitCost = Kernel.unitPrice("Unit cost, frozen at entry", "录入时冻结的单位成本").computed().seen(in: .cost)
    package let cost = amount("Cost", "成本").computed().seen(in: .cost)
    package let margin = amount("Margin", "毛利", Money.range).computed().seen(in: .cost)

    package init() {}
}

/// What one level says of a version (P2.3.2). Levels are opened when the version is submitted.
package final class ProposalApproval: Item {
    package static let schema = Schema<ProposalApproval>(
        table: "proposal_approvals", one: "proposal_approval", parent: "proposal_id", "Approval", "审批")

    package let level = choice(ApprovalLevel.self, "Level", "审批级别").computed()
    /// Why the level is needed; of the first one nothing: it always is. Whether a line is below cost tells what it costs.
    package let reasons = choices(AuthorityReason.self, "Beyond the owner's authority by", "超出权限的原因").computed().seen(in: .cost)
    package let verdict = choice(ApprovalVerdict.self, "Verdict", "结论").byDefault(.pending).computed()
    package let reviewer = reference(User.self, "Reviewer", "审批人").computed().optional()
    package let onBehalfOf = reference(User.self, "On behalf of", "代理的人员").computed().optional()
    package let comment = paragraphs("Comment", "意见", max: 2000).computed().optional()
    package let decidedAt = instant("Decided at", "审批时间").computed().optional()

    package init() {}
}
