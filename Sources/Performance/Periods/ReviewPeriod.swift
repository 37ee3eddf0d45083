// The periods of which people are reviewed: opened and closed by personnel (P3.2.2).

package import Identity
package import Kernel

/// A month, quarter or year with its reviews. Once it is closed nothing is dated into it any more.
package final class ReviewPeriod: Resource {
    package typealias Status = ReviewPeriodStatus
    package static let schema = Schema<ReviewPeriod>("review-periods", one: "review_period", "Review period", "考核期间")

    package let period = text("Period", "期间", max: 7).computed().unique().pathWord()
    package let cycle = choice(ReviewCycle.self, "Cycle", "周期").computed()
    package let startsOn = day("From", "开始").computed()
    package let endsOn = day("To", "结束").computed()
    /// As it was set when the period was opened.
    package let revenueBasis = choice(RevenueBasis.self, "Revenue is counted when", "收入确认口径").computed()
    package let status = state(ReviewPeriodStatus.self, initial: .open, editable: [])
    package let openedBy = reference(User.self, "Opened by", "开启人").computed().optional()
    package let closedAt = instant("Closed at", "关闭时间").computed().optional()
    package let closedBy = reference(User.self, "Closed by", "关闭人").computed().optional()
    /// Whether somebody may still lack a review: the job goes on.
    package let filling = boolean("Reviews are still being made", "考核生成中").byDefault(true).computed()

    package init() {}

    package static let furtherEvents = ["opened", "filled", "close"]

    /// Personnel opens and closes them by the routes of PeriodRoutes.swift, nobody by a body.
    package static let access = [
        Grant(.everyone, .read)
    ]
}

/// Whether a period's reviews go on.
package enum ReviewPeriodStatus: String, Choice {
    case open, closed

    package var chinese: String { self == .open ? "进行中" : "已关闭" }
}

extension Record where D == ReviewPeriod {
    /// Its days.
    var name: PeriodName? { PeriodName(self.period) }
}
