// The reviews of a period that the reader sees, with what each person has reached.

import Kernel
import Performance
import SQLite

/// A review as the leaderboard has it.
struct LeaderboardReview: Sendable {
    /// An indicator that papers show.
    struct Line: Sendable {
        let indicator: Int64
        let code: String
        let label: Label
        let measure: IndicatorMeasure
        /// With four decimals.
        let actual: Int64?
    }

    let id: Int64
    let user: Int64
    let name: String
    let position: String?
    let department: Int64?
    let manager: Int64?
    private let status: PerformanceReviewStatus
    /// With four decimals.
    let score: Int64?
    private let grade: ReviewGrade?
    private(set) var lines: [Line] = []

    /// In the order of their ids.
    static func all(of period: PeriodName, _ question: ReportQuestion) throws -> [LeaderboardReview] {
        let selection = try question.selection(of: PerformanceReview.schema, [("period", period.word)] + question.filters)
        let people = """
            SELECT t.id, t.user_id, u.display_name, u.position, u.department_id, u.manager_id, t.status, t.score, t.grade
            FROM performance_reviews t JOIN users u ON u.id = t.user_id WHERE \(selection.condition) ORDER BY t.id
            """
        let lines = """
            SELECT l.performance_review_id, l.indicator_id, l.code, i.name, ifnull(i.name_chinese, i.name), l.measure, l.actual
            FROM performance_review_lines l JOIN indicators i ON i.id = l.indicator_id
            WHERE l.measure <> 'score' AND l.performance_review_id IN (SELECT t.id FROM performance_reviews t WHERE \(selection.condition))
            """
        let found = try question.connection.rows(lines, selection.bindings).compactMap { row in
            row[0].integer.flatMap { review in Line(row).map { (review: review, line: $0) } }
        }
        let byReview = Dictionary(grouping: found, by: \.review)
        return try question.connection.rows(people, selection.bindings).compactMap(LeaderboardReview.init).map { review in
            var review = review
            review.lines = byReview[review.id]?.map(\.line) ?? []
            return review
        }
    }

    private init?(_ row: [SQLiteValue]) {
        guard let id = row[0].integer, let user = row[1].integer, let name = row[2].text,
            let status = PerformanceReviewStatus(stored: row[6])
        else { return nil }
        (self.id, self.user, self.name, self.status) = (id, user, name, status)
        (position, department, manager) = (row[3].text, row[4].integer, row[5].integer)
        (score, grade) = (row[7].integer, ReviewGrade(stored: row[8]))
    }

    /// What the person's row is known by.
    var members: [String: MemberValue] {
        var members: [String: MemberValue] = [
            "user_id": .id(user), "name": .text(name), "performance_review_id": .id(id),
            "status": .choice(status.rawValue, status.label),
        ]
        members["position"] = position.map { .text($0) }
        members["grade"] = grade.map { .choice($0.rawValue, $0.label) }
        return members
    }
}

extension LeaderboardReview.Line {
    fileprivate init?(_ row: [SQLiteValue]) {
        guard let indicator = row[1].integer, let code = row[2].text, let english = row[3].text, let chinese = row[4].text,
            let measure = IndicatorMeasure(stored: row[5])
        else { return nil }
        self.init(
            indicator: indicator, code: code, label: Label(english, chinese), measure: measure, actual: row[6].integer)
    }
}
