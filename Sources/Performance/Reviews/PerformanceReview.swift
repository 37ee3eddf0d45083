// What somebody has reached in a period, and how that is judged (P3.2.2).

package import Identity
package import Kernel

/// One person's review of one period. The server computes the figures from the papers; a manager scores what no paper shows; whoever
/// stands above that one confirms.
///
/// The person reads it once it is confirmed: so `shownTo` names the person from then on. No administrator reads it.
package final class PerformanceReview: Resource {
    package typealias Status = PerformanceReviewStatus
    package static let schema = Schema<PerformanceReview>("performance-reviews", one: "performance_review", "Performance review", "绩效考核")

    package let number = Kernel.number("PR")
    package let user = reference(User.self, "Who", "被考核人").computed().scoped()
    package let shownTo = reference(User.self, "Shown to", "可见人").computed().informed().optional()
    package let reviewPeriod = reference(ReviewPeriod.self, "Review period", "考核期间").computed()
    package let period = text("Period", "期间", max: 7).computed()
    package let cycle = choice(ReviewCycle.self, "Cycle", "周期").computed()
    package let startsOn = day("From", "开始").computed()
    package let endsOn = day("To", "结束").computed()
    package let scheme = reference(ReviewScheme.self, "Scheme", "考核方案").computed()
    package let revenueBasis = choice(RevenueBasis.self, "Revenue is counted when", "收入确认口径").computed()
    package let status = state(PerformanceReviewStatus.self, initial: .open, editable: [])
    /// 100 where every target is just met.
    package let score = figure("Score", "得分").computed().optional()
    package let grade = choice(ReviewGrade.self, "Grade", "等级").computed().optional()
    /// Some indicator was taken out, and the weights of the others were raised.
    package let reweighted = boolean("Reweighted", "权重已调整").byDefault(false).computed()
    package let comment = paragraphs("Comment", "评语", max: 5000).computed().optional()
    /// Once it is closed: whether its score lay below the limit of then.
    package let missed = boolean("Missed", "未达标").computed().optional()
    /// Once it is closed: how many reviews of the cycle were missed up to this one without a break.
    package let missesInRow = integer("Misses in a row", "连续未达标次数", 0...1000).computed().optional()
    package let computedAt = instant("Computed at", "计算时间").computed().optional()
    package let scoredAt = instant("Scored at", "评分时间").computed().optional()
    package let scoredBy = reference(User.self, "Scored by", "评分人").computed().optional()
    package let confirmedAt = instant("Confirmed at", "确认时间").computed().optional()
    package let confirmedBy = reference(User.self, "Confirmed by", "确认人").computed().optional()
    package let acknowledgedAt = instant("Acknowledged at", "本人确认时间").computed().optional()
    package let acknowledgeComment = paragraphs("The person's comment", "本人意见", max: 2000).computed().optional()
    package let appealedAt = instant("Appealed at", "申诉时间").computed().optional()
    package let appealReason = text("Reason of the appeal", "申诉理由", max: 500).computed().optional()
    package let appealDecision = choice(ReviewAppealDecision.self, "Decision on the appeal", "申诉结论").computed().optional()
    package let appealDecisionReason = text("Reason of the decision", "结论理由", max: 500).computed().optional()
    package let appealDecidedBy = reference(User.self, "Appeal decided by", "申诉处理人").computed().optional()
    package let closedAt = instant("Closed at", "关闭时间").computed().optional()
    package let lines = computedChildren(PerformanceReviewLine.self, "Indicators", "指标")

    package init() {}

    package static let furtherEvents = ["opened", "counted"]

    package static let access = [
        Grant([.hr, .executive, .auditor], .read),
        Grant(.everyone, .read, rows: .below),
        // The person, once it is confirmed.
        .toWhomItIsAssigned,
    ]

    /// By where the person stands in the company.
    package static let filters: [NamedFilter] = [
        .person(
            "team", "Of whoever leads it, or me: with everybody below", "团队负责人或 me（含全部下属）",
            condition: """
                t.user_id IN (
                    WITH RECURSIVE team (id) AS (
                        SELECT id FROM users WHERE id = ? UNION SELECT u.id FROM users u JOIN team m ON u.manager_id = m.id)
                    SELECT id FROM team)
                """),
        NamedFilter(
            "team_id", "Who stands directly above the person; 0: nobody", "直接上级（0：无）", values: [],
            condition: "t.user_id IN (SELECT id FROM users WHERE ifnull(manager_id, 0) = CAST(? AS INTEGER))"),
        NamedFilter(
            "user_department_id", "The person's department; 0: none", "所属部门（0：无）", values: [],
            condition: "t.user_id IN (SELECT id FROM users WHERE ifnull(department_id, 0) = CAST(? AS INTEGER))"),
        NamedFilter(
            "user_position", "The person's position; empty: none", "职位（空：无）", values: [],
            condition: "t.user_id IN (SELECT id FROM users WHERE ifnull(position, '') = ?)"),
    ]

    /// What follows from a review that is closed (P3.2.3).
    package static func written(_ review: Record<PerformanceReview>, from old: Record<PerformanceReview>?, in context: RuleContext) throws {
        guard review.status == .closed, old?.status != .closed else { return }
        try Misses.count(after: review, in: context)
    }
}

/// One indicator of a review, with how its number came about.
package final class PerformanceReviewLine: Item {
    package static let schema = Schema<PerformanceReviewLine>(
        table: "performance_review_lines", one: "performance_review_line", parent: "performance_review_id", "Indicator", "指标")

    package let indicator = reference(Indicator.self, "Indicator", "指标").computed()
    package let code = identifier("Code", "代码", max: 40).computed()
    package let measure = choice(IndicatorMeasure.self, "Measure", "计量方式").computed()
    package let unit = choice(IndicatorUnit.self, "Unit", "单位").computed()
    /// As the scheme has it.
    package let weight = integer("Weight", "权重", 1...100).computed()
    package let floorPercent = integer("Counts at least, percent", "达成率下限（%）", 0...1000).computed()
    package let capPercent = integer("Counts at most, percent", "达成率上限（%）", 1...1000).computed()
    package let target = figure("Target", "目标值").computed().optional()
    package let actual = figure("Actual", "实际值").computed().optional()
    /// How many records are behind it.
    package let records = integer("Records", "记录数").byDefault(0).computed()
    /// Actual ÷ target in percent, between floor and cap.
    package let achievement = figure("Achievement, percent", "达成率（%）").computed().optional()
    /// The weight that it has once others were taken out; nothing where it was taken out itself.
    package let countedWeight = figure("Counted weight", "计入权重").computed().optional()
    /// What it adds to the score.
    package let points = figure("Points", "得分").computed().optional()
    /// Why it does not count.
    package let missing = choice(MissingBasis.self, "Taken out because", "剔除原因").computed().optional()
    /// What the manager gives.
    package let score = integer("Score", "评分", 0...100).computed().optional()
    package let comment = text("Comment", "说明", max: 500).computed().optional()

    package init() {}
}

/// Where a review is.
package enum PerformanceReviewStatus: String, Choice {
    case open, computed, scored, confirmed, acknowledged, appealed, closed

    package var chinese: String {
        switch self {
        case .open: "待计算"
        case .computed: "已计算"
        case .scored: "已评分"
        case .confirmed: "已确认"
        case .acknowledged: "本人已确认"
        case .appealed: "申诉中"
        case .closed: "已关闭"
        }
    }
}

/// The grade of a score, from the best.
package enum ReviewGrade: String, Choice {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"

    package var chinese: String {
        switch self {
        case .a: "优秀"
        case .b: "良好"
        case .c: "合格"
        case .d: "不合格"
        }
    }
}

/// Why an indicator does not count in a review.
package enum MissingBasis: String, Choice {
    case noTarget = "no_target"
    case noBasis = "no_basis"

    package var chinese: String { self == .noTarget ? "没有目标" : "没有可比数据" }
}

/// What comes of an appeal against a review.
package enum ReviewAppealDecision: String, Choice {
    case kept, changed

    package var chinese: String { self == .kept ? "维持" : "更改" }
}
