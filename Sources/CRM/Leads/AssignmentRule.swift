// The rules by which leads find their owner.

package import Identity
package import Kernel

/// Which leads go to whom. The first rule that fits, by priority, decides; one whose people are all away leaves it to the next.
package final class AssignmentRule: Resource {
    package static let schema = Schema<AssignmentRule>(
        "assignment-rules", one: "assignment_rule", "Assignment rule", "分配规则")

    package let name = text("Name", "名称", max: 100)
    /// The smallest comes first.
    package let priority = integer("Priority", "优先级", 0...1000).byDefault(100)
    package let method = choice(AssignmentMethod.self, "Method", "分配方式")
    package let channel = choice(LeadChannel.self, "Only this channel", "仅限来源渠道").optional()
    package let `class` = choice(LeadClass.self, "Only this class", "仅限线索等级").optional()
    package let region = text("Only this region", "仅限地区", max: 100).optional()
    package let campaign = reference(Campaign.self, "Only this campaign", "仅限市场活动").optional()
    package let active = boolean("Active", "启用").byDefault(true)
    /// After whom the next turn begins.
    package let lastAssignee = reference(User.self, "Last assigned to", "上次分配给").computed().optional()
    package let members = children(AssignmentMember.self, "Members", "成员", 1...200)

    package init() {}

    package static let furtherEvents = ["assigned"]

    package static let access =
        Grant.standard + [
            Grant([.salesManager], .all),
            Grant([.salesRep, .marketing], .read),
        ]

    /// Throws `member_twice`, `member_without_region`, `not_an_owner`.
    package static func prepare(_ rule: inout Record<AssignmentRule>, from old: Record<AssignmentRule>?, in context: RuleContext) throws {
        if let again = rule.members.repeats(of: \.user).first { throw Failure.invalid(.memberTwice, at: "/members/\(again)/user_id") }
        for (index, member) in rule.members.enumerated() {
            try context.requireCanOwn(Lead.self, member.user, at: "/members/\(index)/user_id")
            guard rule.method != .region || member.region != nil else {
                throw Failure.invalid(.memberWithoutRegion, at: "/members/\(index)/region")
            }
        }
    }
}

/// Somebody among whom a rule chooses.
package final class AssignmentMember: Item {
    package static let schema = Schema<AssignmentMember>(
        table: "assignment_members", one: "assignment_member", parent: "assignment_rule_id", "Member", "成员")

    package let user = reference(User.self, "User", "用户").handedOver(among: .sales)
    /// For rules by region: whose leads the person takes.
    package let region = text("Region", "地区", max: 100).optional()

    package init() {}
}

/// How a rule chooses among its members.
package enum AssignmentMethod: String, Choice {
    case roundRobin = "round_robin"
    case load, region

    var reason: AssignmentReason {
        switch self {
        case .roundRobin: .roundRobin
        case .load: .load
        case .region: .region
        }
    }

    package var chinese: String { reason.chinese }
}

extension Record where D == AssignmentRule {
    /// Whether the rule is for this lead; a condition that is not set holds for all.
    func fits(_ lead: Record<Lead>) -> Bool {
        (self.channel.map { $0 == lead.channel } ?? true) && (self.class.map { $0 == lead.class } ?? true)
            && (self.region.map { $0 == lead.region } ?? true) && (self.campaign.map { $0 == lead.campaign } ?? true)
    }

    /// Whom the method would take, the best first.
    func candidates(for lead: Record<Lead>, in context: RuleContext) throws -> [ID<User>] {
        switch self.method {
        case .roundRobin:
            return self.members.map(\.user).inTurn(after: self.lastAssignee)
        case .load:
            let open = OpenLeads.of(context)
            let loads = try self.members.map { (user: $0.user, open: try open.count(of: $0.user, in: context)) }
            return loads.sorted { ($0.open, $0.user.integer) < ($1.open, $1.user.integer) }.map(\.user)
        case .region:
            return self.members.filter { $0.region != nil && $0.region == lead.region }.map(\.user)
        }
    }
}
