// How posts are planned, approved, applied for and filled in the sample company (P3.1.1, P3.1.2).

import Identity
import JSON
import Kernel
import Team

/// All recruitment plans with their candidates.
struct RecruitingStory: Sendable {
    let time: TimeOfStory
    /// Of the passwords of those who are hired, in the order of their ids.
    let hashes: [String]

    func happenings() -> [Happening] {
        Vacancy.all.flatMap { vacancy in
            let plan = Handle<RecruitmentPlan>()
            return lifeOfPlan(vacancy, plan) + vacancy.applicants.flatMap { lifeOfCandidate($0, of: vacancy, plan) }
        }
    }

    private func before(_ workdays: Int) -> Day { time.lastDay.subtracting(workdays: workdays) }

    // MARK: The plan

    private func lifeOfPlan(_ vacancy: Vacancy, _ plan: Handle<RecruitmentPlan>) -> [Happening] {
        let manager = time.user(vacancy.manager)
        var dice = Dice(seed: vacancy.position)
        var agenda = Agenda()
        agenda.add(0, manager) { rules in plan.note(try rules.create(RecruitmentPlan.self, Self.body(of: vacancy, rules.today))) }
        agenda.setAnchor()
        let submit: @Sendable (RuleContext) throws -> Void = { try $0.take("submit", plan.id()) }
        let approve: @Sendable (RuleContext) throws -> Void = { try $0.take("approve", plan.id()) }
        switch vacancy.course {
        case .draft: break
        case .submitted: agenda.add(1, manager, submit)
        case .approved:
            agenda.add(0, manager, submit)
            agenda.add(2, time.user("executive"), approve)
        case .closed(let days):
            agenda.add(0, manager, submit)
            agenda.add(1, time.user("executive")) { rules in
                try rules.take("reject", plan.id(), ["reason": "请补充区域与薪资预算。Name the region and the budget."])
            }
            agenda.add(2, manager) { rules in
                _ = try rules.change(RecruitmentPlan.self, plan.id(), ["requirements": .string(vacancy.requirements + " 月薪预算 1.2 万元。")])
            }
            agenda.add(0, manager, submit)
            agenda.add(2, time.user("executive"), approve)
            agenda.add(days, manager) { rules in
                try rules.take("close", plan.id(), ["reason": "区域客户合并，暂缓招聘。Two customers of the region have merged."])
            }
        }
        return agenda.happenings(anchoredOn: before(vacancy.enteredBefore), until: time.lastDay, &dice, time.shift)
    }

    private static func body(of vacancy: Vacancy, _ today: Day) -> JSONObject {
        [
            "position": .string(vacancy.position), "head_count": .integer(vacancy.headCount), "role": "sales_rep",
            "requirements": .string(vacancy.requirements),
            "starts_on": .string(today.adding(days: vacancy.period.lowerBound).description),
            "ends_on": .string(today.adding(days: vacancy.period.upperBound).description),
        ]
    }

    // MARK: A candidate

    private func lifeOfCandidate(_ applicant: Applicant, of vacancy: Vacancy, _ plan: Handle<RecruitmentPlan>) -> [Happening] {
        let file = Handle<Candidate>()
        var dice = Dice(seed: applicant.name)
        var agenda = Agenda()
        let phone = "021-5550 \(dice.roll(2000...9999))"
        agenda.add(0, time.user("hr2")) { rules in
            let body: JSONObject = [
                "plan_id": .integer(try plan.id().integer), "name": .string(applicant.name), "email": .string(applicant.mail),
                "phone": .string(phone), "channel": .string(applicant.channel.rawValue), "resume": .string(applicant.resume),
            ]
            file.note(try rules.create(Candidate.self, body))
        }
        agenda.setAnchor()
        assess(applicant, vacancy, file, on: &agenda, &dice)
        end(applicant, vacancy, file, on: &agenda, &dice)
        return agenda.happenings(anchoredOn: before(applicant.appliedBefore), until: time.lastDay, &dice, time.shift)
    }

    private func assess(
        _ applicant: Applicant, _ vacancy: Vacancy, _ file: Handle<Candidate>, on agenda: inout Agenda, _ dice: inout Dice
    ) {
        let isHired = if case .hired = applicant.end { true } else { false }
        let scores = isHired ? 82...95 : 55...84
        let steps: [(reached: Applicant.Step, name: String, gap: ClosedRange<Int>, by: Doer, comments: [String])] = [
            (.screened, "screen", 1...2, time.user("hr2"), ["履历与要求相符。Fits the requirements.", "部分相符，可以一谈。Fits in part; worth a talk."]),
            (.interviewed, "interview", 2...3, time.user(vacancy.manager), ["表达清晰，了解客户。Clear, knows the trade.", "准备充分。Well prepared."]),
            (.tested, "test", 2...3, time.user("hr1"), ["计算与英语均可。Figures and English are fine.", "案例分析完整。The case was solved whole."]),
        ]
        for step in steps where step.reached <= applicant.reached {
            let form: JSONObject = ["score": .integer(Int64(dice.roll(scores))), "comment": .string(dice.pick(step.comments))]
            agenda.add(dice.roll(step.gap), step.by) { try $0.take(step.name, file.id(), form) }
        }
        guard applicant.reached == .offered else { return }
        agenda.add(dice.roll(1...2), time.user("hr1")) { try $0.take("offer", file.id()) }
    }

    private func end(_ applicant: Applicant, _ vacancy: Vacancy, _ file: Handle<Candidate>, on agenda: inout Agenda, _ dice: inout Dice) {
        switch applicant.end {
        case .waiting: break
        case .rejected(let reason):
            agenda.add(dice.roll(1...3), time.user("hr2")) { try $0.take("reject", file.id(), ["reason": .string(reason)]) }
        case .withdrawn: agenda.add(dice.roll(1...3), time.user("hr2")) { try $0.take("withdraw", file.id()) }
        case .hired(let username):
            guard let person = time.staff.newcomers.first(where: { $0.username == username }) else { return }
            agenda.add(dice.roll(2...3), time.user(vacancy.manager)) { try Self.hire(person, file, $0) }
            let hash = hashes[Int(person.id - time.staff.erpUserID - 1)]
            agenda.add(0, .operator) { rules in try Self.equip(person, hash, rules) }
            OnboardingStory(time: time, person: person).teach(on: &agenda, &dice)
        }
    }

    /// Work begins on a Monday about two weeks later.
    private static func hire(_ person: Person, _ file: Handle<Candidate>, _ rules: RuleContext) throws {
        let later = rules.today.adding(days: 14)
        let begin = later.adding(days: -later.weekday)
        let hired = try rules.take(
            "hire", file.id(),
            [
                "starts_on": .string(begin.description), "position": .string(person.position),
                "manager_id": .integer(person.managerID ?? 0),
                "username": .string(person.username),
            ])
        try demand(hired.hiredUser?.integer ?? 0, is: person.id, for: person.username)
    }

    /// Number, language and password, as everybody has them.
    private static func equip(_ person: Person, _ hash: String, _ rules: RuleContext) throws {
        _ = try rules.change(
            User.self, ID(person.id),
            [
                "email": .string("\(person.username)@northwind.example"),
                "employee_number": .string("NW-" + padded(Int(person.id), 3)), "locale": "en",
            ])
        try UserPassword.keep(hash, of: ID(person.id), in: rules)
    }
}
