// The customers (P2.1.2).

package import Identity
package import Kernel

/// A company that buys, or may buy.
package final class Customer: Importable {
    package typealias Status = CustomerStatus
    package static let schema = Schema<Customer>("customers", one: "customer", "Customer", "客户")

    package let name = text("Name", "名称").naming().searched().lookedUp()
    /// The identifier of companies in mainland China (GB 32100-2015), which is also their tax number.
    package let unifiedSocialCreditCode = text("Unified social credit code", "统一社会信用代码", max: 18).unique().searched().optional()
    package let industry = text("Industry", "行业", max: 100).optional()
    package let region = text("Region", "地区", max: 100).optional()
    package let level = choice(CustomerLevel.self, "Level", "客户等级").byDefault(.c)
    package let owner = salesOwner()
    package let phone = Kernel.phone("Phone", "电话").searched().optional()
    package let fax = Kernel.phone("Fax", "传真").optional()
    package let email = Kernel.email("Mail", "邮箱").searched().optional()
    package let website = text("Website", "网站").optional()
    package let address = text("Address", "地址").searched().optional()
    package let city = text("City", "城市", max: 100).searched().optional()
    package let postalCode = text("Postal code", "邮政编码", max: 20).optional()
    package let country = text("Country", "国家", max: 100).optional()
    /// What stands on a special VAT invoice beside the name and the code.
    package let invoiceAddress = text("Registered address", "注册地址").optional()
    package let invoicePhone = Kernel.phone("Registered phone", "注册电话").optional()
    package let bankName = text("Bank", "开户行", max: 100).optional()
    package let bankAccount = text("Bank account", "银行账号", max: 40).optional()
    package let notes = paragraphs("Notes", "备注").optional()
    /// The lead that became the customer; none where somebody entered it.
    package let lead = reference(Lead.self, "Lead that it came from", "来源线索").computed().optional()
    package let lastActivityAt = instant("Last activity at", "最近往来时间").computed().optional()
    package let nameKey = text("Name, as compared", "名称比对键").computed().secret().optional()
    package let phoneKey = text("Phone, as compared", "电话比对键", max: 40).computed().secret().optional()
    package let emailKey = text("Mail, as compared", "邮箱比对键", max: 254).computed().secret().optional()
    package let externalID = Kernel.externalID()
    package let blockReason = paragraphs("Reason of the block", "冻结原因", max: 2000).computed().optional()
    package let blockedBy = reference(User.self, "Blocked by", "冻结人").computed().optional()
    package let blockedFrom = choice(CustomerStatus.self, "Status before the block", "冻结前状态").computed().optional()
    package let mergedInto = reference(Customer.self, "Merged into", "合并到").computed().forwarding().optional()
    package let status = state(CustomerStatus.self, initial: .prospect, editable: [.prospect, .active, .dormant, .blocked])

    package init() {}

    package static let access = Grant.customers + [Grant([.marketing, .legal], .read)]

    package static let filters: [NamedFilter] = [
        .flag(
            "likely_duplicate", "Shares name, phone or mail with another one", "名称、电话或邮箱与其他客户相同",
            when: """
                t.status <> 'merged' AND EXISTS (SELECT 1 FROM customers o
                    WHERE o.id <> t.id AND o.archived_at IS NULL AND o.status <> 'merged'
                    AND (o.name_key = t.name_key OR o.phone_key = t.phone_key OR o.email_key = t.email_key))
                """)
    ]

    /// A merged customer leaves to the other what only it knew.
    package static func written(_ customer: Record<Customer>, from old: Record<Customer>?, in context: RuleContext) throws {
        guard let old, old.mergedInto == nil, let winner = customer.mergedInto else { return }
        try complete(winner, from: customer, wasActive: old.status == .active, in: context)
    }

    /// Keeps what duplicates are compared by.
    ///
    /// Throws `bad_credit_code`, `customer_exists`, `company_blocked` and `blocked_identity`.
    package static func prepare(_ customer: inout Record<Customer>, from old: Record<Customer>?, in context: RuleContext) throws {
        let keys = CompanyKeys(name: customer.name, phones: [customer.phone], mails: [customer.email])
        (customer.nameKey, customer.phoneKey, customer.emailKey) = (keys.name, keys.phones.first, keys.mails.first)
        customer.unifiedSocialCreditCode = customer.unifiedSocialCreditCode?.uppercased()
        if let old, old.status == .blocked { try requireSameCompany(customer, as: old) }
        try refuseBlockedCompany(customer, from: old, in: context)
        guard let code = customer.unifiedSocialCreditCode, code != old?.unifiedSocialCreditCode else { return }
        guard UnifiedSocialCreditCode.isValid(code) else {
            throw Failure.invalid(.badCreditCode, at: "/unified_social_credit_code", ["value": code])
        }
        try refuseRepeatedCode(of: customer, in: context)
    }

    /// Nobody frees a blocked company's name or code for a new entry by changing what the block is known by (P4.2.2).
    private static func requireSameCompany(_ customer: Record<Customer>, as old: Record<Customer>) throws {
        var faults: [Fault] = []
        if customer.nameKey != old.nameKey { faults.append(Fault(.blockedIdentity, at: "/name")) }
        if let code = old.unifiedSocialCreditCode, code != customer.unifiedSocialCreditCode {
            faults.append(Fault(.blockedIdentity, at: "/unified_social_credit_code"))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }

    /// Nobody walks round a block by entering the company anew, by its name or its code (P4.2.2), also where the blocked customer was
    /// archived.
    private static func refuseBlockedCompany(
        _ customer: Record<Customer>, from old: Record<Customer>?, in context: RuleContext
    ) throws {
        let name = customer.nameKey == old?.nameKey ? nil : customer.nameKey
        let code = customer.unifiedSocialCreditCode == old?.unifiedSocialCreditCode ? nil : customer.unifiedSocialCreditCode
        guard name != nil || code != nil else { return }
        let blocked = try context.all(
            Customer.self, where: "status = 'blocked' AND id <> ? AND (name_key = ? OR unified_social_credit_code = ?)",
            customer.id.stored, name.stored, code.stored)
        guard let first = blocked.first else { return }
        throw Failure(.companyBlocked, ["owner": try context.require(User.self, first.owner).displayName])
    }

    /// A company is entered once. Whoever may not see the first entry is told whom to ask, and nothing else of it.
    private static func refuseRepeatedCode(of customer: Record<Customer>, in context: RuleContext) throws {
        let same = try context.all(
            Customer.self, where: "unified_social_credit_code = ? AND id <> ? AND archived_at IS NULL",
            customer.unifiedSocialCreditCode.stored,
            customer.id.stored)
        guard let first = same.first else { return }
        throw Failure(.customerExists, ["owner": try context.require(User.self, first.owner).displayName])
    }
}

extension Grant {
    /// Customers and what belongs to them: a rep's own, a manager's team's, all of them for those who deliver, collect and help.
    static let customers =
        Grant.standard + [
            Grant([.salesRep], [.read, .create, .update], rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.finance, .logistics, .service], .read),
            Grant([.integration], [.read, .create, .update]),
        ]
}

extension Record where D == Customer {
    /// A blocked customer gets no proposal, contract, order (P4.2.2), one that was merged lives on in another: none is entered, restored
    /// or goes on to be binding.
    ///
    /// Throws `customer_not_open`.
    package func requireOpen() throws {
        guard self.status != .blocked, self.status != .merged, !isArchived else {
            throw Failure(.customerNotOpen, ["status": isArchived ? "archived" : self.status.rawValue])
        }
    }
}

/// How much a customer matters; a price list can be for one level.
package enum CustomerLevel: String, Choice {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"

    package var chinese: String { rawValue + " 级" }
}

/// Whether anything can be sold to a customer.
package enum CustomerStatus: String, Choice {
    case prospect, active, dormant, blocked, merged

    package var chinese: String {
        switch self {
        case .prospect: "潜在"
        case .active: "活跃"
        case .dormant: "休眠"
        case .blocked: "冻结"
        case .merged: "已合并"
        }
    }
}
