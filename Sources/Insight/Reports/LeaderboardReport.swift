// Who has reached what in a month, quarter or year, the best first: from the reviews of the period (P3.2.3).

import JSON
import Kernel
import Performance

extension Report {
    static let leaderboard = Report(
        name: "leaderboard", label: Label("Leaderboard", "业绩排行榜"),
        definition: Label(
            "The reviews of a month, quarter or year as they stand: each person's score, and the actual of each indicator that papers show. The best score is first; equal scores share a rank, and who has none yet has no rank. The score of a team, department or position is the mean of its scored reviews; what adds up (revenue, profit, new customers, activities) is the sum of its reviews, growth and satisfaction are given where there is one review alone. Behind a person's indicator stand the papers that it counts.",
            "所选月度、季度或年度的绩效考核现状：各人得分，以及由单据得出的各指标实际值。得分高者在前，同分同名次，尚无得分者不排名。团队、部门或职位的得分为其已评分考核的平均值；可相加的指标（收入、利润、新客户、跟进次数）取合计，增长率与满意度仅在只有一份考核时给出。个人指标的背后为其计入的单据。"
        ),
        clause: "P3.2.3", source: .list(of: PerformanceReview.self), time: .period,
        groupings: LeaderboardTable.groupings,
        columns: [
            ReportColumn("rank", "Rank", "名次", .count),
            ReportColumn("reviews", "Reviews", "考核数", .count),
            ReportColumn("scored", "With a score", "已评分", .count),
            ReportColumn("score", "Score", "得分", .figure),
        ],
        family: ReportColumnFamily(
            prefix: LeaderboardTable.prefix,
            label: Label("What was reached, one column for each indicator of these reviews, by its code", "各指标实际值，每个指标一列（按指标代码）")),
        order: "score", chart: .bars(["score"]), takesFilters: true, compares: true,
        question: Label("Who has reached what, and who is ahead?", "谁完成了多少，谁领先？"),
        body: .computed { try LeaderboardTable($0)?.table() ?? ReportTable(columns: [], rows: [], total: nil) },
        ownMembers: [
            ReportOwnMember(name: "period", label: Label("Period", "期间"), schema: ["type": "string"]),
            ReportOwnMember(
                name: "cycle", label: Label("Cycle", "周期"),
                schema: ["type": "string", "enum": .array(ReviewCycle.allCases.map { .string($0.rawValue) })]),
            ReportOwnMember(name: "total", label: Label("Reviews in all", "考核总数"), schema: ["type": "integer"]),
            ReportOwnMember(
                name: "figures", label: Label("What was reached, by the code of the indicator", "各指标实际值（按指标代码）"),
                schema: ["type": "object", "additionalProperties": ["type": ["string", "null"]]], isOfRow: true),
        ])
}

/// Makes the table.
struct LeaderboardTable {
    private let question: ReportQuestion
    private let grouping: ReportGrouping
    private let period: PeriodName

    static let groupings: [ReportGrouping] = [
        ReportGrouping(
            "person", "Person", "人员", .text,
            [
                ReportMember("user_id", "Who, id", "人员编号", .id), ReportMember("name", "Name", "姓名", .text),
                ReportMember("position", "Position", "职位", .text),
                ReportMember("performance_review_id", "Review, id", "绩效考核编号", .id),
                ReportMember("status", "Status", "状态", .choice(ChoiceSet(PerformanceReviewStatus.self))),
                ReportMember("grade", "Grade", "等级", .choice(ChoiceSet(ReviewGrade.self))),
            ]),
        .team,
        ReportGrouping.record("department", "Department", "部门", "SELECT name FROM departments WHERE id = k").unnamed(
            "No department", "无部门"),
        ReportGrouping("position", "Position", "职位", .text, [ReportMember("position", "Position", "职位", .text)])
            .unnamed("No position", "无职位"),
    ]

    /// Nil where the question is of no period, which its words see to.
    init?(_ question: ReportQuestion) {
        guard let period = question.range.flatMap(PeriodName.init), let grouping = question.grouping else { return nil }
        (self.question, self.period, self.grouping) = (question, period, grouping)
    }

    func table() throws -> ReportTable {
        let reviews = try LeaderboardReview.all(of: period, question)
        let comparison = question.comparison.flatMap { PeriodName($0.range(for: period.days)) }
        let reviewsBefore = try comparison.map { try LeaderboardReview.all(of: $0, question) } ?? []
        let columns = question.visibleColumns() + reached(in: reviews + reviewsBefore)
        let now = groups(of: reviews, in: period, columns)
        let before = comparison.map { groups(of: reviewsBefore, in: $0, columns) }
        let ordered = now.sorted { left, right in
            let (a, b) = (left.figures.values["score"], right.figures.values["score"])
            return a == b ? left.place < right.place : a.map { score in b.map { score > $0 } ?? true } ?? false
        }
        let rows = try ordered.prefix(question.limit).map { group in
            let former = before.map { groups in
                groups.first { $0.key == group.key }?.figures ?? ReportFigures(values: ["reviews": 0, "scored": 0])
            }
            return try row(group, former, columns)
        }
        var table = ReportTable(columns: columns, rows: rows, groupCount: now.count, total: nil)
        table.ownMembers = [
            ("period", .string(period.word)), ("cycle", .string(period.cycle.rawValue)), ("total", .integer(Int64(reviews.count))),
        ]
        return table
    }

    /// A column for each indicator that is no score of the manager's, in the order of the catalogue.
    private func reached(in reviews: [LeaderboardReview]) -> [ReportColumn] {
        var known: [Int64: ReportColumn] = [:]
        for line in reviews.flatMap(\.lines) where known[line.indicator] == nil {
            known[line.indicator] = ReportColumn(
                LeaderboardTable.prefix + line.code, line.label.english, line.label.chinese, line.measure.unit.form)
        }
        return known.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Of the columns of indicators.
    fileprivate static let prefix = "reached_"

    // MARK: Groups

    /// The reviews of one person, team, department or position.
    private struct Group {
        let key: GroupKey
        /// Where it stands among those with the same score.
        let place: Int
        let reviews: [LeaderboardReview]
        var figures: ReportFigures
    }

    private func groups(of reviews: [LeaderboardReview], in period: PeriodName, _ columns: [ReportColumn]) -> [Group] {
        let keyed = Dictionary(grouping: reviews.enumerated()) { key(of: $0.element) }
        var groups = keyed.map { key, members in
            let reviews = members.map(\.element)
            return Group(
                key: key, place: members[0].offset, reviews: reviews, figures: figures(of: reviews, key, in: period, columns))
        }
        for place in groups.indices {
            guard let score = groups[place].figures.values["score"] else { continue }
            let better = groups.count { $0.figures.values["score"].map { $0 > score } ?? false }
            groups[place].figures.values["rank"] = Int64(better + 1)
        }
        return groups
    }

    private func key(of review: LeaderboardReview) -> GroupKey {
        switch grouping.name {
        case "team": review.manager.map(GroupKey.number) ?? .none
        case "department": review.department.map(GroupKey.number) ?? .none
        case "position": review.position.map(GroupKey.text) ?? .none
        default: .number(review.user)
        }
    }

    /// The filter by which the list of reviews gives those of a group.
    private func filter(of key: GroupKey) -> ReportFilter {
        switch grouping.name {
        case "team": ("team_id", key == .none ? "0" : key.word)
        case "department": ("user_department_id", key == .none ? "0" : key.word)
        case "position": ("user_position", key.word)
        default: ("user_id", key.word)
        }
    }

    private func figures(
        of reviews: [LeaderboardReview], _ key: GroupKey, in period: PeriodName, _ columns: [ReportColumn]
    ) -> ReportFigures {
        let scores = reviews.compactMap(\.score)
        var values = ["reviews": Int64(reviews.count), "scored": Int64(scores.count)]
        if !scores.isEmpty {
            values["score"] = Int64(exactly: roundedQuotient(scores.reduce(Int128(0)) { $0 + Int128($1) }, by: Int128(scores.count)))
        }
        let filters = [("period", period.word)] + question.filters + [filter(of: key)]
        let all = question.path(of: PerformanceReview.schema, filters)
        let scored = question.path(of: PerformanceReview.schema, filters + [("score.null", "false")])
        var records = ["rank": all, "reviews": all, "scored": scored, "score": scored]
        for column in columns where column.name.hasPrefix(LeaderboardTable.prefix) {
            let code = String(column.name.dropFirst(LeaderboardTable.prefix.count))
            let lines = reviews.flatMap { review in review.lines.filter { $0.code == code } }
            values[column.name] = reached(lines, column)
            // One review's number has its papers; that of several, the reviews.
            records[column.name] =
                reviews.count == 1 && !lines.isEmpty
                ? question.path(of: PerformanceReview.schema, []) + "/\(reviews[0].id)/evidence?indicator=\(percentEncoded(code))" : all
        }
        return ReportFigures(values: values, records: records)
    }

    /// The sum of what adds up, in the column's unit; of anything else what a single review says.
    private func reached(_ lines: [LeaderboardReview.Line], _ column: ReportColumn) -> Int64? {
        let actuals = lines.compactMap(\.actual)
        guard let first = lines.first, !actuals.isEmpty, first.measure.addsUp || lines.count == 1 else { return nil }
        let sum = actuals.reduce(Int128(0)) { $0 + Int128($1) }
        let places = column.places(currencyDecimals: question.currencyDecimals)
        let unit = (places..<Figure.scale).reduce(Int128(1)) { unit, _ in unit * 10 }
        return Int64(exactly: roundedQuotient(sum, by: unit))
    }

    // MARK: Rows

    private func row(_ group: Group, _ before: ReportFigures?, _ columns: [ReportColumn]) throws -> ReportRow {
        var (label, members) = try question.named(group.key, by: grouping)
        if grouping.name == "person", let review = group.reviews.first {
            label = Label(review.name, review.name)
            members = review.members
        }
        var row = ReportRow(label: label, members: members, figures: group.figures, before: before)
        row.ownMembers = [("figures", .object(reachedByCode(group.figures, columns)))]
        return row
    }

    /// The same figures as reviews have them, by the code of the indicator.
    private func reachedByCode(_ figures: ReportFigures, _ columns: [ReportColumn]) -> JSONObject {
        let own = columns.filter { $0.name.hasPrefix(LeaderboardTable.prefix) && figures.values[$0.name] != nil }
        return JSONObject(
            own.map { column in
                let places = column.places(currencyDecimals: question.currencyDecimals)
                let raised = (places..<Figure.scale).reduce(figures.values[column.name] ?? 0) { value, _ in value &* 10 }
                return (
                    name: String(column.name.dropFirst(LeaderboardTable.prefix.count)),
                    value: .string(DecimalText.write(raised, scale: Figure.scale, shownPlaces: Figure.shownPlaces))
                )
            })
    }
}

extension IndicatorUnit {
    fileprivate var form: ReportColumn.Form {
        switch self {
        case .money: .money
        case .count: .count
        case .percent, .mean, .points: .figure
        }
    }
}
