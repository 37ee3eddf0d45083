// What finance found out about a customer's credit (P4.2.2).

import Catalog
package import Kernel

/// An investigation of a customer's credit. The latest approved one is the customer's credit.
package final class CreditInvestigation: Resource {
    package typealias Status = CreditInvestigationStatus
    package static let schema = Schema<CreditInvestigation>(
        "credit-investigations", one: "credit_investigation", "Credit investigation", "资信调查")

    package let customer = reference(Customer.self, "Customer", "客户").concerned().fixed()
    package let findings = paragraphs("Findings", "调查结论")
    package let rating = choice(CreditRating.self, "Rating", "信用等级")
    package let limit = amount("Limit", "信用额度")
    package let currency = Kernel.currency().companysByDefault()
    package let paymentTermsDays = integer("Payment terms in days", "付款期限（天）", 0...730)
    package let guarantee = choice(GuaranteeKind.self, "Guarantee", "担保方式").byDefault(.none)
    package let guaranteeAmount = amount("Guarantee amount", "担保金额").optional()
    package let guaranteeValidUntilOn = day("Guarantee valid until", "担保有效期至").optional()
    package let validUntilOn = day("Valid until", "有效期至")
    /// Why it was rejected.
    package let comment = paragraphs("Comment", "审核意见", max: 2000).computed().optional()
    package let decidedAt = instant("Decided at", "审核时间").computed().optional()
    package let externalID = Kernel.externalID()
    package let status = state(CreditInvestigationStatus.self, initial: .draft, editable: [.draft])

    package init() {}

    package static let isPaper = true

    /// The whole of it is credit: no rep sees it (access.md, group credit).
    package static let access =
        Grant.standard + [
            Grant([.finance], .all),
            Grant([.salesManager], .read, rows: .team),
        ]

    /// Throws `guarantee_incomplete`, and where no rate leads to the company's currency.
    package static func prepare(
        _ investigation: inout Record<CreditInvestigation>, from old: Record<CreditInvestigation>?, in context: RuleContext
    ) throws {
        // Limits compare in the company's currency, so there has to be a way there.
        if investigation.currency != old?.currency {
            _ = try ExchangeRates.rate(of: investigation.currency, on: context.today, in: context)
        }
        guard (investigation.guarantee == .none) == (investigation.guaranteeAmount == nil) else {
            throw Failure.invalid(.guaranteeIncomplete, at: "/guarantee_amount")
        }
    }
}

/// Where an investigation is: entered, handed in, decided (P4.2.2).
package enum CreditInvestigationStatus: String, Choice {
    case draft, submitted, approved, rejected

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .submitted: "待审核"
        case .approved: "已批准"
        case .rejected: "已驳回"
        }
    }
}

/// How likely a customer is to pay; C and D are poor.
package enum CreditRating: String, Choice {
    case aaa = "AAA"
    case aa = "AA"
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"

    package var chinese: String { rawValue + " 级" }
}

/// What secures a customer's debt.
package enum GuaranteeKind: String, Choice {
    case none, deposit
    case bankGuarantee = "bank_guarantee"
    case personal, mortgage

    package var chinese: String {
        switch self {
        case .none: "无"
        case .deposit: "保证金"
        case .bankGuarantee: "银行保函"
        case .personal: "个人担保"
        case .mortgage: "抵押"
        }
    }
}
