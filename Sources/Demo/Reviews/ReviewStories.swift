// How the sample company judges those who sell, month by month: periods, figures, scores, appeals, outcomes (P3.2).

import JSON
import Kernel
import Performance
import SQLite

extension TimeOfStory {
    /// The file's day that is the so-manieth from Monday to Friday of a month of the company's calendar.
    func workday(_ number: Int) -> (_ month: Day) -> Day {
        { shift.fileDay(of: $0).nextWorkday.adding(workdays: number - 1) }
    }
}

/// Schemes, targets, and what is done in each month about the one before.
struct ReviewStories: Sendable {
    private let time: TimeOfStory
    private let targets: TargetStory

    /// Who is judged.
    static let people = ["nancy", "janet", "margaret", "steven", "michael", "robert", "laura", "anne"]

    init(_ time: TimeOfStory, _ orders: [PastOrder]) throws {
        self.time = time
        targets = try TargetStory(time, orders)
    }

    func happenings() -> [Happening] {
        let months = time.months.dropFirst()
        let rounds = months.enumerated().flatMap { place, month in
            round(in: month, isFirst: place == 0) + OutcomeStory(time: time).round(in: month)
        }
        let all = SchemeStory(time: time).happenings() + targets.happenings() + rounds + [outlook()]
        return all.filter { $0.at <= time.shift.instant(Moment(time.lastDay, 18, 0)) }
    }

    /// Periods that begin with a month: the month, and with it the quarter and the year; in the beginning those that run already.
    private static func periods(beginningWith month: Day, all: Bool) -> [String] {
        let (year, number, _) = month.civil
        var periods = ["\(year)-\(padded(number, 2))"]
        if all || (number - 1) % 3 == 0 { periods.append("\(year)-Q\((number + 2) / 3)") }
        if all || number == 1 { periods.append(String(year)) }
        return periods
    }

    /// Those that ended with the month before.
    private static func periods(endingBefore month: Day) -> [String] {
        let (year, number, _) = month.adding(months: -1).civil
        var periods = ["\(year)-\(padded(number, 2))"]
        if number % 3 == 0 { periods.append("\(year)-Q\(number / 3)") }
        if number == 12 { periods.append(String(year)) }
        return periods
    }

    // MARK: A month

    private func round(in month: Day, isFirst: Bool) -> [Happening] {
        func act(_ workday: Int, _ hour: Int, _ minute: Int, _ name: String, _ work: @escaping @Sendable (RuleContext) throws -> Void)
            -> Happening
        {
            time.act(time.workday(workday)(month), hour, minute, by: time.user(name), work)
        }
        let opening = act(1, 10, 31, "hr1") { rules in
            for period in Self.periods(beginningWith: month, all: isFirst) { try ReviewPeriod.open(period, in: rules) }
        }
        guard !isFirst else { return [opening] }
        let figures = time.act(time.workday(3)(month), 9, 0, by: .job) { try $0.run(["review-figures"]) }
        let answers = Self.people.enumerated().map { place, name in act(8, 11, 5 + place * 3, name) { try answer(as: name, $0) } }
        return [
            // Papers may have changed since the job, and only what is true is scored.
            opening, figures, act(4, 10, 10, "hr1", computeDue), act(4, 10, 11, "andrew") { try score(as: "andrew", $0) },
            act(4, 10, 15, "hr1", computeDue), act(4, 10, 16, "steven") { try score(as: "steven", $0) },
            act(6, 14, 11, "executive") { try confirm(as: "executive", scoredBy: "andrew", $0) },
            act(6, 14, 21, "andrew") { try confirm(as: "andrew", scoredBy: "steven", $0) },
        ] + answers + [
            act(10, 15, 11, "executive", decideAppeals),
            act(11, 14, 21, "andrew") { try confirm(as: "andrew", scoredBy: "executive", $0) },
            act(13, 10, 41, "hr1") { rules in
                for period in Self.periods(endingBefore: month) { try ReviewPeriod.close(period, in: rules) }
            },
        ]
    }

    /// On the last morning personnel looks where everybody stands in the periods that run.
    private func outlook() -> Happening {
        time.act(time.lastDay, 10, 51, by: time.user("hr1")) { rules in
            for review in try rules.all(PerformanceReview.self, where: "status = 'open'") { try rules.take("compute", review.id) }
        }
    }

    // MARK: Judging

    private func due(_ rules: RuleContext) throws -> [Record<PerformanceReview>] {
        try rules.all(PerformanceReview.self, where: "status = 'computed' AND ends_on < ?", rules.today.stored)
    }

    @Sendable private func computeDue(_ rules: RuleContext) throws {
        for review in try due(rules) { try rules.take("compute", review.id) }
    }

    private func score(as name: String, _ rules: RuleContext) throws {
        let manager = time.staff.id(name)
        for review in try due(rules) where time.staff.person(review.user.integer)?.managerID == manager {
            var dice = Dice(seed: "score \(review.period) \(review.user.integer)")
            let scores = review.lines.filter { $0.measure == .score }.map { line -> JSONValue in
                let points = Int64(dice.roll(review.user.integer == time.staff.id("robert") ? 55...75 : 68...96))
                return ["indicator_id": .integer(line.indicator.integer), "score": .integer(points)]
            }
            try rules.take("score", review.id, ["scores": .array(scores), "comment": .string(dice.pick(Self.comments))])
        }
    }

    private static let comments = [
        "业绩平稳，继续跟进重点客户。Steady; keep at the large customers.", "回款需加强。Payments come too late.", "新客户开发积极。Active with new customers.",
        "拜访记录应及时录入。Enter your visits in time.",
    ]

    private func confirm(as name: String, scoredBy scorer: String, _ rules: RuleContext) throws {
        let scored = try rules.all(
            PerformanceReview.self, where: "status = 'scored' AND scored_by_id = ?", time.staff.id(scorer).stored)
        for review in scored { try rules.take("confirm", review.id) }
    }

    /// Most say that they have read it; now and then somebody of Steven's appeals, on whom an executive can decide who has not confirmed it.
    private func answer(as name: String, _ rules: RuleContext) throws {
        let person = time.staff.id(name)
        let isStevens = time.staff.person(person)?.managerID == time.staff.id("steven")
        for review in try rules.all(PerformanceReview.self, where: "user_id = ? AND status = 'confirmed'", person.stored) {
            switch review.id.integer % 7 {
            case 3 where isStevens && review.appealDecision == nil:
                try rules.take("appeal", review.id, ["reason": "客户付款集中在下月初到账。My customers paid in the first days of the next month."])
            case 5: continue
            default: try rules.take("acknowledge", review.id)
            }
        }
    }

    @Sendable private func decideAppeals(_ rules: RuleContext) throws {
        for review in try rules.all(PerformanceReview.self, where: "status = 'appealed'") {
            let scored = review.lines.first { $0.measure == .score }
            var form: JSONObject = ["decision": "kept", "reason": "按到账日计算，对所有人一致。It is counted by the day of payment, for everybody."]
            if let scored {
                form = [
                    "decision": "changed", "reason": "团队协作评分依据补充材料上调。The score for team work is raised.",
                    "scores": [
                        ["indicator_id": .integer(scored.indicator.integer), "score": .integer(min(100, (scored.score ?? 80) + 10))]
                    ],
                ]
            }
            try rules.take("decide-appeal", review.id, form)
        }
    }
}
