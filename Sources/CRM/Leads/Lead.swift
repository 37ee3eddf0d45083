// Possible customers that sales has heard of (P2.1.2).

package import Identity
package import Kernel

/// Somebody who may become a customer, from the first word of it to the conversion.
package final class Lead: Importable {
    package typealias Status = LeadStatus
    package static let schema = Schema<Lead>("leads", one: "lead", "Lead", "线索")

    package let number = Kernel.number("LD").searched()
    package let company = text("Company", "公司").searched()
    package let person = text("Person", "联系人", max: 100).personal().searched().optional()
    package let title = text("Title", "职务", max: 100).personal(identifies: false).optional()
    package let phone = Kernel.phone("Phone", "电话").personal().searched().optional()
    package let email = Kernel.email("Mail", "邮箱").personal().searched().optional()
    package let channel = choice(LeadChannel.self, "Channel", "来源渠道")
    package let `class` = choice(LeadClass.self, "Class", "线索等级").optional()
    package let industry = text("Industry", "行业", max: 100).optional()
    package let region = text("Region", "地区", max: 100).optional()
    package let need = paragraphs("Need", "需求", max: 2000).optional()
    package let purchaseIntention = choice(PurchaseIntention.self, "Purchase intention", "采购意向").optional()
    package let campaign = reference(Campaign.self, "Campaign", "市场活动").optional()
    package let owner = reference(User.self, "Owner", "负责人").scoped(among: .sales).handedOver().fixed().optional()
    /// Whoever enters it knows of the other record of the same company, and enters it all the same.
    package let allowDuplicate = boolean("Entered beside a duplicate", "允许重复录入").byDefault(false)
    package let notes = paragraphs("Notes", "备注").personal(identifies: false).optional()
    package let firstContactDueAt = instant("First contact due at", "首次联系期限").computed().optional()
    package let firstContactedAt = instant("First contacted at", "首次联系时间").computed().optional()
    package let nextFollowUpOn = day("Next follow-up", "下次跟进日期").computed().optional()
    package let disqualifyReason = text("Reason of the disqualification", "作废原因", max: 500).computed().optional()
    package let customer = reference(Customer.self, "Customer it became", "转化的客户").computed().concerned().optional()
    package let contact = reference(Contact.self, "Contact it became", "转化的联系人").computed().optional()
    package let opportunity = reference(Opportunity.self, "Opportunity it became", "转化的商机").computed().optional()
    package let companyKey = text("Company, as compared", "公司比对键").computed().secret().optional()
    package let phoneKey = text("Phone, as compared", "电话比对键", max: 40).personal().computed().secret().optional()
    package let emailKey = text("Mail, as compared", "邮箱比对键", max: 254).personal().computed().secret().optional()
    package let externalID = Kernel.externalID()
    package let erasedAt = Kernel.erasedAt()
    package let status = state(LeadStatus.self, initial: .new, editable: [.new, .contacted, .qualified, .nurture])
    package let assignments = computedChildren(LeadAssignment.self, "Assignments", "分配记录")

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.salesRep], [.read, .create, .update], rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.salesManager], .all, rows: .matching("t.owner_id IS NULL")),
            Grant([.marketing, .integration], [.read, .create, .update]),
        ]

    package static let filters: [NamedFilter] = [
        .flag(
            "likely_duplicate", "Shares company, phone or mail with another living lead or a customer", "公司、电话或邮箱与其他线索或客户相同",
            when: """
                t.status NOT IN ('disqualified', 'converted') AND (
                    EXISTS (SELECT 1 FROM leads o WHERE o.id <> t.id AND o.archived_at IS NULL
                        AND o.status NOT IN ('disqualified', 'converted')
                        AND (o.company_key = t.company_key OR o.phone_key = t.phone_key OR o.email_key = t.email_key))
                    OR EXISTS (SELECT 1 FROM customers o WHERE o.archived_at IS NULL AND o.status <> 'merged'
                        AND (o.name_key = t.company_key OR o.phone_key = t.phone_key OR o.email_key = t.email_key)))
                """)
    ]

    /// Finds the owner of a new lead. Throws `lead_exists`, `company_is_customer`, `owner_absent`.
    package static func prepare(_ lead: inout Record<Lead>, from old: Record<Lead>?, in context: RuleContext) throws {
        let keys = CompanyKeys(name: lead.company, phones: [lead.phone], mails: [lead.email])
        lead.companyKey = keys.name
        lead.phoneKey = keys.phones.first
        lead.emailKey = keys.mails.first
        let isSame = old.map { ($0.companyKey, $0.phoneKey, $0.emailKey) == (lead.companyKey, lead.phoneKey, lead.emailKey) } ?? false
        let comesBack = old?.isArchived == true
        if !lead.allowDuplicate, !isSame || comesBack { try Duplicates.refuse(of: lead, keys, in: context) }
        if old == nil { try LeadAssignment.give(&lead, in: context) }
    }

    /// What was done about a lead is seen by its owner, and what is done about a converted one belongs to the customer.
    package static func written(_ lead: Record<Lead>, from old: Record<Lead>?, in context: RuleContext) throws {
        OpenLeads.of(context).note(lead, from: old, in: context)
        guard let old, old.owner != lead.owner || old.customer != lead.customer else { return }
        try Activity.follow(schema.entity, lead.id.integer, to: lead.owner, lead.customer, in: context)
    }
}

/// To whom a lead was given, when and why.
package final class LeadAssignment: Item {
    package static let schema = Schema<LeadAssignment>(
        table: "lead_assignments", one: "lead_assignment", parent: "lead_id", "Assignment", "分配记录")

    package let at = instant("At", "时间").computed()
    package let assignee = reference(User.self, "Assigned to", "分配给").computed()
    package let reason = choice(AssignmentReason.self, "Reason", "原因").computed()
    package let rule = reference(AssignmentRule.self, "Rule", "分配规则").computed().optional()
    /// Names of those whom the rule would have taken, were they not away.
    package let passedOver = text("Passed over as absent", "因缺勤跳过", max: 2000).computed().optional()

    package init() {}
}

/// Where a lead is on its way to a customer (P2.1.2, P2.1.3).
package enum LeadStatus: String, Choice {
    case new, contacted, qualified, nurture, disqualified, converted

    /// Those that are work for their owner now.
    static let open: [LeadStatus] = [.new, .contacted, .qualified]

    package var chinese: String {
        switch self {
        case .new: "新建"
        case .contacted: "已联系"
        case .qualified: "已确认"
        case .nurture: "培育中"
        case .disqualified: "已作废"
        case .converted: "已转化"
        }
    }
}

/// By which way customers are found (P2.1.2).
package enum LeadChannel: String, Choice {
    case onlineMarketing = "online_marketing"
    case exhibition, referral, telemarketing
    case socialMedia = "social_media"
    case walkIn = "walk_in"
    case other

    package var chinese: String {
        switch self {
        case .onlineMarketing: "网络营销"
        case .exhibition: "展会"
        case .referral: "转介绍"
        case .telemarketing: "电话营销"
        case .socialMedia: "社交媒体"
        case .walkIn: "上门"
        case .other: "其他"
        }
    }
}

/// How promising a lead is.
package enum LeadClass: String, Choice {
    case a = "A"
    case b = "B"
    case c = "C"

    package var chinese: String { rawValue + " 类" }
}

/// How likely a lead is to buy (P2.1.3).
package enum PurchaseIntention: String, Choice {
    case high, medium, low, none

    package var chinese: String {
        switch self {
        case .high: "强"
        case .medium: "中"
        case .low: "弱"
        case .none: "无"
        }
    }
}
