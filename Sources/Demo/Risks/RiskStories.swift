// The register of the sample company: what its people see coming, what the server finds in the records, and what is done about it (P4).

import JSON
import Kernel
import Risk
import SQLite

/// Settings, early-warning rules, risks of people and of the server.
struct RiskStories: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        let watched = time.workdays.filter { $0 >= time.lastDay.subtracting(workdays: 240) }
        let all = knownRisks() + beginning(on: watched[0]) + looks(watched) + handling(watched)
        return all.filter { $0.at <= time.shift.instant(Moment(time.lastDay, 18, 0)) }
    }

    // MARK: Early warning

    /// In the last year the register gets thresholds that fit the company's size, and rules.
    private func beginning(on day: Day) -> [Happening] {
        let thresholds = time.act(day, 10, 6, by: time.user("admin")) { rules in
            _ = try rules.change(
                RiskSettings.self, ID(1),
                [
                    "overdue_minimum": "4000.00", "customer_share": "0.08", "exposure_share": "0.45", "win_rate_cases": 3,
                    "unsigned_days": 10,
                ])
        }
        let rules = WatchedFigure.all.enumerated().map { place, figure in
            time.act(day, 10, 12 + place * 4, by: time.user(figure.owner)) { rules in
                _ = try rules.create(EarlyWarningRule.self, figure.body)
            }
        }
        return [thresholds] + rules
    }

    /// In life every hour; here on Mondays, and on the last day.
    private func looks(_ days: [Day]) -> [Happening] {
        days.filter { $0.weekday == 0 || $0 == time.lastDay }.map { day in
            time.act(day, 9, 1, by: .job) { try $0.run(["early-warnings", "risk-watch", "risk-days"]) }
        }
    }

    // MARK: What is done about it

    /// Every second Wednesday Andrew looks through the register, and the head of the company at what is his own; whoever owns a risk says on Fridays what he or she does about it.
    private func handling(_ days: [Day]) -> [Happening] {
        let looks = days.filter { $0.weekday == 2 }.enumerated().flatMap { week, day -> [Happening] in
            guard week.isMultiple(of: 2), day < time.lastDay.subtracting(workdays: 3) else { return [] }
            return [
                time.act(day, 15, 21, by: time.user("andrew")) { try assess(asHead: false, $0) },
                time.act(day, 15, 26, by: time.user("executive")) { try assess(asHead: true, $0) },
                time.act(day, 15, 31, by: time.user("andrew")) { try lookAtAlerts(asHead: false, $0) },
                time.act(day, 15, 36, by: time.user("executive")) { try lookAtAlerts(asHead: true, $0) },
                time.act(day, 15, 41, by: time.user("executive")) { try accept($0) },
            ]
        }
        let sellers = time.staff.people.filter { $0.department == "sales" }
        let answers = days.filter { $0.weekday == 4 }.flatMap { day in
            sellers.enumerated().map { place, person in
                time.act(day, 16, 21 + place * 2, by: .user(person.id)) { try respond(as: person.id, $0) }
            }
        }
        return looks + answers
    }

    /// Whether Andrew or the head of the company looks at what somebody owns.
    private func isSeen(_ owner: Int64, asHead: Bool) -> Bool { (owner == time.staff.id("executive")) == asHead }

    private func assess(asHead: Bool, _ rules: RuleContext) throws {
        // Now and then one is overlooked.
        for risk in try rules.all(Risk.self, where: "status = 'identified' AND system_cause IS NOT NULL")
        where risk.id.integer % 7 != 0 && isSeen(risk.owner.integer, asHead: asHead) {
            var dice = Dice(seed: risk.number)
            try rules.take(
                "assess", risk.id,
                [
                    "likelihood": .integer(Int64(dice.roll(2...5))), "impact": .integer(Int64(dice.roll(2...4))),
                    "comment": "按金额与历史付款评估。By amount and by how it was paid before.",
                ])
        }
    }

    private func respond(as person: Int64, _ rules: RuleContext) throws {
        for risk in try rules.all(Risk.self, where: "status = 'assessed' AND owner_id = ? AND level <> 'low'", person.stored) {
            // What is accepted or waits for an answer is left out.
            guard risk.systemCause != nil, risk.id.integer % 5 > 1 else { continue }
            try rules.take(
                "respond", risk.id,
                [
                    "response": "与客户约定付款与发货计划，每周跟进。A plan is agreed with the customer and followed weekly.",
                    "owner_id": .integer(person), "review_on": .string(rules.today.adding(days: 30).description),
                ])
        }
    }

    private func accept(_ rules: RuleContext) throws {
        for risk in try rules.all(Risk.self, where: "status = 'assessed' AND system_cause IS NOT NULL") where risk.id.integer % 5 == 1 {
            try rules.take("accept", risk.id, ["reason": "客户重要且信用良好，暂予接受。The customer matters, and has always paid."])
        }
    }

    private func lookAtAlerts(asHead: Bool, _ rules: RuleContext) throws {
        for alert in try rules.all(Alert.self, where: "status = 'raised'") where isSeen(alert.owner.integer, asHead: asHead) {
            if alert.id.integer % 4 == 3 {
                try rules.take("dismiss", alert.id, ["reason": "节假日影响。It is the holidays."])
            } else {
                try rules.take("acknowledge", alert.id)
            }
        }
    }

    // MARK: What people see coming

    /// One in each quarter.
    private func knownRisks() -> [Happening] {
        let quarters = time.months.dropFirst().filter { ($0.civil.month - 1) % 3 == 0 }
        return zip(quarters, KnownRisk.all).flatMap { quarter, known -> [Happening] in
            let file = Handle<Risk>()
            let owner = time.user(known.owner)
            let day = time.shift.fileDay(of: quarter.adding(days: 20)).nextWorkday
            var happenings = [
                time.act(day, 14, 41, by: owner) { rules in file.note(try rules.create(Risk.self, known.body(rules))) }
            ]
            for (place, act) in known.acts.enumerated() {
                let later = day.adding(workdays: act.after)
                happenings.append(
                    time.act(later, 14, 45 + place, by: act.by.map(time.user) ?? owner) { rules in
                        try rules.take(act.step, file.id(), act.form(rules.today, time.staff))
                    })
            }
            return happenings
        }
    }
}

/// A figure that somebody has watched.
private struct WatchedFigure: Sendable {
    let owner: String
    let body: JSONObject

    private init(_ owner: String, _ body: JSONObject) {
        self.owner = owner
        self.body = body
    }

    static let all = [
        WatchedFigure(
            "executive",
            [
                "name": "Overdue receivables", "name_chinese": "逾期应收", "indicator": "overdue_receivables", "direction": "above",
                "threshold": "60000", "active": true,
            ]),
        WatchedFigure(
            "executive",
            [
                "name": "Orders of a month", "name_chinese": "月度订单", "indicator": "orders_confirmed", "direction": "below",
                "threshold": "55000", "window_days": 30, "active": true,
            ]),
        WatchedFigure(
            "andrew",
            [
                "name": "Complaints", "name_chinese": "客户投诉", "indicator": "complaints", "direction": "above", "threshold": "3",
                "window_days": 30, "active": true,
            ]),
        WatchedFigure(
            "andrew",
            [
                "name": "Win rate", "name_chinese": "赢单率", "indicator": "win_rate", "direction": "below", "threshold": "0.5",
                "window_days": 120, "least_cases": 4, "active": true,
            ]),
        WatchedFigure(
            "andrew",
            [
                "name": "Few new leads", "name_chinese": "新增线索不足", "indicator": "new_leads", "direction": "below", "threshold": "2",
                "window_days": 30, "active": false,
            ]),
    ]
}
