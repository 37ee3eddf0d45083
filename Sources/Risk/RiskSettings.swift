// What the company can set of its risks: until when somebody looks after them, and from where on the server raises one (P4.1).

package import Kernel

/// Times and thresholds of risks.
package final class RiskSettings: Settings {
    package static let schema = Schema<RiskSettings>(settings: "risk", "Risks", "风险")

    package let assessDays = integer("Assessed within days", "评估期限（天）", 0...90).byDefault(7)
    package let reviewDays = integer("Reviewed at the latest after days", "最长复核间隔（天）", 1...366).byDefault(90)
    /// What a person closed although its cause lasts is not raised again for so long, where no later review was set.
    package let quietDays = integer("Not raised again for days after it was closed", "关闭后不再重复提示（天）", 1...366).byDefault(30)
    /// By so many per cent it must have become worse to be told again, or raised again before.
    package let worsePercent = integer("Worse by per cent", "恶化幅度（%）", 5...1000).byDefault(25)
    package let overdueDays = integer("Receivables overdue by days", "应收逾期天数", 1...365).byDefault(30)
    /// In the company's currency.
    package let overdueMinimum = amount("Smallest overdue amount", "最小逾期金额").byDefault(Money(minorUnits: 1_000_000))
    package let exposureShare = fraction("Exposure near the limit from", "信用占用接近额度的比例").byDefault(Fraction(unscaled: 9000))
    /// After their day.
    package let obligationDays = integer("Contract obligations late by days", "合同义务逾期天数", 0...365).byDefault(0)
    /// From legal's approval on.
    package let unsignedDays = integer("Contracts unsigned for days", "合同未签署天数", 1...365).byDefault(21)
    package let winRateDays = integer("Days of which a win rate is counted", "赢单率统计天数", 7...366).byDefault(90)
    package let winRateCases = integer("Cases of which a win rate says something", "赢单率最少案例数", 1...1000).byDefault(5)
    package let winRateFall = fraction("Win rate fallen by", "赢单率下降幅度").byDefault(Fraction(unscaled: 1500))
    package let shareDays = integer("Days of which a customer's share is counted", "客户占比统计天数", 7...366).byDefault(365)
    package let customerShare = fraction("Share of one customer from", "单一客户占比").byDefault(Fraction(unscaled: 3000))
    package let shareCustomers = integer("Customers of which a share says something", "客户占比最少客户数", 2...1000).byDefault(5)

    package init() {}
}

extension Record where D == RiskSettings {
    /// Whether a measure is so much worse than another that it is told again.
    func isWorse(_ measure: Int64?, than former: Int64?) -> Bool {
        guard let measure, let former, measure > former else { return false }
        return Int128(measure) * 100 >= Int128(former) * Int128(100 &+ self.worsePercent)
    }
}
