// `GET /v1/reports/leaderboard?period=&team=`: who has reached what in a period, the best first, as far as the caller may see (P3.2.3).

import HTTP
import Identity
import JSON
import Kernel
import SQLite

extension Module {
    /// On the heavy pool: it may look at every review of a year.
    static let leaderboard = Route(.get, "/v1/reports/leaderboard", Leaderboard.description, lane: .heavy(Leaderboard.answer))
}

/// The answer.
private struct Leaderboard: Sendable {
    let period: PeriodName
    let currency: String
    let rows: [LeaderboardRow]
    let count: Int

    private static let sizes = 1...1000
    private static let standardSize = 200

    @Sendable static func answer(_ request: APIRequest, _ context: any ReadContext) throws -> HTTPResponse {
        try request.allowQuery("period", "team", "limit")
        let resource = context.registry.resource(PerformanceReview.schema)
        let caller = try permit(request, resource, .read)
        let period = try request.period()
        let team = try request.team()
        let limit = try request.size(sizes) ?? standardSize
        let scope = resource.scope(of: caller.roles, for: .read)
        let rows = try context.read { connection in
            try LeaderboardRow.all(of: period, team, scope, scope.bindings(for: caller), connection)
        }
        let board = Leaderboard(
            period: period, currency: context.registry.companyCurrency, rows: Array(rows.prefix(limit)), count: rows.count)
        return shape.response(board, in: request.language)
    }
}

/// One person's review, with its place among those that the caller sees.
private struct LeaderboardRow: Sendable {
    let place: Int64?
    let review: ID<PerformanceReview>
    let user: ID<User>
    let name: String
    let position: String?
    let status: PerformanceReviewStatus
    let score: Figure?
    let grade: ReviewGrade?
    let figures: JSONObject

    /// The best score first; who has none yet comes last. Equal scores share a place.
    ///
    /// - Parameter team: whoever stands there, and everybody below; nil for everybody
    static func all(
        of period: PeriodName, _ team: Int64?, _ scope: ScopeCondition, _ bindings: [SQLiteValue], _ connection: Connection
    ) throws -> [LeaderboardRow] {
        let sql = """
            WITH RECURSIVE team (id) AS (
                SELECT id FROM users WHERE id = ?1 UNION SELECT u.id FROM users u JOIN team m ON u.manager_id = m.id)
            SELECT t.id, t.user_id, u.display_name, u.position, t.status, t.score, t.grade,
                (SELECT json_group_object(l.code, l.actual) FROM performance_review_lines l
                    WHERE l.performance_review_id = t.id AND l.measure <> 'score'),
                rank() OVER (ORDER BY t.score DESC)
            FROM performance_reviews t JOIN users u ON u.id = t.user_id
            WHERE t.period = ?2 AND (?1 IS NULL OR t.user_id IN (SELECT id FROM team)) AND (\(scope.sql))
            ORDER BY t.score DESC NULLS LAST, t.id
            """
        return try connection.rows(sql, [team.stored, period.word.stored] + bindings).compactMap(LeaderboardRow.init)
    }

    private init?(_ row: [SQLiteValue]) {
        guard let review = ID<PerformanceReview>(stored: row[0]), let user = ID<User>(stored: row[1]), let name = row[2].text,
            let status = PerformanceReviewStatus(stored: row[4])
        else { return nil }
        (self.review, self.user, self.name, self.status) = (review, user, name, status)
        position = row[3].text
        score = Figure(stored: row[5])
        grade = ReviewGrade(stored: row[6])
        place = score == nil ? nil : row[8].integer
        let read = row[7].text.flatMap { try? JSONReader.parse(Array($0.utf8)).object } ?? JSONObject()
        figures = JSONObject(read.map { (name: $0.name, value: LeaderboardRow.text($0.value)) })
    }

    private static func text(_ value: JSONValue) -> JSONValue {
        guard let unscaled = value.number?.int64 else { return .null }
        return .string(DecimalText.write(unscaled, scale: Figure.scale, shownPlaces: Figure.shownPlaces))
    }
}

extension Leaderboard {
    static let description = OperationDescription(
        "reports.leaderboard", "Who has reached what in a period, the best first", "业绩排行榜", tag: "reports", answer: shape.answer,
        roles: [Role.hr, .executive, .auditor].map(\.rawValue) + ["manager", "owner"], clause: "P3.2.3",
        query: [
            ParameterDescription(
                "period", "2026-11, 2026-Q4 or 2026", "期间：2026-11、2026-Q4 或 2026", text("", "", max: 7).kind, isRequired: true),
            ParameterDescription(
                "team", "The id of whoever leads it, or me: with everybody below", "团队负责人编号或 me（含全部下属）", text("", "").kind),
            ParameterDescription("limit", "Rows at most", "最多返回的行数", integer("", "", 1...1000).kind),
        ])

    private static let shape = AnswerShape<Leaderboard>(
        "Leaderboard", "业绩排行榜",
        [
            .field("period", text("Period", "期间")) { $0.period.word },
            .field("cycle", choice(ReviewCycle.self, "Cycle", "周期")) { $0.period.cycle },
            .field("currency", Kernel.currency()) { $0.currency },
            .list("items", of: row) { $0.rows },
            .field("total", integer("Reviews in all", "考核总数")) { Int64($0.count) },
        ])

    private static let row = AnswerShape<LeaderboardRow>(
        "Place on the leaderboard", "排名",
        [
            .field("rank", integer("Rank", "名次", 1...Int64.max).optional()) { $0.place },
            .field("performance_review_id", reference(PerformanceReview.self, "Review", "绩效考核")) { $0.review },
            .field("user_id", reference(User.self, "Who", "人员")) { $0.user },
            .field("name", text("Name", "姓名")) { $0.name },
            .field("position", text("Position", "职位").optional()) { $0.position },
            .field("status", choice(PerformanceReviewStatus.self, "Status", "状态")) { $0.status },
            .field("score", figure("Score", "得分").optional()) { $0.score },
            .field("grade", choice(ReviewGrade.self, "Grade", "等级").optional()) { $0.grade },
            .facts(
                "figures", Label("What was reached, by the code of the indicator", "各指标实际值"), example: ["revenue": "120000.00"]
            ) { $0.figures },
        ])
}

extension APIRequest {
    /// Throws `bad_period`.
    fileprivate func period() throws -> PeriodName {
        let word = queryValue("period") ?? ""
        guard let name = PeriodName(word) else { throw Failure(.badPeriod, ["period": word]) }
        return name
    }

    /// Throws `bad_parameter`.
    fileprivate func team() throws -> Int64? {
        guard let text = queryValue("team") else { return nil }
        if text == "me" { return caller?.userID }
        guard let id = Int64(text), id > 0 else { throw Failure.badParameter("team", text, "an id or “me” is expected") }
        return id
    }

    /// Throws `bad_parameter`.
    fileprivate func size(_ sizes: ClosedRange<Int>) throws -> Int? {
        guard let text = queryValue("limit") else { return nil }
        guard let size = Int(text), sizes.contains(size) else {
            throw Failure.badParameter("limit", text, "a number from \(sizes.lowerBound) to \(sizes.upperBound) is expected")
        }
        return size
    }
}
