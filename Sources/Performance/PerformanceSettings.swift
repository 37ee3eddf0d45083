// What the company can set of its reviews (P3.2).

package import Kernel

/// What counts as revenue, which score has which grade, and what follows from it.
package final class PerformanceSettings: Settings {
    package static let schema = Schema<PerformanceSettings>(settings: "performance", "Performance", "绩效考核")

    /// Of the periods that are opened from now on; one that is open keeps its own.
    package let revenueBasis = choice(RevenueBasis.self, "Revenue and profit are counted when", "收入与利润的确认口径").byDefault(.received)
    /// Whether a scheme has what its cycle is about (P3.2.2): else it may leave it out.
    package let cycleContentDemanded = boolean("Schemes must have what their cycle is about", "方案须包含周期规定的指标").byDefault(true)
    package let gradeAFrom = points("Grade A from", "A 级起分").byDefault(100)
    package let gradeBFrom = points("Grade B from", "B 级起分").byDefault(80)
    /// Below it the grade is D.
    package let gradeCFrom = points("Grade C from", "C 级起分").byDefault(60)
    package let rewardFrom = points("A reward is proposed from", "建议奖励起分").byDefault(100)
    /// A review with fewer points is a miss: coaching is proposed.
    package let missBelow = points("A review is missed below", "未达标分数线").byDefault(60)
    package let missesInRow = integer("Misses in a row until a penalty is proposed", "连续未达标几次建议处罚", 1...24).byDefault(3)
    package let closeDays = integer("Reviews close by themselves, days after they were confirmed", "确认后自动关闭（天）", 1...90).byDefault(14)

    package init() {}

    /// Throws `grades_out_of_order`.
    package static func prepare(
        _ settings: inout Record<PerformanceSettings>, from old: Record<PerformanceSettings>?, in context: RuleContext
    ) throws {
        guard settings.gradeCFrom < settings.gradeBFrom, settings.gradeBFrom < settings.gradeAFrom else {
            throw Failure.invalid(.gradesOutOfOrder, at: "/grade_b_from")
        }
        guard settings.missBelow <= settings.rewardFrom else { throw Failure.invalid(.missAboveReward, at: "/miss_below") }
    }
}

/// Where every target is just met, a review has 100.
private func points(_ english: String, _ chinese: String) -> Field<Int64> { integer(english, chinese, 0...1000) }

/// When revenue counts.
package enum RevenueBasis: String, Choice {
    case confirmed, invoiced, received

    package var chinese: String {
        switch self {
        case .confirmed: "订单确认"
        case .invoiced: "开票"
        case .received: "收款核销"
        }
    }
}

extension Record where D == PerformanceSettings {
    /// The grade of so many points.
    func grade(of score: Figure) -> ReviewGrade {
        let bounds: [(from: Int64, grade: ReviewGrade)] = [(self.gradeAFrom, .a), (self.gradeBFrom, .b), (self.gradeCFrom, .c)]
        return bounds.first { score >= Figure(whole: $0.from) }?.grade ?? .d
    }
}
