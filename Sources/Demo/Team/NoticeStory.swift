// What everybody, or some, were told in the two years, and who has read it (P3.3.1).

import JSON
import Kernel
import Team

/// Notices to all, to roles, departments and people: published, retracted, and one that is not yet out.
struct NoticeStory: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        let published = Announcement.all.flatMap(publish)
        let draft = time.act(time.lastDay.subtracting(workdays: 1), 16, 35, by: time.user("andrew")) { rules in
            _ = try rules.create(
                Notice.self,
                [
                    "title": "夏季促销方案（草稿） Summer promotion", "body": "折扣范围待定。The range of the discount is not yet settled.",
                    "roles": ["sales_rep", "sales_manager"],
                ])
        }
        return published + [draft]
    }

    private func publish(_ announcement: Announcement) -> [Happening] {
        let day = time.lastDay.subtracting(workdays: announcement.before)
        let file = Handle<Notice>()
        let author = time.user(announcement.author)
        var happenings = [
            time.act(day, 10, 50, by: author) { rules in file.note(try rules.create(Notice.self, body(of: announcement, rules))) },
            time.act(day, 10, 55, by: author) { rules in try rules.take("publish", file.id()) },
        ]
        if announcement.isWrong {
            happenings.append(
                time.act(day, 15, 5, by: author) { rules in
                    try rules.take("retract", file.id(), ["reason": "日期有误，另行通知。The date is wrong."])
                })
        } else {
            happenings += receipts(of: announcement, file, publishedOn: day)
        }
        return happenings
    }

    private func body(of announcement: Announcement, _ rules: RuleContext) throws -> JSONObject {
        var body: JSONObject = ["title": .string(announcement.title), "body": .string(announcement.text)]
        switch announcement.audience {
        case .everybody: body["everyone"] = .bool(true)
        case .roles(let roles): body["roles"] = .array(roles.map { .string($0.rawValue) })
        case .people(let names): body["people"] = .array(names.map { .object(["user_id": .integer(time.staff.id($0))]) })
        case .department(let code):
            let id = try rules.integer("SELECT id FROM departments WHERE code = ?", code.stored) ?? 0
            body["departments"] = [["department_id": .integer(id)]]
        }
        return body
    }

    /// Most read it within some days. Robert is slow, and of the newest one most have not read yet.
    private func receipts(of announcement: Announcement, _ file: Handle<Notice>, publishedOn day: Day) -> [Happening] {
        var dice = Dice(seed: announcement.title)
        return time.staff.people.filter { announcement.reaches($0) && $0.username != announcement.author }.compactMap { person in
            let (delay, minute) = (dice.roll(0...4), dice.roll(0...59))
            guard dice.roll(1...14) > 1, person.username != "robert" || dice.roll(1...3) > 1 else { return nil }
            let readOn = day.adding(workdays: delay)
            guard readOn <= time.lastDay else { return nil }
            return time.act(readOn, delay == 0 ? 14 : 11, minute, by: .user(person.id)) { try $0.take("acknowledge", file.id()) }
        }
    }
}

/// A notice of the plan. `before`: working days before the last day.
private struct Announcement: Sendable {
    enum Audience: Sendable {
        case everybody, roles([Role]), department(String), people([String])
    }

    let title: String
    let text: String
    let author: String
    let before: Int
    let audience: Audience
    var isWrong = false

    func reaches(_ person: Person) -> Bool {
        switch audience {
        case .everybody: true
        case .roles(let roles): !roles.filter(person.roles.contains).isEmpty
        case .department(let code): person.department == code
        case .people(let names): names.contains(person.username)
        }
    }

    private static let selling: Audience = .roles([.salesRep, .salesManager])

    static let all = [
        Announcement(
            title: "新系统上线 The new system", text: "即日起所有订单在系统中录入。From today on every order is entered here.", author: "executive",
            before: 460,
            audience: .everybody),
        Announcement(
            title: "报价折扣权限 Who may grant which discount", text: "超出权限的折扣须经上级审批。What lies beyond is approved by the manager above.",
            author: "andrew",
            before: 440, audience: selling),
        Announcement(
            title: "无合同订单须说明理由 Orders without a contract", text: "请写明原因，由销售经理复核。Say why; a sales manager looks at it.", author: "andrew",
            before: 350,
            audience: .department("sales")),
        Announcement(
            title: "年度绩效考核安排 The yearly review", text: "请于月底前核对本人数据。Check your figures by the end of the month.", author: "executive",
            before: 310,
            audience: selling),
        Announcement(
            title: "团建活动 Team day", text: "周六在崇明岛。Saturday, on Chongming.", author: "andrew", before: 262, audience: .department("sales"),
            isWrong: true),
        Announcement(
            title: "团建活动（更正） Team day, corrected", text: "改为下周五下午在崇明岛。On Chongming, next Friday afternoon.", author: "andrew", before: 261,
            audience: .department("sales")),
        Announcement(
            title: "客户投诉处理时限 How fast complaints are answered", text: "紧急工单两小时内响应。Urgent tickets are answered within two hours.",
            author: "executive",
            before: 180, audience: .roles([.service, .salesRep, .salesManager])),
        Announcement(
            title: "逾期账款催收分工 Who calls overdue customers", text: "客户负责人配合财务。Whoever has the customer helps finance.", author: "steven",
            before: 120,
            audience: .people(["michael", "robert", "anne", "finance1", "finance2"])),
        Announcement(
            title: "信息安全提醒 Passwords", text: "请勿共用账号。Nobody shares an account.", author: "executive", before: 60, audience: .everybody),
        Announcement(
            title: "新版合同模板 New template of contracts", text: "付款条款已更新。The payment terms are new.", author: "andrew", before: 25,
            audience: selling),
        Announcement(
            title: "端午节发货安排 Shipments around the holiday", text: "节前最后发货日请与物流确认。Ask logistics for the last day before it.",
            author: "andrew", before: 2,
            audience: .roles([.salesRep, .salesManager, .logistics, .service])),
    ]
}
