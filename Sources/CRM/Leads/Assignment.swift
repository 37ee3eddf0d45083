// Who gets a lead, and why (P2.1.2).

import Identity
import Kernel
import SQLite

/// Why somebody got a lead.
package enum AssignmentReason: String, Choice {
    case enteredBy = "entered_by"
    case byHand = "by_hand"
    case roundRobin = "round_robin"
    case load, region

    package var chinese: String {
        switch self {
        case .enteredBy: "本人录入"
        case .byHand: "人工指定"
        case .roundRobin: "轮流分配"
        case .load: "按负荷分配"
        case .region: "按地区分配"
        }
    }
}

extension LeadAssignment {
    /// The owner of a new lead: whom the body names, else whoever sells and enters it, else whom the rules find; else nobody yet.
    static func give(_ lead: inout Record<Lead>, in context: RuleContext) throws {
        if let owner = lead.owner {
            try requirePresent(owner, in: context)
            return try note(owner, owner.integer == context.caller.userID ? .enteredBy : .byHand, on: &lead, in: context)
        }
        if let seller = context.caller.seller { return try note(seller, .enteredBy, on: &lead, in: context) }
        guard let choice = try AssignmentChoice(for: lead, in: context) else { return }
        try take(choice, for: &lead, in: context)
    }

    /// Gives a lead to somebody, or to whom the rules find. Throws `no_rule_fits`.
    static func assign(_ lead: inout Record<Lead>, to owner: ID<User>?, in context: RuleContext) throws {
        if let owner {
            try context.requireMayGive(lead, to: owner)
            try requirePresent(owner, in: context)
            return try note(owner, .byHand, on: &lead, in: context)
        }
        guard let choice = try AssignmentChoice(for: lead, in: context) else { throw Failure(.noRuleFits) }
        try take(choice, for: &lead, in: context)
    }

    private static func take(_ choice: AssignmentChoice, for lead: inout Record<Lead>, in context: RuleContext) throws {
        var rule = choice.rule
        if rule.method == .roundRobin {
            rule.lastAssignee = choice.assignee
            try context.save(&rule, action: "assigned")
        }
        try note(choice.assignee, choice.reason, by: rule.id, passedOver: choice.passedOver, on: &lead, in: context)
    }

    private static func note(
        _ owner: ID<User>, _ reason: AssignmentReason, by rule: ID<AssignmentRule>? = nil, passedOver: [String] = [],
        on lead: inout Record<Lead>,
        in context: RuleContext
    ) throws {
        var assignment = Record<LeadAssignment>(new: LeadAssignment.self)
        assignment.at = context.now
        assignment.assignee = owner
        assignment.reason = reason
        assignment.rule = rule
        assignment.passedOver = passedOver.isEmpty ? nil : passedOver.joined(separator: ", ")
        lead.assignments += [assignment]
        lead.owner = owner
        if lead.firstContactedAt == nil {
            lead.firstContactDueAt = try context.dueAt(workingHours: context.settings(CRMSettings.self).firstContactHours)
        }
    }

    /// Nobody gives a lead to somebody else who is away. Throws `owner_absent`.
    private static func requirePresent(_ owner: ID<User>, in context: RuleContext) throws {
        guard owner.integer != context.caller.userID, try Presence.isAbsent(owner.integer, at: context.now, context.connection) else {
            return
        }
        let person = try context.require(User.self, owner)
        throw Failure.invalid(.ownerAbsent, at: "/owner_id", ["name": person.displayName])
    }
}

/// What the rules find for a lead.
struct AssignmentChoice {
    let rule: Record<AssignmentRule>
    let assignee: ID<User>
    /// Those who would have come before, were they there.
    let passedOver: [String]

    var reason: AssignmentReason { rule.method.reason }

    /// The first rule, by priority, whose conditions the lead meets and that has somebody who is there; nil for none.
    init?(for lead: Record<Lead>, in context: RuleContext) throws {
        let rules = try context.kept("active", of: AssignmentRule.self) {
            try context.all(AssignmentRule.self, where: "active = 1 AND archived_at IS NULL")
                .sorted { ($0.priority, $0.id.integer) < ($1.priority, $1.id.integer) }
        }
        for rule in rules where rule.fits(lead) {
            let candidates = try rule.candidates(for: lead, in: context)
            guard let there = try PresentPerson(among: candidates, in: context, where: { try context.canOwn(Lead.self, $0) }) else {
                continue
            }
            (self.rule, assignee, passedOver) = (rule, there.person, there.passedOver)
            return
        }
        return nil
    }
}

extension Caller {
    /// The caller, where he or she sells and enters for himself or herself; a borrowed role makes nobody an owner.
    fileprivate var seller: ID<User>? {
        guard !isKey, !ownRoles.isDisjoint(with: [.salesRep, .salesManager]), ownRoles.isDisjoint(with: [.admin, .marketing]) else {
            return nil
        }
        return userID.map { ID($0) }
    }
}
