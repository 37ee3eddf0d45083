// What the company can set of winning customers.

package import Kernel

/// What a company sets about its dealings with customers.
package final class CRMSettings: Settings {
    package static let schema = Schema<CRMSettings>(settings: "crm", "Customers, leads and opportunities", "客户、线索与商机")

    /// Hours of the working calendar within which a new lead is to be contacted (P2.1.3).
    package let firstContactHours = integer("First contact within working hours", "首次联系期限（工作小时）", 1...1000).byDefault(8)

    /// Days without any activity after which an active customer is dormant.
    package let dormantDays = integer("Dormant after days", "休眠天数", 1...3650).byDefault(365)
    /// An opportunity is evaluated by feasibility 1–5 × value 1–5; from these scores on it is graded high or medium (P2.2.3).
    package let gradeHighFrom = integer("Grade high from score", "“高”等级起评分", 1...25).byDefault(15)
    package let gradeMediumFrom = integer("Grade medium from score", "“中”等级起评分", 1...25).byDefault(8)
    /// How likely a deal is in each stage, where nobody says otherwise.
    package let needsAnalysisProbability = probability("Probability in needs analysis", "需求分析阶段成交概率", 1000)
    package let evaluatedProbability = probability("Probability once evaluated", "已评估阶段成交概率", 2500)
    package let proposalProbability = probability("Probability with a proposal", "方案阶段成交概率", 5000)
    package let negotiationProbability = probability("Probability in negotiation", "谈判阶段成交概率", 7500)
    /// How far the owner of a proposal may go before the manager's manager approves it as well (P2.3.2): the greatest discount of a line
    /// against its list price, and the smallest margin of all goods.
    package let proposalDiscountAuthority = fraction("Discount within authority", "权限内最大折扣").byDefault(Fraction(unscaled: 1000))
    package let proposalMarginAuthority = fraction("Margin within authority", "权限内最低毛利率").byDefault(Fraction(unscaled: 1500))
    package let proposalAuthorities = children(ProposalAuthority.self, "Authority by position", "按职位设置的权限", 0...100)

    package init() {}

    /// Throws `grade_thresholds` and `position_twice`.
    package static func prepare(_ settings: inout Record<CRMSettings>, from old: Record<CRMSettings>?, in context: RuleContext) throws {
        guard settings.gradeMediumFrom < settings.gradeHighFrom else {
            throw Failure.invalid(.gradeThresholds, at: "/grade_medium_from", ["high": String(settings.gradeHighFrom)])
        }
        let faults = settings.proposalAuthorities.repeats(of: { $0.heldPosition.lowercased() }).map {
            Fault(.positionTwice, at: "/proposal_authorities/\($0)/held_position")
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }
}

/// How far those who hold a position may go.
package final class ProposalAuthority: Item {
    package static let schema = Schema<ProposalAuthority>(
        table: "proposal_authorities", one: "proposal_authority", parent: "crm_settings_id", "Authority", "权限")

    /// As it stands in `position` of users.
    package let heldPosition = text("Position", "职位", max: 100)
    package let discount = fraction("Discount within authority", "权限内最大折扣")
    package let margin = fraction("Margin within authority", "权限内最低毛利率")

    package init() {}
}

/// In ten-thousandths.
private func probability(_ english: String, _ chinese: String, _ standard: Int64) -> Field<Fraction> {
    fraction(english, chinese).byDefault(Fraction(unscaled: standard))
}

extension Record where D == CRMSettings {
    /// The grade of an opportunity whose feasibility × value is that much (P2.2.3).
    func grade(ofScore score: Int64) -> OpportunityGrade {
        score >= self.gradeHighFrom ? .high : score >= self.gradeMediumFrom ? .medium : .low
    }

    /// How likely a deal in that stage is to come.
    func probability(in stage: OpportunityStatus) -> Fraction {
        switch stage {
        case .needsAnalysis: self.needsAnalysisProbability
        case .evaluated: self.evaluatedProbability
        case .proposal: self.proposalProbability
        case .negotiation: self.negotiationProbability
        case .won: Fraction(unscaled: 1_0000)
        case .lost: .zero
        }
    }
}
