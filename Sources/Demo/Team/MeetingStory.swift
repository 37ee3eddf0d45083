// How the sample company meets: sales every Monday, all departments every month (P3.3.1, P3.3.2).

import JSON
import Kernel
import SQLite
import Team

/// Two meetings that come again by themselves, held by who has called them, with what was said and who was there.
struct MeetingStory: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        let andrew = time.user("andrew")
        let beginning = [
            time.act(time.firstDay.adding(days: 3), 15, 0, by: andrew) { rules in _ = try rules.create(Meeting.self, weekly(rules)) },
            time.act(time.firstDay.adding(days: 3), 15, 10, by: andrew) { rules in _ = try rules.create(Meeting.self, monthly(rules)) },
        ]
        // Holidays move meetings: who has called them looks twice a day whether one is over.
        let rest = time.workdays.flatMap { day in
            [(11, 20), (16, 20)].map { hour, minute in time.act(day, hour, minute, by: andrew) { try conclude($0) } }
        }
        return beginning + rest
    }

    // MARK: What is called

    /// On Mondays from the second week on.
    private func weekly(_ rules: RuleContext) -> JSONObject {
        [
            "title": "销售例会 Weekly sales meeting", "kind": "regular", "rhythm": "weekly", "place": "三号会议室 Meeting room 3",
            "starts_at": .string(time.shift.instant(Moment(time.firstDay.adding(days: 14), 9, 30)).description),
            "attendees": people(time.staff.people.filter { $0.department == "sales" && $0.username != "andrew" }.map(\.username)),
            "agenda": [
                topic("上周订单与回款 Orders and payments of the last week", "andrew", 15),
                topic("重点商机 Open opportunities", "steven", 25), topic("客户问题与交期 Complaints and late goods", "laura", 15),
            ],
        ]
    }

    /// On a day of the third week, and the same day of each month after it.
    private func monthly(_ rules: RuleContext) -> JSONObject {
        [
            "title": "跨部门协调会 Cross-department meeting", "kind": "cross_department", "rhythm": "monthly", "duration_minutes": 90,
            "place": "大会议室 Boardroom",
            "starts_at": .string(time.shift.instant(Moment(time.firstDay.adding(days: 16), 14, 0)).description),
            "attendees": people(MeetingStory.heads),
            "agenda": [
                topic("交付与库存 Deliveries and stock", "logistics1", 30), topic("应收账款 Receivables", "finance1", 20),
                topic("客诉与改进 Complaints and what follows", "service1", 20), topic("生产计划 Production", "production", 20),
            ],
        ]
    }

    /// Who speaks for the departments.
    static let heads = ["steven", "finance1", "logistics1", "service1", "marketing", "product", "production", "legal", "hr1"]

    private func people(_ names: [String]) -> JSONValue {
        .array(names.map { .object(["user_id": .integer(time.staff.id($0))]) })
    }

    private func topic(_ subject: String, _ presenter: String, _ minutes: Int64) -> JSONValue {
        .object(["subject": .string(subject), "presenter_id": .integer(time.staff.id(presenter)), "minutes": .integer(minutes)])
    }

    // MARK: What becomes of it

    private func conclude(_ rules: RuleContext) throws {
        for meeting in try rules.all(Meeting.self, where: "status = 'planned' AND archived_at IS NULL") {
            let elapsed = rules.now.milliseconds - meeting.startsAt.milliseconds
            if isCalledOff(meeting), -elapsed < 4 * 24 * 3_600_000 {
                let reason = "全员参加行业展会。Everybody is at the trade fair."
                try rules.take("cancel", meeting.id, ["reason": .string(reason)])
            } else if elapsed >= meeting.durationMinutes * 60_000 {
                try hold(meeting, rules)
            }
        }
    }

    /// Twice or so a year.
    private func isCalledOff(_ meeting: Record<Meeting>) -> Bool { meeting.kind == .regular && meeting.id.integer % 33 == 20 }

    private func hold(_ meeting: Record<Meeting>, _ rules: RuleContext) throws {
        var dice = Dice(seed: "meeting \(meeting.id.integer)")
        let minutes = try meeting.kind == .regular ? ReportedFigures(rules).week() : ReportedFigures(rules).month()
        let present = try present(at: meeting, &dice, rules)
        try rules.take(
            "hold", meeting.id,
            [
                "minutes": .string(minutes + "\n" + dice.pick(MeetingStory.remarks)),
                "attendees": .array(present.map { .object(["user_id": .integer($0)]) }),
            ])
        try TaskStory.agree(in: meeting, among: present, &dice, rules)
    }

    /// Of those asked every ninth or so is with a customer; who was hired meanwhile comes along.
    private func present(at meeting: Record<Meeting>, _ dice: inout Dice, _ rules: RuleContext) throws -> [Int64] {
        let asked = meeting.attendees.map(\.user.integer)
        let came = asked.filter { _ in dice.roll(1...9) > 1 }
        guard meeting.kind == .regular else { return came.isEmpty ? asked : came }
        let newcomers = try rules.rows(
            "SELECT id FROM users WHERE id > ? AND hired_on <= ?", [time.staff.erpUserID.stored, rules.today.stored])
        return came + newcomers.compactMap { $0[0].integer }.filter { !asked.contains($0) }
    }

    private static let remarks = [
        "行动项见清单。What was agreed stands among the action items.", "下周重点：催收逾期款项。Next week: call those who have not paid.",
        "新品样品下周到货，请提前约客户。Samples of new products come next week.", "报价折扣须走审批，不得口头承诺。No discount is promised before it is approved.",
    ]
}
