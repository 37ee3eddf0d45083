// What marketing does to win customers (P2.1.2).

package import Identity
package import Kernel

/// A campaign; leads say from which one they come.
package final class Campaign: Resource {
    package static let schema = Schema<Campaign>("campaigns", one: "campaign", "Campaign", "市场活动")

    package let name = text("Name", "名称")
    package let channel = choice(LeadChannel.self, "Channel", "渠道")
    package let segment = reference(TargetSegment.self, "Target segment", "目标市场").optional()
    package let owner = reference(User.self, "Owner", "负责人").callerByDefault().scoped().handedOver()
    package let currency = Kernel.currency().companysByDefault()
    package let budget = amount("Budget", "预算").optional()
    package let cost = amount("Cost so far", "已发生费用").optional()
    package let startsOn = day("Starts on", "开始日期")
    package let endsOn = day("Ends on", "结束日期").optional()
    package let description = paragraphs("Description", "说明").optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.marketing], .all),
            Grant([.salesRep, .salesManager, .product], .read),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Throws `ends_before_start`.
    package static func prepare(_ campaign: inout Record<Campaign>, from old: Record<Campaign>?, in context: RuleContext) throws {
        if let end = campaign.endsOn, end < campaign.startsOn {
            throw Failure.invalid(.endsBeforeStart, at: "/ends_on", ["name": "ends_on"])
        }
    }
}
