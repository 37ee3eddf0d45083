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

    package init() {}

    /// Throws `grade_thresholds`.
    package static func prepare(_ settings: inout Record<CRMSettings>, from old: Record<CRMSettings>?, in context: RuleContext) throws {
        guard settings.gradeMediumFrom < settings.gradeHighFrom else {
            throw Failure.invalid(.gradeThresholds, at: "/grade_medium_from", ["high": String(settings.gradeHighFrom)])
        }
    }
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
