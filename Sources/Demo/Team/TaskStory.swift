// What is agreed in meetings, who does it when, and what is left undone (P3.3.1).

import JSON
import Kernel
import Team

/// Action items: given in meetings and without one, done in time, done late, cancelled, or still open.
struct TaskStory: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        // What Steven has given yesterday is still to be done.
        let newest = (0..<3).map { place in
            time.act(time.lastDay.subtracting(workdays: 1), 16, 42 + place, by: time.user("steven")) { try give(in: 4 * place, $0) }
        }
        return newest
            + time.workdays.filter { $0.weekday == 3 }.enumerated().flatMap { week, thursday in
                let desks = owners.enumerated().map { place, id in
                    time.act(thursday, 17, place, by: .user(id)) { try clearDesk(of: id, $0) }
                }
                let andrew = time.act(thursday, 17, 30, by: time.user("andrew")) { try cancelWhatIsMoot($0) }
                guard week % 4 == 1 else { return desks + [andrew] }
                return desks + [andrew, time.act(thursday, 16, 40, by: time.user("steven")) { try give(in: week, $0) }]
            }
    }

    private var owners: [Int64] {
        time.staff.people.filter { $0.department == "sales" || MeetingStory.heads.contains($0.username) }.map(\.id)
            + time.staff.newcomers.map(\.id)
    }

    // MARK: Given

    /// Some in each meeting, each with a day of the next three weeks.
    static func agree(in meeting: Record<Meeting>, among present: [Int64], _ dice: inout Dice, _ rules: RuleContext) throws {
        let texts = meeting.kind == .regular ? ofSales : ofDepartments
        for _ in 0..<dice.roll(meeting.kind == .regular ? 1...3 : 2...3) {
            _ = try rules.create(
                ActionItem.self,
                [
                    "title": .string(dice.pick(texts)), "meeting_id": .integer(meeting.id.integer),
                    "owner_id": .integer(dice.pick(present)),
                    "due_on": .string(rules.today.adding(days: dice.roll(5...21)).description),
                ])
        }
    }

    /// Steven's own people, without a meeting.
    private func give(in week: Int, _ rules: RuleContext) throws {
        let team = time.staff.people.filter { $0.managerID == time.staff.id("steven") }
        let owner = team[week / 4 % team.count]
        _ = try rules.create(
            ActionItem.self,
            [
                "title": .string(Self.ofSales[week % Self.ofSales.count]), "owner_id": .integer(owner.id),
                "due_on": .string(rules.today.adding(days: 8).description), "description": "完成后请告知。Tell me when it is done.",
            ])
    }

    private static let ofSales = [
        "跟进未回复的报价 Call back those with an open offer", "更新商机金额与预计成交日 Bring the forecast of your opportunities up to date",
        "提交上月拜访报告 Hand in the visit reports of last month", "与物流确认延迟订单的交期 Ask logistics when the late orders leave",
        "电话催收逾期账款 Call who has not paid", "收集竞争对手报价 Find out what the competitors ask", "整理客户联系人 Check contacts of your customers",
        "准备续约谈判资料 Prepare the renewal of the contract", "邀请客户参加展会 Invite customers to the fair",
    ]
    private static let ofDepartments = [
        "核对超期未发货清单 Check the list of what should have left", "更新产品储存条件说明 Write anew how products are to be stored",
        "跟踪客诉整改 Follow what was promised to who complained", "确认下月产能 Confirm next month's capacity",
        "对账差异说明 Explain the differences of the accounts", "更新合同模板付款条款 Update the payment terms of the template",
    ]

    // MARK: Done

    /// What is soon due is done; some is done only when it is late, and some of the newest has not been done at all.
    private func clearDesk(of owner: Int64, _ rules: RuleContext) throws {
        let recent = time.shift.day(time.lastDay).adding(days: -35)
        for item in try rules.all(ActionItem.self, where: "owner_id = ? AND status = 'open' AND archived_at IS NULL", owner.stored) {
            let place = item.id.integer
            let given = rules.registry.calendar.day(of: item.createdAt)
            let isLeft = item.dueOn >= recent && place % 3 == 0
            let isSlow = place % 9 == 4 && rules.today < item.dueOn.adding(days: 6)
            let isMoot = place % 17 == 5 && item.givenBy.integer == time.staff.id("andrew")
            let isDone = given.adding(days: 8) <= rules.today || item.dueOn <= rules.today.adding(days: 6) && given < rules.today
            guard isDone, !isLeft, !isSlow, !isMoot else { continue }
            try rules.take("finish", item.id, ["result": .string(Self.results[Int(place) % Self.results.count])])
        }
    }

    private static let results = ["已完成。Done.", "已完成，客户已确认。Done; the customer has confirmed it.", "已完成并更新系统。Done and entered."]

    private func cancelWhatIsMoot(_ rules: RuleContext) throws {
        let mine = try rules.all(
            ActionItem.self, where: "given_by_id = ? AND status = 'open' AND archived_at IS NULL", time.staff.id("andrew").stored)
        for item in mine where item.id.integer % 17 == 5 {
            try rules.take("cancel", item.id, ["reason": "客户已另行处理。The customer has settled it otherwise."])
        }
    }
}
