// What follows from reviews in the sample company: rewards, coaching, penalties, and an appeal now and then (P3.2.3).

import JSON
import Kernel
import Performance
import SQLite
import Team

/// The decisions of a month.
struct OutcomeStory: Sendable {
    let time: TimeOfStory

    func round(in month: Day) -> [Happening] {
        func act(_ workday: Int, _ hour: Int, _ minute: Int, _ name: String, _ work: @escaping @Sendable (RuleContext) throws -> Void)
            -> Happening
        {
            time.act(time.workday(workday)(month), hour, minute, by: time.user(name), work)
        }
        return [
            act(14, 11, 11, "andrew") { try decide(as: "andrew", $0) }, act(14, 11, 16, "steven") { try decide(as: "steven", $0) },
            act(14, 11, 21, "executive", decidePenalties), act(15, 13, 41, "robert", appeal), act(17, 15, 16, "executive", decideAppeals),
            act(18, 16, 6, "steven") { try teach(as: "steven", $0) }, act(18, 16, 11, "andrew") { try teach(as: "andrew", $0) },
        ]
    }

    /// A manager decides on rewards and coaching; who is coached already is not sent to a course again.
    private func decide(as name: String, _ rules: RuleContext) throws {
        let manager = time.staff.id(name)
        for outcome in try rules.all(Outcome.self, where: "status = 'proposed' AND kind <> 'penalty'")
        where time.staff.person(outcome.user.integer)?.managerID == manager {
            if outcome.kind == .reward {
                try reward(outcome, rules)
            } else if try wasCoached(outcome.user.integer, rules) {
                try rules.take("waive", outcome.id, ["reason": "已在辅导中。He or she is being coached already."])
            } else {
                try coach(outcome, rules)
            }
        }
    }

    /// Of a month a certificate, of a quarter or year a bonus; every sixth month is just luck.
    private func reward(_ outcome: Record<Outcome>, _ rules: RuleContext) throws {
        let isMonth = outcome.period.count == 7 && !outcome.period.contains("Q")
        guard !isMonth || outcome.id.integer % 6 != 0 else {
            try rules.take("waive", outcome.id, ["reason": "主要来自一笔大单回款。It was one large payment."])
            return
        }
        let form: JSONObject = [
            "comment": .string(isMonth ? "月度之星。Best of the month." : "业绩突出，发放奖金。Outstanding results."),
            "measure": .string(isMonth ? "certificate" : "bonus"),
        ]
        try rules.take("decide", outcome.id, form)
    }

    /// Nobody is taught by himself: Steven takes the course that Andrew gives.
    private func coach(_ outcome: Record<Outcome>, _ rules: RuleContext) throws {
        var form: JSONObject = ["comment": "一对一辅导四周。Four weeks of coaching."]
        let courses = try rules.all(Team.Course.self, where: "purpose = 'coaching' AND trainer_id <> ?", outcome.user.stored)
        if let course = courses.first { form["course_id"] = .integer(course.id.integer) }
        try rules.take("decide", outcome.id, form)
    }

    private func wasCoached(_ person: Int64, _ rules: RuleContext) throws -> Bool {
        let since = rules.now.adding(seconds: -120 * 86_400)
        let sql = "SELECT 1 FROM outcomes WHERE user_id = ? AND kind = 'coaching' AND status = 'decided' AND decided_at > ? LIMIT 1"
        return try rules.integer(sql, person.stored, since.stored) != nil
    }

    /// The second penalty of somebody is carried out; before that there is a last chance.
    @Sendable private func decidePenalties(_ rules: RuleContext) throws {
        for outcome in try rules.all(Outcome.self, where: "status = 'proposed' AND kind = 'penalty'") {
            let earlier = try rules.integer(
                "SELECT 1 FROM outcomes WHERE user_id = ? AND kind = 'penalty' AND id < ?", outcome.user.stored, outcome.id.stored)
            if earlier == nil {
                try rules.take("waive", outcome.id, ["reason": "首次，再观察一个季度。The first time: we look at it for another quarter."])
            } else {
                try rules.take(
                    "decide", outcome.id, ["comment": "调整负责区域。He gets another region.", "measure": "transfer"])
            }
        }
    }

    /// Robert does not think that he needs coaching.
    @Sendable private func appeal(_ rules: RuleContext) throws {
        let mine = try rules.all(
            Outcome.self, where: "user_id = ? AND status = 'decided' AND kind = 'coaching' AND appeal_decision IS NULL",
            time.staff.id("robert").stored)
        for outcome in mine {
            try rules.take("appeal", outcome.id, ["reason": "目标依据的市场未开放。The target rests on a market that was never opened."])
        }
    }

    @Sendable private func decideAppeals(_ rules: RuleContext) throws {
        for outcome in try rules.all(Outcome.self, where: "status = 'appealed'") {
            try rules.take(
                "decide-appeal", outcome.id, ["decision": "kept", "reason": "辅导有助于其他市场。Coaching helps with the other markets as well."])
        }
    }

    /// Whoever coaches says after some weeks how it went.
    private func teach(as trainer: String, _ rules: RuleContext) throws {
        let sql = """
            SELECT e.id FROM enrolments e JOIN courses c ON c.id = e.course_id
            WHERE c.purpose = 'coaching' AND e.status = 'open' AND e.trainer_id = ? AND e.created_at < ? ORDER BY e.id
            """
        let latest = rules.now.adding(seconds: -20 * 86_400)
        for id in try rules.rows(sql, [time.staff.id(trainer).stored, latest.stored]).compactMap({ ID<Enrolment>(stored: $0[0]) }) {
            try rules.take("complete", id, ["result": "pass", "score": .integer(70 + id.integer % 25)])
        }
    }
}
