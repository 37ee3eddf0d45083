// The ground on which deals grow: the market, campaigns, rules of assignment, and legal's clauses.

import CRM
import JSON
import Kernel

/// What marketing, legal and the head of sales prepare before the first lead comes.
struct MarketStory: Sendable {
    let staff: Staff
    let shift: Shift
    /// The company's first day.
    let firstDay: Day
    let lastDay: Day

    func happenings() -> [Happening] {
        research() + campaigns() + [clauses(), rules()].flatMap { $0 }
    }

    private var marketing: Doer { .user(staff.id("marketing")) }

    // MARK: The market

    /// On the second day, a minute for each.
    private func research() -> [Happening] {
        let firstDay = shift.day(firstDay)
        let rivals = Rival.all.enumerated().map { index, rival in
            act(Moment(self.firstDay.adding(days: 1), 14, index), marketing) { rules in
                try Self.keep(
                    Competitor.self, index,
                    [
                        "name": .string(rival.name), "region": .string(rival.region), "strengths": .string(rival.strengths),
                        "weaknesses": .string(rival.weaknesses),
                    ], rules)
            }
        }
        let reports = Report.all.enumerated().map { index, report in
            act(Moment(self.firstDay.adding(days: 1), 15, index), marketing) { rules in
                var body: JSONObject = [
                    "title": .string(report.title), "kind": .string(report.kind), "region": .string(report.region),
                    "source": .string(report.source), "summary": .string(report.summary),
                    "published_on": .string(firstDay.adding(days: -20 * (index + 1)).description),
                ]
                if let rival = report.rival { body["competitor_id"] = .integer(rival) }
                try Self.keep(MarketReport.self, index, body, rules)
            }
        }
        return rivals + reports + segments()
    }

    private func segments() -> [Happening] {
        Segment.all.enumerated().map { index, segment in
            act(Moment(firstDay.adding(days: 1), 16, index), marketing) { rules in
                try Self.keep(
                    TargetSegment.self, index,
                    [
                        "name": .string(segment.name), "industry": .string(segment.industry), "region": .string(segment.region),
                        "description": .string(segment.description),
                        "reports": .array(segment.reports.map { .object(["report_id": .integer($0)]) }),
                    ], rules)
            }
        }
    }

    // MARK: Campaigns

    /// All are planned at the beginning; what each has cost is known a week after its end.
    private func campaigns() -> [Happening] {
        Effort.all.enumerated().flatMap { index, effort in
            let begin = firstDay.adding(days: effort.begins)
            let end = begin.adding(days: effort.length)
            let (first, last) = (shift.day(begin), shift.day(end))
            let plan = act(Moment(firstDay.adding(days: 1), 17, index), marketing) { rules in
                try Self.keep(
                    Campaign.self, index,
                    [
                        "name": .string(effort.name), "channel": .string(effort.channel.rawValue), "segment_id": .integer(effort.segment),
                        "budget": .string(money(effort.budget * 100)), "starts_on": .string(first.description),
                        "ends_on": .string(last.description),
                    ], rules)
            }
            let settlement = act(Moment(min(end.adding(workdays: 5), lastDay.subtracting(workdays: 1)), 11, 45 + index), marketing) {
                rules in
                _ = try rules.change(Campaign.self, ID(Int64(index + 1)), ["cost": .string(money(effort.cost * 100))])
            }
            return [plan, settlement]
        }
    }

    // MARK: Legal and the head of sales

    private func clauses() -> [Happening] {
        ClauseText.all.enumerated().map { index, clause in
            act(Moment(firstDay.adding(days: 2), 10, index * 2), .user(staff.id("legal"))) { rules in
                try Self.keep(
                    ClauseTemplate.self, index,
                    [
                        "name": .string(clause.name), "category": .string(clause.category), "text": .string(clause.text),
                        "required": .bool(clause.isRequired), "kinds": .array(clause.kinds.map { .string($0) }),
                    ], rules)
            }
        }
    }

    /// What comes from a fair goes by region, what comes over the net in turns, and the rest to whoever has least to do.
    private func rules() -> [Happening] {
        let byRegion: [JSONValue] = [
            ("North America", 1), ("Western Europe", 3), ("Northern Europe", 4), ("South America", 8), ("华东", 6), ("华南", 7), ("华北", 9),
        ].map { .object(["region": .string($0.0), "user_id": .integer($0.1)]) }
        func members(_ ids: [Int64]) -> JSONValue { .array(ids.map { .object(["user_id": .integer($0)]) }) }
        let bodies: [JSONObject] = [
            [
                "name": .string("展会线索按地区 Fairs by region"), "priority": .integer(10), "method": .string("region"),
                "channel": .string("exhibition"), "members": .array(byRegion),
            ],
            [
                "name": .string("网络线索轮流 Online in turns"), "priority": .integer(20), "method": .string("round_robin"),
                "channel": .string("online_marketing"), "members": members([6, 7, 9]),
            ],
            [
                "name": .string("其他按负荷 The rest by load"), "priority": .integer(100), "method": .string("load"),
                "members": members([1, 3, 4, 6, 7, 8, 9]),
            ],
        ]
        return bodies.enumerated().map { index, body in
            act(Moment(firstDay.adding(days: 2), 11, index * 3), .user(staff.id("andrew"))) {
                try Self.keep(AssignmentRule.self, index, body, $0)
            }
        }
    }

    // MARK: Parts

    private func act(_ moment: Moment, _ by: Doer, _ work: @escaping @Sendable (RuleContext) throws -> Void) -> Happening {
        Happening(at: shift.instant(moment, second: 20), by: by, work: work)
    }

    private static func keep<R: Resource>(_ type: R.Type, _ index: Int, _ body: JSONObject, _ rules: RuleContext) throws {
        let record = try rules.create(type, body)
        try demand(record.id.integer, is: Int64(index + 1), for: "\(R.schema.entity) \(index + 1)")
    }
}
