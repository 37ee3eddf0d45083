// `GET /v1/early-warning-rules/{id}/dry-run`: on which past days a rule would have raised an alert, and when that would have been cleared;
// nothing is raised (P4.2.1).

import HTTP
import JSON
import Kernel
import SQLite

extension Module {
    /// On the heavy pool: each day is a question to all papers.
    static let dryRun = Route(.get, "/v1/early-warning-rules/{id}/dry-run", DryRun.description, lane: .heavy(DryRun.answer))
}

/// The answer.
private struct DryRun: Sendable {
    let rule: ID<EarlyWarningRule>
    let currency: String
    let days: [JudgedDay]

    /// A day as the job would have judged it.
    struct JudgedDay: Sendable {
        let day: Day
        let figure: IndicatorFigure
        let isBeyond: Bool
        /// Whether an alert would have been raised for it.
        let isRaised: Bool
        /// Whether one would have been cleared.
        let isCleared: Bool
    }

    private static let mostDays = 366
    private static let standardDays = 90
    /// What is overdue is asked of all papers for each day.
    private static let mostOverdueDays = 31

    static let description = OperationDescription(
        "early-warning-rules.dry-run", "Try the rule on past days", "用历史数据试算规则", tag: "early-warning-rules", answer: shape.answer,
        roles: RoleSet(EarlyWarningRule.access.filter { $0.operations.contains(.read) }.flatMap(\.roles.roles)).roles.map(\.rawValue),
        clause: "P4.2.1",
        query: [
            ParameterDescription(
                "from", "The first day, \(standardDays) days ago where nothing is said; \(mostOverdueDays) of what is overdue",
                "起始日期，默认为 \(standardDays) 天前；逾期类指标为 \(mostOverdueDays) 天前",
                Kernel.day("", "").kind),
            ParameterDescription("to", "The last day, yesterday where nothing is said", "截止日期，默认为昨天", Kernel.day("", "").kind),
        ])

    @Sendable static func answer(_ request: APIRequest, _ context: any ReadContext) throws -> HTTPResponse {
        try request.allowQuery("from", "to")
        let caller = try permit(request, context.registry.resource(EarlyWarningRule.schema), .read)
        let id = try ID<EarlyWarningRule>(request.id())
        let today = context.registry.calendar.day(of: request.now)
        // What is no day is refused whatever the rule is.
        _ = try request.namedDays()
        return try context.read { connection in
            let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
            let rule = try reader.visible(EarlyWarningRule.self, id)
            return shape.response(try DryRun(of: rule, on: request.pastDays(today, of: rule.indicator), reader))
        }
    }

    private init(of rule: Record<EarlyWarningRule>, on days: ClosedRange<Day>, _ reader: RuleReader) throws {
        self.rule = rule.id
        currency = reader.registry.companyCurrency
        let question = try IndicatorQuestion(rule, reader)
        var wasBeyond = false
        var judged: [JudgedDay] = []
        var day = days.lowerBound
        while day <= days.upperBound {
            let known = try question.figureIfKnown(on: day, reader)
            let isBeyond = known.flatMap(question.isBeyond) ?? wasBeyond
            let figure = known ?? IndicatorFigure(value: nil, cases: 0)
            judged.append(
                JudgedDay(day: day, figure: figure, isBeyond: isBeyond, isRaised: isBeyond && !wasBeyond, isCleared: !isBeyond && wasBeyond)
            )
            wasBeyond = isBeyond
            day = day.adding(days: 1)
        }
        self.days = judged
    }

    private static let shape = AnswerShape<DryRun>(
        "Trial of a rule", "规则试算",
        [
            .field("rule_id", reference(EarlyWarningRule.self, "Rule", "预警规则")) { $0.rule },
            .field("alerts", integer("Alerts that would have been raised", "将触发的预警数")) { Int64($0.days.count { $0.isRaised }) },
            .list("items", of: day) { $0.days },
        ])

    private static let day = AnswerShape<JudgedDay>(
        "Day", "日期",
        [
            .field("on", Kernel.day("Day", "日期")) { $0.day },
            .field("value", companyAmount("Value", "数值").optional()) { $0.figure.value },
            .field("cases", integer("Cases", "案例数", 0...Int64.max)) { $0.figure.cases },
            .field("beyond", boolean("Beyond the threshold", "越限")) { $0.isBeyond },
            .field("raised", boolean("Would have raised an alert", "将触发预警")) { $0.isRaised },
            .field("cleared", boolean("Would have cleared it", "将恢复")) { $0.isCleared },
        ])

    /// How many days are tried at most.
    fileprivate static func most(of indicator: WarningIndicator) -> Int { indicator.tellsOfOverdue ? mostOverdueDays : mostDays }

    fileprivate static func days(_ from: Day?, _ to: Day?, _ today: Day, most: Int) -> ClosedRange<Day>? {
        let last = to ?? today.adding(days: -1)
        let first = from ?? last.adding(days: 1 - min(standardDays, most))
        guard first <= last, last < today, last.daysSince1970 - first.daysSince1970 < most else { return nil }
        return first...last
    }
}

extension APIRequest {
    /// Throws `bad_parameter`.
    fileprivate func namedDays() throws -> [Day?] {
        try ["from", "to"].map { name -> Day? in
            guard let text = queryValue(name) else { return nil }
            guard let day = Day(text) else { throw Failure.badParameter(name, text, "a day such as 2026-11-24 is expected") }
            return day
        }
    }

    /// Throws `bad_parameter`.
    fileprivate func pastDays(_ today: Day, of indicator: WarningIndicator) throws -> ClosedRange<Day> {
        let (values, most) = (try namedDays(), DryRun.most(of: indicator))
        guard let days = DryRun.days(values[0], values[1], today, most: most) else {
            throw Failure.badParameter("from", queryValue("from") ?? "", "at most \(most) days, all of them over, are expected")
        }
        return days
    }
}
