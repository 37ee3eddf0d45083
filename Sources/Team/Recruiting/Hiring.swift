// Hiring: the user with department, role and place in the line, and the training that every new one gets, in one transaction (P3.1.2, P3.1.3).

import Identity
import Kernel

enum Hiring {
    /// Throws `head_count_reached`, `plan_not_open`, `plan_period_over`, `own_candidacy`, `person_unfit`, `manager_outside_team`,
    /// `username_taken` and `topic_without_course`.
    @Sendable static func hire(_ candidate: inout Record<Candidate>, _ form: Record<HireCandidate>, _ context: RuleContext) throws {
        // Asked inside the write, one write after the other: of two who hire at once the second finds the post taken.
        let plan = try Posts.requireLeft(in: candidate.plan, context)
        try requireAnother(candidate, context)
        try requireInLine(form.manager, of: plan, context)
        var user = try newUser(candidate, form, plan, context)
        try context.insert(&user)
        try Onboarding.enrol(user.id, from: form.startsOn, in: context)
        candidate.hiredUser = user.id
        candidate.startsOn = form.startsOn
        candidate.decidedAt = context.now
    }

    /// Nobody hires himself or herself, or whom he or she stands in for.
    private static func requireAnother(_ candidate: Record<Candidate>, _ context: RuleContext) throws {
        let people = [context.caller.userID].compactMap(\.self) + context.caller.principals.map(\.id)
        for person in people {
            guard let user = try context.find(User.self, ID(person)) else { continue }
            let isSame =
                isOne(user.email?.lowercased(), candidate.email?.lowercased()) || isOneNumber(user.phone, candidate.phone)
            guard !isSame else { throw Failure(.ownCandidacy) }
        }
    }

    private static func isOne(_ left: String?, _ right: String?) -> Bool {
        left.map { !$0.isEmpty && $0 == right } ?? false
    }

    /// With or without the code of country or town before it.
    private static func isOneNumber(_ left: String?, _ right: String?) -> Bool {
        guard let left = left?.digits, let right = right?.digits, !left.isEmpty, !right.isEmpty else { return false }
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        return short == long || short.count >= 8 && long.hasSuffix(short)
    }

    /// Whoever is hired works below the hiring manager: rows follow the reporting line, and nobody gives out others'.
    private static func requireInLine(_ manager: ID<User>, of plan: Record<RecruitmentPlan>, _ context: RuleContext) throws {
        try context.requireAtWork(manager, at: "/manager_id")
        let above = try context.registry.directory.managers(manager.integer, context.connection)
        guard manager == plan.owner || above.contains(plan.owner.integer) else {
            throw Failure.invalid(.managerOutsideTeam, at: "/manager_id")
        }
    }

    private static func newUser(
        _ candidate: Record<Candidate>, _ form: Record<HireCandidate>, _ plan: Record<RecruitmentPlan>, _ context: RuleContext
    ) throws -> Record<User> {
        var user = Record(new: User.self)
        user.username = try username(candidate, form, context)
        user.displayName = candidate.name
        user.email = candidate.email
        user.phone = candidate.phone
        user.department = plan.department
        user.roles = ChoiceList([plan.role])
        user.manager = form.manager
        user.position = form.position
        user.hiredOn = form.startsOn
        return user
    }

    /// The one that was asked for, where nobody has it; else the first free one that begins as the mail does, or with the number.
    private static func username(_ candidate: Record<Candidate>, _ form: Record<HireCandidate>, _ context: RuleContext) throws -> String {
        if let wanted = form.username?.lowercased() {
            guard try isFree(wanted, context) else { throw Failure.invalid(.usernameTaken, at: "/username", ["username": wanted]) }
            return wanted
        }
        let mail = candidate.email.map { String($0.lowercased().prefix { $0 != "@" }.filter(\.isOfIdentifier).prefix(50)) } ?? ""
        let stem = mail.isEmpty ? candidate.number.lowercased() : mail
        for suffix in [""] + (2...999).map({ "-\($0)" }) where try isFree(stem + suffix, context) { return stem + suffix }
        return candidate.number.lowercased()
    }

    private static func isFree(_ username: String, _ context: RuleContext) throws -> Bool {
        try context.integer("SELECT 1 FROM users WHERE username = ?", username.stored) == nil
    }
}

extension String {
    /// A number to call without what people write between its digits, and without the zeros that lead abroad or out of town.
    fileprivate var digits: String { String(filter { $0.isASCII && $0.isNumber }.drop { $0 == "0" }) }
}

extension Character {
    /// Whether an identifier may have it.
    fileprivate var isOfIdentifier: Bool { isASCII && (isLetter || isNumber || ["-", "_", "."].contains(self)) }
}
