// Into which ages open amounts are sorted, by the days since they were due (P4.2.5).

package import Kernel

/// How long ago something was due.
package enum AgeingBucket: String, CaseIterable, Sendable {
    case notDue = "not_due"
    case upTo30 = "days_1_30"
    case upTo60 = "days_31_60"
    case upTo90 = "days_61_90"
    case over90 = "over_90"

    /// What it is called.
    package var label: Label {
        switch self {
        case .notDue: Label("Not due", "未到期")
        case .upTo30: Label("1 to 30 days overdue", "逾期 1–30 天")
        case .upTo60: Label("31 to 60 days overdue", "逾期 31–60 天")
        case .upTo90: Label("61 to 90 days overdue", "逾期 61–90 天")
        case .over90: Label("More than 90 days overdue", "逾期 90 天以上")
        }
    }

    /// Days overdue: what is due today is not overdue.
    private var days: (from: Int?, to: Int?) {
        switch self {
        case .notDue: (nil, 0)
        case .upTo30: (1, 30)
        case .upTo60: (31, 60)
        case .upTo90: (61, 90)
        case .over90: (91, nil)
        }
    }

    /// The due days that belong to it on a day: nil for no end.
    func dueDays(on day: Day) -> (first: Day?, last: Day?) {
        (days.to.map { day.adding(days: -$0) }, days.from.map { day.adding(days: -$0) })
    }

    /// The same as SQL over the column `due_on`.
    func condition(on day: Day) -> String {
        let (first, last) = dueDays(on: day)
        let bounds = [first.map { "due_on >= \($0.daysSince1970)" }, last.map { "due_on <= \($0.daysSince1970)" }]
        return bounds.compactMap { $0 }.joined(separator: " AND ")
    }

    /// The same as a filter of a list.
    package func filter(on day: Day) -> String {
        let (first, last) = dueDays(on: day)
        return [first.map { "due_on.gte=\($0)" }, last.map { "due_on.lte=\($0)" }].compactMap { $0 }.joined(separator: "&")
    }
}
